import type { Core } from '../core.ts';
import { equal, sha256url } from '../crypto/digest.ts';
import { randomToken } from '../crypto/random.ts';
import { Conflict, type Write } from '../db/database.ts';
import { apiErrors } from '../errors.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { identityToWire } from '../identity/wire.ts';
import { isAlive, satisfies } from '../session/assurance.ts';
import type { Issued } from '../session/sessions.ts';
import { readIdentityOf, readSession, sessionByToken } from '../session/store.ts';
import { sessionToWire } from '../session/wire.ts';
import type { FlowType } from './flow.ts';
import type { TokenExchange } from './returning.ts';
import { exchangeById, insertExchange, removeExchange } from './token-exchange-store.ts';
import { withQuery } from './urls.ts';

/**
 * A native app whose person signs in at a provider, in a browser: the app holds one code from the start of the flow, and
 * gets the other by the address the browser is sent back to. With both, and only once, it gets the session. Whoever talks
 * somebody into signing in for them holds the first and never sees the second.
 */

/** Between coming back and being fetched. */
const LIFE = 10 * 60_000;
const LENGTH = 64;

const purpose = (id: string): string => `token-exchange:${id}`;

/** The app's code, if it wants one, and what the flow keeps of it. */
export function beginExchange(exchange: Exchange, type: FlowType): { readonly code: string; readonly kept: TokenExchange } | undefined {
  if (type !== 'api' || exchange.query('return_session_token_exchange_code') !== 'true') return undefined;
  const code = randomToken('', LENGTH);
  return { code, kept: { init: sha256url(code) } };
}

/** Keeps a session for the app: what to write, and where the browser goes with the second code. */
export function handOut({ init }: TokenExchange, { session, token }: Issued, target: string, { sealer, clock }: Core): { readonly writes: Write[]; readonly to: string } {
  const code = randomToken('', LENGTH);
  const payload = sealer.seal(purpose(init), JSON.stringify({ code: sha256url(code), token }));
  return { writes: [{ query: insertExchange({ id: init, identity_id: session.identityId, payload, expires_at: clock.now() + LIFE }), expect: 1 }], to: withQuery(target, { code }) };
}

export const tokenExchangeRoutes = (core: Core): Route[] => [{ method: 'GET', path: '/sessions/token-exchange', errors: 'json', csrfCookie: false, answer: (exchange) => redeem(core, exchange) }];

async function redeem({ db, sealer, clock, config }: Core, exchange: Exchange): Promise<Answer> {
  const [first, second] = [exchange.query('init_code'), exchange.query('return_to_code')];
  if (!first || !second) throw apiErrors.badRequest('Both init_code and return_to_code are needed.');
  const id = sha256url(first);
  const [[row]] = await db.read(exchangeById({ id }));
  const payload = row && row.expires_at > clock.now() ? sealer.open(purpose(id), row.payload) : undefined;
  const { code, token } = JSON.parse(payload ?? '{"code":"","token":""}') as { code: string; token: string };
  const [[found]] = await db.read(sessionByToken({ hash: sha256url(token) }));
  const session = found && readSession(found);
  const unknown = apiErrors.notFound('There is no session for these codes: they are wrong, used already, or too old.');
  if (!equal(code, sha256url(second)) || session === undefined || found === undefined || found.identity_state !== 'active' || !isAlive(session, clock.now())) throw unknown;
  try {
    await db.write([{ query: removeExchange({ id }), expect: 1 }]);
  } catch (error) {
    if (error instanceof Conflict) throw unknown;
    throw error;
  }
  const person = readIdentityOf(found);
  const enough = satisfies(session, person, config.session.whoami.required_aal);
  return json({ session_token: token, session: sessionToWire(session, clock.now(), { identity: enough ? identityToWire(person, config) : null, devices: true }) });
}
