import type { Core } from '../../core.ts';
import { sha256url } from '../../crypto/digest.ts';
import { ApiError, apiErrors } from '../../errors.ts';
import { originOf } from '../../events/log.ts';
import { type Answer, json, noContent, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import type { SignedIn } from '../../session/session.ts';
import { endSession, readIdentityOf, sessionByToken } from '../../session/store.ts';
import { dropPaused } from '../paused.ts';
import { allowedReturnTo } from '../return-to.ts';
import { withQuery } from '../urls.ts';

const PREFIX = 'ory_lo_';
const PURPOSE = 'logout-token';
/** Browsers heed it over https only. Cookies are not in it: it would take those of every site below the same domain, and ours are taken away one by one. */
const FORGET = { 'clear-site-data': '"cache", "storage"' };

/**
 * Signing out. A browser fetches an address that holds a token, then goes there: so that no other site can sign a person
 * out with a link. The token is derived from the session, nothing is stored.
 */
export function logoutRoutes(core: Core): Route[] {
  const { config, cookieSealer, sessions, db, clock, securityLog } = core;
  const { default_browser_return_url: fallback, flows } = config.selfservice;
  const tokenOf = ({ session }: SignedIn): string => PREFIX + cookieSealer.sign(PURPOSE, session.id);
  const isTokenOf = ({ session }: SignedIn, token: string): boolean => token.startsWith(PREFIX) && cookieSealer.verify(PURPOSE, session.id, token.slice(PREFIX.length));

  async function requireSession(exchange: Exchange): Promise<SignedIn> {
    const signedIn = await sessions.of(exchange);
    if (signedIn === undefined) throw apiErrors.sessionInactive();
    return signedIn;
  }

  async function address(exchange: Exchange): Promise<Answer> {
    const returnTo = exchange.query('return_to');
    if (returnTo !== undefined) allowedReturnTo(returnTo, config);
    const token = tokenOf(await requireSession(exchange));
    return json({ logout_url: withQuery(`${config.serve.public.base_url}/self-service/logout`, { token, return_to: returnTo }), logout_token: token });
  }

  async function leave(exchange: Exchange): Promise<Answer> {
    const returnTo = exchange.query('return_to');
    const target = returnTo === undefined ? (flows.logout.after.default_browser_return_url ?? fallback) : allowedReturnTo(returnTo, config);
    const signedIn = await requireSession(exchange);
    if (!isTokenOf(signedIn, exchange.query('token') ?? ''))
      throw new ApiError(403, { reason: 'The token in this address does not belong to your session. Sign out from the page you are signed in on.' });
    const told = securityLog.record(signedIn.identity, [{ kind: 'logout' }], originOf(exchange, signedIn.session.id));
    await db.write([...sessions.revoke(signedIn.session), ...dropPaused(exchange, core), ...told]);
    sessions.drop(exchange);
    const left = exchange.wantsJson ? noContent() : seeOther(target);
    return flows.logout.clear_browser_data ? { ...left, headers: { ...left.headers, ...FORGET } } : left;
  }

  /** For apps. A session that has ended already is as good as one that ends now. */
  async function leaveApp(exchange: Exchange): Promise<Answer> {
    const { session_token: token } = await exchange.fields();
    const [[row]] = typeof token === 'string' ? await db.read(sessionByToken({ hash: sha256url(token) })) : [[]];
    if (row === undefined) throw new ApiError(403, { reason: 'session_token is not that of a session.' });
    const told = row.active === 1 ? securityLog.record(readIdentityOf(row), [{ kind: 'logout' }], originOf(exchange, row.id)) : [];
    await db.write([endSession(row.id, clock.now()), ...told]);
    return noContent();
  }

  return [
    { method: 'GET', path: '/self-service/logout/browser', answer: address },
    { method: 'GET', path: '/self-service/logout', answer: leave },
    { method: 'DELETE', path: '/self-service/logout/api', answer: leaveApp, errors: 'json' },
  ];
}
