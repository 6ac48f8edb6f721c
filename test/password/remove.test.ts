import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStub, withProviders } from '../oidc/stub.ts';
import { link } from '../oidc/trips.ts';
import { canSignIn, identityOf, node, settings, signedIn, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

const stub = await startStub();
let zelos: TestZelos;
before(async () => {
  zelos = await startZelos({ config: withProviders(stub) });
});
after(() => zelos.close());

for (const kind of ['JSON', 'text'] as const)
  test(`as ${kind}: a password is removed when there is another way in`, async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    await link(client, stub);
    const flow = await settings(client);
    assert.ok(node(flow, 'password_remove'));
    const answer = await submit(client, flow, { password_remove: kind === 'JSON' ? true : 'true' });
    assert.equal(answer.status, 200);
    assert.equal(node(answer.body, 'password_remove'), undefined);
    assert.equal(await canSignIn(zelos, person), false);
    assert.equal((await identityOf(zelos, person.id, 'password')).credentials.password?.config, undefined);
  });

test('the last way in is no password that one can remove', async () => {
  const { client, person } = await signedIn(zelos, 'spa');
  const flow = await settings(client);
  assert.equal(node(flow, 'password_remove'), undefined);
  const refused = await submit(client, flow, { password_remove: true });
  assert.deepEqual([refused.status, refused.body.ui.messages[0].context], [400, { id: 'last_credential_protection' }]);
  assert.ok(await canSignIn(zelos, person));
});

test('a link to a provider that is off is no other way in', async () => {
  const { client, person } = await signedIn(zelos, 'spa', {
    password: 'long-enough-for-anybody-2',
    credentials: { password: { config: { password: 'long-enough-for-anybody-2' } }, oidc: { config: { providers: [{ provider: 'gone', subject: '1' }] } } },
  });
  assert.equal((await submit(client, await settings(client), { password_remove: true })).status, 400);
  assert.ok(await canSignIn(zelos, person));
});

test('a preset of Kratos has no such thing', async () => {
  const kratos = await startZelos({ config: { ...withProviders(stub), preset: 'kratos' } });
  try {
    const { client } = await signedIn(kratos, 'spa');
    await link(client, stub);
    const flow = await settings(client);
    assert.equal(node(flow, 'password_remove'), undefined);
    assert.equal((await submit(client, flow, { password_remove: true })).body.ui.messages[0].id, 4010004);
  } finally {
    await kratos.close();
  }
});
