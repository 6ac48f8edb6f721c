import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createConfig } from '../../src/config/config.ts';
import type { Client, Json } from '../support/clients.ts';
import { HOUR, MINUTE } from '../support/clock.ts';
import { baseConfig, merged, schemaUrl } from '../support/config.ts';
import { canSignIn, createPerson, fetchFlow, flowAfter, flowIdIn, identityOf, login, messageIds, newEmail, node, nodeNames, settings, signedIn, submit, valueOf } from '../support/flows.ts';
import { everywhere, onEveryDatabase, startZelos } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';
import { addressesOf, change, listSchema, verifiedPerson } from './support.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());
const holding = { selfservice: { methods: { code: { enabled: true } }, flows: { verification: { enabled: true }, settings: { after: { profile: { hooks: [{ hook: 'verify_new_address' }] } } } } } };
const config = merged(mailbox.config, holding);

/** Asks for a change, and gives the verification it waits for. */
async function ask(client: Client, traits: object): Promise<{ flow: Json; answer: Json }> {
  const answer = await submit(client, await settings(client), { method: 'profile', traits });
  const id = client.kind === 'browser' ? flowIdIn(answer.location) : answer.body.continue_with?.[0]?.flow.id;
  return { flow: id === undefined ? undefined : await fetchFlow(client, 'verification', id), answer };
}
const pendingNames = (flow: Json): string[] => nodeNames(flow).filter((name) => name.startsWith('profile_pending'));
const enter = async (client: Client, flow: Json, code: string): Promise<Json> => flowAfter(client, 'verification', await submit(client, flow, { method: 'code', code }));

everywhere(
  'a new address that must be proven first',
  (kind, zelos) => {
    test('waits for its code: until then nothing changes, then all that was asked for with it does', async () => {
      const { client, person } = await verifiedPerson(zelos(), kind, { name: { first: 'Bea' } });
      const email = newEmail('new');
      const { flow, answer } = await ask(client, { email, name: { first: 'Cea' } });
      if (kind === 'browser') assert.deepEqual([answer.status, answer.location.startsWith('http://127.0.0.1:4433/ui/verification?flow=')], [303, true]);
      else {
        assert.deepEqual([answer.status, answer.body.state, valueOf(answer.body, 'traits.email'), messageIds(answer.body)], [200, 'show_form', email, [1050944]]);
        assert.deepEqual(
          answer.body.continue_with.map((item: Json) => [item.action, item.flow.verifiable_address, 'url' in item.flow]),
          [['show_verification_ui', email, kind === 'spa']],
        );
        assert.deepEqual(answer.body.identity.traits, { email: person.email, name: { first: 'Bea' } });
      }
      assert.deepEqual([await addressesOf(zelos(), person.id), await canSignIn(zelos(), { ...person, email })], [[[person.email, true]], false]);

      const { code } = await mailbox.to(email);
      const done = await enter(client, flow, code);
      assert.deepEqual([done.state, messageIds(done)], ['passed_challenge', [1080002]]);
      const identity = await identityOf(zelos(), person.id);
      assert.deepEqual([identity.traits, await addressesOf(zelos(), person.id)], [{ email, name: { first: 'Cea' } }, [[email, true]]]);
      assert.deepEqual([await canSignIn(zelos(), { ...person, email }), await canSignIn(zelos(), person)], [true, false]);
      assert.deepEqual(pendingNames(await settings(client)), []);
      assert.equal((await mailbox.to(person.email)).subject, 'The address of your account was changed');
    });

    test('is shown in settings, mailed again to itself alone and not too often, and cancelled', async () => {
      const { client, person } = await verifiedPerson(zelos(), kind);
      const email = newEmail('new');
      const { flow } = await ask(client, { email });
      const shown = await settings(client);
      assert.deepEqual(pendingNames(shown), ['profile_pending', ...(kind === 'api' ? [] : ['profile_pending_enter']), 'profile_pending_resend', 'profile_pending_cancel']);
      assert.equal(node(shown, 'profile_pending').attributes.text.context.address, email);

      const again = { profile_pending_resend: valueOf(shown, 'profile_pending_resend') };
      const early = await flowAfter(client, 'settings', await submit(client, shown, again));
      assert.deepEqual(messageIds(early), [4050910]);
      zelos().clock.advance(MINUTE);
      const sent = await flowAfter(client, 'settings', await submit(client, shown, again));
      assert.deepEqual(messageIds(sent), [1050945]);
      const [first, second] = [(await mailbox.to(email)).code, (await mailbox.to(email, 1)).code];
      assert.equal(mailbox.countTo(person.email), 0);
      if (first !== second) assert.deepEqual(messageIds(await enter(client, flow, first)), [4070006]);

      const gone = await flowAfter(client, 'settings', await submit(client, shown, { profile_pending_cancel: valueOf(shown, 'profile_pending_cancel') }));
      assert.deepEqual([messageIds(gone), pendingNames(gone)], [[1050946], []]);
      assert.deepEqual(messageIds(await enter(client, flow, second)), [4050940]);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[person.email, true]]);
    });

    test('a wrong code changes nothing, and the right one still does', async () => {
      const { client, person } = await verifiedPerson(zelos(), kind);
      const email = newEmail('new');
      const { flow } = await ask(client, { email });
      const { code } = await mailbox.to(email);
      assert.deepEqual(messageIds(await enter(client, flow, code === '000000' ? '111111' : '000000')), [4070006]);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[person.email, true]]);
      await enter(client, flow, code);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[email, true]]);
    });
  },
  { config },
);

onEveryDatabase(
  'a new address that must be proven first',
  (zelos) => {
    test('needs a session that is fresh', async () => {
      const { client } = await verifiedPerson(zelos(), 'spa');
      const flow = await settings(client);
      zelos().clock.advance(16 * MINUTE);
      const email = newEmail('new');
      const answer = await submit(client, flow, { method: 'profile', traits: { email } });
      assert.deepEqual([answer.status, answer.body.error.id, mailbox.countTo(email)], [403, 'session_refresh_required', 0]);
    });

    test('ends with the session that has asked for it, and with no other', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const other = zelos().client('api');
      await login(other, person);
      const [one, two] = [newEmail('one'), newEmail('two')];
      const first = await ask(client, { email: one });
      assert.equal(pendingNames(await settings(other)).length, 3, 'every session of the person sees what waits');
      await other.send('DELETE', '/sessions', {});
      const { code } = await mailbox.to(one);
      assert.deepEqual(messageIds(await enter(other, first.flow, code)), [4050940]);
      assert.deepEqual([pendingNames(await settings(other)), await addressesOf(zelos(), person.id)], [[], [[person.email, true]]]);
      const second = await ask(other, { email: two });
      await enter(other, second.flow, (await mailbox.to(two)).code);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[two, true]]);
    });

    test('is refused when somebody else has it, when proposed and when proven, with the same words', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const stranger = await createPerson(zelos());
      const { answer } = await ask(client, { email: stranger.email });
      assert.deepEqual([answer.status, messageIds(answer.body), mailbox.countTo(stranger.email)], [400, [4000007], 0]);
      const email = newEmail('new');
      const { flow } = await ask(client, { email });
      await createPerson(zelos(), { email });
      const late = await submit(client, flow, { method: 'code', code: (await mailbox.to(email)).code });
      assert.deepEqual([late.status, messageIds(late.body)], [400, [4000007]]);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[person.email, true]]);
    });

    test('of two people who prove the same address at once, one gets it', async () => {
      const email = newEmail('new');
      const people = await Promise.all([verifiedPerson(zelos(), 'api'), verifiedPerson(zelos(), 'api')]);
      const flows = [(await ask(people[0].client, { email })).flow, (await ask(people[1].client, { email })).flow];
      const codes = [(await mailbox.to(email)).code, (await mailbox.to(email, 1)).code];
      const done = await Promise.all(people.map(({ client }, i) => submit(client, flows[i], { method: 'code', code: codes[i] })));
      assert.deepEqual(done.map(({ status }) => status).sort(), [200, 400]);
    });

    test('of parallel submits of one code, one changes the account', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const email = newEmail('new');
      const { flow } = await ask(client, { email });
      const { code } = await mailbox.to(email);
      const done = await Promise.all([1, 2, 3].map(() => submit(client, flow, { method: 'code', code })));
      assert.deepEqual(
        done.map(({ status, body }) => [status, body.state]),
        [1, 2, 3].map(() => [200, 'passed_challenge']),
      );
      await mailbox.to(person.email);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(mailbox.countTo(person.email), 1);
    });

    test('called off and proven at once, it is the one or the other', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const email = newEmail('new');
      const { flow } = await ask(client, { email });
      const shown = await settings(client);
      const { code } = await mailbox.to(email);
      const [off, proven] = await Promise.all([submit(client, shown, { profile_pending_cancel: valueOf(shown, 'profile_pending_cancel') }), submit(client, flow, { method: 'code', code })]);
      const isMade = (await addressesOf(zelos(), person.id))[0]?.[0] === email;
      assert.deepEqual([messageIds(off.body), messageIds(proven.body)], isMade ? [[4050940], [1080002]] : [[1050946], [4050940]]);
    });

    test('what was changed meanwhile stays, and so do the addresses that were not touched', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api', { name: { first: 'Bea' } });
      const email = newEmail('new');
      const { flow } = await ask(client, { email, name: { first: 'Cea' } });
      await change(client, { email: person.email, name: { first: 'Dea', last: 'Dee' }, age: 40 });
      await enter(client, flow, (await mailbox.to(email)).code);
      assert.deepEqual((await identityOf(zelos(), person.id)).traits, { email, name: { first: 'Dea', last: 'Dee' }, age: 40 });
    });

    test('a change whose place is taken meanwhile is off', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const [one, two] = [newEmail('one'), newEmail('two')];
      const { flow } = await ask(client, { email: one });
      const { schema_id, traits } = await identityOf(zelos(), person.id);
      await client.send('PUT', `/admin/identities/${person.id}`, { on: 'admin', json: { schema_id, state: 'active', traits: { ...traits, email: two } } });
      const late = await submit(client, flow, { method: 'code', code: (await mailbox.to(one)).code });
      assert.deepEqual([late.status, messageIds(late.body), (await addressesOf(zelos(), person.id))[0]?.[0]], [400, [4050941], two]);
    });

    test('a newer change for the same trait takes the place of the older one', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const [one, two] = [newEmail('typo'), newEmail('right')];
      const older = await ask(client, { email: one });
      const newer = await ask(client, { email: two });
      assert.equal(pendingNames(await settings(client)).length, 3);
      assert.deepEqual(messageIds(await enter(client, older.flow, (await mailbox.to(one)).code)), [4050940]);
      await enter(client, newer.flow, (await mailbox.to(two)).code);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[two, true]]);
    });

    test('a double click is answered twice and mailed once', async () => {
      const { client } = await verifiedPerson(zelos(), 'api');
      const flow = await settings(client);
      const email = newEmail('new');
      const answers = await Promise.all([1, 2].map(() => submit(client, flow, { method: 'profile', traits: { email } })));
      const ids = answers.map(({ status, body }) => [status, body.continue_with[0].flow.id]);
      assert.deepEqual(ids[0], ids[1]);
      await mailbox.to(email);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(mailbox.countTo(email), 1);
    });

    test('a code for it goes to the pending address and to no other', async () => {
      const { client } = await verifiedPerson(zelos(), 'api');
      const email = newEmail('new');
      const { flow } = await ask(client, { email });
      const thief = newEmail('thief');
      zelos().clock.advance(MINUTE);
      const answer = await submit(client, flow, { method: 'code', email: thief });
      assert.deepEqual([answer.status, mailbox.countTo(thief)], [400, 0]);
      assert.equal((await submit(client, flow, { method: 'code', email })).status, 200);
      await mailbox.to(email, 1);
    });

    test('the link in its mail does nothing for whoever is not signed in: mail programs open links by themselves', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'browser');
      const email = newEmail('new');
      await ask(client, { email });
      const { link } = await mailbox.to(email);
      const path = link.slice(zelos().publicUrl.length);
      assert.equal((await zelos().client('browser').get(path)).status, 303);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[person.email, true]]);
      await client.get(path);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[email, true]]);
    });

    test('nobody can cancel, or have mailed, what is not theirs', async () => {
      const [mine, theirs] = await Promise.all([verifiedPerson(zelos(), 'api'), verifiedPerson(zelos(), 'api')]);
      await ask(mine.client, { email: newEmail('new') });
      const shown = await settings(mine.client);
      for (const name of ['profile_pending_cancel', 'profile_pending_resend']) {
        const answer = await submit(theirs.client, await settings(theirs.client), { [name]: valueOf(shown, name) });
        assert.deepEqual([answer.status, messageIds(answer.body)], [400, [4050940]]);
      }
      assert.equal(pendingNames(await settings(mine.client)).length, 3);
    });

    test('nothing of it can be read in the database', async () => {
      const { client } = await verifiedPerson(zelos(), 'api', { name: { first: 'Bea' } });
      const email = newEmail('unreadable');
      await ask(client, { email, name: { first: 'Unreadable' } });
      const rows = await zelos().db.list<object>((db) => db.selectFrom('address_changes').selectAll());
      assert.ok(rows.length > 0);
      assert.ok(!/unreadable/i.test(JSON.stringify(rows)));
    });
  },
  { config },
);

test('holding addresses back without a verification to prove them stops the start', () => {
  assert.throws(() => createConfig(merged(merged(baseConfig, config), { selfservice: { flows: { verification: { enabled: false } } } })), /verify_new_address|verification is off/);
});

test('a link that proves an address does so for whoever is signed in to the account, and tells others to sign in', async () => {
  const zelos = await startZelos({ config: merged(config, { selfservice: { methods: { link: { enabled: true } }, flows: { verification: { use: 'link' } } } }) });
  const { client, person } = await verifiedPerson(zelos, 'browser');
  const email = newEmail('new');
  const { flow } = await ask(client, { email });
  const path = (await mailbox.to(email)).link.slice(zelos.publicUrl.length);
  const stranger = await signedIn(zelos, 'browser');
  for (const visitor of [zelos.client('browser'), stranger.client]) {
    assert.equal((await visitor.get(path)).status, 303);
    assert.deepEqual([messageIds(await fetchFlow(visitor, 'verification', flow.id)), await addressesOf(zelos, person.id)], [[1050951], [[person.email, true]]]);
  }
  await client.get(path);
  assert.deepEqual(await addressesOf(zelos, person.id), [[email, true]]);
  await zelos.close();
});

test('a new address waits for a day, however long the session lives', async () => {
  const zelos = await startZelos({
    config: merged(config, { session: { lifespan: '100h' }, selfservice: { flows: { verification: { lifespan: '100h' } }, methods: { code: { config: { lifespan: '100h' } } } } }),
  });
  const { client, person } = await verifiedPerson(zelos, 'api');
  const email = newEmail('new');
  const { flow } = await ask(client, { email });
  zelos.clock.advance(24 * HOUR - 1);
  assert.equal(pendingNames(await settings(client)).length, 3);
  zelos.clock.advance(1);
  assert.equal(pendingNames(await settings(client)).length, 0);
  assert.deepEqual(messageIds(await enter(client, flow, (await mailbox.to(email)).code)), [4050940]);
  assert.deepEqual(await addressesOf(zelos, person.id), [[person.email, true]]);
  await zelos.close();
});

describe('several new addresses that must be proven first', () => {
  const several = merged(config, { identity: { default_schema_id: 'customer', schemas: [{ id: 'customer', url: schemaUrl(listSchema) }] } });

  test('wait each for its own code; those that were not touched stay the very same', async () => {
    const zelos = await startZelos({ config: several });
    const client = zelos.client('api');
    const [kept, old] = [newEmail('kept'), newEmail('old')];
    const person = (
      await client.send('POST', '/admin/identities', {
        on: 'admin',
        json: {
          schema_id: 'customer',
          traits: { username: 'ada', emails: [kept, old] },
          credentials: { password: { config: { password: 'correct-horse-battery' } } },
          verifiable_addresses: [{ value: kept, via: 'email', verified: true, status: 'completed' }],
        },
      })
    ).body;
    await login(client, { email: 'ada', password: 'correct-horse-battery' });
    const [one, two] = [newEmail('one'), newEmail('two')];
    const { answer } = await ask(client, { username: 'ada', emails: [kept, one, two] });
    assert.deepEqual(
      answer.body.continue_with.map((item: Json) => item.flow.verifiable_address),
      [one, two],
    );
    assert.equal(pendingNames(await settings(client)).length, 6);
    const flowFor = (address: string) => fetchFlow(client, 'verification', answer.body.continue_with.find((item: Json) => item.flow.verifiable_address === address).flow.id);
    await enter(client, await flowFor(two), (await mailbox.to(two)).code);
    assert.deepEqual((await identityOf(zelos, person.id)).traits.emails, [kept, old, two]);
    await enter(client, await flowFor(one), (await mailbox.to(one)).code);
    const then = await identityOf(zelos, person.id);
    assert.deepEqual(then.traits.emails, [kept, one, two]);
    assert.deepEqual(
      then.verifiable_addresses.find(({ value }: Json) => value === kept),
      person.verifiable_addresses[0],
    );
    await zelos.close();
  });

  test('with the preset of Kratos there is one at a time', async () => {
    const zelos = await startZelos({ config: merged(several, { preset: 'kratos' }) });
    const client = zelos.client('api');
    await client.send('POST', '/admin/identities', {
      on: 'admin',
      json: { schema_id: 'customer', traits: { username: 'ada' }, credentials: { password: { config: { password: 'correct-horse-battery' } } } },
    });
    await login(client, { email: 'ada', password: 'correct-horse-battery' });
    const { answer } = await ask(client, { username: 'ada', emails: [newEmail(), newEmail()] });
    assert.deepEqual([answer.status, messageIds(answer.body)], [400, [4050002]]);
    const one = await ask(client, { username: 'ada', emails: [newEmail()] });
    assert.deepEqual([one.answer.status, pendingNames(one.answer.body)], [200, []]);
    await zelos.close();
  });
});
