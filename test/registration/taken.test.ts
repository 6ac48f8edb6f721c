import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind, Json } from '../support/clients.ts';
import { createPerson, flowAfter, newEmail, newPassword, register, start, submit } from '../support/flows.ts';
import { everywhere, startZelos, type TestZelos } from '../support/harness.ts';

const config = { selfservice: { flows: { registration: { login_hints: true } }, methods: { oidc: { enabled: true, config: { providers: [] } } } } } as const;

async function told(zelos: TestZelos, kind: ClientKind, email: string): Promise<Json> {
  const client = zelos.client(kind);
  const flow = await flowAfter(client, 'registration', await submit(client, await start(client, 'registration'), { method: 'password', password: newPassword(), traits: { email } }));
  assert.equal(flow.ui.messages.length, 1);
  return flow.ui.messages[0];
}

everywhere(
  'login_hints, when a name is taken',
  (kind, zelos) => {
    test('says by what its owner signs in, however the name is written', async () => {
      const { email } = await register(zelos().client('api'));
      const message = await told(zelos(), kind, email.toUpperCase());
      assert.equal(message.id, 4000028);
      assert.deepEqual(message.context, { available_credential_types: ['password'], available_oidc_providers: [], credential_identifier_hint: email });
      assert.ok(message.text.includes(email));
    });

    test('names providers, once each and in order', async () => {
      const email = newEmail();
      const providers = ['github', 'acme', 'github'].map((provider, i) => ({ provider, subject: `${email}-${i}` }));
      await createPerson(zelos(), { email, credentials: { oidc: { config: { providers } } } });
      const { context } = await told(zelos(), kind, email);
      assert.deepEqual([context.available_credential_types, context.available_oidc_providers], [['oidc'], ['acme', 'github']]);
    });

    test('says no more than that it is taken where there is no way to sign in', async () => {
      const email = newEmail();
      await createPerson(zelos(), { email, credentials: {} });
      assert.equal((await told(zelos(), kind, email)).id, 4000007);
    });
  },
  { config },
);

test('a method that is off is no hint', async () => {
  const zelos = await startZelos({ config: { selfservice: { flows: { registration: { login_hints: true } }, methods: { webauthn: { enabled: false } } } } });
  const email = newEmail();
  await createPerson(zelos, { email, credentials: { oidc: { config: { providers: [{ provider: 'acme', subject: email }] } } } });
  assert.equal((await told(zelos, 'spa', email)).id, 4000007);
  await zelos.close();
});
