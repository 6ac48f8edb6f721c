import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import type { ConfigInput } from '../../src/config/config.ts';
import type { Answer, Client, Json } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { flowAfter, node, settings, start, submit } from '../support/flows.ts';
import { withKeys } from '../webauthn/keys.ts';

/** Every method that is built is on; `more` is laid over. */
export const withFactors = (more: ConfigInput = {}): ConfigInput =>
  merged(
    withKeys({ selfservice: { methods: { totp: { enabled: true, config: { issuer: 'Zelos' } }, lookup_secret: { enabled: true } } } }) as Readonly<Record<string, unknown>>,
    more as Readonly<Record<string, unknown>>,
  ) as ConfigInput;

/** What an app with this seed shows at a time. @param now milliseconds @param step so many steps of 30 seconds on */
export const codeAt = (secret: string, now: number, step = 0): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now + step * 30_000 });

/** The seed that a form shows. */
export const seedIn = (flow: Json): string => node(flow, 'totp_secret_key').attributes.text.context.secret;
/** The backup codes that a form shows. */
export const codesIn = (flow: Json): string[] => node(flow, 'lookup_secret_codes').attributes.text.context.secrets.map((one: Json) => one.context.secret);

/** Submits a settings flow as JSON. @throws AssertionError unless it is saved */
export async function saved(client: Client, flow: Json, fields: Readonly<Record<string, unknown>>): Promise<Json> {
  const answer = await submit(client.reader, flow, fields);
  assert.equal(answer.status, 200, `${Object.keys(fields)}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** @returns the seed */
export async function addApp(client: Client): Promise<string> {
  const flow = await settings(client.reader);
  const secret = seedIn(flow);
  await saved(client, flow, { method: 'totp', totp_code: codeAt(secret, client.zelos.clock.now()) });
  return secret;
}

export async function addCodes(client: Client): Promise<string[]> {
  const flow = await settings(client.reader);
  const codes = codesIn(await saved(client, flow, { lookup_secret_regenerate: true }));
  await saved(client, flow, { lookup_secret_confirm: true });
  return codes;
}

/** Answers a login for a second factor; `fields`: the answer. */
export async function showSecond(client: Client, fields: Readonly<Record<string, unknown>>, query = '?aal=aal2'): Promise<Answer> {
  return submit(client.reader, await start(client.reader, 'login', query), fields);
}

export const whoami = async (client: Client): Promise<Json> => (await client.reader.get('/sessions/whoami')).body;

/**
 * What an answer of the settings flow says, the same for every kind of client: `done`, the id of the error that stands
 * between, or the ids of the messages in the form.
 */
export async function verdict(client: Client, answer: Answer): Promise<string> {
  if (client.kind !== 'browser') return answer.body.ui ? inForm(answer.body) : answer.body.error.id;
  const to = new URL(answer.location ?? assert.fail(`no redirect: ${answer.status}`));
  if (to.pathname === '/self-service/login/browser') return to.searchParams.get('aal') === 'aal2' ? 'session_aal2_required' : 'session_refresh_required';
  return inForm(await flowAfter(client, 'settings', answer));
}

/** Where the answer sends the person to confirm that it is them. */
export const sentTo = ({ location, body }: Answer): URL => new URL(location ?? body.redirect_browser_to);

function inForm({ ui }: Json): string {
  const all: Json[] = [...(ui.messages ?? []), ...ui.nodes.flatMap((one: Json) => one.messages)];
  return (
    all
      .filter(({ type }) => type === 'error')
      .map(({ id }) => id)
      .join(' ') || 'done'
  );
}
