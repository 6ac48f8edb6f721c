import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Tables } from './tables.ts';

export type Dialect = 'sqlite' | 'postgres';

/** What a column holds: everything else is made into one of these before it gets here. */
export type Value = string | number | null;

/** A statement's SQL in one dialect; `values` puts named arguments in the order in which the SQL wants them. */
export interface Compiled {
  readonly sql: string;
  /** Whether it has a `returning` clause of its own. */
  readonly returning: boolean;
  values(args: Readonly<Record<string, unknown>>): Value[];
}

/** A statement with its arguments, ready to be executed. Made by calling a `Statement` (statement.ts). */
export interface Bound<Row = unknown> {
  readonly statement: { readonly statementName: string; compiled(dialect: Dialect): Compiled };
  readonly args: Readonly<Record<string, unknown>>;
  /** Never there: carries the type of the rows. */
  readonly rows?: Row[];
}

/** One change inside a transaction. `expect`: how many rows it must touch; another number rolls everything back with Conflict. */
export interface Write {
  readonly query: Bound;
  readonly expect?: number;
}

export type RowsOf<Q extends readonly Bound[]> = { -readonly [K in keyof Q]: Q[K] extends Bound<infer Row> ? Row[] : never };

/** What Kysely's builders give: used to compile, and for the type of the rows; `execute` is never called. */
export interface Query<Row> {
  compile(): { readonly sql: string; readonly parameters: readonly unknown[]; readonly query: object };
  execute(): Promise<Row[]>;
}

/**
 * All access to the database. Reads given together cost one round trip; writes given together are one transaction: all or
 * nothing, durable when the promise resolves. There is no interactive transaction: what a change relies on is stated as
 * `expect` on the version it has read, and a Conflict starts the operation anew (`retrying`).
 */
export interface Database {
  readonly dialect: Dialect;
  /**
   * Rows of each query, in the order given. Each sees at least what the one before it saw: the query that reads the
   * version a write will expect comes first, so that nothing read with it is older. @throws Unavailable
   */
  read<const Q extends readonly Bound[]>(...queries: Q): Promise<RowsOf<Q>>;
  /** @returns the number of rows each write touched. @throws Conflict, Duplicate, Unavailable */
  write(writes: readonly Write[]): Promise<number[]>;
  /** For admin listings whose filters vary: built and compiled at each call. */
  list<Row>(build: (db: Kysely<Tables>) => Query<Row>): Promise<Row[]>;
  /**
   * Counts since the start, for budgets in tests and for metrics. `statements` leaves out begin and commit. A round trip
   * is what an operation waits for: one for each call of `read`, `write` and `list`. A commit is one fsync: on SQLite
   * several writes share one.
   */
  readonly counts: Counts;
  /** Resolves if the database answers and its schema is the one this build needs. @throws SchemaMismatch, Unavailable */
  ready(): Promise<void>;
  /** Brings the schema up to this build's. @throws SchemaMismatch if the database is newer, or was made by edited migrations */
  migrate(): Promise<{ applied: string[] }>;
  /** Finishes what is queued, then lets go of the database. */
  close(): Promise<void>;
}

export interface Counts {
  statements: number;
  roundTrips: number;
  commits: number;
}

/** Something changed between reading and writing: an expectation was missed, a row it hangs on is gone, or a deadlock was broken. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** A value that must be unique is taken in `table`; `cause` is what the database said. */
export class Duplicate extends Error {
  override readonly name = 'Duplicate';
  readonly table: string;
  constructor(table: string, options?: ErrorOptions) {
    super(`a row with these values exists already in ${table}`, options);
    this.table = table;
  }
}

/** Text with the character U+0000, which PostgreSQL cannot hold. Refused on every database alike, before anything is sent. */
export class Unstorable extends Error {
  override readonly name = 'Unstorable';
}

/** The database does not answer. A write that ends so may or may not have been made. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** The schema in the database is not the one this build needs. The message says what to do. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch';
}

/** Runs an operation again when it met a Conflict: it reads anew and decides anew. */
export async function retrying<T>(operation: () => Promise<T>, attempts = 8): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation();
    } catch (error) {
      if (!(error instanceof Conflict) || attempt >= attempts) throw error;
    }
  }
}

export interface OpenOptions {
  readonly clock: Clock;
  /** Told about connections lost while nobody waited for them. Shaped like pino's logger. */
  readonly log?: { warn(details: object, text: string): void };
}
