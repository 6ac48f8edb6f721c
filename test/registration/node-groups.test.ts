import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStub, withProviders } from '../oidc/stub.ts';
import { stranger, trip } from '../oidc/trips.ts';
import type { Json } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { fetchFlow, flowAfter, flowIdIn, newEmail, newPassword, node, nodeNames, start, submit } from '../support/flows.ts';
import { everywhere, startZelos } from '../support/harness.ts';

const groupsOfTraits = (flow: Json): string[] => [...new Set<string>(flow.ui.nodes.filter((n: Json) => n.attributes.name?.startsWith('traits')).map((n: Json) => n.group))];

everywhere(
  'password_profile_registration_node_group: password',
  (kind, zelos) => {
    test('has the traits stand with the password, before it, also after a refusal', async () => {
      const client = zelos().client(kind);
      const flow = await start(client, 'registration');
      assert.deepEqual(groupsOfTraits(flow), ['password']);
      assert.deepEqual(nodeNames(flow).slice(-2), ['password', 'method']);
      const refused = await flowAfter(client, 'registration', await submit(client, flow, { method: 'password', password: 'x', traits: { email: 'none', age: 7 } }));
      assert.deepEqual([groupsOfTraits(refused), node(refused, 'traits.email').messages.length, nodeNames(refused)], [['password'], 1, nodeNames(flow)]);
      const done = await submit(client, refused, { method: 'password', password: newPassword(), traits: { email: newEmail() } });
      assert.equal(done.status, kind === 'browser' ? 303 : 200);
    });
  },
  { config: { selfservice: { flows: { registration: { style: 'unified' } } }, feature_flags: { password_profile_registration_node_group: 'password' } } },
);

test('password_profile_registration_node_group changes nothing where the profile comes first', async () => {
  const zelos = await startZelos({ config: { feature_flags: { password_profile_registration_node_group: 'password' } } });
  assert.deepEqual(groupsOfTraits(await start(zelos.client('spa'), 'registration')), ['default']);
  await zelos.close();
});

test('legacy_oidc_registration_node_group has traits that a provider did not tell stand with its button', async () => {
  const stub = await startStub();
  for (const legacy of [true, false]) {
    const zelos = await startZelos({ config: merged(withProviders(stub) as object as Record<string, unknown>, { feature_flags: { legacy_oidc_registration_node_group: legacy } }) });
    stub.person = stranger({ email: undefined });
    const client = zelos.client('browser');
    const { answer } = await trip(client, 'registration', { provider: 'acme' });
    const flow = await fetchFlow(client, 'registration', flowIdIn(answer.location));
    assert.deepEqual(groupsOfTraits(flow), [legacy ? 'oidc' : 'default']);
    assert.equal(node(flow, 'provider').meta.label.id, 1040003);
    const done = await submit(client, flow, { provider: 'acme', traits: { email: newEmail() } });
    assert.equal(done.location, 'http://app.test/');
    assert.equal((await client.reader.get('/sessions/whoami')).status, 200);
    await zelos.close();
  }
});
