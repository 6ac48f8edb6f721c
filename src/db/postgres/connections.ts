import pg from 'pg';
import { type OpenOptions, Unavailable } from '../database.ts';
import { postgresOptions } from './dsn.ts';
import { isSpent, isStalePlan, translated } from './errors.ts';

type Results = pg.QueryResult[];

/** The pool, and how queries travel on it. */
export interface Connections {
  /** All queries of one call in one round trip, on a connection that other reads of the same turn may share. */
  read(queries: readonly pg.QueryConfig[]): Promise<Results>;
  /** All queries in one round trip on a connection of their own. Not sent again when the connection breaks: who knows how far it came. */
  write(queries: readonly pg.QueryConfig[]): Promise<Results>;
  /** A connection for a conversation. */
  use<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Reads that one connection takes at once; more would wait longer for each other than another connection takes. */
const SHARED_READS = 32;

/** Big integers are our times and counters: all within what a number holds exactly. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

export function openConnections(dsn: string, log: OpenOptions['log']): Connections {
  const pool = new pg.Pool({ ...postgresOptions(dsn), types, pipeline: true });
  // Lost while it is in use: those who wait on it are told by their queries. Lost while idle: the pool replaces it.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => log?.warn({ err: error }, 'lost an idle connection to PostgreSQL'));

  const underway = new Set<Promise<unknown>>();
  let closed = false;
  let waiting: { queries: readonly pg.QueryConfig[]; resolve(results: Promise<Results>): void; reject(error: unknown): void }[] = [];

  const connect = async (): Promise<pg.PoolClient> => {
    try {
      return await pool.connect();
    } catch (error) {
      throw new Unavailable(`PostgreSQL does not answer: ${(error as Error).message}`, { cause: error });
    }
  };

  const use = async <T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> => {
    const client = await connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client.release(isSpent(error));
      throw error;
    }
  };

  const sendWaiting = (): void => {
    const calls = waiting;
    waiting = [];
    for (let start = 0; start < calls.length; start += SHARED_READS) {
      const shared = calls.slice(start, start + SHARED_READS);
      use(async (client) => {
        const answers = await Promise.allSettled(
          shared.map(({ queries, resolve }) => {
            const results = send(client, queries);
            resolve(results);
            return results;
          }),
        );
        const broken = answers.find((answer) => answer.status === 'rejected' && isSpent(answer.reason));
        if (broken?.status === 'rejected') throw broken.reason;
      }).catch((error) => {
        // Tells those who were not answered since there was no connection.
        for (const { reject } of shared) reject(error);
      });
    }
  };

  const sendShared = (queries: readonly pg.QueryConfig[]): Promise<Results> =>
    new Promise((resolve, reject) => {
      if (waiting.push({ queries, resolve, reject }) === 1) setImmediate(sendWaiting);
    });

  /** Again on another connection where that changes nothing: after a restart each of them is stale once. */
  const repeating = async (attempt: () => Promise<Results>, mayRepeat: (error: unknown) => boolean): Promise<Results> => {
    for (let stale = 0; ; stale += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (stale > pool.options.max || !mayRepeat(error)) throw error;
      }
    }
  };

  /** What was asked for before closing is finished: the pool alone would forget who waits for a connection. */
  const tracked = <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(new Unavailable('the database is closed'));
    const promise = work().catch((error) => {
      throw translated(error);
    });
    underway.add(promise);
    const done = (): void => void underway.delete(promise);
    promise.then(done, done);
    return promise;
  };

  return {
    read: (queries) =>
      tracked(() =>
        repeating(
          () => sendShared(queries),
          (error) => isSpent(error) && !(error instanceof Unavailable),
        ),
      ),
    write: (queries) => tracked(() => repeating(() => use((client) => send(client, queries)), isStalePlan)),
    use: (work) => tracked(() => use(work)),
    async close() {
      if (closed) return;
      closed = true;
      await Promise.allSettled(underway);
      await pool.end();
    },
  };
}

/** Sends all without waiting in between, and waits for all. The first failure is the one that says why. */
async function send(client: pg.ClientBase, queries: readonly pg.QueryConfig[]): Promise<Results> {
  const outcomes = await Promise.allSettled(queries.map((query) => client.query(query)));
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
