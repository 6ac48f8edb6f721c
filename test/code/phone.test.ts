import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import type { Client } from '../support/clients.ts';
import { merged, schemaUrl } from '../support/config.ts';
import { flowAfter, identityOf, messageIds, newPassword, node, start, submit } from '../support/flows.ts';
import { everywhere, startZelos, type TestZelos } from '../support/harness.ts';
import { newPhone, openPhones } from '../support/phones.ts';

const phones = await openPhones();
const schema = {
  $id: 'https://zelos.test/phone.schema.json',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      required: ['phone'],
      properties: { phone: { type: 'string', format: 'tel', 'ory.sh/kratos': { credentials: { code: { identifier: true, via: 'sms' } }, verification: { via: 'sms' } } } },
    },
  },
};
const config: ConfigInput = {
  ...phones.config,
  identity: { default_schema_id: 'phone', schemas: [{ id: 'phone', url: schemaUrl(schema) }] },
  selfservice: { methods: { code: { enabled: true, passwordless_enabled: true } }, flows: { registration: { style: 'unified', after: { code: { hooks: [{ hook: 'session' }] } } } } },
};

async function createOwner({ admin, adminUrl }: TestZelos, phone: string): Promise<string> {
  const answer = await admin(
    new Request(`${adminUrl}/admin/identities`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ schema_id: 'phone', traits: { phone } }) }),
  );
  assert.equal(answer.status, 201);
  return ((await answer.json()) as { id: string }).id;
}

const whoami = async (client: Client) => (await client.reader.get('/sessions/whoami')).body;

everywhere(
  'a phone',
  (kind, zelos) => {
    test('is texted a code that signs in, however its number is typed, and is verified by it', async () => {
      const phone = newPhone();
      const id = await createOwner(zelos(), phone);
      const client = zelos().client(kind);
      const typed = `${phone.slice(0, 3)} (${phone.slice(3, 6)}) ${phone.slice(6)}`;
      const flow = await start(client, 'login');
      const asked = await flowAfter(client, 'login', await submit(client, flow, { method: 'code', identifier: typed }));
      assert.deepEqual([asked.state, messageIds(asked)], ['sent_email', [1010014]]);
      const answer = await submit(client, flow, { method: 'code', identifier: typed, code: await phones.codeTo(phone) });
      assert.ok([200, 303].includes(answer.status), JSON.stringify(answer.body));
      if (kind === 'api') client.token = answer.body.session_token;
      assert.equal((await whoami(client)).identity.id, id);
      const [address] = (await identityOf(zelos(), id)).verifiable_addresses;
      assert.deepEqual([address.via, address.value, address.verified], ['sms', phone, true]);
    });

    test('that nobody has is answered like one that somebody has, and is sent nothing', async () => {
      const [known, unknown] = [newPhone(), newPhone()];
      await createOwner(zelos(), known);
      const shown = await Promise.all(
        [known, unknown].map(async (phone) => {
          const client = zelos().client(kind);
          const flow = await flowAfter(client, 'login', await submit(client, await start(client, 'login'), { method: 'code', identifier: phone }));
          return [flow.state, messageIds(flow)];
        }),
      );
      assert.deepEqual(shown[0], shown[1]);
      await phones.codeTo(known);
      assert.equal(phones.countTo(unknown), 0);
    });

    test('is enough to create an account', async () => {
      const phone = newPhone();
      const client = zelos().client(kind);
      const flow = await start(client, 'registration');
      await submit(client, flow, { method: 'code', traits: { phone } });
      const answer = await submit(client, flow, { method: 'code', traits: { phone }, code: await phones.codeTo(phone) });
      assert.ok([200, 303].includes(answer.status), JSON.stringify(answer.body));
      if (kind === 'api') client.token = answer.body.session_token;
      const { identity } = await whoami(client);
      assert.deepEqual([identity.traits.phone, identity.verifiable_addresses[0].verified], [phone, true]);
    });

    test('is known when signing in again', async () => {
      const again = zelos().client(kind);
      const phone = newPhone();
      await createOwner(zelos(), phone);
      const flow = await start(again, 'login');
      await submit(again, flow, { method: 'code', identifier: phone });
      const answer = await submit(again, flow, { method: 'code', identifier: phone, code: await phones.codeTo(phone) });
      if (kind === 'api') again.token = answer.body.session_token;
      const refresh = await start(again, 'login', '?refresh=true');
      assert.equal(node(refresh, 'identifier')?.attributes.value, phone, 'a refresh knows the phone');
    });
  },
  { config },
);

describe('a phone as the second step', () => {
  test('is offered as what it is, and its code is taken', async () => {
    const name = { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } };
    const both = { ...schema, properties: { traits: { type: 'object', properties: { name, ...schema.properties.traits.properties } } } };
    const changes = { identity: { schemas: [{ id: 'phone', url: schemaUrl(both) }] }, selfservice: { methods: { code: { passwordless_enabled: false, mfa_enabled: true } } } };
    const zelos = await startZelos({ config: merged(config as Readonly<Record<string, unknown>>, changes) });
    const client = zelos.client('api');
    const [phone, password] = [newPhone(), newPassword()];
    const answer = await submit(client, await start(client, 'registration'), { method: 'password', traits: { name: 'ada', phone }, password });
    client.token = answer.body.session_token;
    const flow = await start(client, 'login', '?aal=aal2');
    const offered = flow.ui.nodes.find((each: { attributes: { name: string } }) => each.attributes.name === 'address');
    assert.deepEqual([offered.attributes.value, offered.meta.label.id, offered.meta.label.context.channel], [phone, 1010023, 'sms']);
    await submit(client, flow, { method: 'code', address: phone });
    const done = await submit(client, flow, { method: 'code', address: phone, code: await phones.codeTo(phone) });
    assert.equal(done.body.session?.authenticator_assurance_level, 'aal2', JSON.stringify(done.body));
    await zelos.close();
  });
});

everywhere(
  'a phone to which there is no way',
  (kind, zelos) => {
    test('signs nobody in', async () => {
      const phone = newPhone();
      await createOwner(zelos(), phone);
      const client = zelos().client(kind);
      await submit(client, await start(client, 'login'), { method: 'code', identifier: phone });
      const messages = await zelos().admin(new Request(`${zelos().adminUrl}/admin/courier/messages?recipient=${encodeURIComponent(phone)}`));
      assert.deepEqual(await messages.json(), []);
    });
  },
  { config: merged(config as Readonly<Record<string, unknown>>, { courier: { channels: undefined } }) },
);
