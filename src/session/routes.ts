import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { apiErrors } from '../errors.ts';
import { originOf, type SecurityLog } from '../events/log.ts';
import { type Answer, json, noContent } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { linkHeader, pageSize, wholeNumber } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import { identityToWire } from '../identity/wire.ts';
import { type GateNeeds, requireSession } from './gate.ts';
import { countOtherSessions, endOtherSessions, endOwnSession, otherSessions, readSession, sessionById } from './store.ts';
import type { Tokenizer } from './tokenizer.ts';
import { listedIdentity, ownSessionToWire, sessionToWire } from './wire.ts';

interface Needs extends GateNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly securityLog: SecurityLog;
  readonly tokenizer: Tokenizer;
}

/** Says to a proxy in front for how many seconds it may go by this answer, without asking again. */
const CACHE_FOR = 'ory-session-cache-for';
/** What no time changes: a request that proves nothing. */
const NOBODY_FOR = '60';

/** Who am I, where else am I signed in, and ending that. Answers JSON to everyone. */
export function sessionRoutes(needs: Needs): Route[] {
  const { config, db, clock, sessions, tokenizer, securityLog } = needs;
  const { cacheable_sessions: caching, cacheable_sessions_max_age: maxAge } = config.feature_flags;

  async function whoami(exchange: Exchange): Promise<Answer> {
    const template = exchange.query('tokenize_as') || undefined;
    if (caching && sessions.proofOf(exchange) === undefined) throw apiErrors.sessionInactive(undefined, { [CACHE_FOR]: NOBODY_FOR });
    const { session, identity } = await requireSession(needs, exchange);
    const now = clock.now();
    const left = Math.min(session.expiresAt - now, maxAge > 0 ? maxAge : Number.POSITIVE_INFINITY);
    const shown = ownSessionToWire(session, identity, config, now);
    const tokenized = template === undefined ? {} : { tokenized: await tokenizer.tokenize(template, session, identity, shown) };
    return json(
      { ...shown, ...tokenized },
      {
        headers: { 'x-kratos-authenticated-identity-id': identity.id, ...(caching && template === undefined ? { [CACHE_FOR]: String(Math.floor(left / 1000)) } : {}) },
      },
    );
  }

  async function list(exchange: Exchange): Promise<Answer> {
    const size = pageSize(exchange);
    const offset = wholeNumber(exchange, 'page_token') ?? (wholeNumber(exchange, 'page') ?? 0) * size;
    const { session, identity } = await requireSession(needs, exchange);
    const now = clock.now();
    const which = { identity_id: identity.id, except: session.id, now };
    const [rows, [count]] = await db.read(otherSessions({ ...which, limit: size, offset }), countOtherSessions(which));
    const total = Number(count?.total ?? 0);
    const person = listedIdentity(identityToWire(identity, config));
    const headers = { 'x-total-count': String(total), ...linkHeader(exchange, { first: '', next: offset + size < total ? String(offset + size) : undefined }, size) };
    return json(
      rows.map((row) => sessionToWire(readSession(row), now, { identity: person, devices: true })),
      { headers },
    );
  }

  async function endOthers(exchange: Exchange): Promise<Answer> {
    const { session, identity } = await requireSession(needs, exchange);
    const now = clock.now();
    const [[others]] = await db.read(countOtherSessions({ identity_id: identity.id, except: session.id, now }));
    const told = Number(others?.total ?? 0) === 0 ? [] : securityLog.record(identity, [{ kind: 'sessions.ended', details: { which: 'others', by: 'person' } }], originOf(exchange, session.id));
    const [count] = await db.write([endOtherSessions(session, now), ...told]);
    return json({ count });
  }

  /** Says nothing of whether there was such a session. */
  async function endOne(exchange: Exchange): Promise<Answer> {
    const { session, identity } = await requireSession(needs, exchange);
    const id = exchange.param('id').toLowerCase();
    if (id === session.id) throw apiErrors.badRequest('This session makes the request and cannot be ended here: sign out instead.');
    const [[row]] = await db.read(sessionById({ id }));
    const told =
      row?.active === 1 && row.identity_id === identity.id ? securityLog.record(identity, [{ kind: 'sessions.ended', details: { which: 'one', by: 'person' } }], originOf(exchange, session.id)) : [];
    await db.write([endOwnSession(id, identity.id, clock.now()), ...told]);
    return noContent({ 'content-type': 'application/json' });
  }

  const quiet = { errors: 'json', csrfCookie: false } as const;
  return [
    { method: 'GET', path: '/sessions/whoami', answer: whoami, ...quiet },
    { method: 'GET', path: '/sessions', answer: list, ...quiet },
    { method: 'DELETE', path: '/sessions', answer: endOthers, ...quiet },
    { method: 'DELETE', path: '/sessions/:id', answer: endOne, ...quiet },
  ];
}
