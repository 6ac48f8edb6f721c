import pg from 'pg';
import { type Bound, Conflict, type Database, Duplicate, type Query, type RowsOf, SchemaMismatch, Unavailable } from './database.ts';
import { checkSchema, runMigrations, type Schema } from './migrations/run.ts';
import type { OpenOptions } from './open.ts';
import { postgresOptions } from './postgres-dsn.ts';
import { compileOnce } from './statement.ts';

/** "zelos" as a number: taken while migrations run, so that of several servers starting at once one does it. */
const MIGRATION_LOCK = 525_236_310_387;

/** Big integers are our times and counters: all within what a number holds exactly. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * PostgreSQL (and what speaks like it) through a pool. The queries of one call are sent without waiting for each other's
 * answers, so that a read of several and a whole transaction cost one round trip each.
 */
export function openPostgres(dsn: string, { clock, log }: OpenOptions): Database {
  const pool = new pg.Pool({ ...postgresOptions(dsn), types, pipeline: true });
  const counts = { statements: 0, roundTrips: 0, commits: 0 };
  const underway = new Set<Promise<unknown>>();
  let closed = false;
  // Lost while it is in use: those who wait on it are told by their queries. Lost while idle: the pool replaces it.
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => log?.warn({ err: error }, 'lost an idle connection to PostgreSQL'));

  const connect = async (): Promise<pg.PoolClient> => {
    try {
      return await pool.connect();
    } catch (error) {
      throw new Unavailable(`PostgreSQL does not answer: ${(error as Error).message}`, { cause: error });
    }
  };

  /** Sends all at once on one connection and waits for all. The first failure is the one that says why. */
  const send = async (queries: pg.QueryConfig[]): Promise<pg.QueryResult[]> => {
    const client = await connect();
    counts.roundTrips += 1;
    const outcomes = await Promise.allSettled(queries.map((query) => client.query(query)));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    client.release(failure !== undefined && isSpent(failure.reason));
    if (failure !== undefined) throw failure.reason;
    return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<pg.QueryResult>).value);
  };

  /** Again on another connection when the reason lay in the connection alone and nothing was changed: each may have gone stale. */
  const sendAgain = async (queries: pg.QueryConfig[], mayRepeat: (error: unknown) => boolean): Promise<pg.QueryResult[]> => {
    for (let stale = 0; ; stale += 1) {
      try {
        return await send(queries);
      } catch (error) {
        if (stale > pool.options.max || !mayRepeat(error)) throw translated(error);
      }
    }
  };

  /** What was asked for before closing is finished: the pool alone would forget who waits for a connection. */
  const tracked = <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(new Unavailable('the database is closed'));
    const promise = work().finally(() => underway.delete(promise));
    underway.add(promise);
    return promise;
  };

  const withClient = <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
    tracked(async () => {
      const client = await connect();
      try {
        const result = await work(client);
        client.release();
        return result;
      } catch (error) {
        client.release(true);
        throw translated(error);
      }
    });

  const named = ({ statement, args }: Bound): pg.QueryConfig => {
    const { sql, values } = statement.compiled('postgres');
    counts.statements += 1;
    return { name: statement.statementName, text: sql, values: values(args) };
  };

  const read = (queries: pg.QueryConfig[]): Promise<pg.QueryResult[]> => tracked(() => sendAgain(queries, (error) => isSpent(error) && !(error instanceof Unavailable)));

  return {
    dialect: 'postgres',
    counts,
    async read<const Q extends readonly Bound[]>(...queries: Q): Promise<RowsOf<Q>> {
      return (await read(queries.map(named))).map((result) => result.rows) as RowsOf<Q>;
    },
    async write(writes) {
      if (writes.length === 0) return [];
      const changes = writes.map((write) => (write.expect === undefined ? named(write.query) : expecting(named(write.query), write.expect, write.query)));
      // A single statement is a transaction of its own. After a failure PostgreSQL takes the COMMIT as a ROLLBACK.
      const queries = changes.length === 1 ? changes : [{ text: 'BEGIN' }, ...changes, { text: 'COMMIT' }];
      const results = await tracked(() => sendAgain(queries, isStalePlan));
      counts.commits += 1;
      const touched = queries.length === changes.length ? results : results.slice(1, -1);
      return touched.map((result, index) => writes[index]?.expect ?? result.rowCount ?? 0);
    },
    async list<Row>(build: (db: Parameters<Parameters<Database['list']>[0]>[0]) => Query<Row>) {
      const { sql, values } = compileOnce('postgres', build);
      counts.statements += 1;
      const [result] = await read([{ text: sql, values: values({}) }]);
      return (result?.rows ?? []) as Row[];
    },
    ready: () => withClient((client) => checkSchema(postgresSchema(client))),
    migrate: () =>
      withClient(async (client) => {
        await client.query('BEGIN');
        await client.query({ text: 'select pg_advisory_xact_lock($1)', values: [MIGRATION_LOCK] });
        const applied = await runMigrations(postgresSchema(client), clock.now());
        await client.query('COMMIT');
        return { applied };
      }),
    async close() {
      if (closed) return;
      closed = true;
      await Promise.allSettled(underway);
      await pool.end();
    },
  };
}

export const postgresSchema = (client: pg.ClientBase): Schema => ({
  run: async (text, ...values) => (await client.query({ text, values })).rows,
  hasTable: async (name) => (await client.query({ text: 'select to_regclass($1) as found', values: [name] })).rows[0].found !== null,
});

/**
 * The same change, failing on another number of rows: so a missed expectation aborts the transaction within the database
 * and nobody has to look before the COMMIT is sent.
 */
function expecting(query: pg.QueryConfig, expect: number, { statement }: Bound): pg.QueryConfig {
  const values = [...(query.values ?? []), expect];
  const change = statement.compiled('postgres').returning ? query.text : `${query.text} returning 1`;
  return { name: `${query.name}:expecting`, text: `with touched as (${change}) select 1 / (case when count(*) = $${values.length} then 1 else 0 end) from touched`, values };
}

/** Error codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const codeOf = (error: unknown): string | undefined => (error instanceof pg.DatabaseError ? error.code : undefined);

/** A prepared statement that no longer fits, since the schema was changed or a pooler in between swapped the connection. */
const isStalePlan = (error: unknown): boolean => codeOf(error) === '0A000' || codeOf(error) === '26000';

/** PostgreSQL ended the connection and said so (shutting down, killed by an administrator). */
const isFarewell = (error: unknown): boolean => /^(08|57P)/.test(codeOf(error) ?? '');

/** Whether the connection is of no more use. What is no answer of PostgreSQL is a broken connection. */
const isSpent = (error: unknown): boolean => !(error instanceof pg.DatabaseError) || isStalePlan(error) || isFarewell(error);

function translated(error: unknown): unknown {
  if (error instanceof Unavailable || error instanceof SchemaMismatch) return error;
  if (isFarewell(error) || !(error instanceof pg.DatabaseError)) return new Unavailable(`lost the connection to PostgreSQL: ${(error as Error).message}`, { cause: error });
  switch (error.code) {
    case '23505':
      return new Duplicate(error.table ?? 'unknown', { cause: error });
    case '22012':
      return new Conflict('a change did not touch the rows it expected', { cause: error });
    case '23503':
      return new Conflict('a row that this change belongs to is gone', { cause: error });
    case '40001':
    case '40P01':
      return new Conflict('another transaction came in between', { cause: error });
    default:
      return error;
  }
}
