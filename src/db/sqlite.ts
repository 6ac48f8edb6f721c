import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { type Bound, Conflict, type Database, Duplicate, type Query, type RowsOf, Unavailable, type Write } from './database.ts';
import { checkSchema, type Row, runMigrations, type Schema } from './migrations/run.ts';
import { compileOnce } from './statement.ts';

/** How long opening, and a write, wait for another process that holds the file, in milliseconds. */
const PATIENCE = 5000;

/** A write that has to wait lets the event loop go on and looks again after this many milliseconds. */
const BUSY_PAUSE = 20;

interface Job {
  readonly writes: readonly Write[];
  resolve(touched: number[]): void;
  reject(error: unknown): void;
}

/**
 * SQLite within this process. Reads are answered at once. Writes asked for in the same turn of the event loop are committed
 * together, so that they share one fsync; each keeps its own all-or-nothing by a savepoint.
 *
 * @param dsn `memory` (private to this Database), or `sqlite://FILE?options`; of the options only those that ask for memory matter
 */
export function openSqlite(dsn: string, clock: Clock): Database {
  const sqlite = openFile(fileOf(dsn));
  const counts = { statements: 0, roundTrips: 0, commits: 0 };
  const prepared = new Map<string, StatementSync>();
  let waiting: Job[] = [];
  let closed = false;
  let attempts = 0;

  const prepare = (name: string, sql: string): StatementSync => {
    const known = prepared.get(name) ?? sqlite.prepare(sql);
    prepared.set(name, known);
    return known;
  };

  const rows = ({ statement, args }: Bound): unknown[] => {
    const { sql, values } = statement.compiled('sqlite');
    counts.statements += 1;
    return prepare(statement.statementName, sql).all(...values(args));
  };

  const apply = ({ query, expect }: Write): number => {
    const { sql, values } = query.statement.compiled('sqlite');
    counts.statements += 1;
    const touched = Number(prepare(query.statement.statementName, sql).run(...values(query.args)).changes);
    if (expect !== undefined && touched !== expect) throw new Conflict(`${query.statement.statementName} touched ${touched} rows instead of ${expect}`);
    return touched;
  };

  /** Undoes one job. Some errors (a full disk) make SQLite give up the whole transaction: then all share the fate. */
  const undoJob = (cause: unknown): void => {
    if (!sqlite.isTransaction) throw cause;
    sqlite.exec('rollback to job; release job');
  };

  /** @returns false when another process is writing and it is worth waiting */
  const begin = (): boolean => {
    try {
      sqlite.exec('begin immediate');
      attempts = 0;
      return true;
    } catch (error) {
      attempts += 1;
      if (!isBusy(error) || attempts > PATIENCE / BUSY_PAUSE) throw error;
      return false;
    }
  };

  const commitGroup = (): void => {
    const jobs = waiting;
    const outcomes: (() => void)[] = [];
    let succeeded = 0;
    try {
      if (!begin()) {
        setTimeout(commitGroup, BUSY_PAUSE);
        return;
      }
      waiting = [];
      counts.roundTrips += 1;
      for (const job of jobs) {
        sqlite.exec('savepoint job');
        try {
          const touched = job.writes.map(apply);
          sqlite.exec('release job');
          outcomes.push(() => job.resolve(touched));
          succeeded += 1;
        } catch (error) {
          undoJob(error);
          outcomes.push(() => job.reject(translated(error)));
        }
      }
      sqlite.exec('commit');
      if (succeeded > 0) counts.commits += 1;
    } catch (error) {
      waiting = [];
      attempts = 0;
      if (sqlite.isTransaction) sqlite.exec('rollback');
      for (const job of jobs) job.reject(translated(error));
      return;
    }
    for (const tell of outcomes) tell();
  };

  const refuseClosed = (): void => {
    if (closed) throw new Unavailable('the database is closed');
  };

  const schema = sqliteSchema(sqlite);

  return {
    dialect: 'sqlite',
    counts,
    async read<const Q extends readonly Bound[]>(...queries: Q): Promise<RowsOf<Q>> {
      refuseClosed();
      counts.roundTrips += 1;
      return queries.map(rows) as RowsOf<Q>;
    },
    async write(writes) {
      refuseClosed();
      if (writes.length === 0) return [];
      return new Promise((resolve, reject) => {
        if (waiting.push({ writes, resolve, reject }) === 1) setImmediate(commitGroup);
      });
    },
    async list<Row>(build: (db: Parameters<Parameters<Database['list']>[0]>[0]) => Query<Row>) {
      refuseClosed();
      const { sql, values } = compileOnce('sqlite', build);
      counts.statements += 1;
      counts.roundTrips += 1;
      return sqlite.prepare(sql).all(...values({})) as Row[];
    },
    async ready() {
      refuseClosed();
      await checkSchema(schema);
    },
    async migrate() {
      refuseClosed();
      while (!begin()) await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE));
      try {
        const applied = await runMigrations(schema, clock.now());
        sqlite.exec('commit');
        return { applied };
      } catch (error) {
        if (sqlite.isTransaction) sqlite.exec('rollback');
        throw error;
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      // A job with nothing to do ends when its group has ended.
      if (waiting.length > 0) await new Promise((resolve) => waiting.push({ writes: [], resolve, reject: resolve }));
      sqlite.close();
    },
  };
}

/** Every step is done at once, so that a migration is over before the event loop lets a write of somebody else in between. */
export const sqliteSchema = (sqlite: DatabaseSync): Schema => ({
  run: async (sql, ...values) => sqlite.prepare(sql.replace(/\$(\d)/g, '?$1')).all(...values) as Row[],
  hasTable: async (name) => sqlite.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(name) !== undefined,
});

function fileOf(dsn: string): string {
  const [path = '', query = ''] = dsn.replace(/^sqlite3?:\/\//i, '').split('?', 2);
  const memory = dsn === 'memory' || dsn.startsWith('memory://') || path === ':memory:' || new URLSearchParams(query).get('mode') === 'memory';
  if (memory) return ':memory:';
  if (path === '') throw new Error('the DSN names no file: write sqlite:///var/lib/zelos/zelos.db, or sqlite://zelos.db for one in this folder');
  return decodeURIComponent(path);
}

function openFile(file: string): DatabaseSync {
  try {
    const sqlite = new DatabaseSync(file, { timeout: PATIENCE });
    sqlite.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
    // Reading something recovers what a crash has left, while there is patience.
    sqlite.exec(`select count(*) from sqlite_master; pragma busy_timeout = ${BUSY_PAUSE}`);
    return sqlite;
  } catch (error) {
    throw new Unavailable(`cannot open the database file ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Result codes: https://sqlite.org/rescode.html */
const CONSTRAINT_FOREIGNKEY = 787;
const CONSTRAINT_PRIMARYKEY = 1555;
const CONSTRAINT_UNIQUE = 2067;
const BUSY = 5;

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === BUSY;

function translated(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error;
  switch (error.errcode) {
    case CONSTRAINT_PRIMARYKEY:
    case CONSTRAINT_UNIQUE:
      // "UNIQUE constraint failed: identifiers.kind, identifiers.value"
      return new Duplicate(/failed: (\w+)\./.exec(error.message)?.[1] ?? 'unknown', { cause: error });
    case CONSTRAINT_FOREIGNKEY:
      return new Conflict('a row that this change belongs to is gone', { cause: error });
    case BUSY:
      return new Unavailable(`another process holds the database file for more than ${PATIENCE / 1000} s`, { cause: error });
    default:
      return error;
  }
}
