import { readDsn } from '../config/dsn.ts';
import type { Database, OpenOptions } from './database.ts';
import { openPostgres } from './postgres/postgres.ts';
import { openSqlite } from './sqlite/sqlite.ts';

/**
 * Opens the database a DSN names, with the query options that Kratos knows (config/dsn.ts). Nothing is migrated: see
 * `Database.migrate` and `Database.ready`. PostgreSQL is first spoken to by the first query.
 * @throws Unavailable where a file cannot be opened
 */
export async function openDatabase(dsn: string, options: OpenOptions): Promise<Database> {
  const read = readDsn(dsn);
  switch (read.kind) {
    case 'memory':
      return openSqlite(':memory:', options.clock);
    case 'sqlite':
      return openSqlite(read.file, options.clock);
    case 'postgres':
      return openPostgres(dsn, options);
  }
}
