import type { Core } from '../core.ts';
import type { Happening } from '../flow/happening.ts';
import { beginningOf } from '../flow/wire.ts';
import { cookieNames } from '../http/cookies.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Account } from '../identity/identity.ts';
import { identityToAdminWire } from '../identity/wire.ts';
import { sessionToWire } from '../session/wire.ts';

/** What hooks are asked or told about: all of a happening, or, before a flow, the little that is known by then. */
export type Occasion = Pick<Happening, 'flow' | 'exchange'> & Partial<Happening>;

/**
 * The `ctx` that a web hook's body is made of (docs/hooks.md has its members). No credentials, tokens or codes are in it: a template passes
 * on what it is given. What is not known is absent, as with Kratos.
 */
export function contextOf({ config, clock, cookies }: Pick<Core, 'config' | 'clock' | 'cookies'>, occasion: Occasion): Record<string, unknown> {
  const { flow, method, aal, before, after, session, exchange, transientPayload = {} } = occasion;
  const wire = ({ identity }: Account): Record<string, unknown> => identityToAdminWire(identity, config);
  const identity = after && wire(after);
  return {
    flow: {
      ...beginningOf({ ...flow, requestUrl: withoutSecrets(flow.requestUrl) }, config),
      ...(method === undefined ? {} : { active: method }),
      ...(aal === undefined ? {} : { requested_aal: aal }),
      transient_payload: transientPayload,
    },
    request_headers: headersOf(exchange, config.clients.web_hook.header_allowlist),
    request_method: exchange.method,
    request_url: withoutSecrets(exchange.url.href),
    request_cookies: cookiesOf(exchange, [cookies.sessionName, cookies.csrfName]),
    transient_payload: transientPayload,
    ...(identity === undefined ? {} : { identity, updated: identity }),
    ...(before === undefined ? {} : { previous: wire(before) }),
    ...(session === undefined ? {} : { session: sessionToWire(session, clock.now(), { identity, devices: true }) }),
  };
}

/** By the name that HTTP knows them by (`User-Agent`), each a list. Only those that the configuration lets through. */
const headersOf = (exchange: Exchange, allowed: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    allowed.flatMap((name) => {
      const value = exchange.header(name.toLowerCase());
      return value === undefined ? [] : [[canonical(name), [name.toLowerCase() === 'referer' ? withoutSecrets(value) : value]]];
    }),
  );

/** As Go writes header names, which templates made for Kratos look for. */
const canonical = (name: string): string => name.toLowerCase().replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());

/** What this server gives a browser is not for others. */
const OWN = /^(?:csrf_token_|ory_kratos_)/;

const cookiesOf = (exchange: Exchange, own: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    cookieNames(exchange.header('cookie'))
      .filter((name) => !OWN.test(name) && !own.includes(name))
      .map((name) => [name, exchange.cookie(name) ?? '']),
  );

/** Codes and tokens that stand in the address of a mailed link, or of a way back from a provider. */
const SECRETS = ['token', 'code', 'state', 'id_token', 'access_token', 'init_code', 'return_to_code'];

/** Also where one address stands in another, such as `return_to`. */
function withoutSecrets(address: string): string {
  if (!address.includes('?') || !URL.canParse(address)) return address;
  const url = new URL(address);
  for (const name of SECRETS) url.searchParams.delete(name);
  for (const [name, value] of [...url.searchParams]) if (value.includes('?')) url.searchParams.set(name, withoutSecrets(value));
  return url.href;
}
