import assert from 'node:assert/strict';
import type { ConfigInput } from '../../src/config/config.ts';
import type { Client, Json } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { identityOf, node, settings, start, submit } from '../support/flows.ts';
import type { TestZelos } from '../support/harness.ts';
import { Authenticator, ORIGIN } from './authenticator.ts';

const rp = { id: 'localhost', display_name: 'Zelos', origins: [ORIGIN] };

/** Both methods on; `more` is laid over. */
export const withKeys = (more: ConfigInput = {}): ConfigInput =>
  merged({ selfservice: { methods: { webauthn: { enabled: true, config: { rp } }, passkey: { enabled: true, config: { rp } } } } }, more as Readonly<Record<string, unknown>>) as ConfigInput;

export const passwordless = (more: ConfigInput = {}): ConfigInput =>
  merged(withKeys({ selfservice: { methods: { webauthn: { config: { passwordless: true } } } } }) as Readonly<Record<string, unknown>>, more as Readonly<Record<string, unknown>>) as ConfigInput;

const optionsAt = (flow: Json, name: string): Json => JSON.parse(node(flow, name).attributes.value);
export const keyOptions = (flow: Json): Json => optionsAt(flow, 'webauthn_register_trigger').publicKey;
export const keyQuestion = (flow: Json): Json => optionsAt(flow, 'webauthn_login_trigger').publicKey;
export const passkeyOptions = (flow: Json): Json => optionsAt(flow, 'passkey_create_data').publicKey;
export const passkeyQuestion = (flow: Json): Json => optionsAt(flow, 'passkey_challenge').publicKey;

/** Adds a security key in settings, whatever the kind of client. */
export async function addKey(client: Client, authenticator = new Authenticator(), name = 'Key'): Promise<Authenticator> {
  const speaker = client.reader;
  const flow = await settings(speaker);
  const answer = await submit(speaker, flow, { webauthn_register: authenticator.create(keyOptions(flow)), webauthn_register_displayname: name });
  assert.equal(answer.status, 200, `adding a key: ${JSON.stringify(answer.body)}`);
  return authenticator;
}

export async function addPasskey(client: Client, authenticator = new Authenticator()): Promise<Authenticator> {
  const speaker = client.reader;
  const flow = await settings(speaker);
  const answer = await submit(speaker, flow, { passkey_settings_register: authenticator.create(passkeyOptions(flow)) });
  assert.equal(answer.status, 200, `adding a passkey: ${JSON.stringify(answer.body)}`);
  return authenticator;
}

/** Signs in with a passkey on a client of its own. */
export async function signInByPasskey(client: Client, authenticator: Authenticator): Promise<Json> {
  const speaker = client.reader;
  const flow = await start(speaker, 'login');
  const answer = await submit(speaker, flow, { passkey_login: authenticator.get(passkeyQuestion(flow)) });
  assert.equal(answer.status, 200, `signing in by passkey: ${JSON.stringify(answer.body)}`);
  if (client.kind === 'api') client.token = answer.body.session_token;
  return answer.body;
}

/** Shows a security key as second factor. */
export async function stepUp(client: Client, authenticator: Authenticator): Promise<void> {
  const speaker = client.reader;
  const flow = await start(speaker, 'login', '?aal=aal2');
  const answer = await submit(speaker, flow, { webauthn_login: authenticator.get(keyQuestion(flow)) });
  assert.equal(answer.status, 200, `stepping up: ${JSON.stringify(answer.body)}`);
}

/** What is stored of somebody's keys, as administrators see it. */
export async function keysStored(zelos: TestZelos, id: string, type: 'webauthn' | 'passkey'): Promise<Json[]> {
  return (await identityOf(zelos, id, type)).credentials[type]?.config?.credentials ?? [];
}

export const sessionOf = async (client: Client): Promise<Json> => (await client.reader.get('/sessions/whoami')).body;
export const methodsOf = (session: Json): string[] => session.authentication_methods.map((m: Json) => `${m.method}:${m.aal}`);
