import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Bound, Database, OpenOptions, Query, RowsOf } from '../database.ts';
import { checkSchema, runMigrations, type Schema } from '../migrations/run.ts';
import { compileOnce } from '../statement.ts';
import type { Tables } from '../tables.ts';
import { openConnections } from './connections.ts';

/** "zelos" as a number: taken while migrations run, so that of several servers starting at once one does it. */
const MIGRATION_LOCK = 525_236_310_387;

const BEGIN = { text: 'BEGIN' };
const COMMIT = { text: 'COMMIT' };

/** PostgreSQL, and what speaks like it. A read of several queries and a whole transaction cost one round trip each. */
export function openPostgres(dsn: string, { clock, log }: OpenOptions): Database {
  const connections = openConnections(dsn, log);
  const counts = { statements: 0, roundTrips: 0, commits: 0 };

  const named = ({ statement, args }: Bound): pg.QueryConfig => {
    const { sql, values } = statement.compiled('postgres');
    return { name: statement.statementName, text: sql, values: values(args) };
  };

  const count = (statements: number): void => {
    counts.statements += statements;
    counts.roundTrips += 1;
  };

  return {
    dialect: 'postgres',
    counts,
    async read<const Q extends readonly Bound[]>(...queries: Q): Promise<RowsOf<Q>> {
      count(queries.length);
      return (await connections.read(queries.map(named))).map((result) => result.rows) as RowsOf<Q>;
    },
    async write(writes) {
      if (writes.length === 0) return [];
      const changes = writes.map(({ query, expect }) => (expect === undefined ? named(query) : expecting(query, named(query), expect)));
      count(changes.length);
      // A single statement is a transaction of its own. After a failure PostgreSQL takes the COMMIT for a ROLLBACK.
      const results = changes.length === 1 ? await connections.write(changes) : (await connections.write([BEGIN, ...changes, COMMIT])).slice(1, -1);
      counts.commits += 1;
      return results.map((result, index) => writes[index]?.expect ?? result.rowCount ?? 0);
    },
    async list<Row>(build: (db: Kysely<Tables>) => Query<Row>) {
      const { sql, values } = compileOnce('postgres', build);
      count(1);
      const [result] = await connections.write([{ text: sql, values: values({}) }]);
      return (result?.rows ?? []) as Row[];
    },
    ready: () => connections.use((client) => checkSchema(postgresSchema(client))),
    migrate: () =>
      connections.use(async (client) => {
        await client.query(BEGIN);
        try {
          await client.query({ text: 'select pg_advisory_xact_lock($1)', values: [MIGRATION_LOCK] });
          const applied = await runMigrations(postgresSchema(client), clock.now());
          await client.query(COMMIT);
          return { applied };
        } catch (error) {
          await client.query('ROLLBACK');
          throw error;
        }
      }),
    close: () => connections.close(),
  };
}

export const postgresSchema = (client: pg.ClientBase): Schema => ({
  run: async (text, ...values) => (await client.query({ text, values })).rows,
  hasTable: async (name) => (await client.query({ text: 'select to_regclass($1) as found', values: [name] })).rows[0].found !== null,
});

/**
 * The same change, failing by a division by zero on another number of rows: so a missed expectation aborts the transaction
 * within the database, and nobody has to look before the COMMIT is sent.
 */
function expecting({ statement }: Bound, { name, text, values = [] }: pg.QueryConfig, expect: number): pg.QueryConfig {
  const change = statement.compiled('postgres').returning ? text : `${text} returning 1`;
  return { name: `${name}:expecting`, text: `with touched as (${change}) select 1 / (case when count(*) = $${values.length + 1} then 1 else 0 end) from touched`, values: [...values, expect] };
}
