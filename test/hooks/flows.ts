import assert from 'node:assert/strict';
import type { ConfigInput } from '../../src/config/config.ts';
import type { HookedFlow } from '../../src/config/hook-lists.ts';
import type { Answer, Client, Json } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { createPerson, identityOf, newEmail, newPassword, type Person, settings, signedIn, start, submit } from '../support/flows.ts';
import type { TestZelos } from '../support/harness.ts';

/** Every flow is there. */
export const everyFlow: ConfigInput = {
  selfservice: { methods: { code: { enabled: true } }, flows: { recovery: { enabled: true }, verification: { enabled: true } } },
  courier: { worker: { pull_wait: '20ms' } },
};

/** Where the hooks of a flow stand that follow its submit by `submitted`. */
const LISTS: Readonly<Record<HookedFlow, string>> = { settings: 'profile', login: 'password', registration: 'password', recovery: '', verification: '' };

/** A configuration with these hooks, before a flow or after it. */
export function withHooks(flow: HookedFlow, phase: 'before' | 'after', hooks: readonly object[], more: ConfigInput = {}): ConfigInput {
  const list = phase === 'after' ? LISTS[flow] : '';
  const session = flow === 'registration' && phase === 'after' ? [{ hook: 'session' }] : [];
  const all = { hooks: [...hooks, ...session] };
  return merged(everyFlow, merged({ selfservice: { flows: { [flow]: { [phase]: list === '' ? all : { [list]: all } } } } }, more));
}

/** A web hook as a configuration has it, with a body that says what it was told. */
export const webHook = (url: string, more: object = {}): { readonly hook: 'web_hook'; readonly config: { readonly url: string; readonly method: string; readonly body: string } } => ({
  hook: 'web_hook',
  config: { url, method: 'POST', body: 'function(ctx) { flow: ctx.flow.id, person: if std.objectHas(ctx, "identity") then ctx.identity.id else null }', ...more },
});

/** A flow up to the submit that does its work, the answer to that, and whether it has been done. */
export interface Run {
  readonly answer: Answer;
  readonly done: boolean;
}

/** One client of the API goes through a flow once; @param last what the submit that does its work sends besides */
export async function run(flow: HookedFlow, zelos: TestZelos, last: object = {}): Promise<Run> {
  const client = zelos.client('api');
  switch (flow) {
    case 'settings': {
      const { client: own, person } = await signedIn(zelos, 'api');
      const answer = await submit(own, await settings(own), { method: 'profile', traits: { email: person.email, name: { first: 'Bea' } }, ...last });
      return { answer, done: (await identityOf(zelos, person.id)).traits.name?.first === 'Bea' };
    }
    case 'login': {
      const person = await createPerson(zelos);
      const answer = await submit(client, await start(client, 'login'), { method: 'password', identifier: person.email, password: person.password, ...last });
      return { answer, done: (await sessionsOf(zelos, person)) === 1 };
    }
    case 'registration': {
      const email = newEmail();
      const answer = await submit(client, await start(client, 'registration'), { method: 'password', password: newPassword(), traits: { email }, ...last });
      const found = await zelos.client('api').get(`/admin/identities?credentials_identifier=${encodeURIComponent(email)}`, { on: 'admin' });
      return { answer, done: found.body.length === 1 };
    }
    case 'recovery': {
      const person = await createPerson(zelos);
      const answer = await byCode(client, zelos, 'recovery', person.email, last);
      return { answer, done: (await sessionsOf(zelos, person)) === 1 };
    }
    case 'verification': {
      const person = await createPerson(zelos);
      const answer = await byCode(client, zelos, 'verification', person.email, last);
      return { answer, done: (await identityOf(zelos, person.id)).verifiable_addresses[0].verified };
    }
  }
}

/** The status of an answer that says that a flow has done its work. */
export const DONE: Readonly<Record<HookedFlow, number>> = { settings: 200, login: 200, registration: 200, recovery: 422, verification: 200 };

/** Starts a flow; for settings, somebody is signed in. */
export async function begin(flow: HookedFlow, zelos: TestZelos): Promise<Run> {
  const client = flow === 'settings' ? (await signedIn(zelos, 'api')).client : zelos.client('api');
  const before = await flowsOf(zelos, flow);
  const answer = await client.get(`/self-service/${flow}/api`);
  return { answer, done: (await flowsOf(zelos, flow)) === before + 1 };
}

export async function byCode(client: Client, zelos: TestZelos, flow: 'recovery' | 'verification', email: string, last: object = {}): Promise<Answer> {
  const started = await start(client.reader, flow);
  await submit(client, started, { method: 'code', email });
  return submit(client, started, { method: 'code', code: await codeFor(zelos, email, flow), ...last });
}

/** The code in a message to an address from this flow, whether it was sent or waits. */
export async function codeFor(zelos: TestZelos, email: string, flow: 'login' | 'recovery' | 'verification'): Promise<string> {
  const { body } = await zelos.client('api').get(`/admin/courier/messages?recipient=${encodeURIComponent(email)}`, { on: 'admin' });
  const codes = body.filter((message: Json) => message.template_type.startsWith(`${flow}_code`)).map((message: Json) => /\b\d{6}\b/.exec(message.body)?.[0]);
  return codes.find((code: unknown) => code !== undefined) ?? assert.fail(`no code for ${email}`);
}

export async function sessionsOf(zelos: TestZelos, { id }: Pick<Person, 'id'>): Promise<number> {
  const { body } = await zelos.client('api').get(`/admin/identities/${id}/sessions?active=true`, { on: 'admin' });
  return Array.isArray(body) ? body.length : 0;
}

const flowsOf = async ({ db }: TestZelos, kind: HookedFlow): Promise<number> => (await db.list((kysely) => kysely.selectFrom('flows').select('id').where('kind', '=', kind))).length;

/** What waits or has been said, for hooks that are told. */
export const queueOf = ({ db }: TestZelos): Promise<{ status: string; send_count: number; id: string }[]> =>
  db.list((kysely) => kysely.selectFrom('messages').select(['status', 'send_count', 'id']).where('channel', '=', 'web_hook').orderBy('created_at'));
