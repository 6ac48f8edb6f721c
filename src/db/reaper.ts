import type { Clock } from '../clock.ts';
import type { Bound, Database } from './database.ts';
import { type Placeholders, statement } from './statement.ts';

type Batch = { before: number; batch: number };

const DAY = 86_400_000;

/**
 * What is removed, and how long after it has ended. An expired flow is still told apart from one that never was (410 and
 * 404), an expired session still listed, for a day; a sent message is kept as a record for a month.
 */
const REMAINS: readonly { readonly table: string; readonly keep: number; readonly remove: (args: Batch) => Bound }[] = [
  { table: 'paused', keep: 0, remove: expired('paused') },
  { table: 'flows', keep: DAY, remove: expired('flows') },
  { table: 'sessions', keep: DAY, remove: expired('sessions') },
  { table: 'errors', keep: DAY, remove: expired('errors') },
  { table: 'attempts', keep: 0, remove: expired('attempts') },
  { table: 'exchanges', keep: 0, remove: expired('exchanges') },
  { table: 'mailed_links', keep: 0, remove: expired('mailed_links') },
  // Longer than any undo of what followed: that a change only went back to where it came from can still be told.
  { table: 'address_changes', keep: 30 * DAY, remove: expired('address_changes') },
  {
    table: 'messages',
    keep: 30 * DAY,
    remove: statement('reaper.messages', (db, p: Placeholders<Batch>) => {
      const ended = db.selectFrom('messages').select('id').where('status', 'in', ['sent', 'abandoned']).where('updated_at', '<', p.before).limit(p.batch);
      return db.deleteFrom('messages').where('id', 'in', ended);
    }),
  },
];

function expired(name: 'paused' | 'flows' | 'sessions' | 'errors' | 'attempts' | 'exchanges' | 'mailed_links' | 'address_changes'): (args: Batch) => Bound {
  // All of them have the two columns; one of them stands for all because Kysely types no query over "one of these tables".
  const table = name as 'flows';
  return statement(`reaper.${name}`, (db, p: Placeholders<Batch>) => db.deleteFrom(table).where('id', 'in', db.selectFrom(table).select('id').where('expires_at', '<', p.before).limit(p.batch)));
}

/**
 * Removes at most `batch` rows of each table that had ended before `now`. Each batch is a transaction of its own, so that
 * nobody waits long. @returns the number of rows removed from each table
 */
export async function reap(db: Database, now: number, batch: number): Promise<Record<string, number>> {
  const removed: Record<string, number> = {};
  for (const { table, keep, remove } of REMAINS) {
    [removed[table] = 0] = await db.write([{ query: remove({ before: now - keep, batch }) }]);
  }
  return removed;
}

export interface ReaperOptions {
  /** Rows of a table in one transaction (`database.cleanup.batch_size`). */
  readonly batch: number;
  /** Milliseconds that rows are kept beyond what is kept anyway (`database.cleanup.older_than`). */
  readonly olderThan: number;
  /** Milliseconds between two looks at the tables (`database.cleanup.sleep.tables`). */
  readonly pause: number;
  /** What else gets old, and is not told by a row alone; resolves with how much it has removed. */
  readonly also?: (now: number) => Promise<number>;
  readonly clock: Clock;
  readonly log?: { warn(details: object, text: string): void };
}

/** Between two batches while there is more to remove, in milliseconds: requests come first. */
const BREATH = 50;

/** Reaps until stopped; `stop` resolves when the batch under way is done. Does not keep the process alive. */
export function startReaper(db: Database, { batch, olderThan, pause, clock, log, also }: ReaperOptions): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout;
  let running = Promise.resolve();
  let stopped = false;
  const again = (wait: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = round();
    }, wait).unref();
  };
  const round = async (): Promise<void> => {
    try {
      const removed = await reap(db, clock.now() - olderThan, batch);
      const others = (await also?.(clock.now() - olderThan)) ?? 0;
      again([...Object.values(removed), others].some((count) => count >= batch) ? BREATH : pause);
    } catch (error) {
      log?.warn({ err: error }, 'could not remove expired rows; will try again');
      again(pause);
    }
  };
  again(pause);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
