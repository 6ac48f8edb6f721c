import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * A statement is compiled once for each dialect and executed by name with its arguments: Kysely types and compiles it,
 * never runs it. `build` gets typed placeholders in place of values:
 *
 *   const byToken = statement('session.by_token', (db, p: Placeholders<{ hash: string }>) =>
 *     db.selectFrom('sessions').selectAll().where('token_hash', '=', p.hash));
 *   const [[row]] = await db.read(byToken({ hash }));
 */
export interface Bound<Row = unknown> {
  readonly statement: Statement<never, Row>;
  readonly args: Readonly<Record<string, unknown>>;
}
export interface Statement<Args, Row> {
  (args: Args): Bound<Row>;
  readonly statementName: string;
  readonly build: (db: Kysely<Tables>) => { compile(): { readonly sql: string; readonly parameters: readonly unknown[] } };
}

/** One change inside a transaction. `expect`: how many rows it must touch; another number rolls everything back with Conflict. */
export interface Write {
  readonly query: Bound;
  readonly expect?: number;
}

export type RowsOf<Q extends readonly Bound[]> = { -readonly [K in keyof Q]: Q[K] extends Bound<infer Row> ? Row[] : never };

/**
 * All access to the database. Reads given together cost one round trip; writes given together are one transaction: all or
 * nothing, durable when the promise resolves. There is no interactive transaction: what a change relies on is stated as
 * `expect` on the version it has read, and a Conflict starts the operation anew (`retrying`).
 */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  read<const Q extends readonly Bound[]>(...queries: Q): Promise<RowsOf<Q>>;
  /** @returns the number of rows each write touched. @throws Conflict, Duplicate */
  write(writes: readonly Write[]): Promise<number[]>;
  /** For admin listings whose filters vary: built and compiled at each call. */
  list<Row>(build: (db: Kysely<Tables>) => { compile(): { readonly sql: string; readonly parameters: readonly unknown[] }; execute(): Promise<Row[]> }): Promise<Row[]>;
  /** Counts since the start, for budgets in tests and for metrics. */
  readonly counts: { statements: number; roundTrips: number; commits: number };
  /** Resolves if the database answers and its schema is the one this build needs. */
  ready(): Promise<void>;
  migrate(): Promise<{ applied: string[] }>;
  close(): Promise<void>;
}

/** Something changed between reading and writing. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** A value that must be unique is taken. `table` tells which, `constraint` what the database said. */
export class Duplicate extends Error {
  override readonly name = 'Duplicate';
  readonly table: string;
  constructor(table: string, options?: ErrorOptions) {
    super(`a row with these values exists already in ${table}`, options);
    this.table = table;
  }
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
