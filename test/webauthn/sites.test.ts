import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import { APP_URL, merged } from '../support/config.ts';
import { node, settings, signedIn } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { Authenticator, ORIGIN } from './authenticator.ts';
import { addPasskey, withKeys } from './keys.ts';

async function on(config: ConfigInput, check: (zelos: TestZelos) => Promise<void>): Promise<void> {
  const zelos = await startZelos({ config });
  try {
    await check(zelos);
  } finally {
    await zelos.close();
  }
}

test('serves the very script that forms name, to pages of other origins, and says when it is unchanged', () =>
  on(withKeys(), async (zelos) => {
    const { client } = await signedIn(zelos, 'spa');
    const { attributes } = node(await settings(client), 'webauthn_script');
    const answer = await client.get(new URL(attributes.src).pathname);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=UTF-8');
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(`sha512-${createHash('sha512').update(answer.body).digest('base64')}`, attributes.integrity);
    const again = await client.get(new URL(attributes.src).pathname, { headers: { 'if-none-match': answer.headers.get('etag') } });
    assert.equal(again.status, 304);
    assert.deepEqual(again.cookies, []);
    for (const name of ['oryWebAuthnRegistration', 'oryWebAuthnLogin', 'oryPasskeyLogin', 'oryPasskeyLoginAutocompleteInit', 'oryPasskeyRegistration', 'oryPasskeySettingsRegistration'])
      assert.ok(answer.body.includes(`${name}:`), name);
  }));

test('gives the script of each flow a nonce of its own, the same at every look', () =>
  on(withKeys(), async (zelos) => {
    const { client } = await signedIn(zelos, 'spa');
    const nonceIn = async (): Promise<[string, string]> => {
      const flow = await settings(client);
      const fetched = await client.get(`/self-service/settings/flows?id=${flow.id}`);
      return [node(flow, 'webauthn_script').attributes.nonce, node(fetched.body, 'webauthn_script').attributes.nonce];
    };
    const [[first, seen], [second]] = [await nonceIn(), await nonceIn()];
    assert.equal(seen, first);
    assert.notEqual(second, first);
  }));

test('tells password managers where passkeys are managed, and browsers which sites may use them', () =>
  on(withKeys(), async (zelos) => {
    const client = zelos.client('api');
    assert.deepEqual((await client.get('/.well-known/passkey-endpoints')).body, { enroll: `${APP_URL}/settings`, manage: `${APP_URL}/settings` });
    assert.deepEqual((await client.get('/.well-known/webauthn')).body, { origins: [ORIGIN] });
  }));

test('has none of these where both methods are off', () =>
  on({}, async (zelos) => {
    for (const path of ['/.well-known/ory/webauthn.js', '/.well-known/passkey-endpoints', '/.well-known/webauthn']) assert.equal((await zelos.client('api').get(path)).status, 404, path);
  }));

test('takes answers of every origin that is configured, apps included', () =>
  on(
    merged(withKeys() as object as Record<string, unknown>, {
      selfservice: { methods: { passkey: { config: { rp: { origins: [`${ORIGIN}/`, 'https://app.localhost', 'android:apk-key-hash:abc'] } } } } },
    }) as ConfigInput,
    async (zelos) => {
      for (const origin of [ORIGIN, 'https://app.localhost', 'android:apk-key-hash:abc']) await addPasskey((await signedIn(zelos, 'spa')).client, new Authenticator({ origin }));
    },
  ));
