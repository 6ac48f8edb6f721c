import type { Database } from '../db/database.ts';
import { IDENTITY_COLUMNS, type SessionWithIdentityRow } from './store.ts';

/** The last row of the page before. */
interface Cursor {
  readonly issuedAt: number;
  readonly id: string;
}

export interface SessionFilter {
  /** Also what has expired counts as not active. */
  readonly active: boolean | undefined;
  readonly now: number;
  readonly identityId: string | undefined;
  readonly after: Cursor | undefined;
  readonly limit: number;
}

/** Sessions with their persons, the newest first. */
export const listSessions = (db: Database, { active, now, identityId, after, limit }: SessionFilter): Promise<SessionWithIdentityRow[]> =>
  db.list<SessionWithIdentityRow>((tables) => {
    let query = tables.selectFrom('sessions').innerJoin('identities', 'identities.id', 'sessions.identity_id').selectAll('sessions').select(IDENTITY_COLUMNS);
    if (identityId !== undefined) query = query.where('sessions.identity_id', '=', identityId);
    if (active === true) query = query.where('sessions.active', '=', 1).where('sessions.expires_at', '>', now);
    if (active === false) query = query.where((is) => is.or([is('sessions.active', '=', 0), is('sessions.expires_at', '<=', now)]));
    if (after !== undefined)
      query = query.where((is) => is.or([is('sessions.issued_at', '<', after.issuedAt), is.and([is('sessions.issued_at', '=', after.issuedAt), is('sessions.id', '<', after.id)])]));
    return query.orderBy('sessions.issued_at', 'desc').orderBy('sessions.id', 'desc').limit(limit);
  });
