import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../support/clients.ts';
import { flowAfter, login, messageIds, messageIdsAt, node, nodeNames, settings, signedIn, start, submit, valueOf } from '../support/flows.ts';
import { everywhere, onEveryDatabase } from '../support/harness.ts';
import { NO_ANSWERS, ofAssertion } from '../webauthn/alterations.ts';
import { Authenticator, UV } from '../webauthn/authenticator.ts';
import { addKey, addPasskey, keysStored, methodsOf, passkeyQuestion, sessionOf, signInByPasskey, withKeys } from '../webauthn/keys.ts';

everywhere(
  'signing in with a passkey',
  (kind, zelos) => {
    test('needs no name, and lets the browser suggest passkeys below its field', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addPasskey(client);
      const other = zelos().client(kind);
      const flow = await start(other, 'login');
      assert.equal(node(flow, 'identifier').attributes.autocomplete, 'username webauthn');
      assert.equal(node(flow, 'passkey_login').attributes.onloadTrigger, 'oryPasskeyLoginAutocompleteInit');
      assert.equal(nodeNames(flow).filter((name) => name === 'webauthn_script').length, kind === 'api' ? 0 : 1);
      assert.deepEqual(Object.keys(passkeyQuestion(flow)), ['challenge', 'timeout', 'rpId', 'userVerification'], 'no list of keys: nobody has said who they are');
      const answer = await submit(other, flow, { passkey_login: key.get(passkeyQuestion(flow)) });
      assert.equal(answer.status, kind === 'browser' ? 303 : 200);
      if (kind === 'api') other.token = answer.body.session_token;
      const session = await sessionOf(other);
      assert.equal(session.identity.id, person.id);
      assert.deepEqual([session.authenticator_assurance_level, methodsOf(session)], ['aal1', ['passkey:aal1']]);
      assert.equal((await keysStored(zelos(), person.id, 'passkey'))[0].authenticator.sign_count, 1);
    });

    test('refuses every answer that has one thing wrong, with a form error, and signs nobody in', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addPasskey(client);
      const stored = await keysStored(zelos(), person.id, 'passkey');
      const other = zelos().client(kind);
      let flow = await start(other, 'login');
      const wrong = {
        ...ofAssertion,
        'nobody’s handle': (p: { userHandle: string | undefined }): void => void (p.userHandle = undefined),
        'a passkey that has not checked its holder': (p: { flags: number }): void => void (p.flags &= ~UV),
      };
      for (const [what, alter] of Object.entries(wrong)) {
        const answer = await submit(other, flow, { passkey_login: key.get(passkeyQuestion(flow), alter) });
        assert.equal(answer.status, kind === 'browser' ? 303 : 400, what);
        const next = await flowAfter(other, 'login', answer);
        assert.ok([4000001, 4000015, 4000043].includes(messageIds(next)[0] ?? 0), `${what}: ${messageIds(next)}`);
        assert.notEqual(passkeyQuestion(next).challenge, passkeyQuestion(flow).challenge, `${what}: the challenge is spent`);
        flow = next;
      }
      for (const text of Object.values(NO_ANSWERS)) flow = await flowAfter(other, 'login', await submit(other, flow, { passkey_login: text }));
      assert.equal((await sessionOf(other)).error?.code, 401);
      assert.deepEqual(await keysStored(zelos(), person.id, 'passkey'), stored);
    });

    test('takes an answer once, in the flow it was asked in', async () => {
      const { client } = await signedIn(zelos(), kind);
      const key = await addPasskey(client);
      const other = zelos().client(kind);
      const flow = await start(other, 'login');
      const answer = key.get(passkeyQuestion(flow));
      const third = zelos().client(kind);
      const elsewhere = await flowAfter(third, 'login', await submit(third, await start(third, 'login'), { passkey_login: answer }));
      assert.deepEqual(messageIds(elsewhere), [4000043]);
      await submit(other, flow, { passkey_login: answer });
      const fourth = zelos().client(kind);
      const replayed = await flowAfter(fourth, 'login', await submit(fourth, await start(fourth, 'login'), { passkey_login: answer }));
      assert.deepEqual(messageIds(replayed), [4000043]);
    });

    test('knows neither a passkey that was removed nor a security key', async () => {
      const { client } = await signedIn(zelos(), kind);
      const [passkey, key] = [await addPasskey(client), await addKey(client)];
      await submit(client, await settings(client), { passkey_remove: passkey.hex });
      for (const one of [passkey, key]) {
        const other = zelos().client(kind);
        const flow = await start(other, 'login');
        const after = await flowAfter(other, 'login', await submit(other, flow, { passkey_login: one.get(passkeyQuestion(flow)) }));
        assert.deepEqual(messageIds(after), [4000015]);
      }
    });

    test('proves anew who is signed in, by one of their own passkeys', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addPasskey(client);
      const theirs = await addPasskey((await signedIn(zelos(), 'spa')).client);
      const flow = await start(client, 'login', '?refresh=true');
      assert.equal(valueOf(flow, 'identifier'), person.email);
      assert.equal(passkeyQuestion(flow).allowCredentials.length, 1);
      const refused = await flowAfter(client, 'login', await submit(client, flow, { passkey_login: theirs.get({ challenge: passkeyQuestion(flow).challenge }) }));
      assert.deepEqual(messageIds(refused), [4000043]);
      const before = await sessionOf(client);
      zelos().clock.advance(1000);
      const answer = await submit(client, refused, { passkey_login: key.get(passkeyQuestion(refused)) });
      if (kind === 'api') client.token = answer.body.session_token;
      const after = await sessionOf(client);
      assert.equal(after.id, before.id);
      assert.deepEqual(methodsOf(after), ['password:aal1', 'passkey:aal1', 'passkey:aal1']);
    });

    test('is offered to nobody who is asked to prove themselves and has no passkey', async () => {
      const { client } = await signedIn(zelos(), kind);
      assert.ok(!nodeNames(await start(client, 'login', '?refresh=true')).some((name) => name.startsWith('passkey')));
    });

    test('asks for the answer where none is sent, and opens to nobody who is switched off', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addPasskey(client);
      const other = zelos().client(kind);
      let flow = await flowAfter(other, 'login', await submit(other, await start(other, 'login'), { method: 'passkey' }));
      assert.deepEqual(messageIdsAt(flow, 'passkey_login'), [4000002]);
      await client.send('PATCH', `/admin/identities/${person.id}`, { on: 'admin', json: [{ op: 'replace', path: '/state', value: 'inactive' }] });
      flow = await flowAfter(other, 'login', await submit(other, flow, { passkey_login: key.get(passkeyQuestion(flow)) }));
      assert.deepEqual(messageIds(flow), [4010011]);
    });
  },
  { config: withKeys() },
);

onEveryDatabase(
  'levels',
  (zelos) => {
    /** (method, mode) → the level that it gives, and whether it can be the second step. */
    const TABLE = [
      { method: 'passkey', first: 'aal1', second: false },
      { method: 'webauthn', first: undefined, second: true },
    ] as const;

    for (const { method, first, second } of TABLE) {
      test(`${method}: ${first ?? 'nothing'} alone, ${second ? 'aal2' : 'nothing'} on top`, async () => {
        const { client, person } = await signedIn(zelos(), 'spa');
        const key = method === 'passkey' ? await addPasskey(client) : await addKey(client);
        const alone = await start(zelos().client('spa'), 'login');
        assert.equal(nodeNames(alone).includes(`${method}_login_trigger`), first !== undefined);
        const weak = zelos().client('spa');
        await login(weak, person);
        assert.equal(nodeNames(await start(weak, 'login', '?aal=aal2')).includes(`${method}_login_trigger`), second);
        if (first) {
          const signed = zelos().client('spa');
          await signInByPasskey(signed, key);
          assert.equal((await sessionOf(signed)).authenticator_assurance_level, first);
        }
      });
    }

    test('lets two places sign in with one passkey at the same time', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const key = await addPasskey(client);
      const flows: { place: ReturnType<ReturnType<typeof zelos>['client']>; flow: Json; passkey_login: string }[] = [];
      for (let i = 0; i < 2; i += 1) {
        const place = zelos().client('spa');
        const flow = await start(place, 'login');
        flows.push({ place, flow, passkey_login: key.get(passkeyQuestion(flow)) });
      }
      const answers = await Promise.all(flows.map(({ place, flow, passkey_login }) => submit(place, flow, { passkey_login })));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      );
      assert.equal((await keysStored(zelos(), person.id, 'passkey'))[0].authenticator.sign_count, 2);
    });

    test('takes one of two identical answers that come at the same time', async () => {
      const key = await addPasskey((await signedIn(zelos(), 'spa')).client, new Authenticator());
      const place = zelos().client('api');
      const flow = await start(place, 'login');
      const body = { passkey_login: key.get(passkeyQuestion(flow)) };
      const answers = await Promise.all([submit(place, flow, body), submit(place, flow, body)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    });
  },
  { config: withKeys() },
);
