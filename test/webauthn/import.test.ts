import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import type { Json } from '../support/clients.ts';
import { createPerson, identityOf, login, newEmail, settings, signedIn, start, submit } from '../support/flows.ts';
import { onEveryDatabase } from '../support/harness.ts';
import { Authenticator, cbor } from './authenticator.ts';
import { addKey, addPasskey, keyQuestion, passkeyOptions, sessionOf, signInByPasskey, withKeys } from './keys.ts';

const HANDLE = Buffer.from('a-handle-of-sixty-four-characters-as-the-former-server-made-them');

/** A key as another server has it, and the authenticator that holds it. */
function elsewhere(handle = HANDLE): { authenticator: Authenticator; wire: Json } {
  const authenticator = new Authenticator();
  authenticator.create({ challenge: 'AAAA', rp: { id: 'localhost' }, user: { id: handle.toString('base64url') } });
  const { id, privateKey } = authenticator.newest;
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const public_key = cbor(
    new Map<number, number | Buffer>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
  const wire = {
    id: id.toString('base64'),
    public_key: public_key.toString('base64'),
    attestation_type: 'none',
    authenticator: { aaguid: '', sign_count: 3, clone_warning: false },
    display_name: 'From before',
    added_at: '2023-04-05T06:07:08Z',
  };
  return { authenticator, wire };
}

onEveryDatabase(
  'keys in the admin API',
  (zelos) => {
    test('come in with the handle they have, open the account, and keep new ones under the same handle', async () => {
      const { authenticator, wire } = elsewhere();
      const person = await createPerson(zelos(), { credentials: { passkey: { config: { credentials: [wire], user_handle: HANDLE.toString('base64') } } } });
      const client = zelos().client('spa');
      await signInByPasskey(client, authenticator);
      assert.equal((await sessionOf(client)).identity.id, person.id);
      assert.equal(passkeyOptions(await settings(client)).user.id, HANDLE.toString('base64url'));
      const shown = (await identityOf(zelos(), person.id, 'passkey')).credentials.passkey;
      assert.equal(shown.config.user_handle, HANDLE.toString('base64'));
      const [stored] = shown.config.credentials;
      assert.deepEqual([stored.id, stored.public_key, stored.display_name, stored.added_at, stored.is_passwordless], [wire.id, wire.public_key, 'From before', '2023-04-05T06:07:08.000Z', true]);
    });

    test('come in as second factor, without a handle, too', async () => {
      const { authenticator, wire } = elsewhere();
      const person = await createPerson(zelos(), { credentials: { password: { config: { password: 'correct-horse-battery' } }, webauthn: { config: { credentials: [wire] } } } });
      const client = zelos().client('spa');
      await login(client, { email: person.email, password: 'correct-horse-battery' });
      const flow = await start(client, 'login', '?aal=aal2');
      assert.equal((await submit(client, flow, { webauthn_login: authenticator.get(keyQuestion(flow), (p) => void (p.userHandle = undefined)) })).status, 200);
    });

    test('go out as they came in: what one server shows, another takes', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const [key, passkey] = [await addKey(client), await addPasskey(client)];
      const { webauthn, passkey: passkeys } = (await identityOf(zelos(), person.id, 'webauthn', 'passkey')).credentials;
      assert.equal((await client.send('DELETE', `/admin/identities/${person.id}`, { on: 'admin' })).status, 204);
      const moved = await createPerson(zelos(), {
        email: person.email,
        credentials: { password: { config: { password: person.password } }, webauthn: { config: webauthn.config }, passkey: { config: passkeys.config } },
      });
      const other = zelos().client('spa');
      await signInByPasskey(other, passkey);
      assert.equal((await sessionOf(other)).identity.id, moved.id);
      const weak = zelos().client('spa');
      await login(weak, person);
      const flow = await start(weak, 'login', '?aal=aal2');
      assert.equal((await submit(weak, flow, { webauthn_login: key.get(keyQuestion(flow)) })).status, 200);
    });

    test('are refused with the place where they cannot be read, and make nobody', async () => {
      const { wire } = elsewhere();
      const wrong: Readonly<Record<string, Json>> = {
        'credentials[0].id': { ...wire, id: '§' },
        'credentials[0].public_key': { ...wire, public_key: 'AAAA' },
        'credentials[0].display_name': { ...wire, display_name: 7 },
        'credentials[0].is_passwordless': { ...wire, is_passwordless: 'yes' },
        'credentials[0].authenticator': { ...wire, authenticator: [] },
        'credentials[0].authenticator.sign_count': { ...wire, authenticator: { sign_count: -1 } },
        'credentials[0].transport': { ...wire, transport: 'usb' },
        'credentials[0].added_at': { ...wire, added_at: 'yesterday' },
        'credentials[0]': 'a key',
      };
      for (const [where, entry] of Object.entries(wrong)) {
        const email = newEmail();
        const answer = await zelos()
          .client('api')
          .send('POST', '/admin/identities', { on: 'admin', json: { schema_id: 'customer', traits: { email }, credentials: { passkey: { config: { credentials: [entry] } } } } });
        assert.equal(answer.status, 400, where);
        assert.ok(answer.body.error.reason.includes(`credentials.passkey.config.${where}`), `${where}: ${answer.body.error.reason}`);
      }
    });

    test('belong to one person', async () => {
      const { wire } = elsewhere();
      const config = { credentials: [wire], user_handle: HANDLE.toString('base64') };
      await createPerson(zelos(), { credentials: { passkey: { config } } });
      const answer = await zelos()
        .client('api')
        .send('POST', '/admin/identities', { on: 'admin', json: { schema_id: 'customer', traits: { email: newEmail() }, credentials: { webauthn: { config } } } });
      assert.equal(answer.status, 409);
    });
  },
  { config: withKeys() },
);
