import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import type { Clock } from '../../clock.ts';
import { type Bound, Conflict, type Database, type Query, type RowsOf, Unavailable, type Write } from '../database.ts';
import { checkSchema, runMigrations, type Schema } from '../migrations/run.ts';
import { compileOnce } from '../statement.ts';
import type { Tables } from '../tables.ts';
import { BUSY_PAUSE, createGroupCommit, PATIENCE } from './group-commit.ts';

/**
 * SQLite within this process: reads are answered at once, writes are committed in groups.
 *
 * @param file `:memory:` for one of its own that ends with it
 */
export function openSqlite(file: string, clock: Clock): Database {
  const sqlite = openFile(file);
  const counts = { statements: 0, roundTrips: 0, commits: 0 };
  const group = createGroupCommit(sqlite, () => {
    counts.commits += 1;
  });
  const schema = sqliteSchema(sqlite);
  const prepared = new Map<string, StatementSync>();
  let closed = false;

  const refuseClosed = (): void => {
    if (closed) throw new Unavailable('the database is closed');
  };

  const count = (statements: number): void => {
    counts.statements += statements;
    counts.roundTrips += 1;
  };

  const prepare = ({ statement }: Bound, sql: string): StatementSync => {
    const known = prepared.get(statement.statementName) ?? sqlite.prepare(sql);
    prepared.set(statement.statementName, known);
    return known;
  };

  const rows = (query: Bound): unknown[] => {
    const { sql, values } = query.statement.compiled('sqlite');
    return prepare(query, sql).all(...values(query.args));
  };

  const apply = ({ query, expect }: Write): number => {
    const { sql, values } = query.statement.compiled('sqlite');
    const touched = Number(prepare(query, sql).run(...values(query.args)).changes);
    if (expect !== undefined && touched !== expect) throw new Conflict(`${query.statement.statementName} touched ${touched} rows instead of ${expect}`);
    return touched;
  };

  return {
    dialect: 'sqlite',
    counts,
    async read<const Q extends readonly Bound[]>(...queries: Q): Promise<RowsOf<Q>> {
      refuseClosed();
      count(queries.length);
      return queries.map(rows) as RowsOf<Q>;
    },
    async write(writes) {
      refuseClosed();
      if (writes.length === 0) return [];
      count(writes.length);
      return group.commit(() => writes.map(apply));
    },
    async list<Row>(build: (db: Kysely<Tables>) => Query<Row>) {
      refuseClosed();
      count(1);
      const { sql, values } = compileOnce('sqlite', build);
      return sqlite.prepare(sql).all(...values({})) as Row[];
    },
    async ready() {
      refuseClosed();
      await checkSchema(schema);
    },
    async migrate() {
      refuseClosed();
      return group.alone(async () => ({ applied: await runMigrations(schema, clock.now()) }));
    },
    async close() {
      if (closed) return;
      closed = true;
      await group.idle();
      sqlite.close();
    },
  };
}

/** Every step is done at once, so that a migration is over before the event loop lets a write of somebody else in between. */
export const sqliteSchema = (sqlite: DatabaseSync): Schema => ({
  run: async (sql, ...values) => sqlite.prepare(sql.replace(/\$(\d)/g, '?$1')).all(...values),
  hasTable: async (name) => sqlite.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(name) !== undefined,
});

function openFile(file: string): DatabaseSync {
  try {
    const sqlite = new DatabaseSync(file, { timeout: PATIENCE });
    sqlite.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
    // Reading something recovers what a crash has left, while there is patience. From now on the event loop must not wait.
    sqlite.exec(`select count(*) from sqlite_master; pragma busy_timeout = ${BUSY_PAUSE}`);
    return sqlite;
  } catch (error) {
    throw new Unavailable(`cannot open the database file ${file}: ${(error as Error).message}`, { cause: error });
  }
}
