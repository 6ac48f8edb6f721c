import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Answer, Client, type ClientKind, type Json, type Sending } from './clients.ts';
import type { TestZelos } from './harness.ts';

export type FlowName = 'login' | 'registration' | 'settings' | 'recovery' | 'verification';

/** What a person knows of their own account. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

export const newEmail = (name = 'person'): string => `${name}.${randomUUID().slice(0, 8)}@zelos.test`;
export const newPassword = (): string => `correct-horse-${randomUUID()}`;

export const node = (flow: Json, name: string): Json => flow.ui.nodes.find((n: Json) => n.attributes.name === name || n.attributes.id === name);
export const nodeNames = (flow: Json): string[] => flow.ui.nodes.map((n: Json) => n.attributes.name ?? n.attributes.id);
export const valueOf = (flow: Json, name: string): unknown => node(flow, name)?.attributes.value;
/** Ids of the messages for the whole form. */
export const messageIds = (flow: Json): number[] => (flow.ui.messages ?? []).map((message: Json) => message.id);
/** Ids of the messages at one node. */
export const messageIdsAt = (flow: Json, name: string): number[] => (node(flow, name)?.messages ?? []).map((message: Json) => message.id);
export const actionPath = (flow: Json): string => flow.ui.action.slice(new URL(flow.ui.action).origin.length);
export const flowIdIn = (location: string | undefined): string => new URL(location ?? 'missing:').searchParams.get('flow') ?? assert.fail(`no flow in ${location}`);

/** Starts a flow and returns it as JSON, whatever the kind of client. */
export async function start(client: Client, name: FlowName, query = ''): Promise<Json> {
  const answer = await client.reader.get(`/self-service/${name}/${client.kind === 'api' ? 'api' : 'browser'}${query}`);
  assert.equal(answer.status, 200, `starting ${name}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export const settings = (client: Client, query = ''): Promise<Json> => start(client, 'settings', query);

export async function fetchFlow(client: Client, name: FlowName, id: string): Promise<Json> {
  const answer = await client.reader.get(`/self-service/${name}/flows?id=${id}`);
  assert.equal(answer.status, 200, `reading ${name}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Submits a flow as this client would, with the CSRF token of the form if it has cookies. */
export function submit(client: Client, flow: Json, fields: Readonly<Record<string, unknown>>, options: Sending = {}): Promise<Answer> {
  const csrf = client.kind === 'api' ? {} : { csrf_token: valueOf(flow, 'csrf_token') };
  return client.post(actionPath(flow), { ...csrf, ...fields }, options);
}

/** The flow after a submit: in the answer, or read anew where the browser was sent. */
export async function flowAfter(client: Client, name: FlowName, answer: Answer): Promise<Json> {
  return client.kind === 'browser' ? fetchFlow(client, name, flowIdIn(answer.location)) : answer.body;
}

/** Registers somebody; the client is signed in afterwards (hook `session`). */
export async function register(client: Client, { email = newEmail(), password = newPassword(), traits = {} }: { email?: string; password?: string; traits?: object } = {}): Promise<Person> {
  const speaker = client.reader;
  const answer = await submit(speaker, await start(speaker, 'registration'), { method: 'password', password, traits: { email, ...traits } });
  assert.equal(answer.status, 200, `registering: ${JSON.stringify(answer.body)}`);
  client.token = answer.body.session_token;
  return { id: answer.body.identity.id, email, password };
}

/** Signs in; `query` as for the init, such as `?refresh=true`. */
export async function login(client: Client, { email, password }: Pick<Person, 'email' | 'password'>, query = ''): Promise<Json> {
  const speaker = client.reader;
  const answer = await submit(speaker, await start(speaker, 'login', query), { method: 'password', identifier: email, password });
  assert.equal(answer.status, 200, `signing in: ${JSON.stringify(answer.body)}`);
  if (client.kind === 'api') client.token = answer.body.session_token;
  return answer.body;
}

/** Whether these are the right words, asked by a client of its own. */
export async function canSignIn(zelos: TestZelos, { email, password }: Pick<Person, 'email' | 'password'>): Promise<boolean> {
  const client = new Client('api', zelos);
  const answer = await submit(client, await start(client, 'login'), { method: 'password', identifier: email, password });
  return answer.status === 200;
}

/** Creates somebody by the admin API. */
export async function createPerson(
  zelos: TestZelos,
  { email = newEmail(), password = newPassword(), traits = {}, ...rest }: { email?: string; password?: string; traits?: object; [key: string]: unknown } = {},
): Promise<Person> {
  const answer = await new Client('api', zelos).send('POST', '/admin/identities', {
    on: 'admin',
    json: { schema_id: 'customer', traits: { email, ...traits }, credentials: { password: { config: { password } } }, ...rest },
  });
  assert.equal(answer.status, 201, `creating an identity: ${JSON.stringify(answer.body)}`);
  return { id: answer.body.id, email, password };
}

/** A person with a password, signed in on a client of this kind. */
export async function signedIn(zelos: TestZelos, kind: ClientKind, options: Parameters<typeof createPerson>[1] = {}): Promise<{ client: Client; person: Person }> {
  const person = await createPerson(zelos, options);
  const client = new Client(kind, zelos);
  await login(client, person);
  return { client, person };
}

/** The identity as the admin API shows it, with these credentials in full. */
export async function identityOf(zelos: TestZelos, id: string, ...credentials: string[]): Promise<Json> {
  const answer = await new Client('api', zelos).get(`/admin/identities/${id}?${credentials.map((type) => `include_credential=${type}`).join('&')}`, { on: 'admin' });
  assert.equal(answer.status, 200);
  return answer.body;
}
