import { Conflict, Duplicate, Unavailable } from '../database.ts';

/** Result codes: https://sqlite.org/rescode.html */
const BUSY = 5;
const CONSTRAINT_FOREIGNKEY = 787;
const CONSTRAINT_PRIMARYKEY = 1555;
const CONSTRAINT_UNIQUE = 2067;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'errcode' in error ? error.errcode : undefined);

/** Another process holds the file. The low byte is the kind of error, the rest says more about it. */
export const isBusy = (error: unknown): boolean => (Number(codeOf(error)) & 0xff) === BUSY;

/** What went wrong, in the words of database.ts. Other answers of SQLite (a full disk, a mistake in a statement) stay as they are. */
export function translated(error: unknown): unknown {
  switch (codeOf(error)) {
    case CONSTRAINT_PRIMARYKEY:
    case CONSTRAINT_UNIQUE:
      // "UNIQUE constraint failed: identifiers.kind, identifiers.value"
      return new Duplicate(/failed: (\w+)\./.exec((error as Error).message)?.[1] ?? 'unknown', { cause: error });
    case CONSTRAINT_FOREIGNKEY:
      return new Conflict('a row that this change belongs to is gone', { cause: error });
    default:
      return isBusy(error) ? new Unavailable('another process holds the database file', { cause: error }) : error;
  }
}
