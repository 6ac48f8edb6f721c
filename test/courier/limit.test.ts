import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import { createZelos } from '../../src/index.ts';
import { silentLog } from '../../src/log.ts';
import { Client, type Json } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { ADMIN_URL, baseConfig, merged, PUBLIC_URL } from '../support/config.ts';
import { createPerson, newEmail, newPassword, settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere, startZelos, type TestZelos } from '../support/harness.ts';

const config: ConfigInput = { selfservice: { methods: { code: { enabled: true } }, flows: { recovery: { enabled: true, notify_unknown_recipients: true }, verification: { enabled: true } } } };

async function sentTo(zelos: TestZelos, to: string): Promise<number> {
  const { body } = await new Client('api', zelos).get(`/admin/courier/messages?recipient=${encodeURIComponent(to)}`, { on: 'admin' });
  return body.length;
}

everywhere(
  'the limit of mails to one address',
  (kind, zelos) => {
    const ask = async (email: string, flow: 'recovery' | 'verification' = 'recovery'): Promise<Json> => {
      const client = zelos().client(kind);
      const answer = await submit(client, await start(client, flow), { method: 'code', email });
      return [answer.status, answer.body?.state, answer.body?.ui?.messages?.[0]?.id];
    };

    test('what anybody can ask for is sent five times in ten minutes, over all flows, and each answer is like the first', async () => {
      const { email } = await createPerson(zelos());
      const first = await ask(email);
      for (let i = 0; i < 4; i += 1) assert.deepEqual(await ask(email), first);
      assert.equal(await sentTo(zelos(), email), 5);
      for (let i = 0; i < 3; i += 1) assert.deepEqual(await ask(email), first);
      await ask(email, 'verification');
      assert.equal(await sentTo(zelos(), email), 5);
      await ask(newEmail());

      zelos().clock.advance(10 * MINUTE - 1);
      await ask(email);
      assert.equal(await sentTo(zelos(), email), 5);
      zelos().clock.advance(1);
      await ask(email);
      assert.equal(await sentTo(zelos(), email), 6);
    });

    test('an address that nobody has is no other', async () => {
      const [email, other] = [newEmail(), newEmail()];
      for (let i = 0; i < 7; i += 1) await ask(email);
      await ask(other);
      assert.deepEqual([await sentTo(zelos(), email), await sentTo(zelos(), other)], [5, 1]);
    });

    test('notices of a change come all the same', async () => {
      const email = newEmail();
      const { client } = await signedIn(zelos(), kind, { email, verifiable_addresses: [{ value: email, via: 'email', verified: true, status: 'completed' }] });
      for (let i = 0; i < 6; i += 1) await ask(email);
      await submit(client, await settings(client), { method: 'password', password: newPassword() });
      assert.equal(await sentTo(zelos(), email), 6);
    });
  },
  { config },
);

for (const [title, changes] of [
  ['is as wide as it is configured', { courier: { limit_per_address: { most: 7 } } }],
  ['is off when it is 0', { courier: { limit_per_address: { most: 0 } } }],
  ['is off under preset kratos', { preset: 'kratos' }],
] satisfies [string, ConfigInput][]) {
  test(`the limit of mails to one address ${title}`, async () => {
    const zelos = await startZelos({ config: { ...config, ...changes } });
    try {
      const { email } = await createPerson(zelos);
      for (let i = 0; i < 9; i += 1) {
        const client = zelos.client('api');
        await submit(client, await start(client, 'recovery'), { method: 'code', email });
      }
      assert.equal(await sentTo(zelos, email), title.startsWith('is as') ? 7 : 9);
    } finally {
      await zelos.close();
    }
  });
}

test('nobody keeps codes from their owner from afar: each network has its own five, and all together have twenty', async () => {
  const zelos = await createZelos(merged({ ...baseConfig, dsn: 'memory' }, config), { log: silentLog });
  try {
    const post = (path: string, body: object) =>
      new Request(new URL(path, path.startsWith('/admin') ? ADMIN_URL : PUBLIC_URL), {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const email = newEmail();
    await zelos.admin.fetch(post('/admin/identities', { schema_id: 'customer', traits: { email } }));
    const from = async (ip: string): Promise<number> => {
      const flow = (await (await zelos.public.fetch(new Request(new URL('/self-service/recovery/api', PUBLIC_URL)), { ip })).json()) as Json;
      await zelos.public.fetch(post(`/self-service/recovery?flow=${flow.id}`, { method: 'code', email }), { ip });
      return ((await (await zelos.admin.fetch(new Request(new URL(`/admin/courier/messages?recipient=${encodeURIComponent(email)}`, ADMIN_URL)))).json()) as Json).length;
    };
    for (let i = 0; i < 8; i += 1) await from('203.0.113.7');
    assert.equal(await from('203.0.113.99'), 5, 'its neighbours are the same network');
    assert.equal(await from('2001:db8:1::1'), 6);
    for (let i = 1; i < 10; i += 1) for (let j = 0; j < 3; j += 1) await from(`192.0.${i}.1`);
    assert.equal(await from('198.51.100.1'), 20);
  } finally {
    await zelos.close();
  }
});
