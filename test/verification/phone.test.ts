import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import type { Client, ClientKind } from '../support/clients.ts';
import { merged, schemaUrl } from '../support/config.ts';
import { flowAfter, identityOf, messageIds, messageIdsAt, newPassword, node, start, submit } from '../support/flows.ts';
import { everywhere, type TestZelos } from '../support/harness.ts';
import { newPhone, openPhones, phoneSchema } from '../support/phones.ts';

const phones = await openPhones();
const config: ConfigInput = {
  ...phones.config,
  identity: { default_schema_id: 'caller', schemas: [{ id: 'caller', url: schemaUrl(phoneSchema) }] },
  selfservice: { methods: { code: { enabled: true } }, flows: { verification: { enabled: true, use: 'code' }, recovery: { enabled: true, use: 'code' }, registration: { style: 'unified' } } },
};

/** Somebody who has just registered; the client is signed in. */
async function register(kind: ClientKind, zelos: TestZelos): Promise<{ client: Client; phone: string; id: string }> {
  const client = zelos.client(kind);
  const phone = newPhone();
  const flow = await start(client, 'registration');
  const answer = await submit(client, flow, { method: 'password', traits: { name: `caller-${phone.slice(1)}`, phone }, password: newPassword() });
  assert.ok([200, 303].includes(answer.status), JSON.stringify(answer.body));
  if (kind === 'api') client.token = answer.body.session_token;
  return { client, phone, id: (await client.reader.get('/sessions/whoami')).body.identity.id };
}
const addressOf = async (zelos: TestZelos, id: string) => (await identityOf(zelos, id)).verifiable_addresses[0];
const spaced = (phone: string): string => `${phone.slice(0, 3)} ${phone.slice(3, 6)} ${phone.slice(6)}`;

everywhere(
  'a phone number',
  (kind, zelos) => {
    test('is texted a code when it is new, and a changed one again', async () => {
      const { client, phone, id } = await register(kind, zelos());
      await phones.codeTo(phone);
      const { via, status, verified } = await addressOf(zelos(), id);
      assert.deepEqual([via, status, verified, phones.countTo(phone)], ['sms', 'sent', false, 1]);
      const next = newPhone();
      const answer = await submit(client, await start(client, 'settings'), { method: 'profile', traits: { name: `caller-${phone.slice(1)}`, phone: next } });
      assert.ok([200, 303].includes(answer.status));
      await phones.codeTo(next);
      assert.deepEqual([phones.countTo(phone), phones.countTo(next)], [1, 1]);
    });

    test('is verified by the code that is texted there, however it is typed', async () => {
      const { client, phone, id } = await register(kind, zelos());
      await phones.codeTo(phone);
      const flow = await start(client, 'verification');
      assert.equal(node(flow, 'email').attributes.type, 'text', 'a field of type email would take no number');
      const asked = await flowAfter(client, 'verification', await submit(client, flow, { method: 'code', email: spaced(phone) }));
      assert.deepEqual([asked.state, messageIds(asked)], ['sent_email', [1080003]]);
      const done = await flowAfter(client, 'verification', await submit(client, flow, { method: 'code', code: await phones.codeTo(phone, 1) }));
      assert.equal(done.state, 'passed_challenge');
      const { verified, status } = await addressOf(zelos(), id);
      assert.deepEqual([verified, status], [true, 'completed']);
    });

    test('leads back into the account', async () => {
      const { phone, id } = await register(kind, zelos());
      await phones.codeTo(phone);
      const client = zelos().client(kind);
      const flow = await start(client, 'recovery');
      await submit(client, flow, { method: 'code', email: spaced(phone) });
      const answer = await submit(client, flow, { method: 'code', code: await phones.codeTo(phone, 1) });
      assert.ok([422, 303].includes(answer.status), JSON.stringify(answer.body));
      if (kind === 'api') client.token = answer.body.continue_with[0].ory_session_token;
      const { identity } = (await client.reader.get('/sessions/whoami')).body;
      assert.deepEqual([identity.id, (await addressOf(zelos(), id)).verified], [id, true]);
    });

    test('that nobody has is answered like one that somebody has', async () => {
      const { phone } = await register(kind, zelos());
      for (const name of ['recovery', 'verification'] as const) {
        const [known, unknown] = await Promise.all(
          [phone, newPhone()].map(async (email) => {
            const client = zelos().client(kind);
            const { state, ui } = await flowAfter(client, name, await submit(client, await start(client, name), { method: 'code', email }));
            return JSON.stringify([state, ui.messages, ui.nodes.length]);
          }),
        );
        assert.equal(known, unknown);
      }
    });
  },
  { config },
);

everywhere(
  'a phone number to which there is no way',
  (kind, zelos) => {
    test('is sent nothing, waits, and is no address for a form', async () => {
      const { client, phone, id } = await register(kind, zelos());
      assert.equal((await addressOf(zelos(), id)).status, 'pending');
      const flow = await start(client, 'verification');
      assert.equal(node(flow, 'email').attributes.type, 'email');
      const answer = await flowAfter(client, 'verification', await submit(client, flow, { method: 'code', email: phone }));
      assert.equal(messageIdsAt(answer, 'email').length, 1);
      const messages = await zelos().admin(new Request(`${zelos().adminUrl}/admin/courier/messages?recipient=${encodeURIComponent(phone)}`));
      assert.deepEqual(await messages.json(), []);
    });
  },
  { config: merged(config as Readonly<Record<string, unknown>>, { courier: { channels: undefined } }) },
);
