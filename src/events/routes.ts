import { timestamp } from '../clock.ts';
import { isUuid } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Database } from '../db/database.ts';
import type { EventRow } from '../db/tables.ts';
import { apiErrors } from '../errors.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { cutPage, linkHeader, pageSize, pageToken, placeIn } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import { type Verdict, verify } from './chain.ts';
import { eventsFrom, headById, listEvents } from './store.ts';

interface Needs {
  readonly db: Database;
  readonly sealer: Sealer;
}

const KIND = /^[a-z_.]{1,50}$/;

const toWire = (row: EventRow): Record<string, unknown> => ({
  id: row.id,
  sequence: row.sequence,
  kind: row.kind,
  details: JSON.parse(row.details) as Record<string, unknown>,
  ip_address: row.ip,
  user_agent: row.user_agent,
  session_id: row.session_id,
  created_at: timestamp(row.created_at),
});

/** From where an administrator works is nobody else's business. */
function toOwnWire(row: EventRow): Record<string, unknown> {
  const shown = toWire(row);
  return (shown['details'] as { by?: unknown }).by === 'admin' ? { ...shown, ip_address: '', user_agent: '' } : shown;
}

/** What has happened to one's own account, the newest first. @param whose throws if nobody is signed in well enough */
export const ownEventRoutes = ({ db }: Pick<Needs, 'db'>, whose: (exchange: Exchange) => Promise<{ readonly identity: { readonly id: string } }>): Route[] => [
  {
    method: 'GET',
    path: '/security-events',
    errors: 'json',
    csrfCookie: false,
    async answer(exchange) {
      const { identity } = await whose(exchange);
      return page(exchange, db, { identityId: identity.id }, toOwnWire);
    },
  },
];

/** Everybody's log, for administrators. */
export function eventAdminRoutes({ db, sealer }: Needs): Route[] {
  return [
    { method: 'GET', path: '/admin/events', answer: (exchange) => page(exchange, db, filterOf(exchange), (row) => ({ ...toWire(row), identity_id: row.identity_id })) },
    {
      method: 'GET',
      path: '/admin/identities/:id/events',
      async answer(exchange) {
        const id = idOf(exchange);
        if (!(await headOf(db, id))) throw apiErrors.notFound();
        return page(exchange, db, { ...filterOf(exchange), identityId: id }, toWire);
      },
    },
    {
      method: 'GET',
      path: '/admin/identities/:id/events/verify',
      async answer(exchange) {
        const verdict = await verifyLog({ db, sealer }, idOf(exchange));
        if (verdict === undefined) throw apiErrors.notFound();
        return json(verdict);
      },
    },
  ];
}

const AT_ONCE = 1000;

async function* rowsOf(db: Database, identityId: string): AsyncGenerator<EventRow> {
  for (let after = 0; ; ) {
    const [rows] = await db.read(eventsFrom({ identity_id: identityId, after, limit: AT_ONCE }));
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return;
    after = last.sequence;
  }
}

async function headOf(db: Database, id: string): Promise<{ readonly head: string } | undefined> {
  const [[row]] = await db.read(headById({ id }));
  return row && { head: row.log_head };
}

/** Whether the log of an identity is as it was written; undefined if there is no such identity. A log that goes on meanwhile is looked at again. */
async function verifyLog({ db, sealer }: Needs, id: string): Promise<Verdict | undefined> {
  for (;;) {
    const before = await headOf(db, id);
    if (before === undefined) return undefined;
    const verdict = await verify(id, before.head, rowsOf(db, id), sealer);
    if (verdict.valid || (await headOf(db, id))?.head === before.head) return verdict;
  }
}

type Filter = Omit<Parameters<typeof listEvents>[1], 'after' | 'limit'>;

async function page(exchange: Exchange, db: Database, filter: Filter, wire: (row: EventRow) => Record<string, unknown>): Promise<Answer> {
  const size = pageSize(exchange);
  const rows = await listEvents(db, { ...filter, after: placeIn(exchange, 'createdAt', 'sequence'), limit: size + 1 });
  const { shown, last } = cutPage(rows, size);
  const next = last && pageToken(last.created_at, last.sequence, last.id);
  return json(shown.map(wire), { headers: linkHeader(exchange, { first: '', next }, size) });
}

function idOf(exchange: Exchange): string {
  const id = exchange.param('id').toLowerCase();
  if (!isUuid(id)) throw apiErrors.notFound();
  return id;
}

function filterOf(exchange: Exchange): Filter {
  const [identity, kind, since] = [exchange.query('identity'), exchange.query('kind'), exchange.query('since')];
  if (identity && !isUuid(identity)) throw apiErrors.badRequest('identity must be the id of an identity.');
  if (kind && !KIND.test(kind)) throw apiErrors.badRequest('kind must be one that a list gave, such as password.changed.');
  const from = since ? Date.parse(since) : undefined;
  if (from !== undefined && (Number.isNaN(from) || from < 0)) throw apiErrors.badRequest('since must be a time such as 2026-01-31T12:00:00Z.');
  return { ...(identity ? { identityId: identity.toLowerCase() } : {}), ...(kind ? { kind } : {}), ...(from === undefined ? {} : { since: from }) };
}
