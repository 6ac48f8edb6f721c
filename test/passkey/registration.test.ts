import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../support/clients.ts';
import { flowAfter, messageIds, messageIdsAt, newEmail, node, nodeNames, settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';
import { ofRegistration } from '../webauthn/alterations.ts';
import { Authenticator } from '../webauthn/authenticator.ts';
import { addPasskey, keyOptions, keysStored, methodsOf, passkeyOptions, passwordless, sessionOf, signInByPasskey } from '../webauthn/keys.ts';

const hook = { hooks: [{ hook: 'session' as const }] };
const CONFIG = passwordless({ selfservice: { flows: { registration: { after: { passkey: hook, webauthn: hook } } } } });

const created = (flow: Json): Json => JSON.parse(node(flow, 'passkey_create_data').attributes.value);

everywhere(
  'registering with a passkey',
  (kind, zelos) => {
    const second = async (email: string): Promise<{ client: ReturnType<ReturnType<typeof zelos>['client']>; flow: Json }> => {
      const client = zelos().client(kind);
      const flow = await flowAfter(client, 'registration', await submit(client, await start(client, 'registration'), { method: 'profile', traits: { email } }));
      return { client, flow };
    };

    test('makes an account that it opens from then on, under one handle for good', async () => {
      const email = newEmail();
      const { client, flow } = await second(email);
      const { credentialOptions, displayNameFieldName, displayNameFieldNames } = created(flow);
      assert.deepEqual([displayNameFieldName, displayNameFieldNames], ['traits.email', ['traits.email']]);
      const key = new Authenticator();
      const answer = await submit(client, flow, { passkey_register: key.create(credentialOptions.publicKey), traits: { email } });
      assert.equal(answer.status, kind === 'browser' ? 303 : 200, JSON.stringify(answer.body));
      if (kind === 'api') client.token = answer.body.session_token;
      const session = await sessionOf(client);
      assert.deepEqual([session.identity.traits.email, methodsOf(session)], [email, ['passkey:aal1']]);
      assert.equal(passkeyOptions(await settings(client)).user.id, credentialOptions.publicKey.user.id);
      const other = zelos().client(kind);
      await signInByPasskey(other, key);
      assert.equal((await sessionOf(other)).identity.id, session.identity.id);
    });

    test('refuses every answer that has one thing wrong, and makes nobody', async () => {
      const email = newEmail();
      const found = await second(email);
      let { flow } = found;
      for (const [what, alter] of Object.entries(ofRegistration)) {
        const next = await flowAfter(
          found.client,
          'registration',
          await submit(found.client, flow, { passkey_register: new Authenticator().create(created(flow).credentialOptions.publicKey, alter), traits: { email } }),
        );
        assert.ok([4000001, 4000043].includes(messageIds(next)[0] ?? 0), `${what}: ${messageIds(next)}`);
        assert.notEqual(created(next).credentialOptions.publicKey.challenge, created(flow).credentialOptions.publicKey.challenge, `${what}: the challenge is spent`);
        flow = next;
      }
      const listed = await found.client.get(`/admin/identities?credentials_identifier=${encodeURIComponent(email)}`, { on: 'admin' });
      assert.deepEqual(listed.body, []);
    });

    test('asks for the passkey where none is sent', async () => {
      const { client, flow } = await second(newEmail());
      const after = await flowAfter(client, 'registration', await submit(client, flow, { method: 'passkey' }));
      assert.deepEqual(messageIdsAt(after, 'passkey_register'), [4000002]);
    });

    test('takes neither a passkey that somebody has nor an address that is taken', async () => {
      const { client: owner, person } = await signedIn(zelos(), 'spa');
      const theirs = await addPasskey(owner);
      const { client, flow } = await second(newEmail());
      const stolen = await flowAfter(client, 'registration', await submit(client, flow, { passkey_register: theirs.create(created(flow).credentialOptions.publicKey, undefined, true) }));
      assert.deepEqual(messageIds(stolen), [4000007]);
      const taken = await second(person.email);
      const after = await flowAfter(
        taken.client,
        'registration',
        await submit(taken.client, taken.flow, { passkey_register: new Authenticator().create(created(taken.flow).credentialOptions.publicKey) }),
      );
      assert.deepEqual(messageIds(after), [4000007]);
    });

    test('works with a security key alone, too', async () => {
      const email = newEmail();
      const { client, flow } = await second(email);
      assert.equal(nodeNames(flow).filter((name) => name === 'webauthn_script').length, kind === 'api' ? 0 : 1, 'the script stands there once for both');
      const key = new Authenticator();
      const answer = await submit(client, flow, { webauthn_register: key.create(keyOptions(flow)), webauthn_register_displayname: 'Front door' });
      if (kind === 'api') client.token = answer.body.session_token;
      const session = await sessionOf(client);
      assert.deepEqual(methodsOf(session), ['webauthn:aal1']);
      assert.deepEqual(
        (await keysStored(zelos(), session.identity.id, 'webauthn')).map((k) => [k.display_name, k.is_passwordless]),
        [['Front door', true]],
      );
    });
  },
  { config: CONFIG },
);
