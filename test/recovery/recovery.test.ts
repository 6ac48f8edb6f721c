import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Answer, Client, type ClientKind } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { merged } from '../support/config.ts';
import { canSignIn, createPerson, fetchFlow, flowAfter, flowIdIn, identityOf, login, messageIds, messageIdsAt, newEmail, newPassword, nodeNames, register, start, submit } from '../support/flows.ts';
import { everywhere, onEveryDatabase, type TestZelos } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';
import { addPasskey, withKeys } from '../webauthn/keys.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());
const config = merged(mailbox.config, { selfservice: { flows: { recovery: { enabled: true } } }, feature_flags: { use_continue_with_transitions: true } });

async function askFor(client: Client, email: string) {
  const flow = await start(client, 'recovery');
  const sent = mailbox.countTo(email);
  const answer = await submit(client, flow, { method: 'code', email });
  return { flow, answer, code: async () => (await mailbox.to(email, sent)).code };
}
const settingsIn = (kind: ClientKind, answer: Answer): string =>
  kind === 'browser' ? flowIdIn(answer.location) : answer.body.continue_with.find((item: { action: string }) => item.action === 'show_settings_ui').flow.id;
const isSignedIn = async (client: Client): Promise<boolean> => (await client.reader.get('/sessions/whoami')).status === 200;
const another = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

everywhere(
  'recovery by code',
  (kind, zelos) => {
    test('leads into settings with a session that sets a new password, and verifies the address', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client(kind);
      const { flow, code } = await askFor(client, person.email);
      const answer = await submit(client, flow, { method: 'code', code: await code() });
      if (kind === 'api') client.token = answer.body.continue_with[0].ory_session_token;
      const session = (await client.reader.get('/sessions/whoami')).body;
      assert.deepEqual([session.authentication_methods[0].method, session.authenticator_assurance_level], ['code_recovery', 'aal1']);
      assert.equal((await identityOf(zelos(), person.id)).verifiable_addresses[0].verified, true);
      const settings = await fetchFlow(client, 'settings', settingsIn(kind, answer));
      assert.deepEqual(messageIds(settings), [1060001]);
      const password = newPassword();
      assert.ok([200, 303].includes((await submit(client, settings, { method: 'password', password })).status));
      assert.deepEqual([await canSignIn(zelos(), { email: person.email, password }), await canSignIn(zelos(), person)], [true, false]);
    });

    test('answers an address that nobody has like one that somebody has, and sends nothing there', async () => {
      const known = await createPerson(zelos());
      const shown = await Promise.all(
        [known.email, newEmail()].map(async (email) => {
          const client = zelos().client(kind);
          const { flow, answer } = await askFor(client, email);
          const then = await fetchFlow(client, 'recovery', flow.id);
          return JSON.stringify([answer.status, then.state, messageIds(then), nodeNames(then)]);
        }),
      );
      assert.equal(shown[0], shown[1]);
      await mailbox.to(known.email);
    });

    test('takes a code once, and only while it lives', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client(kind);
      const { flow, code } = await askFor(client, person.email);
      const right = await code();
      zelos().clock.advance(60 * MINUTE - 1);
      assert.ok([200, 303].includes((await submit(client, flow, { method: 'code', code: right })).status));
      const other = new Client('api', zelos());
      const again = await askFor(other, person.email);
      const old = await submit(other, again.flow, { method: 'code', code: right });
      const fresh = await again.code();
      if (fresh !== right) assert.deepEqual(messageIds(old.body), [4060006]);
    });

    test('gives up a flow after five wrong codes, so that the right one is worth nothing any more', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client(kind);
      const { flow, code } = await askFor(client, person.email);
      const right = await code();
      await Promise.all([1, 2, 3, 4, 5].map(() => submit(client, flow, { method: 'code', code: another(right) })));
      const answer = await submit(client, flow, { method: 'code', code: right });
      assert.deepEqual(messageIds(await flowAfter(client, 'recovery', answer)), [4000001]);
      assert.equal(await isSignedIn(client), false);
    });

    test('says what is missing at the field', async () => {
      const client = zelos().client(kind);
      const flow = await start(client, 'recovery');
      for (const [email, id] of [
        ['', 4000002],
        ['nobody', 4000040],
      ] as const) {
        const answer = await submit(client, flow, { method: 'code', email });
        assert.deepEqual(messageIdsAt(await flowAfter(client, 'recovery', answer), 'email'), [id]);
      }
      const stray = await submit(client, flow, { method: 'telepathy', email: newEmail() });
      assert.deepEqual(messageIds(await flowAfter(client, 'recovery', stray)), [4010005]);
    });
  },
  { config },
);

onEveryDatabase(
  'recovery',
  (zelos) => {
    test('lets one of many parallel submits of a code in', async () => {
      const person = await createPerson(zelos());
      const client = new Client('api', zelos());
      const { flow, code } = await askFor(client, person.email);
      const right = await code();
      const answers = await Promise.all(Array.from({ length: 8 }, () => submit(client, flow, { method: 'code', code: right })));
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    });

    test('signs others out when it is the first proof of the mailbox, and leaves them when it is not', async () => {
      const person = await createPerson(zelos());
      const recoverOnce = async (): Promise<boolean> => {
        const other = new Client('api', zelos());
        await login(other, person);
        const client = new Client('api', zelos());
        const { flow, code } = await askFor(client, person.email);
        await submit(client, flow, { method: 'code', code: await code() });
        return isSignedIn(other);
      };
      assert.deepEqual([await recoverOnce(), await recoverOnce()], [false, true]);
    });

    test('refuses a disabled person as if nobody had the address', async () => {
      const person = await createPerson(zelos(), { state: 'inactive' });
      const { answer } = await askFor(new Client('api', zelos()), person.email);
      assert.deepEqual([answer.status, answer.body.state], [200, 'sent_email']);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(mailbox.countTo(person.email), 0);
    });

    test('keeps no code readable in the database', async () => {
      const person = await createPerson(zelos());
      const { code } = await askFor(new Client('api', zelos()), person.email);
      const right = await code();
      const rows = await Promise.all((['flows', 'messages'] as const).map((table) => zelos().db.list((db) => db.selectFrom(table).selectAll())));
      assert.ok(rows.every((list) => list.length > 0));
      assert.ok(!new RegExp(`\\D${right}\\D`).test(JSON.stringify(rows)), 'a code stands in the database');
    });
  },
  { config },
);

async function make(zelos: TestZelos, what: 'code' | 'link', body: object): Promise<Answer> {
  return new Client('api', zelos).send('POST', `/admin/recovery/${what}`, { on: 'admin', json: body });
}

onEveryDatabase(
  'recovery by an administrator',
  (zelos) => {
    test('a link signs in the browser that opens it, once', async () => {
      const { id } = await createPerson(zelos());
      const { body } = await make(zelos(), 'link', { identity_id: id });
      const path = body.recovery_link.slice(zelos().publicUrl.length);
      const client = zelos().client('browser');
      const first = await client.get(path);
      assert.equal(first.status, 303);
      assert.equal(await isSignedIn(client), true);
      assert.equal((await identityOf(zelos(), id)).verifiable_addresses[0].verified, false, 'no mailbox was proven');
      const stranger = zelos().client('browser');
      await stranger.get(path);
      assert.equal(await isSignedIn(stranger), false);
    });

    test('asks for a known identity and a time that is one', async () => {
      const { id } = await createPerson(zelos());
      for (const what of ['code', 'link'] as const) {
        assert.equal((await make(zelos(), what, { identity_id: id, expires_in: 'soon' })).status, 400);
        assert.equal((await make(zelos(), what, { identity_id: 'nonsense' })).status, 404);
        assert.equal((await make(zelos(), what, {})).status, 400);
      }
    });
  },
  { config: { selfservice: { methods: { link: { enabled: true } }, flows: { recovery: { enabled: true } } } } },
);

onEveryDatabase(
  'a session that was recovered',
  (zelos) => {
    test('changes no address before its person has signed in', async () => {
      const person = await createPerson(zelos());
      const client = new Client('api', zelos());
      const { flow, code } = await askFor(client, person.email);
      const answer = await submit(client, flow, { method: 'code', code: await code() });
      client.token = answer.body.continue_with[0].ory_session_token;
      const settings = await fetchFlow(client, 'settings', settingsIn('api', answer));
      const refused = await submit(client, settings, { method: 'profile', traits: { email: newEmail() } });
      assert.deepEqual([refused.status, refused.body.error.id], [403, 'session_refresh_required']);
      assert.equal((await identityOf(zelos(), person.id)).traits.email, person.email);
    });
  },
  { config },
);

onEveryDatabase(
  'the first proof of a mailbox',
  (zelos) => {
    /** Somebody has made the account with a password and a passkey; the owner of the address comes back into it and sets a password. */
    async function movedIn({ isProven }: { isProven: boolean }) {
      const owner = { email: newEmail(), password: newPassword() };
      const maker = zelos().client('spa');
      const made = await register(maker, { email: owner.email });
      await addPasskey(maker);
      const recovered = async (client: Client) => {
        zelos().clock.advance(MINUTE);
        const { flow, code } = await askFor(client, owner.email);
        return submit(client, flow, { method: 'code', code: await code() });
      };
      if (isProven) await recovered(zelos().client('spa'));
      const client = zelos().client('spa');
      const settings = await fetchFlow(client, 'settings', settingsIn('spa', await recovered(client)));
      return { owner, made, client, settings, types: async () => Object.keys((await identityOf(zelos(), made.id)).credentials).filter((type) => ['passkey', 'password'].includes(type)) };
    }

    test('takes nothing away by itself, and with the new way in all that were there before', async () => {
      const { owner, made, client, settings, types } = await movedIn({ isProven: false });
      assert.deepEqual((await types()).toSorted(), ['passkey', 'password']);
      assert.equal(await canSignIn(zelos(), made), true, 'a recovery that stops half-way locks nobody out');
      const saved = await submit(client, settings, { method: 'password', password: owner.password });
      assert.deepEqual(messageIds(saved.body), [1050001, 1050916]);
      assert.deepEqual(await types(), ['password']);
      assert.deepEqual([await canSignIn(zelos(), owner), await canSignIn(zelos(), made)], [true, false]);
    });

    test('takes nothing from whoever had proven it before', async () => {
      const { owner, client, settings, types } = await movedIn({ isProven: true });
      const saved = await submit(client, settings, { method: 'password', password: owner.password });
      assert.deepEqual(messageIds(saved.body), [1050001]);
      assert.deepEqual((await types()).toSorted(), ['passkey', 'password']);
    });
  },
  { config: withKeys(config) },
);

onEveryDatabase(
  'recovery where a change of the password asks for the present one',
  (zelos) => {
    test('asks nothing that only the forgotten password could answer', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client('spa');
      const { flow, code } = await askFor(client, person.email);
      const answer = await submit(client, flow, { method: 'code', code: await code() });
      const settings = await fetchFlow(client, 'settings', settingsIn('spa', answer));
      assert.ok(!nodeNames(settings).includes('current_password'));
      const password = newPassword();
      assert.equal((await submit(client, settings, { method: 'password', password })).status, 200);
      assert.equal(await canSignIn(zelos(), { email: person.email, password }), true);
    });
  },
  { config: merged(config, { selfservice: { methods: { password: { config: { require_current_password: true } } } } }) },
);
