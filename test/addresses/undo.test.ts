import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { statement } from '../../src/db/statement.ts';
import type { Json } from '../support/clients.ts';
import { HOUR, MINUTE } from '../support/clock.ts';
import { merged, schemaUrl } from '../support/config.ts';
import { canSignIn, createPerson, flowAfter, flowIdIn, identityOf, login, messageIds, newEmail, node, settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere, onEveryDatabase, startZelos } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';
import { addressesOf, change, listSchema, UNDO, undoToken, verifiedPerson, verifyAsAdmin } from './support.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());
const config = merged(mailbox.config, { selfservice: { flows: { recovery: { enabled: true } }, methods: { code: { enabled: true } } } });
const letGo = statement('test.let_go', (db) => db.deleteFrom('address_changes').where('kind', '=', 'held'));
const isSignedIn = async (client: { reader: { get(path: string): Promise<Json> } }): Promise<boolean> => (await client.reader.get('/sessions/whoami')).status === 200;

everywhere(
  'taking a change of address back',
  (kind, zelos) => {
    test('gives the address back, verified as it was, ends all sessions, and leads through a recovery to a new password', async () => {
      const { client, person } = await verifiedPerson(zelos(), kind, { name: { first: 'Ada' } });
      const thief = newEmail('thief');
      await change(client, { email: thief, name: { first: 'Ada' }, age: 7 });
      await submit(client, await settings(client), { method: 'password', password: 'known-to-the-thief-alone' });
      const token = await undoToken(mailbox, person.email);

      const visitor = zelos().client(kind);
      await visitor.reader.get(`${UNDO}?token=${token}`);
      const done = await visitor.post(UNDO, { token });
      const identity = await identityOf(zelos(), person.id);
      assert.deepEqual(identity.traits, { email: person.email, name: { first: 'Ada' }, age: 7 });
      assert.deepEqual([await addressesOf(zelos(), person.id), identity.recovery_addresses.map(({ value }: Json) => value)], [[[person.email, true]], [person.email]]);
      assert.equal(await isSignedIn(client), false);

      const id = kind === 'browser' ? flowIdIn(done.location) : done.body.continue_with[0].flow.id;
      assert.deepEqual([done.status, kind === 'browser' ? undefined : done.body.continue_with[0].action], kind === 'browser' ? [303, undefined] : [200, 'show_recovery_ui']);
      const flow = (await visitor.reader.get(`/self-service/recovery/flows?id=${id}`)).body;
      assert.deepEqual([flow.state, messageIds(flow)], ['sent_email', [1050950]]);
      // Who knows the password may come back at once; not for long.
      const thiefAgain = zelos().client('api');
      await login(thiefAgain, { email: person.email, password: 'known-to-the-thief-alone' });
      const { code } = await mailbox.to(person.email, 1);
      const back = await submit(visitor, flow, { method: 'code', code });
      if (kind === 'api') visitor.token = back.body.continue_with[0].ory_session_token;
      const to = kind === 'api' ? back.body.continue_with[1].flow.id : flowIdIn(kind === 'spa' ? back.body.redirect_browser_to : back.location);
      const own = (await visitor.reader.get(`/self-service/settings/flows?id=${to}`)).body;
      assert.equal(await isSignedIn(thiefAgain), false);
      await login(thiefAgain, { email: person.email, password: 'known-to-the-thief-alone' });
      const password = 'known-to-the-owner-alone';
      assert.deepEqual(messageIds(await flowAfter(visitor, 'settings', await submit(visitor, own, { method: 'password', password }))), [1050001]);
      assert.deepEqual([await isSignedIn(thiefAgain), await isSignedIn(visitor)], [false, true]);
      assert.deepEqual([await canSignIn(zelos(), { email: person.email, password }), await canSignIn(zelos(), { email: thief, password })], [true, false]);
    });

    test('works once', async () => {
      const { client, person } = await verifiedPerson(zelos(), kind);
      await change(client, { email: newEmail() });
      const token = await undoToken(mailbox, person.email);
      await zelos().client(kind).post(UNDO, { token });
      const again = zelos().client(kind);
      await login(again, person);
      const second = await zelos().client(kind).post(UNDO, { token });
      assert.equal(second.status, kind === 'browser' ? 303 : 410);
      assert.equal(await isSignedIn(again), true, 'a link that is used up ends no session');
    });
  },
  { config },
);

onEveryDatabase(
  'taking a change of address back',
  (zelos) => {
    const undo = (token: string) => zelos().client('api').post(UNDO, { token });

    test('a GET changes nothing, for whoever opens the link: it tells what would be done, or shows the page that asks', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const email = newEmail();
      await change(client, { email });
      const { link } = await mailbox.to(person.email);
      const path = link.slice(zelos().publicUrl.length);
      const shown = await zelos().client('browser').get(path);
      assert.equal(shown.location, `${zelos().publicUrl}/ui/address-change?token=${await undoToken(mailbox, person.email)}`);
      const page = await zelos().client('browser').follow(shown);
      assert.ok(page.body.includes(person.email) && /<form[^>]* action="[^"]*address-change\/undo"[^>]* method="post"/.test(page.body));
      const told = await zelos().client('api').get(path);
      assert.deepEqual([told.status, told.body.address, messageIds(told.body), node(told.body, 'method').attributes.value], [200, person.email, [1050948], 'undo']);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[email, false]]);
      assert.equal(await isSignedIn(client), true);
    });

    test('is too late after the window, and not a moment before', async () => {
      for (const [late, status] of [
        [-1, 200],
        [0, 410],
      ] as const) {
        const { client, person } = await verifiedPerson(zelos(), 'api');
        await change(client, { email: newEmail() });
        const token = await undoToken(mailbox, person.email);
        zelos().clock.advance(72 * HOUR + late);
        assert.equal((await undo(token)).status, status);
      }
    });

    test('restores the first address after several changes, and voids what the addresses in between could take back', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const thief = newEmail('thief');
      await change(client, { email: thief });
      await verifyAsAdmin(zelos(), person.id, thief);
      zelos().clock.advance(MINUTE);
      await change(client, { email: newEmail('thief') });
      const [mine, theirs] = [await undoToken(mailbox, person.email), await undoToken(mailbox, thief)];
      assert.equal((await undo(mine)).status, 200);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[person.email, true]]);
      await login(client, person);
      assert.equal((await undo(theirs)).status, 410);
      assert.deepEqual([await addressesOf(zelos(), person.id), await isSignedIn(client)], [[[person.email, true]], true]);
    });

    test('gives nothing to an address that was there only between two changes, there and back', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const thief = newEmail('thief');
      await change(client, { email: thief });
      await verifyAsAdmin(zelos(), person.id, thief);
      zelos().clock.advance(MINUTE);
      await change(client, { email: person.email });
      assert.equal((await undo(await undoToken(mailbox, thief))).status, 410);
      assert.deepEqual((await addressesOf(zelos(), person.id))[0]?.[0], person.email);
    });

    test('is refused with words when the former address belongs to another account now', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const email = newEmail();
      await change(client, { email });
      // As after a change made before addresses were held.
      await zelos().db.write([{ query: letGo({}) }]);
      await createPerson(zelos(), { email: person.email });
      const token = await undoToken(mailbox, person.email);
      const answer = await undo(token);
      assert.deepEqual([answer.status, answer.body.error.reason.includes('belongs to another account')], [409, true]);
      const told = await zelos().client('api').get(`${UNDO}?token=${token}`);
      assert.deepEqual([messageIds(told.body), node(told.body, 'method')], [[4050944], undefined]);
      const page = await zelos()
        .client('browser')
        .follow(await zelos().client('browser').post(UNDO, { token }));
      assert.ok(page.body.includes('cannot be taken back'));
      assert.deepEqual([await addressesOf(zelos(), person.id), await isSignedIn(client)], [[[email, false]], true]);
    });

    test('of parallel clicks one does it', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      await change(client, { email: newEmail() });
      const token = await undoToken(mailbox, person.email);
      const answers = await Promise.all([undo(token), undo(token), undo(token), undo(token)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410, 410, 410]);
    });

    test('ends what the thief has under way: submits that wait, flows, and a recovery whose code is in their mailbox', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const thief = newEmail('thief');
      await change(client, { email: thief });
      const visitor = zelos().client('api');
      const recovery = await start(visitor, 'recovery');
      await submit(visitor, recovery, { method: 'code', email: thief });
      const { code } = await mailbox.to(thief);
      const open = await settings(client);
      assert.equal((await undo(await undoToken(mailbox, person.email))).status, 200);
      const answer = await submit(visitor, recovery, { method: 'code', code });
      assert.deepEqual([answer.status, messageIds(answer.body)], [200, [4060006]]);
      assert.equal((await submit(client, open, { method: 'profile', traits: { email: thief } })).status, 401);
    });

    test('an address that nobody had proven can take nothing back, and hears nothing', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      const email = newEmail();
      await change(client, { email });
      const [messages] = [(await client.get(`/admin/courier/messages?recipient=${person.email}`, { on: 'admin' })).body];
      assert.deepEqual(messages, []);
    });

    test('what a link takes back cannot be read in the database, nor the link', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      await change(client, { email: newEmail() });
      const token = await undoToken(mailbox, person.email);
      const rows = JSON.stringify(await zelos().db.list<object>((db) => db.selectFrom('address_changes').selectAll()));
      assert.deepEqual([rows.includes(person.id), rows.includes(token), rows.includes(person.email)], [true, false, false]);
    });

    test('a token that was never given out is refused like one that is used up', async () => {
      for (const body of [{ token: 'x'.repeat(32) }, { token: '' }, {}, { token: ['a'] }]) {
        const answer = await zelos().client('api').post(UNDO, body);
        assert.ok(answer.status === 410 || answer.status === 400, String(answer.status));
      }
    });
  },
  { config },
);

describe('an undo window of nothing', () => {
  test('mails no link, and honours none that is out', async () => {
    const zelos = await startZelos({ config: merged(config, { selfservice: { settings: { address_change: { undo_window: '0s' } } } }) });
    const { client, person } = await verifiedPerson(zelos, 'api');
    await change(client, { email: newEmail() });
    const { text, subject } = await mailbox.to(person.email);
    assert.deepEqual([/https?:/.test(text), subject], [false, 'The address of your account was changed']);
    await zelos.close();
  });
});

describe('an account with several addresses', () => {
  const several = merged(config, { identity: { default_schema_id: 'customer', schemas: [{ id: 'customer', url: schemaUrl(listSchema) }] } });

  test('loses by an undo the address that somebody has added, and keeps the very same others', async () => {
    const zelos = await startZelos({ config: several });
    const client = zelos.client('api');
    const [one, two, thief] = [newEmail('one'), newEmail('two'), newEmail('thief')];
    const verified = (value: string) => ({ value, via: 'email', verified: true, status: 'completed' });
    const before = await createPerson(zelos, {
      email: one,
      password: 'correct-horse-battery',
      traits: { email: undefined, username: one, emails: [one, two] },
      verifiable_addresses: [verified(one), verified(two)],
    });
    const was = await identityOf(zelos, before.id);
    await login(client, { email: one, password: 'correct-horse-battery' });
    await change(client, { username: one, emails: [one, two, thief] });
    assert.deepEqual([(await mailbox.to(one)).to, (await mailbox.to(two)).to, mailbox.countTo(thief)], [one, two, 0]);
    assert.equal((await zelos.client('api').post(UNDO, { token: await undoToken(mailbox, two) })).status, 200);
    const { traits, verifiable_addresses: addresses } = await identityOf(zelos, before.id);
    assert.deepEqual([traits.emails, addresses], [[one, two], was.verifiable_addresses]);
    assert.equal((await zelos.client('api').post(UNDO, { token: await undoToken(mailbox, one) })).status, 410, 'it was the same change');
    await zelos.close();
  });
});
