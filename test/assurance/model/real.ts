import assert from 'node:assert/strict';
import type { Answer, Client, Json } from '../../support/clients.ts';
import { identityOf, start, submit, valueOf } from '../../support/flows.ts';
import type { TestZelos } from '../../support/harness.ts';
import { keyQuestion, passkeyQuestion } from '../../webauthn/keys.ts';
import { codeAt, verdict, whoami } from '../factors.ts';
import { afterEnrolment, answerTo, FLOW_LIFE, type Model, secondFactors, stepOf, type Tab, unusedCodes } from './model.ts';

/** The server, and one client for each session of the model. */
export interface Real {
  readonly zelos: TestZelos;
  readonly personId: string;
  readonly email: string;
  readonly clients: readonly Client[];
}

export const at = <T>(list: readonly T[], index: number): T => list[index % list.length] ?? assert.fail('nothing to choose from');

/** The page in a tab, opened anew if it is none or too old; undefined if it may not be opened, and then `must` says why. */
export async function page(model: Model, { clients }: Real, who: number, tab: number, must: string): Promise<{ tab: Tab; flow: Json } | undefined> {
  const session = at(model.sessions, who);
  const client = at(clients, who);
  const open = session.tabs[tab];
  if (open === undefined || model.now - open.opened >= FLOW_LIFE) {
    const answer = await client.get(`/self-service/settings/${client.kind === 'api' ? 'api' : 'browser'}`);
    if (answer.status !== 200) {
      assert.equal(answer.body.error.id, must);
      return undefined;
    }
    session.tabs[tab] = { id: answer.body.id, csrf: valueOf(answer.body, 'csrf_token'), opened: model.now, seed: undefined, waiting: undefined };
  }
  const there = session.tabs[tab] ?? assert.fail();
  const answer = await client.get(`/self-service/settings/flows?id=${there.id}`);
  if (answer.status !== 200) {
    assert.equal(answer.body.error.id, must);
    return { tab: there, flow: undefined };
  }
  const seed = seedShown(answer.body);
  if (there.seed !== undefined) assert.equal(seed, there.seed, 'the seed that a page shows stays the same until it is used');
  there.seed = seed;
  return { tab: there, flow: answer.body };
}
const seedShown = (flow: Json): string | undefined => flow.ui.nodes.find(({ attributes }: Json) => attributes.id === 'totp_secret_key')?.attributes.text.context.secret;

/** Sends a change of something that protects the account, and holds the answer against `must`. @returns whether it was made */
export async function change(model: Model, real: Real, who: number, { tab }: { tab: Tab }, fields: Record<string, unknown>, must: string): Promise<boolean> {
  const answer = await send(real, who, tab, fields);
  assert.equal(await verdict(at(real.clients, who), answer), must, JSON.stringify(answer.body.ui?.messages ?? answer.body));
  const password = typeof fields['password'] === 'string' ? fields['password'] : undefined;
  tab.waiting = must.startsWith('session_') ? { password, since: model.now } : undefined;
  return must === 'done';
}
export const send = ({ clients }: Real, who: number, { id, csrf }: Tab, fields: Record<string, unknown>): Promise<Answer> =>
  at(clients, who).post(`/self-service/settings?flow=${id}`, { ...(at(clients, who).kind === 'api' ? {} : { csrf_token: csrf }), ...fields });

/** Opens the page of a tab and makes a change there. @param fields made from the form; undefined form: it may not be seen */
export async function changeIn(model: Model, real: Real, who: number, tab: number, fields: (flow: Json) => Record<string, unknown>, unless?: string): Promise<boolean> {
  const strength = answerTo(model, at(model.sessions, who));
  const must = strength === 'done' ? (unless ?? strength) : strength;
  const shown = await page(model, real, who, tab, must);
  return shown !== undefined && (await change(model, real, who, shown, fields(shown.flow), must));
}

/** The same for adding a second factor. */
export async function enrol(model: Model, real: Real, who: number, tab: number, fields: (flow: Json) => Record<string, unknown>): Promise<boolean> {
  const had = secondFactors(model);
  const made = await changeIn(model, real, who, tab, fields);
  if (made) afterEnrolment(at(model.sessions, who), had);
  return made;
}

/** Signs in, or again, with what the person has. */
export async function signIn(model: Model, { clients, email }: Real, who: number, query = ''): Promise<void> {
  const client = at(clients, who);
  const session = at(model.sessions, who);
  const flow = await start(client, 'login', query);
  const fields = model.password === undefined ? { passkey_login: at(model.passkeys, 0).get(passkeyQuestion(flow)) } : { method: 'password', identifier: email, password: model.password };
  const answer = await submit(client, flow, fields);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  if (client.kind === 'api') client.token = answer.body.session_token;
  if (query === '') Object.assign(session, { aal: 'aal1', tabs: [], id: answer.body.session.id });
  session.authenticatedAt = model.now;
}

/** Shows a second factor. @returns what the server says */
export async function second(model: Model, { clients }: Real, who: number, fields: (flow: Json) => Record<string, unknown>): Promise<Answer> {
  const client = at(clients, who);
  const refresh = at(model.sessions, who).aal === 'aal2' ? '&refresh=true' : '';
  const flow = await start(client, 'login', `?aal=aal2${refresh}`);
  return submit(client, flow, fields(flow));
}

/** Shows one that works now, whichever there is. */
export async function anySecond(model: Model, real: Real, who: number): Promise<boolean> {
  const [key] = model.keys;
  const app = model.apps.find(({ lastStep }) => lastStep < stepOf(model.now));
  const code = model.codes.find(({ used }) => !used);
  if (key) return (await second(model, real, who, (flow) => ({ webauthn_login: key.get(keyQuestion(flow)) }))).status === 200;
  if (app) return (await second(model, real, who, () => ({ method: 'totp', totp_code: codeAt(app.secret, model.now) }))).status === 200;
  if (code) return (await second(model, real, who, () => ({ method: 'lookup_secret', lookup_secret: code.value }))).status === 200;
  return secondFactors(model) === 0;
}

/** The server and the model agree on every session and every credential. */
export async function agree(model: Model, { zelos, personId, clients }: Real): Promise<void> {
  for (const [i, { id, aal, authenticatedAt }] of model.sessions.entries()) {
    const is = await whoami(at(clients, i));
    if (id === undefined) assert.equal(is.error?.id, 'session_inactive');
    else assert.deepEqual([is.id, is.authenticator_assurance_level, Date.parse(is.authenticated_at)], [id, aal, authenticatedAt], `session ${i}`);
  }
  const { credentials } = await identityOf(zelos, personId, 'password', 'totp', 'lookup_secret', 'webauthn', 'passkey');
  const config = (type: string): Json => credentials[type]?.config ?? {};
  const stored = {
    password: config('password').hashed_password !== undefined,
    apps: config('totp').apps?.length ?? 0,
    keys: config('webauthn').credentials?.length ?? 0,
    passkeys: config('passkey').credentials?.length ?? 0,
    unused: (config('lookup_secret').recovery_codes ?? []).filter((one: Json) => one.used_at === undefined).length,
  };
  assert.deepEqual(stored, { password: model.password !== undefined, apps: model.apps.length, keys: model.keys.length, passkeys: model.passkeys.length, unused: unusedCodes(model) });
  const [row] = await zelos.db.list((tables) => tables.selectFrom('identities').select('available_aal').where('id', '=', personId));
  assert.equal(row?.available_aal, secondFactors(model) > 0 ? 'aal2' : 'aal1');
}
