import type { Clock } from '../clock.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

export interface OpenOptions {
  readonly clock: Clock;
  /** Told about connections lost while nobody waited for them. Shaped like pino's logger. */
  readonly log?: { warn(details: object, text: string): void };
}

/**
 * Opens the database a DSN names: `memory`, `sqlite://FILE`, `postgres://…` or `cockroach://…`, with the query options that
 * Kratos knows. Nothing is migrated: see `Database.migrate` and `Database.ready`. PostgreSQL is first spoken to by the first query.
 */
export async function openDatabase(dsn: string, options: OpenOptions): Promise<Database> {
  const scheme = /^([a-z0-9+]+):\/\//i.exec(dsn)?.[1]?.toLowerCase() ?? dsn;
  if (scheme === 'memory' || scheme === 'sqlite' || scheme === 'sqlite3') return openSqlite(dsn, options.clock);
  if (scheme === 'postgres' || scheme === 'postgresql' || scheme === 'cockroach' || scheme === 'cockroachdb') return openPostgres(dsn, options);
  // A DSN may hold a password: only its scheme is repeated.
  throw new Error(`the DSN must be "memory" or start with sqlite://, postgres:// or cockroach://; this one ${/^[a-z0-9+]+:\/\//i.test(dsn) ? `starts with ${scheme}://` : 'has none of these'}`);
}
