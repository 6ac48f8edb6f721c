import type { Clock } from '../clock.ts';
import type { Database, Write } from '../db/database.ts';
import { apiErrors } from '../errors.ts';
import type { Occurrence, Owner } from '../events/event.ts';
import { originOf, type SecurityLog } from '../events/log.ts';
import { headById } from '../events/store.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { endSessionsOf } from '../identity/store.ts';
import { endEverySession, endSession, removeEverySession, removeSession, removeSessionsOf, sessionById } from './store.ts';

const MAX_IDS = 500;
const EVERYBODY = '*';

/**
 * POST /admin/sessions: ends (`disable`) or removes (`delete`) many sessions at once, all or none:
 * `{ action, sessions: [ids] }` or `{ action, identities: [ids] }`, `["*"]` for everybody's.
 */
export async function manageSessions(exchange: Exchange, { db, clock, securityLog }: { readonly db: Database; readonly clock: Clock; readonly securityLog: SecurityLog }): Promise<Answer> {
  const { action, sessions, identities } = await exchange.fields();
  if (action !== 'disable' && action !== 'delete') throw apiErrors.badRequest('action must be "disable" or "delete".');
  if ((sessions === undefined) === (identities === undefined)) throw apiErrors.badRequest('Give one of the lists "sessions" and "identities".');
  const now = clock.now();
  const writes =
    sessions === undefined ? ofIdentities(ids(identities, 'identities'), action, now) : ids(sessions, 'sessions').map((id) => (action === 'disable' ? endSession(id, now) : removeSession(id)));
  const owners = sessions === undefined ? await ownersOf(ids(identities, 'identities'), db) : await ownersOfSessions(ids(sessions, 'sessions'), db);
  const told = owners.flatMap(({ which, ...owner }) => securityLog.record(owner, [endedByAdmin(which)], originOf(exchange)));
  const counts = await db.write([...writes, ...told]);
  return json({ processed: counts.slice(0, writes.length).reduce((sum, count) => sum + count, 0), more: false });
}

/** As the security log tells it. Ending everybody's sessions is told in nobody's log: it would take a row for each account there is. */
export const endedByAdmin = (which: 'one' | 'all'): Occurrence => ({ kind: 'sessions.ended', details: { which, by: 'admin' } });

type Affected = Owner & { readonly which: 'one' | 'all' };

async function ownersOf(identities: readonly string[], db: Database): Promise<Affected[]> {
  if (identities.includes(EVERYBODY)) return [];
  const found = await db.read(...identities.map((id) => headById({ id })));
  return found.flat().map(({ id, log_head: logHead }) => ({ id, logHead, which: 'all' }));
}

async function ownersOfSessions(sessions: readonly string[], db: Database): Promise<Affected[]> {
  const found = await db.read(...sessions.map((id) => sessionById({ id })));
  return found.flat().flatMap((row) => (row.active === 1 ? [{ id: row.identity_id, logHead: row.identity_log_head, which: 'one' }] : []));
}

function ofIdentities(given: readonly string[], action: 'disable' | 'delete', now: number): Write[] {
  if (given.length === 1 && given[0] === EVERYBODY) return [action === 'disable' ? endEverySession(now) : removeEverySession()];
  if (given.includes(EVERYBODY)) throw apiErrors.badRequest('"*" stands alone: it means everybody.');
  return given.map((id) => (action === 'disable' ? endSessionsOf(id, now) : removeSessionsOf(id)));
}

function ids(given: unknown, name: string): string[] {
  const list = Array.isArray(given) ? given : [];
  if (list.length === 0 || list.length > MAX_IDS || !list.every((id) => typeof id === 'string')) throw apiErrors.badRequest(`${name} must be a list of 1 to ${MAX_IDS} ids.`);
  return [...new Set(list.map((id) => id.toLowerCase()))];
}
