import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client, Json } from '../support/clients.ts';
import { createPerson, flowAfter, login, messageIds, messageIdsAt, nodeNames, type Person, signedIn, start, submit, valueOf } from '../support/flows.ts';
import { everywhere, onEveryDatabase } from '../support/harness.ts';
import { NO_ANSWERS, ofAssertion } from './alterations.ts';
import { Authenticator, BE, BS, UP, UV } from './authenticator.ts';
import { addKey, addPasskey, keyQuestion, keysStored, methodsOf, passkeyQuestion, passwordless, sessionOf, withKeys } from './keys.ts';

const AAL2 = '?aal=aal2';

/** The same person on another device, with the password alone. */
async function again(client: Client, person: Person): Promise<Client> {
  const other = client.zelos.client(client.kind);
  await login(other, person);
  return other;
}

everywhere(
  'a security key as second factor',
  (kind, zelos) => {
    test('raises the session it answers for, and keeps it', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      const other = await again(client, person);
      const before = await sessionOf(other);
      const flow = await start(other, 'login', AAL2);
      assert.equal(valueOf(flow, 'identifier'), person.email);
      assert.deepEqual(
        keyQuestion(flow).allowCredentials.map((c: Json) => c.transports),
        [['usb']],
      );
      assert.equal(nodeNames(flow).includes('webauthn_script'), kind !== 'api', 'apps load no script');
      const answer = await submit(other, flow, { webauthn_login: key.get(keyQuestion(flow)) });
      assert.equal(answer.status, kind === 'browser' ? 303 : 200);
      const session = await sessionOf(other);
      assert.equal(session.id, before.id);
      assert.deepEqual(methodsOf(session), ['password:aal1', 'webauthn:aal2']);
      const [stored] = await keysStored(zelos(), person.id, 'webauthn');
      assert.deepEqual([stored.authenticator.sign_count, stored.authenticator.clone_warning], [1, false]);
      assert.ok(stored.last_used_at);
    });

    test('refuses every answer that has one thing wrong, with a form error, and raises nothing', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      const other = await again(client, person);
      let flow = await start(other, 'login', AAL2);
      const stored = await keysStored(zelos(), person.id, 'webauthn');
      for (const [what, alter] of Object.entries(ofAssertion)) {
        const answer = await submit(other, flow, { webauthn_login: key.get(keyQuestion(flow), alter) });
        assert.equal(answer.status, kind === 'browser' ? 303 : 400, what);
        flow = await flowAfter(other, 'login', answer);
        assert.ok([4000001, 4000043].includes(messageIds(flow)[0] ?? 0), `${what}: ${messageIds(flow)}`);
      }
      for (const [what, text] of Object.entries(NO_ANSWERS)) {
        flow = await flowAfter(other, 'login', await submit(other, flow, { webauthn_login: text }));
        assert.ok([4000001, 4000043].includes(messageIds(flow)[0] ?? 0), `${what}: ${messageIds(flow)}`);
      }
      assert.equal((await sessionOf(other)).authenticator_assurance_level, 'aal1');
      assert.deepEqual(await keysStored(zelos(), person.id, 'webauthn'), stored);
    });

    test('takes a challenge once, and no answer twice', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      const other = await again(client, person);
      const flow = await start(other, 'login', AAL2);
      const wrong = await flowAfter(other, 'login', await submit(other, flow, { webauthn_login: key.get(keyQuestion(flow), (p) => void (p.client['origin'] = 'http://elsewhere.test')) }));
      assert.notEqual(keyQuestion(wrong).challenge, keyQuestion(flow).challenge);
      const late = await flowAfter(other, 'login', await submit(other, wrong, { webauthn_login: key.get(keyQuestion(flow)) }));
      assert.deepEqual(messageIds(late), [4000043]);
      const right = key.get(keyQuestion(late));
      await submit(other, late, { webauthn_login: right });
      const third = await again(client, person);
      const fresh = await start(third, 'login', AAL2);
      const replayed = await flowAfter(third, 'login', await submit(third, fresh, { webauthn_login: right }));
      assert.deepEqual(messageIds(replayed), [4000043]);
      assert.equal((await sessionOf(third)).authenticator_assurance_level, 'aal1');
    });

    test('takes no key of somebody else, no passkey, and no challenge of another flow', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      const passkey = await addPasskey(client);
      const theirs = await addKey((await signedIn(zelos(), 'spa')).client);
      const other = await again(client, person);
      let flow = await start(other, 'login', AAL2);
      const elsewhere = keyQuestion(await start(other, 'login', AAL2)).challenge;
      const asked = (): Json => ({ challenge: keyQuestion(flow).challenge });
      for (const answer of [() => theirs.get(asked()), () => passkey.get(asked()), () => key.get({ challenge: elsewhere })]) {
        flow = await flowAfter(other, 'login', await submit(other, flow, { webauthn_login: answer() }));
        assert.deepEqual(messageIds(flow), [4000043]);
      }
      assert.equal((await sessionOf(other)).authenticator_assurance_level, 'aal1');
    });

    test('asks for the answer where none is sent', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      await addKey(client);
      const other = await again(client, person);
      const flow = await flowAfter(other, 'login', await submit(other, await start(other, 'login', AAL2), { method: 'webauthn' }));
      assert.deepEqual(messageIdsAt(flow, 'webauthn_login'), [4000002]);
    });
  },
  { config: withKeys() },
);

everywhere(
  'a security key alone',
  (kind, zelos) => {
    test('signs in whoever says their name and answers with one of their keys', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      assert.deepEqual(methodsOf(await sessionOf(client)), ['password:aal1', 'webauthn:aal1'], 'it is a first factor');
      const other = zelos().client(kind);
      const flow = await start(other, 'login');
      const asked = await submit(other, flow, { method: 'webauthn', identifier: ` ${person.email.toUpperCase()}` });
      assert.equal(asked.status, { api: 400, spa: 422, browser: 303 }[kind]);
      const second = kind === 'api' ? asked.body : (await other.reader.get(`/self-service/login/flows?id=${flow.id}`)).body;
      assert.deepEqual(messageIds(second), [1010012]);
      assert.ok(!nodeNames(second).includes('password'), 'the form waits for the key alone');
      const answer = await submit(other, second, { webauthn_login: key.get(keyQuestion(second)) });
      if (kind === 'api') other.token = answer.body.session_token;
      assert.deepEqual(methodsOf(await sessionOf(other)), ['webauthn:aal1']);
    });

    test('stays at the question after a wrong answer, with another challenge', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      const other = zelos().client(kind);
      const flow = await start(other, 'login');
      await submit(other, flow, { method: 'webauthn', identifier: person.email });
      const second = (await other.reader.get(`/self-service/login/flows?id=${flow.id}`)).body;
      const refused = await flowAfter(other, 'login', await submit(other, second, { webauthn_login: key.get(keyQuestion(second), (p) => void (p.rpId = 'elsewhere.test')) }));
      assert.deepEqual(messageIds(refused), [4000043]);
      assert.notEqual(keyQuestion(refused).challenge, keyQuestion(second).challenge);
      const answer = await submit(other, refused, { webauthn_login: key.get(keyQuestion(refused)) });
      assert.equal(answer.status, kind === 'browser' ? 303 : 200);
    });

    test('says the same of people without keys and of nobody, and asks for a name', async () => {
      const person = await createPerson(zelos());
      for (const identifier of [person.email, 'nobody@zelos.test']) {
        const client = zelos().client(kind);
        const flow = await flowAfter(client, 'login', await submit(client, await start(client, 'login'), { method: 'webauthn', identifier }));
        assert.deepEqual(messageIds(flow), [4000015]);
        assert.equal(valueOf(flow, 'identifier'), identifier);
      }
      const client = zelos().client(kind);
      const flow = await flowAfter(client, 'login', await submit(client, await start(client, 'login'), { method: 'webauthn' }));
      assert.deepEqual(messageIdsAt(flow, 'identifier'), [4000002]);
    });

    test('takes no answer before a name, even with a challenge that passkeys were asked with', async () => {
      const { client } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      const other = zelos().client(kind);
      const flow = await start(other, 'login');
      const refused = await flowAfter(other, 'login', await submit(other, flow, { webauthn_login: key.get({ challenge: passkeyQuestion(flow).challenge }) }));
      assert.deepEqual(messageIds(refused), [4000043]);
    });

    test('proves anew who is signed in, and nobody else', async () => {
      const { client } = await signedIn(zelos(), kind);
      const key = await addKey(client);
      const theirs = await addKey((await signedIn(zelos(), 'spa')).client);
      let flow = await start(client, 'login', '?refresh=true');
      flow = await flowAfter(client, 'login', await submit(client, flow, { webauthn_login: theirs.get({ challenge: keyQuestion(flow).challenge }) }));
      assert.deepEqual(messageIds(flow), [4000043]);
      zelos().clock.advance(60_000);
      const before = await sessionOf(client);
      const answer = await submit(client, flow, { webauthn_login: key.get(keyQuestion(flow)) });
      if (kind === 'api') client.token = answer.body.session_token;
      const after = await sessionOf(client);
      assert.equal(after.id, before.id);
      assert.ok(after.authenticated_at > before.authenticated_at);
    });

    test('is no second factor', async () => {
      const { client } = await signedIn(zelos(), kind);
      await addKey(client);
      assert.ok(!nodeNames(await start(client, 'login', AAL2)).includes('webauthn_login_trigger'));
    });
  },
  { config: passwordless() },
);

onEveryDatabase(
  'the counter of a security key',
  (zelos) => {
    const answers = async (flags: number): Promise<{ answer: (counter: number) => Promise<number>; stored: () => Promise<Json> }> => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const key = await addKey(client, new Authenticator({ flags }));
      return {
        async answer(counter) {
          const other = await again(client, person);
          const flow = await start(other, 'login', AAL2);
          return (await submit(other, flow, { webauthn_login: key.get(keyQuestion(flow), (p) => void (p.counter = counter)) })).status;
        },
        stored: async () => (await keysStored(zelos(), person.id, 'webauthn'))[0].authenticator,
      };
    };

    test('is kept, and a fall is flagged for good', async () => {
      const { answer, stored } = await answers(UP | UV);
      for (const [counter, count, warned] of [
        [5, 5, false],
        [6, 6, false],
        [6, 6, true],
        [3, 6, true],
        [9, 9, true],
      ] as const) {
        assert.equal(await answer(counter), 200);
        const { sign_count, clone_warning } = await stored();
        assert.deepEqual([sign_count, clone_warning], [count, warned], `after ${counter}`);
      }
    });

    test('means nothing where it never counts, nor for keys that are copied between devices', async () => {
      for (const [flags, counters] of [
        [UP | UV, [0, 0, 0]],
        [UP | UV | BE | BS, [7, 0, 3]],
      ] as const) {
        const { answer, stored } = await answers(flags);
        for (const counter of counters) assert.equal(await answer(counter), 200);
        assert.equal((await stored()).clone_warning, false);
      }
    });

    test('is written once when one key answers in two places at the same time', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const key = await addKey(client);
      const places = await Promise.all([again(client, person), again(client, person)]);
      const bodies = [];
      for (const place of places) {
        const flow = await start(place, 'login', AAL2);
        bodies.push({ place, flow, webauthn_login: key.get(keyQuestion(flow)) });
      }
      const done = await Promise.all(bodies.map(({ place, flow, webauthn_login }) => submit(place, flow, { webauthn_login })));
      assert.deepEqual(
        done.map(({ status }) => status),
        [200, 200],
      );
      assert.equal((await keysStored(zelos(), person.id, 'webauthn'))[0].authenticator.sign_count, 2);
    });
  },
  { config: withKeys() },
);
