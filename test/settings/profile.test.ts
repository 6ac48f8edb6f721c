import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../support/clock.ts';
import { schemaUrl } from '../support/config.ts';
import { canSignIn, createPerson, fetchFlow, flowAfter, identityOf, messageIds, messageIdsAt, newEmail, node, nodeNames, settings, signedIn, submit, valueOf } from '../support/flows.ts';
import { everywhere, onEveryDatabase } from '../support/harness.ts';

everywhere('settings: profile', (kind, zelos) => {
  const person = (traits: object = {}) => signedIn(zelos(), kind, { traits });

  test('saves every kind of trait with its type', async () => {
    const { client, person: who } = await person();
    const traits = { email: who.email, name: { first: 'Bea', last: 'Sol' }, website: 'https://bea.example', age: 31, newsletter: true, color: 'green' };
    const flow = await flowAfter(client, 'settings', await submit(client, await settings(client), { method: 'profile', traits }));
    assert.equal(flow.state, 'success');
    assert.deepEqual(messageIds(flow), [1050001]);
    assert.deepEqual((await identityOf(zelos(), who.id)).traits, traits);
    assert.equal(valueOf(flow, 'traits.age'), 31);
    assert.equal(valueOf(flow, 'traits.newsletter'), true);
  });

  test('saves all or nothing, and shows what was typed at its field', async () => {
    const { client, person: who } = await person({ name: { first: 'Ann' } });
    const before = (await identityOf(zelos(), who.id)).traits;
    const flow = await flowAfter(
      client,
      'settings',
      await submit(client, await settings(client), { method: 'profile', traits: { email: who.email, name: { first: 'Bea' }, age: 999, website: 'http://s' } }),
    );
    assert.equal(flow.state, 'show_form');
    assert.deepEqual(messageIdsAt(flow, 'traits.age'), [4000020]);
    assert.deepEqual(messageIdsAt(flow, 'traits.website'), [4000003]);
    assert.equal(valueOf(flow, 'traits.age'), 999);
    assert.equal(valueOf(flow, 'traits.name.first'), 'Bea');
    assert.deepEqual((await identityOf(zelos(), who.id)).traits, before);
  });

  test('forgets what an earlier submit has said', async () => {
    const { client, person: who } = await person();
    const flow = await settings(client);
    await submit(client, flow, { method: 'profile', traits: { email: who.email, admin: true, age: 999 } });
    const again = await flowAfter(client, 'settings', await submit(client, flow, { method: 'profile', traits: { email: who.email, age: 998 } }));
    assert.deepEqual(messageIds(again), []);
    assert.equal(node(again, 'traits'), undefined);
    assert.deepEqual(messageIdsAt(again, 'traits.age'), [4000020]);
  });

  test('an optional trait can be cleared', async () => {
    const { client, person: who } = await person({ age: 30, website: 'https://ann.example' });
    await submit(client, await settings(client), { method: 'profile', traits: { email: who.email, ...(kind === 'browser' ? { age: '', website: '' } : {}) } });
    const { traits } = await identityOf(zelos(), who.id);
    assert.equal('age' in traits || 'website' in traits, false);
  });

  test('a validation error removes no node of another method, and the order of nodes stays', async () => {
    const { client, person: who } = await person();
    const flow = await settings(client);
    const refused = await flowAfter(client, 'settings', await submit(client, flow, { method: 'profile', traits: { email: who.email, age: -1 } }));
    assert.deepEqual(nodeNames(refused), nodeNames(flow));
  });

  test('what is answered after a save is what a fresh flow shows', async () => {
    const { client, person: who } = await person();
    const saved = await flowAfter(client, 'settings', await submit(client, await settings(client), { method: 'profile', traits: { email: who.email, name: { first: 'Bea' }, age: 4 } }));
    const fresh = await settings(client);
    const plain = (flow: typeof fresh) => flow.ui.nodes.filter((n: typeof fresh) => n.attributes.name !== 'csrf_token');
    assert.deepEqual(plain(saved), plain(fresh));
  });

  test('keeps an untouched address byte for byte', async () => {
    const { client, person: who } = await person();
    const before = await identityOf(zelos(), who.id);
    zelos().clock.advance(MINUTE);
    await submit(client, await settings(client), { method: 'profile', traits: { email: who.email, age: 5 } });
    const after = await identityOf(zelos(), who.id);
    assert.deepEqual(after.verifiable_addresses, before.verifiable_addresses);
    assert.deepEqual(after.recovery_addresses, before.recovery_addresses);
  });

  test('a new address is unverified, signs in, and the old one does not', async () => {
    const { client, person: who } = await person();
    const email = newEmail('renamed');
    await submit(client, await settings(client), { method: 'profile', traits: { email } });
    const { verifiable_addresses: addresses, credentials } = await identityOf(zelos(), who.id);
    assert.deepEqual(
      addresses.map((a: { value: string; verified: boolean }) => [a.value, a.verified]),
      [[email, false]],
    );
    assert.deepEqual(credentials.password.identifiers, [email]);
    assert.equal(await canSignIn(zelos(), { ...who, email }), true);
    assert.equal(await canSignIn(zelos(), who), false);
  });

  test('an address of somebody else is refused without telling whose', async () => {
    const other = await createPerson(zelos());
    const { client, person: who } = await person();
    const flow = await flowAfter(client, 'settings', await submit(client, await settings(client), { method: 'profile', traits: { email: other.email } }));
    assert.deepEqual(messageIds(flow), [4000007]);
    assert.equal((await identityOf(zelos(), who.id)).traits.email, who.email);
  });

  test('re-saving the same address never asks for a fresh sign-in, in whatever spelling', async () => {
    const { client, person: who } = await person();
    const flow = await settings(client);
    zelos().clock.advance(30 * MINUTE);
    const answer = await submit(client, flow, { method: 'profile', traits: { email: who.email.toUpperCase(), age: 7 } });
    assert.equal((await flowAfter(client, 'settings', answer)).state, 'success');
  });

  test('the same body sent twice is applied once and answered the same', async () => {
    const { client, person: who } = await person();
    const flow = await settings(client);
    const send = () => submit(client, flow, { method: 'profile', traits: { email: who.email, age: 8 } });
    const answers = await Promise.all([send(), send(), send()]);
    for (const answer of answers) assert.equal((await flowAfter(client, 'settings', answer)).state, 'success');
    assert.equal((await identityOf(zelos(), who.id)).traits.age, 8);
  });

  test('a save leaves no further flow behind', async () => {
    const { client, person: who } = await person();
    const flow = await settings(client);
    const flows = async () => (await zelos().db.list((db) => db.selectFrom('flows').select('id').where('identity_id', '=', who.id))).length;
    const before = await flows();
    const answer = await submit(client, flow, { method: 'profile', traits: { email: who.email, age: 9 } });
    assert.equal((await flowAfter(client, 'settings', answer)).id, flow.id);
    assert.equal(await flows(), before);
  });
});

const closed = {
  properties: {
    traits: {
      type: 'object',
      required: ['email'],
      additionalProperties: false,
      properties: {
        email: { type: 'string', format: 'email', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
        plan: { type: 'string', title: 'Plan', 'ory.sh/kratos': { access: 'read_only' } },
        birthday: { type: 'string', format: 'date', title: 'Birthday', 'ory.sh/kratos': { access: 'write_once' } },
        risk: { type: 'integer', 'ory.sh/kratos': { access: 'hidden' } },
      },
    },
  },
};

onEveryDatabase(
  'settings: traits with an access of their own',
  (zelos) => {
    test('read_only and hidden traits survive a save that leaves them out, and cannot be changed', async () => {
      const { client, person } = await signedIn(zelos(), 'spa', { traits: { plan: 'free', risk: 3 } });
      const flow = await settings(client);
      assert.equal(node(flow, 'traits.risk'), undefined);
      await submit(client, flow, { method: 'profile', traits: { email: person.email, birthday: '2001-02-03' } });
      assert.deepEqual((await identityOf(zelos(), person.id)).traits, { email: person.email, plan: 'free', risk: 3, birthday: '2001-02-03' });
      const refused = await submit(client, flow, { method: 'profile', traits: { email: person.email, plan: 'gold', risk: 0, birthday: '1999-01-01' } });
      assert.equal(refused.status, 400);
      assert.deepEqual((await identityOf(zelos(), person.id)).traits, { email: person.email, plan: 'free', risk: 3, birthday: '2001-02-03' });
      assert.deepEqual(messageIdsAt(await fetchFlow(client, 'settings', flow.id), 'traits.birthday'), [4000001]);
    });
  },
  { config: { identity: { schemas: [{ id: 'customer', url: schemaUrl(closed) }] } } },
);
