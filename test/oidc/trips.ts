import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Answer, Client, Json } from '../support/clients.ts';
import { type FlowName, start, submit } from '../support/flows.ts';
import type { Stub } from './stub.ts';

/** Somebody the stub knows and nobody else does. */
export const stranger = (claims: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
  const id = randomUUID();
  return { sub: `sub-${id}`, email: `${id}@social.test`, ...claims };
};

/** Where a submit leads: to the provider. */
export function leadsTo(answer: Answer): string {
  const to = answer.status === 422 ? answer.body.redirect_browser_to : answer.location;
  assert.ok(answer.status === 422 || answer.status === 303, JSON.stringify(answer.body));
  return to;
}

/** Signs in at the provider without ado: the address it sends the browser back to. */
export async function through(to: string): Promise<string> {
  const answer = await fetch(to, { redirect: 'manual' });
  assert.equal(answer.status, 302, to);
  return answer.headers.get('location') ?? assert.fail('the provider leads nowhere');
}

/** Begins a trip with a flow: where it ends. */
export async function away(client: Client, flow: Json, fields: Readonly<Record<string, unknown>>): Promise<string> {
  return through(leadsTo(await submit(client, flow, fields)));
}

/** Comes back as a browser does. */
export const back = (client: Client, to: string): Promise<Answer> => client.as('browser').get(to);

/** There and back again with a fresh flow. */
export async function trip(client: Client, name: FlowName, fields: Readonly<Record<string, unknown>>): Promise<{ readonly flow: Json; readonly answer: Answer }> {
  const flow = await start(client, name);
  return { flow, answer: await back(client, await away(client, flow, fields)) };
}

/** Links an account of the stub to whoever is signed in. */
export async function link(client: Client, stub: Stub, provider = 'acme', person = stranger()): Promise<Readonly<Record<string, unknown>>> {
  stub.person = person;
  const { answer } = await trip(client, 'settings', { link: provider });
  assert.equal(answer.status, 303);
  return person;
}
