import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, type Json } from '../support/clients.ts';
import { customerSchema, merged, schemaUrl } from '../support/config.ts';
import { identityOf, newEmail, signedIn } from '../support/flows.ts';
import { onEveryDatabase, startZelos } from '../support/harness.ts';
import { startStub, withProviders } from './stub.ts';
import { link, trip } from './trips.ts';

const stub = await startStub();

/** Everything that the provider says becomes traits. */
const ALL = `base64://${Buffer.from("local claims = std.extVar('claims'); { identity: { traits: claims.traits } }").toString('base64')}`;
const closed = merged(customerSchema, { properties: { traits: { properties: { color: { ...customerSchema.properties.traits.properties.color, 'ory.sh/kratos': { access: 'read_only' } } } } } });
const config = (mode: 'automatic' | 'never') =>
  merged(withProviders(stub, ['acme'], { update_identity_on_login: mode, mapper_url: ALL }) as Readonly<Record<string, unknown>>, {
    identity: { schemas: [{ id: 'customer', url: schemaUrl(closed) }] },
  });

onEveryDatabase(
  'update_identity_on_login: automatic',
  (zelos) => {
    /** Signs somebody in whose provider says that of them now. */
    async function signedInWith(traits: Json, had: object = {}): Promise<{ before: Json; after: Json; status: number }> {
      const email = newEmail();
      const { client, person } = await signedIn(zelos(), 'spa', { email, traits: had, verifiable_addresses: [{ value: email, via: 'email', verified: true, status: 'completed' }] });
      const social = await link(client, stub);
      const before = await identityOf(zelos(), person.id);
      stub.person = { ...social, traits };
      const later = new Client('spa', zelos());
      await trip(later, 'login', { provider: 'acme' });
      const { status } = await later.get('/sessions/whoami');
      return { before, after: await identityOf(zelos(), person.id), status };
    }

    test('what the provider says now stands in the account afterwards, and what it does not say stays', async () => {
      const { before, after } = await signedInWith({ name: { first: 'Anna' }, age: 41 }, { name: { first: 'Ann', last: 'Lee' }, newsletter: true });
      assert.deepEqual(after.traits, { ...before.traits, name: { first: 'Anna', last: 'Lee' }, age: 41 });
    });

    test('linking alone changes nothing', async () => {
      const { before } = await signedInWith({}, { name: { first: 'Ann' } });
      assert.deepEqual(before.traits.name, { first: 'Ann' });
    });

    test('names and addresses stay, and stay verified', async () => {
      const { before, after } = await signedInWith({ email: 'somebody@else.test', name: { first: 'Anna' } });
      assert.deepEqual([after.traits.email, after.traits.name], [before.traits.email, { first: 'Anna' }]);
      assert.deepEqual(after.verifiable_addresses, before.verifiable_addresses);
      assert.equal(after.verifiable_addresses[0].verified, true);
    });

    const refused: readonly [what: string, traits: Json][] = [
      ['what people may not change themselves', { color: 'green' }],
      ['what the schema refuses', { age: 'old' }],
      ['what it does not know', { rank: 1 }],
      ['nothing in place of what is required', { email: null }],
      ['text in place of an object', { name: 'Anna' }],
    ];
    for (const [what, traits] of refused)
      test(`${what} is left as it is; the person is signed in, and the rest is taken`, async () => {
        const { before, after, status } = await signedInWith({ ...traits, age: traits.age ?? 41 }, { color: 'red', name: { first: 'Ann' } });
        assert.equal(status, 200);
        assert.deepEqual(after.traits, { ...before.traits, ...(traits.age === undefined ? { age: 41 } : {}) });
      });
  },
  { config: config('automatic') },
);

test('left out, signing in changes nothing', async () => {
  const zelos = await startZelos({ config: config('never') });
  try {
    const { client, person } = await signedIn(zelos, 'spa', { traits: { name: { first: 'Ann' } } });
    stub.person = { ...(await link(client, stub)), traits: { name: { first: 'Anna' } } };
    await trip(new Client('spa', zelos), 'login', { provider: 'acme' });
    assert.deepEqual((await identityOf(zelos, person.id)).traits.name, { first: 'Ann' });
  } finally {
    await zelos.close();
  }
});
