import type { Database, Write } from '../db/database.ts';
import { type Placeholders, statement } from '../db/statement.ts';
import type { EventRow } from '../db/tables.ts';

const insert = statement('event.insert', (db, p: Placeholders<EventRow>) =>
  db.insertInto('events').values({
    id: p.id,
    identity_id: p.identity_id,
    sequence: p.sequence,
    kind: p.kind,
    details: p.details,
    ip: p.ip,
    user_agent: p.user_agent,
    session_id: p.session_id,
    previous: p.previous,
    hash: p.hash,
    created_at: p.created_at,
  }),
);
export const insertEvent = (row: EventRow): Write => ({ query: insert(row), expect: 1 });

const moveHead = statement('event.move_head', (db, p: Placeholders<{ id: string; before: string; after: string }>) =>
  db.updateTable('identities').set({ log_head: p.after }).where('id', '=', p.id).where('log_head', '=', p.before),
);
/** A Conflict if somebody else has written into this log since its head was read. */
export const updateHead = (id: string, before: string, after: string): Write => ({ query: moveHead({ id, before, after }), expect: 1 });

export const headById = statement('event.head', (db, p: Placeholders<{ id: string }>) => db.selectFrom('identities').select(['id', 'log_head']).where('id', '=', p.id));

export const eventsFrom = statement('event.from', (db, p: Placeholders<{ identity_id: string; after: number; limit: number }>) =>
  db.selectFrom('events').selectAll().where('identity_id', '=', p.identity_id).where('sequence', '>', p.after).orderBy('sequence').limit(p.limit),
);

/** The newest of those that are too old, for some of the people who have any. */
export const expiredEvents = statement('event.expired', (db, p: Placeholders<{ before: number; batch: number }>) =>
  db
    .selectFrom('events')
    .select((eb) => ['identity_id', eb.fn.max('sequence').as('sequence')])
    .where('created_at', '<', p.before)
    .groupBy('identity_id')
    .limit(p.batch),
);

export const eventAt = statement('event.at', (db, p: Placeholders<{ identity_id: string; sequence: number }>) =>
  db.selectFrom('events').selectAll().where('identity_id', '=', p.identity_id).where('sequence', '=', p.sequence),
);

export const removeUpTo = statement('event.remove_up_to', (db, p: Placeholders<{ identity_id: string; sequence: number }>) =>
  db.deleteFrom('events').where('identity_id', '=', p.identity_id).where('sequence', '<=', p.sequence),
);

export interface EventFilter {
  readonly identityId?: string | undefined;
  readonly kind?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** The last row of the page before. */
  readonly after?: { readonly createdAt: number; readonly sequence: number; readonly id: string } | undefined;
  readonly limit: number;
}

/** The newest first. */
export const listEvents = (db: Database, { identityId, kind, since, after, limit }: EventFilter): Promise<EventRow[]> =>
  db.list<EventRow>((tables) => {
    let query = tables.selectFrom('events').selectAll();
    if (identityId !== undefined) query = query.where('identity_id', '=', identityId);
    if (kind !== undefined) query = query.where('kind', '=', kind);
    if (since !== undefined) query = query.where('created_at', '>=', since);
    if (after !== undefined) {
      const { createdAt, sequence, id } = after;
      query = query.where((is) =>
        is.or([
          is('created_at', '<', createdAt),
          is.and([is('created_at', '=', createdAt), is('sequence', '<', sequence)]),
          is.and([is('created_at', '=', createdAt), is('sequence', '=', sequence), is('id', '<', id)]),
        ]),
      );
    }
    return query.orderBy('created_at', 'desc').orderBy('sequence', 'desc').orderBy('id', 'desc').limit(limit);
  });
