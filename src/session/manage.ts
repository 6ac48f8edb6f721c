import type { Clock } from '../clock.ts';
import type { Database, Write } from '../db/database.ts';
import { apiErrors } from '../errors.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { endEverySession, endSession, endSessionsOf, removeEverySession, removeSession, removeSessionsOf } from './store.ts';

const MAX_IDS = 500;
const EVERYBODY = '*';

/**
 * POST /admin/sessions: ends (`disable`) or removes (`delete`) many sessions at once, all or none:
 * `{ action, sessions: [ids] }` or `{ action, identities: [ids] }`, `["*"]` for everybody's.
 */
export async function manageSessions(exchange: Exchange, db: Database, clock: Clock): Promise<Answer> {
  const { action, sessions, identities } = await exchange.fields();
  if (action !== 'disable' && action !== 'delete') throw apiErrors.badRequest('action must be "disable" or "delete".');
  if ((sessions === undefined) === (identities === undefined)) throw apiErrors.badRequest('Give one of the lists "sessions" and "identities".');
  const now = clock.now();
  const writes =
    sessions === undefined ? ofIdentities(ids(identities, 'identities'), action, now) : ids(sessions, 'sessions').map((id) => (action === 'disable' ? endSession(id, now) : removeSession(id)));
  const counts = await db.write(writes);
  return json({ processed: counts.reduce((sum, count) => sum + count, 0), more: false });
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
