import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { Answer, Client, Json } from './clients.ts';
import { flowAfter, node, settings, start, submit } from './flows.ts';

/** Authenticator apps and backup codes, on. */
export const secondFactors = { selfservice: { methods: { totp: { enabled: true }, lookup_secret: { enabled: true } } } };

/** An authenticator app of our own (RFC 6238), that shares no code with the server. @param now milliseconds */
export function codeFor(secret: string, now: number, step = 0): string {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000) + step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A code that is right nowhere near now. */
export function wrongCode(secret: string, now: number): string {
  const near = new Set([-3, -2, -1, 0, 1, 2, 3].map((step) => codeFor(secret, now, step)));
  for (let guess = 111_111; ; guess += 1) if (!near.has(String(guess))) return String(guess);
}

export const secretIn = (flow: Json): string => node(flow, 'totp_secret_key')?.attributes.text.text ?? assert.fail('no secret is shown');
export const codesIn = (flow: Json): string[] | undefined => node(flow, 'lookup_secret_codes')?.attributes.text.context.secrets?.map((code: Json) => code.context.secret);

/** Submits settings, and reads the form as it is then, whatever the kind of client. */
export async function save(client: Client, flow: Json, fields: Readonly<Record<string, unknown>>): Promise<Json> {
  const answer = await submit(client, flow, fields);
  const after = await flowAfter(client, 'settings', answer);
  assert.ok(after?.ui, `answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return after;
}

/** Adds an authenticator app, the first one or a further one. @returns its secret */
export async function enrolApp(client: Client, name?: string): Promise<string> {
  let flow = await settings(client);
  if (node(flow, 'totp_qr') === undefined) flow = await save(client, flow, { method: 'totp', totp_add: true });
  const secret = secretIn(flow);
  const saved = await save(client, flow, { method: 'totp', totp_code: codeFor(secret, client.zelos.clock.now()), ...(name === undefined ? {} : { totp_display_name: name }) });
  assert.equal(saved.state, 'success', JSON.stringify(saved.ui));
  return secret;
}

/** Makes backup codes count. */
export async function enrolCodes(client: Client): Promise<string[]> {
  const shown = await save(client, await settings(client), { lookup_secret_regenerate: true });
  assert.equal((await save(client, shown, { lookup_secret_confirm: true })).state, 'success');
  return codesIn(shown) ?? assert.fail('no codes are shown');
}

/** Answers the question for a second factor. */
export async function stepUp(client: Client, fields: Readonly<Record<string, unknown>>, query = '?aal=aal2'): Promise<Answer> {
  return submit(client, await start(client, 'login', query), fields);
}

/** Whether a login was answered with yes; a browser is sent neither back to the form nor to the page of errors. */
export const isIn = (client: Client, answer: Answer): boolean => (client.kind === 'browser' ? answer.status === 303 && !/[?&](?:flow|id)=/.test(answer.location ?? '') : answer.status === 200);

export async function sessionOf(client: Client): Promise<{ id: string; aal: string; methods: string[]; authenticatedAt: string }> {
  const { body } = await client.reader.get('/sessions/whoami');
  return {
    id: body.id,
    aal: body.authenticator_assurance_level,
    methods: body.authentication_methods.map((one: Json) => `${one.method}:${one.aal}`),
    authenticatedAt: body.authenticated_at,
  };
}
