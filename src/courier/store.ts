import type { Database } from '../db/database.ts';
import { type Placeholders, statement } from '../db/statement.ts';
import type { MessageRow } from '../db/tables.ts';

export const messageById = statement('courier.by_id', (db, p: Placeholders<{ id: string }>) => db.selectFrom('messages').selectAll().where('id', '=', p.id));

/** The last message of the page before. */
export interface Cursor {
  readonly createdAt: number;
  readonly id: string;
}

interface Filter {
  readonly status?: MessageRow['status'];
  readonly recipient?: string;
  readonly after?: Cursor;
  readonly limit: number;
}

/** The newest first. */
export const listMessages = (db: Database, { status, recipient, after, limit }: Filter): Promise<MessageRow[]> =>
  db.list<MessageRow>((kysely) => {
    let query = kysely.selectFrom('messages').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
    if (status !== undefined) query = query.where('status', '=', status);
    if (recipient !== undefined) query = query.where('recipient', '=', recipient);
    if (after !== undefined) query = query.where((row) => row.or([row('created_at', '<', after.createdAt), row.and([row('created_at', '=', after.createdAt), row('id', '<', after.id)])]));
    return query;
  });
