import { sql } from 'kysely';
import type { Bound, Database, Write } from '../db/database.ts';
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

/** The channel of calls to web hooks, which wait in the same queue: they are no messages to people. */
export const WEB_HOOK = 'web_hook';

/** The newest first. */
export const listMessages = (db: Database, { status, recipient, after, limit }: Filter): Promise<MessageRow[]> =>
  db.list<MessageRow>((kysely) => {
    let query = kysely.selectFrom('messages').selectAll().where('channel', '!=', WEB_HOOK).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
    if (status !== undefined) query = query.where('status', '=', status);
    if (recipient !== undefined) query = query.where('recipient', '=', recipient);
    if (after !== undefined) query = query.where((row) => row.or([row('created_at', '<', after.createdAt), row.and([row('created_at', '=', after.createdAt), row('id', '<', after.id)])]));
    return query;
  });

const insert = statement('courier.insert', (db, p: Placeholders<MessageRow>) =>
  db.insertInto('messages').values({
    id: p.id,
    status: p.status,
    type: p.type,
    channel: p.channel,
    recipient: p.recipient,
    template_type: p.template_type,
    subject: p.subject,
    body: p.body,
    content: p.content,
    send_count: p.send_count,
    due_at: p.due_at,
    created_at: p.created_at,
    updated_at: p.updated_at,
  }),
);

/** A message as it enters the queue, due at once. */
export const fresh = (what: Omit<MessageRow, 'status' | 'send_count' | 'due_at' | 'created_at' | 'updated_at'>, now: number): MessageRow => ({
  ...what,
  status: 'queued',
  send_count: 0,
  due_at: now,
  created_at: now,
  updated_at: now,
});
export const insertMessage = (row: MessageRow): Write => ({ query: insert(row) });

/** What anybody can have sent to an address: a code, a link, or that nobody has the address. */
export const isAskedFor = (template: string): boolean => template.endsWith('valid');

const countAsked = statement('courier.count_asked', (db, p: Placeholders<{ asked: string; now: number; until: number }>) =>
  db
    .insertInto('attempts')
    .values(({ lit, val }) => ({ id: p.asked, identity_id: val(null), failures: lit(1), next_at: p.now, expires_at: p.until }))
    .onConflict((row) =>
      row.column('id').doUpdateSet((eb) => {
        const isOver = eb('attempts.expires_at', '<=', p.now);
        return {
          failures: eb
            .case()
            .when(isOver)
            .then(eb.lit(1))
            .else(eb('attempts.failures', '+', eb.lit(1)))
            .end(),
          expires_at: eb.case().when(isOver).then(eb.ref('excluded.expires_at')).else(eb.ref('attempts.expires_at')).end(),
        };
      }),
    ),
);

const insertWithin = statement('courier.insert_within', (db, p: Placeholders<MessageRow & { asked: string; since: number; most: number; most_of_all: number }>) => {
  const columns = ['id', 'status', 'type', 'channel', 'recipient', 'template_type', 'subject', 'body', 'content', 'send_count', 'due_at', 'created_at', 'updated_at'] as const;
  const sent = db
    .selectFrom('messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('recipient', '=', p.recipient)
    .where('created_at', '>', p.since)
    .where('template_type', 'like', '%valid');
  const asked = db.selectFrom('attempts').select('failures').where('id', '=', p.asked);
  return db
    .insertInto('messages')
    .columns(columns)
    .expression(() =>
      db
        .selectNoFrom(columns.map((column) => sql<string>`${p[column]}`.as(column)))
        .where(sent, '<', p.most_of_all)
        .where(asked, '<=', p.most),
    );
});

/** All networks together can ask for so many times as much as one of them. */
const NETWORKS = 4;

/**
 * Writes no message if one network has asked for `most` such messages to the address in `within`, or all of them for a few times as
 * many: in SQL, so that no answer takes longer for it or tells. Counted by network, so that nobody keeps codes from their owner from afar.
 * @param asked stands for network and address
 */
export const insertMessageWithin = (row: MessageRow, asked: string, { most, within }: { readonly most: number; readonly within: number }): Write[] => [
  { query: countAsked({ asked, now: row.created_at, until: row.created_at + within }) },
  { query: insertWithin({ ...row, asked, since: row.created_at - within, most, most_of_all: NETWORKS * most }) },
];

/** Whether a write puts a message into the queue. */
export const isQueued = ({ query }: { readonly query: Bound }): boolean => [insert.statementName, insertWithin.statementName].includes(query.statement.statementName);

/** What is due: waiting, or taken by somebody whose time is over (a process that was killed). */
const due = (name: string, of: '=' | '!=') =>
  statement(name, (db, p: Placeholders<{ now: number; limit: number; web_hook: string }>) =>
    db.selectFrom('messages').selectAll().where('status', 'in', ['queued', 'processing']).where('due_at', '<=', p.now).where('channel', of, p.web_hook).orderBy('due_at').orderBy('id').limit(p.limit),
  );
/** Each queue for itself: web hooks that are slow hold up no mail. */
export const DUE = { messages: due('courier.due', '!='), web_hooks: due('courier.due_web_hooks', '=') } as const;
/** Whether a write puts a call into the queue of web hooks. */
export const isWebHook = ({ query }: { readonly query: Bound }): boolean => query.args['channel'] === WEB_HOOK;

/** Takes a message for a while: one of several processes gets it. A try is counted before it is made, so that a message that kills its sender is tried no more often than others. */
export const takeMessage = statement('courier.take', (db, p: Placeholders<{ id: string; status: MessageRow['status']; due_at: number; until: number; now: number }>) =>
  db
    .updateTable('messages')
    .set((eb) => ({ status: 'processing' as const, send_count: eb('send_count', '+', eb.lit(1)), due_at: p.until, updated_at: p.now }))
    .where('id', '=', p.id)
    .where('status', '=', p.status)
    .where('due_at', '=', p.due_at),
);

/** What has become of a message; nothing happens if somebody else has it by now. */
export const settleMessage = statement('courier.settle', (db, p: Placeholders<{ id: string; until: number; status: MessageRow['status']; due_at: number; now: number }>) =>
  db.updateTable('messages').set({ status: p.status, due_at: p.due_at, updated_at: p.now }).where('id', '=', p.id).where('due_at', '=', p.until),
);
