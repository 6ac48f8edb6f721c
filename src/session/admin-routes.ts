import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { apiErrors } from '../errors.ts';
import { originOf, type SecurityLog } from '../events/log.ts';
import { headById } from '../events/store.ts';
import { type Answer, json, noContent } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { cutPage, linkHeader, pageSize, pageToken, placeIn } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import { identityToAdminWire } from '../identity/wire.ts';
import { listSessions } from './list-store.ts';
import { endedByAdmin, manageSessions } from './manage.ts';
import { endSession, extendSession, readIdentityOf, readSession, removeSessionsOf, type SessionWithIdentityRow, sessionById } from './store.ts';
import { listedIdentity, sessionToWire } from './wire.ts';

export interface SessionAdminNeeds {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly securityLog: SecurityLog;
}

interface Shown {
  readonly identity: boolean;
  readonly devices: boolean;
}

/** Everybody's sessions, for administrators. */
export function sessionAdminRoutes(needs: SessionAdminNeeds): Route[] {
  const { config, db, clock, securityLog } = needs;
  const whole = (identity: Record<string, unknown>): Record<string, unknown> => identity;
  const toWire = (row: SessionWithIdentityRow, { identity, devices }: Shown, cut = whole): Record<string, unknown> =>
    sessionToWire(readSession(row), clock.now(), { identity: identity ? cut(identityToAdminWire(readIdentityOf(row), config)) : null, devices });

  async function find(exchange: Exchange): Promise<SessionWithIdentityRow> {
    const [[row]] = await db.read(sessionById({ id: exchange.param('id').toLowerCase() }));
    if (row === undefined) throw apiErrors.notFound();
    return row;
  }

  async function list(exchange: Exchange, identityId: string | undefined, shown: Shown): Promise<Answer> {
    const size = pageSize(exchange);
    const rows = await listSessions(db, { active: activeOf(exchange), now: clock.now(), identityId, after: placeIn(exchange, 'issuedAt'), limit: size + 1 });
    const { shown: page, last } = cutPage(rows, size);
    const headers = linkHeader(exchange, { first: '', next: last && pageToken(last.issued_at, last.id) }, size);
    return json(
      page.map((row) => toWire(row, shown, listedIdentity)),
      { headers },
    );
  }

  async function one(exchange: Exchange): Promise<Answer> {
    const shown = expandOf(exchange, { identity: true, devices: true });
    return json(toWire(await find(exchange), shown));
  }

  async function end(exchange: Exchange): Promise<Answer> {
    const id = exchange.param('id').toLowerCase();
    const [[row]] = await db.read(sessionById({ id }));
    const told = row?.active === 1 ? securityLog.record(readIdentityOf(row), [endedByAdmin('one')], originOf(exchange)) : [];
    await db.write([endSession(id, clock.now()), ...told]);
    return noContent({ 'content-type': 'application/json' });
  }

  async function extend(exchange: Exchange): Promise<Answer> {
    const row = await find(exchange);
    const now = clock.now();
    if (row.active !== 1 || row.expires_at <= now) throw apiErrors.notFound('This session has ended.');
    if (row.expires_at - now > config.session.earliest_possible_extend) throw apiErrors.notFound('It is too early to extend this session.');
    await db.write([extendSession(row.id, now + config.session.lifespan, now)]);
    if (config.feature_flags.faster_session_extend) return noContent();
    return json(toWire(await find(exchange), { identity: true, devices: true }));
  }

  async function removeOfIdentity(exchange: Exchange): Promise<Answer> {
    const id = exchange.param('id').toLowerCase();
    const [[owner]] = await db.read(headById({ id }));
    const [any] = await listSessions(db, { active: undefined, now: clock.now(), identityId: id, after: undefined, limit: 1 });
    if (owner === undefined || any === undefined) throw apiErrors.notFound();
    await db.write([removeSessionsOf(id), ...securityLog.record({ id, logHead: owner.log_head }, [endedByAdmin('all')], originOf(exchange))]);
    return noContent();
  }

  const ofIdentity = (exchange: Exchange): Promise<Answer> => list(exchange, exchange.param('id').toLowerCase(), expandOf(exchange, { identity: true, devices: true }));
  return [
    { method: 'GET', path: '/admin/sessions', answer: (exchange) => list(exchange, undefined, expandOf(exchange, { identity: false, devices: false })) },
    { method: 'POST', path: '/admin/sessions', answer: (exchange) => manageSessions(exchange, needs) },
    { method: 'GET', path: '/admin/sessions/:id', answer: one },
    { method: 'DELETE', path: '/admin/sessions/:id', answer: end },
    { method: 'PATCH', path: '/admin/sessions/:id/extend', answer: extend },
    { method: 'GET', path: '/admin/identities/:id/sessions', answer: ofIdentity },
    { method: 'DELETE', path: '/admin/identities/:id/sessions', answer: removeOfIdentity },
  ];
}

/** `expand=identity&expand=devices`, or one of them with commas. @param otherwise what is shown when nothing is said */
function expandOf(exchange: Exchange, otherwise: Shown): Shown {
  const wanted = exchange.url.searchParams
    .getAll('expand')
    .flatMap((part) => part.split(','))
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  const unknown = wanted.find((part) => part !== 'identity' && part !== 'devices');
  if (unknown !== undefined) throw apiErrors.badRequest('expand can be identity and devices.');
  return wanted.length === 0 ? otherwise : { identity: wanted.includes('identity'), devices: wanted.includes('devices') };
}

function activeOf(exchange: Exchange): boolean | undefined {
  const given = exchange.query('active');
  if (given === undefined || given === '') return undefined;
  if (given !== 'true' && given !== 'false') throw apiErrors.badRequest('active must be true or false.');
  return given === 'true';
}
