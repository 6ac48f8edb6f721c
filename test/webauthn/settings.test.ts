import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../support/clients.ts';
import { fetchFlow, flowAfter, messageIds, messageIdsAt, node, nodeNames, settings, signedIn, start, submit, valueOf } from '../support/flows.ts';
import { everywhere, onEveryDatabase } from '../support/harness.ts';
import { NO_ANSWERS, ofRegistration } from './alterations.ts';
import { Authenticator, BE, UP } from './authenticator.ts';
import { addKey, addPasskey, keyOptions, keysStored, methodsOf, passkeyOptions, sessionOf, stepUp, withKeys } from './keys.ts';

/** What each operation asks for is enough here: the flow itself opens for everybody. */
const CONFIG = withKeys({ selfservice: { flows: { settings: { required_aal: 'aal1' } } } });
const ALL_ZERO = Buffer.alloc(16);
const YUBIKEY = Buffer.from('cb69481e8ff7403993ec0a2729a154a8', 'hex');

everywhere(
  'security keys in settings',
  (kind, zelos) => {
    test('adds a key under its name, tells when, and counts it as second factor', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const before = await sessionOf(client);
      const flow = await settings(client);
      const key = new Authenticator();
      const after = await flowAfter(client, 'settings', await submit(client, flow, { webauthn_register: key.create(keyOptions(flow)), webauthn_register_displayname: ' Blue key ' }));
      assert.deepEqual(messageIds(after), [1050001]);
      assert.equal(valueOf(after, 'webauthn_remove'), key.hex);
      assert.equal(node(after, 'webauthn_remove').meta.label.context.display_name, 'Blue key');
      assert.equal(node(after, 'webauthn_remove').meta.label.context.synced, false);
      assert.deepEqual(
        (await keysStored(zelos(), person.id, 'webauthn')).map((k) => [k.display_name, k.is_passwordless, k.authenticator.sign_count]),
        [['Blue key', false, 0]],
      );
      const session = await sessionOf(client);
      assert.deepEqual(methodsOf(session), ['password:aal1', 'webauthn:aal2'], 'the first second factor raises the session');
      assert.equal(session.authenticated_at, before.authenticated_at, 'and is no new sign-in');
      assert.deepEqual(
        keyOptions(after).excludeCredentials.map((c: { id: string }) => Buffer.from(c.id, 'base64url').toString('hex')),
        [key.hex],
      );
    });

    test('names a key that was given no name after its maker, or after what it is', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      for (const aaguid of [YUBIKEY, ALL_ZERO]) {
        const flow = await settings(client);
        await submit(client, flow, { webauthn_register: new Authenticator({ aaguid }).create(keyOptions(flow)) });
        zelos().clock.advance(1000);
      }
      assert.deepEqual(
        (await keysStored(zelos(), person.id, 'webauthn')).map((k) => k.display_name),
        ['YubiKey 5 Series', 'Security key'],
      );
    });

    test('renames and removes a key by its id; the last one gone lowers what can be reached', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const one = await addKey(client, new Authenticator(), 'One');
      zelos().clock.advance(1000);
      const two = await addKey(client, new Authenticator(), 'Two');
      const renamed = await flowAfter(client, 'settings', await submit(client, await settings(client), { webauthn_rename: one.hex, webauthn_rename_to: 'Uno' }));
      assert.deepEqual(messageIds(renamed), [1050001]);
      assert.deepEqual(
        (await keysStored(zelos(), person.id, 'webauthn')).map((k) => k.display_name),
        ['Uno', 'Two'],
      );
      for (const key of [one, two]) await submit(client, await settings(client), { webauthn_remove: key.hex });
      assert.deepEqual(await keysStored(zelos(), person.id, 'webauthn'), []);
      const again = zelos().client(kind);
      const weak = await start((await signedInAgain(again, person)).reader, 'login', '?aal=aal2');
      assert.ok(!nodeNames(weak).includes('webauthn_login_trigger'));
    });

    test('removes and renames nobody else’s key, and none that is not there', async () => {
      const theirs = await addKey((await signedIn(zelos(), 'spa')).client);
      const { client } = await signedIn(zelos(), kind);
      for (const body of [{ webauthn_remove: theirs.hex }, { webauthn_remove: 'nonsense' }, { webauthn_rename: theirs.hex, webauthn_rename_to: 'Mine now' }]) {
        const after = await flowAfter(client, 'settings', await submit(client, await settings(client), body));
        assert.deepEqual(messageIds(after), [4000001]);
      }
      const nameless = await flowAfter(client, 'settings', await submit(client, await settings(client), { webauthn_rename: theirs.hex }));
      assert.deepEqual(messageIdsAt(nameless, 'webauthn_rename_to'), [4000002]);
    });

    test('refuses every answer that has one thing wrong, with a form error, and stores nothing', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      let flow = await settings(client);
      for (const [what, alter] of Object.entries(ofRegistration)) {
        const answer = await submit(client, flow, { webauthn_register: new Authenticator().create(keyOptions(flow), alter), webauthn_register_displayname: 'K' });
        assert.equal(answer.status, kind === 'browser' ? 303 : 400, what);
        flow = await flowAfter(client, 'settings', answer);
        assert.ok([4000001, 4000043].includes(messageIds(flow)[0] ?? 0), `${what}: ${messageIds(flow)}`);
        assert.equal(valueOf(flow, 'webauthn_register_displayname'), 'K', `${what}: what was typed stays`);
      }
      for (const [what, text] of Object.entries(NO_ANSWERS)) {
        flow = await flowAfter(client, 'settings', await submit(client, flow, { webauthn_register: text }));
        assert.ok([4000001, 4000043].includes(messageIds(flow)[0] ?? 0), `${what}: ${messageIds(flow)}`);
      }
      assert.deepEqual(await keysStored(zelos(), person.id, 'webauthn'), []);
      assert.deepEqual(methodsOf(await sessionOf(client)), ['password:aal1']);
    });

    test('takes a challenge once, whether the answer was right or wrong', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const flow = await settings(client);
      const options = keyOptions(flow);
      const wrong = await flowAfter(client, 'settings', await submit(client, flow, { webauthn_register: new Authenticator({ origin: 'http://elsewhere.test' }).create(options) }));
      assert.notEqual(keyOptions(wrong).challenge, options.challenge);
      const late = await flowAfter(client, 'settings', await submit(client, flow, { webauthn_register: new Authenticator().create(options) }));
      assert.deepEqual(messageIds(late), [4000043]);
      const right = await flowAfter(client, 'settings', await submit(client, late, { webauthn_register: new Authenticator().create(keyOptions(late)) }));
      assert.deepEqual(messageIds(right), [1050001]);
      const replayed = await flowAfter(client, 'settings', await submit(client, right, { webauthn_register: new Authenticator().create(keyOptions(late)) }));
      assert.deepEqual(messageIds(replayed), [4000043]);
      assert.equal((await keysStored(zelos(), person.id, 'webauthn')).length, 1);
    });

    test('keeps the challenge while other things are submitted', async () => {
      const { client } = await signedIn(zelos(), kind);
      const flow = await settings(client);
      const after = await flowAfter(client, 'settings', await submit(client, flow, { method: 'password', password: 'short' }));
      assert.equal(keyOptions(after).challenge, keyOptions(flow).challenge);
      assert.equal(keyOptions(await fetchFlow(client, 'settings', flow.id)).challenge, keyOptions(flow).challenge);
    });

    test('refuses the challenge of another flow, of another person and of passkeys', async () => {
      const other = await signedIn(zelos(), 'spa');
      const { client, person } = await signedIn(zelos(), kind);
      const foreign = [keyOptions(await settings(client)), keyOptions(await settings(other.client)), passkeyOptions(await settings(client))];
      for (const { challenge } of foreign) {
        const flow = await settings(client);
        const after = await flowAfter(client, 'settings', await submit(client, flow, { webauthn_register: new Authenticator().create({ ...keyOptions(flow), challenge }) }));
        assert.deepEqual(messageIds(after), [4000043]);
      }
      const flow = await settings(client);
      const crossed = await flowAfter(client, 'settings', await submit(client, flow, { webauthn_register: new Authenticator().create(passkeyOptions(flow)) }));
      assert.deepEqual(messageIds(crossed), [4000043], 'not even in the same flow');
      assert.deepEqual(await keysStored(zelos(), person.id, 'webauthn'), []);
    });

    test('refuses a key that the account has, as key or as passkey, and one that somebody else has', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      const passkey = await addPasskey(client);
      for (const known of [key, passkey]) {
        const flow = await settings(client);
        const after = await flowAfter(client, 'settings', await submit(client, flow, { webauthn_register: known.create(keyOptions(flow), undefined, true) }));
        assert.deepEqual(messageIdsAt(after, 'webauthn_register'), [4000001]);
      }
      const stranger = await signedIn(zelos(), kind);
      const flow = await settings(stranger.client);
      const after = await flowAfter(stranger.client, 'settings', await submit(stranger.client, flow, { webauthn_register: key.create(keyOptions(flow), undefined, true) }));
      assert.deepEqual(messageIdsAt(after, 'webauthn_register'), [4050921]);
      assert.equal((await keysStored(zelos(), person.id, 'webauthn')).length, 1);
      assert.deepEqual(await keysStored(zelos(), stranger.person.id, 'webauthn'), []);
    });

    test('uses one user handle for all keys of a person, in every flow', async () => {
      const { client } = await signedIn(zelos(), kind);
      const first = await settings(client);
      const handle = keyOptions(first).user.id;
      assert.ok(Buffer.from(handle, 'base64url').length >= 16);
      await addKey(client);
      await addPasskey(client);
      const later = await settings(client);
      assert.deepEqual([keyOptions(later).user.id, passkeyOptions(later).user.id], [handle, handle]);
      assert.equal(keyOptions(later).excludeCredentials.length, 2, 'keys and passkeys alike are excluded');
      assert.equal(passkeyOptions(later).excludeCredentials.length, 2);
    });

    test('asks for a fresh session, and for the second factor that is there', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      const weak = (await signedInAgain(zelos().client(kind), person)).reader;
      const flow = await settings(weak);
      const answer = await submit(weak, flow, { webauthn_register: new Authenticator().create(keyOptions(flow)) });
      assert.equal(answer.body.error?.id, 'session_aal2_required');
      await stepUp(weak, key);
      zelos().clock.advance(3_600_000 - 1000);
      const late = await submit(weak, flow, { webauthn_remove: key.hex });
      assert.notEqual(late.status, 200);
      assert.equal((await keysStored(zelos(), person.id, 'webauthn')).length, 1);
    });
  },
  { config: CONFIG },
);

onEveryDatabase(
  'security keys',
  (zelos) => {
    test('lets one of two people have a key that both register at once', async () => {
      const people = await Promise.all([signedIn(zelos(), 'spa'), signedIn(zelos(), 'spa')]);
      const key = new Authenticator();
      const bodies = [];
      for (const { client } of people) {
        const flow = await settings(client);
        bodies.push({ client, flow, webauthn_register: key.create(keyOptions(flow), undefined, key.held.length > 0) });
      }
      const answers = await Promise.all(bodies.map(({ client, flow, webauthn_register }) => submit(client, flow, { webauthn_register })));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
      const stored = await Promise.all(people.map(({ person }) => keysStored(zelos(), person.id, 'webauthn')));
      assert.equal(stored.flat().length, 1);
    });

    test('keeps a key that was made before the second factor was shown', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const first = await addKey(client);
      const weak = await signedInAgain(zelos().client('spa'), person);
      const flow = await settings(weak);
      const paused = await submit(weak, flow, { webauthn_register: new Authenticator().create(keyOptions(flow)), webauthn_register_displayname: 'Second' });
      assert.equal(paused.body.error.id, 'session_aal2_required');
      await stepUp(weak, first);
      assert.equal((await submit(weak, flow, { resume: true })).status, 200);
      assert.deepEqual((await keysStored(zelos(), person.id, 'webauthn')).map((k) => k.display_name).sort(), ['Key', 'Second']);
    });

    test('adds one key when the same form is sent twice at once', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      const flow = await settings(client);
      const body = { webauthn_register: new Authenticator().create(keyOptions(flow)) };
      const answers = await Promise.all([submit(client, flow, body), submit(client, flow, body)]);
      assert.ok(answers.some(({ status }) => status === 200));
      assert.equal((await keysStored(zelos(), person.id, 'webauthn')).length, 1);
    });

    test('keeps the flags of a key that can be backed up, and shows it as synced', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      await addKey(client, new Authenticator({ flags: UP | BE }));
      const [key] = await keysStored(zelos(), person.id, 'webauthn');
      assert.deepEqual(key.flags, { user_present: true, user_verified: false, backup_eligible: true, backup_state: false });
      assert.equal(node(await settings(client), 'webauthn_remove').meta.label.context.synced, true);
    });

    test('stores no challenge that could be read', async () => {
      const { client } = await signedIn(zelos(), 'spa');
      const { challenge } = keyOptions(await settings(client));
      const rows = await zelos().db.list((db) => db.selectFrom('flows').selectAll());
      assert.ok(rows.length > 0);
      assert.ok(!JSON.stringify(rows).includes(challenge));
    });
  },
  { config: CONFIG },
);

onEveryDatabase('security keys that are off', (zelos) => {
  test('neither shows nor takes one, and counts none', async () => {
    const { client } = await signedIn(zelos(), 'spa');
    const flow = await settings(client);
    assert.ok(!nodeNames(flow).some((name) => name.startsWith('webauthn')));
    assert.equal((await submit(client, flow, { webauthn_remove: 'ab' })).status, 404);
  });

  test('answers an app as Kratos does, which knows none in apps', async () => {
    const { client } = await signedIn(zelos(), 'api');
    const { status, body } = await submit(client, await settings(client), { webauthn_remove: 'ab' });
    assert.deepEqual([status, body.ui.messages.map(({ id }: { id: number }) => id)], [400, [4010004]]);
  });
});

async function signedInAgain(client: Client, { email, password }: { email: string; password: string }): Promise<Client> {
  const flow = await start(client.reader, 'login');
  const answer = await submit(client.reader, flow, { method: 'password', identifier: email, password });
  if (client.kind === 'api') client.token = answer.body.session_token;
  return client;
}
