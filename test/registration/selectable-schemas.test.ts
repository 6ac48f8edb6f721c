import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStub, withProviders } from '../oidc/stub.ts';
import { back, leadsTo, stranger, through } from '../oidc/trips.ts';
import { HOUR } from '../support/clock.ts';
import { customerSchema, merged, schemaUrl } from '../support/config.ts';
import { fetchFlow, flowAfter, flowIdIn, identityOf, messageIdsAt, newEmail, newPassword, node, nodeNames, start, submit } from '../support/flows.ts';
import { everywhere, startZelos, type TestZelos } from '../support/harness.ts';

const employeeSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      required: ['email', 'badge'],
      properties: {
        email: { type: 'string', format: 'email', title: 'Work e-mail', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
        badge: { type: 'string', title: 'Badge', minLength: 3 },
      },
      additionalProperties: false,
    },
  },
};

const config = {
  identity: {
    default_schema_id: 'customer',
    schemas: [
      { id: 'customer', url: schemaUrl(customerSchema) },
      { id: 'employee', url: schemaUrl(employeeSchema), selfservice_selectable: true },
      { id: 'robot', url: schemaUrl(employeeSchema) },
    ],
  },
};

const schemaOfPerson = async (zelos: TestZelos, email: string): Promise<string> => {
  const [found] = (await zelos.client('api').get(`/admin/identities?credentials_identifier=${encodeURIComponent(email)}`, { on: 'admin' })).body;
  return (await identityOf(zelos, found.id)).schema_id;
};

everywhere(
  'identity_schema at the start of a flow',
  (kind, zelos) => {
    test('has a registration ask for the traits of that schema, and makes an account of it', async () => {
      const client = zelos().client(kind);
      const flow = await start(client, 'registration', '?identity_schema=employee');
      assert.equal(flow.identity_schema, 'employee');
      assert.deepEqual(
        nodeNames(flow).filter((name) => name.startsWith('traits')),
        ['traits.email', 'traits.badge'],
      );
      const refused = await flowAfter(client, 'registration', await submit(client, flow, { method: 'password', password: newPassword(), traits: { email: newEmail(), badge: 'x' } }));
      assert.deepEqual([messageIdsAt(refused, 'traits.badge'), refused.identity_schema], [[4000003], 'employee']);
      const email = newEmail();
      await submit(client, refused, { method: 'password', password: newPassword(), traits: { email, badge: 'A-17' } });
      assert.equal(await schemaOfPerson(zelos(), email), 'employee');
    });

    test('stays when the flow has expired', async () => {
      const client = zelos().client(kind);
      const flow = await start(client, 'registration', '?identity_schema=employee');
      zelos().clock.advance(2 * HOUR);
      const late = await submit(client, flow, { method: 'password', password: newPassword(), traits: {} });
      const id = kind === 'browser' ? flowIdIn(late.location) : late.body.use_flow_id;
      assert.ok(node(await fetchFlow(client, 'registration', id), 'traits.badge'));
    });

    test('has a login ask for the name of that schema', async () => {
      const client = zelos().client(kind);
      const flow = await start(client, 'login', '?identity_schema=employee');
      assert.deepEqual([flow.identity_schema, node(flow, 'identifier').meta.label.context.title], ['employee', 'Work e-mail']);
      const plain = await start(client, 'login');
      assert.deepEqual(['identity_schema' in plain, node(plain, 'identifier').meta.label.context.title], [false, 'E-Mail']);
    });

    test('may be the default one, and no other that is not marked', async () => {
      const client = zelos().client(kind);
      for (const name of ['login', 'registration'] as const) {
        assert.ok(await start(client, name, '?identity_schema=customer'));
        assert.ok(await start(client, name, '?identity_schema='));
        for (const schema of ['robot', 'nothing', '__proto__', 'Employee']) {
          const { status, body } = await client.reader.get(`/self-service/${name}/${kind === 'api' ? 'api' : 'browser'}?identity_schema=${schema}`);
          assert.deepEqual([status, body.error?.code], [400, 400], schema);
        }
      }
    });
  },
  { config },
);

test('a schema that was chosen before signing in at a provider is that of the account which comes of it', async () => {
  const stub = await startStub();
  const zelos = await startZelos({ config: merged(withProviders(stub) as Record<string, unknown>, config) });
  stub.person = stranger();
  const client = zelos.client('browser');
  const login = await start(client, 'login', '?identity_schema=employee');
  const answer = await back(client, await through(leadsTo(await submit(client, login, { provider: 'acme' }))));
  const flow = await fetchFlow(client, 'registration', flowIdIn(answer.location));
  assert.equal(flow.identity_schema, 'employee');
  await submit(client, flow, { provider: 'acme', traits: { email: stub.person['email'], badge: 'B-42' } });
  assert.equal((await client.reader.get('/sessions/whoami')).body.identity.schema_id, 'employee');
  await zelos.close();
});
