import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuthenticatorEmulator, PasskeysCredentialsMemoryRepository, WebAuthnEmulator } from 'nid-webauthn-emulator';
import { settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';
import { ORIGIN } from './authenticator.ts';
import { keyOptions, keyQuestion, methodsOf, passkeyOptions, passkeyQuestion, sessionOf, withKeys } from './keys.ts';

/** An authenticator that others have written, with CTAP inside, for each kind of key that browsers make most. */
const ALGORITHMS = ['ES256', 'RS256', 'EdDSA'] as const;

const emulator = (algorithm: (typeof ALGORITHMS)[number]): WebAuthnEmulator =>
  new WebAuthnEmulator(new AuthenticatorEmulator({ algorithmIdentifiers: [algorithm], credentialsRepository: new PasskeysCredentialsMemoryRepository() }));

everywhere(
  'an authenticator of somebody else’s',
  (kind, zelos) => {
    for (const algorithm of ALGORITHMS) {
      test(`${algorithm}: a passkey is added and signs in`, async () => {
        const { client, person } = await signedIn(zelos(), kind);
        const browser = emulator(algorithm);
        const flow = await settings(client);
        await submit(client, flow, { passkey_settings_register: JSON.stringify(browser.createJSON(ORIGIN, passkeyOptions(flow))) });
        const other = zelos().client(kind);
        const asked = await start(other, 'login');
        const answer = await submit(other, asked, { passkey_login: JSON.stringify(browser.getJSON(ORIGIN, passkeyQuestion(asked))) });
        if (kind === 'api') other.token = answer.body.session_token;
        assert.equal((await sessionOf(other)).identity?.id, person.id);
      });

      test(`${algorithm}: a security key is added and is the second factor`, async () => {
        const { client } = await signedIn(zelos(), kind);
        const browser = emulator(algorithm);
        const flow = await settings(client);
        await submit(client, flow, { webauthn_register: JSON.stringify(browser.createJSON(ORIGIN, keyOptions(flow))), webauthn_register_displayname: 'K' });
        const asked = await start(client, 'login', '?aal=aal2&refresh=true');
        await submit(client, asked, { webauthn_login: JSON.stringify(browser.getJSON(ORIGIN, keyQuestion(asked))) });
        assert.deepEqual(methodsOf(await sessionOf(client)), ['password:aal1', 'webauthn:aal2', 'webauthn:aal2']);
      });
    }

    test('does not make a key twice: it is on the list to exclude', async () => {
      const { client } = await signedIn(zelos(), kind);
      const browser = emulator('ES256');
      const flow = await settings(client);
      await submit(client, flow, { passkey_settings_register: JSON.stringify(browser.createJSON(ORIGIN, passkeyOptions(flow))) });
      const next = passkeyOptions(await settings(client));
      assert.throws(() => browser.createJSON(ORIGIN, next));
    });
  },
  { config: withKeys() },
);
