import pg from 'pg';
import { Conflict, Duplicate, SchemaMismatch, Unavailable } from '../database.ts';

/** Error codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const codeOf = (error: unknown): string | undefined => (error instanceof pg.DatabaseError ? error.code : undefined);

/** A prepared statement that no longer fits, since the schema was changed or a pooler in between swapped the connection. */
export const isStalePlan = (error: unknown): boolean => codeOf(error) === '0A000' || codeOf(error) === '26000';

/** PostgreSQL ended the connection and said so (shutting down, killed by an administrator). */
const isFarewell = (error: unknown): boolean => /^(08|57P)/.test(codeOf(error) ?? '');

/** Whether the connection is of no more use. What is no answer of PostgreSQL is a broken connection. */
export const isSpent = (error: unknown): boolean => !(error instanceof pg.DatabaseError) || isStalePlan(error) || isFarewell(error);

/** What went wrong, in the words of database.ts. Other answers of PostgreSQL (a full disk, a mistake in a statement) stay as they are. */
export function translated(error: unknown): unknown {
  if (error instanceof Unavailable || error instanceof SchemaMismatch) return error;
  if (isFarewell(error) || !(error instanceof pg.DatabaseError)) return new Unavailable(`lost the connection to PostgreSQL: ${(error as Error).message}`, { cause: error });
  switch (error.code) {
    case '23505':
      return new Duplicate(error.table ?? 'unknown', { cause: error });
    case '22012':
      // Raised on purpose: see `expecting`.
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
