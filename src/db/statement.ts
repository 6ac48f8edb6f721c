import {
  DummyDriver,
  type Expression,
  Kysely,
  type OperationNode,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  ValueNode,
} from 'kysely';
import { type Bound, type Compiled, type Dialect, type Query, Unstorable, type Value } from './database.ts';
import type { Tables } from './tables.ts';

/** Stand-ins for the values of a statement, typed like the values. */
export type Placeholders<Args> = { readonly [Name in keyof Args]: Expression<Args[Name]> };

export interface Statement<Args, Row> {
  (args: Args): Bound<Row>;
  readonly statementName: string;
  compiled(dialect: Dialect): Compiled;
}

/** Every statement of the program by its name, for tests that look at all of them. */
export const statements = new Map<string, { compiled(dialect: Dialect): Compiled }>();

/**
 * A statement is compiled once for each dialect and executed by name with its arguments: Kysely types and compiles it,
 * never runs it. `build` gets typed placeholders in place of values:
 *
 *   const byToken = statement('session.by_token', (db, p: Placeholders<{ hash: string }>) =>
 *     db.selectFrom('sessions').selectAll().where('token_hash', '=', p.hash));
 *   const [[row]] = await db.read(byToken({ hash }));
 *
 * @param name unique in the program, at most 50 characters: also the name of the prepared statement
 */
export function statement<Row, Args extends object = Record<never, never>>(name: string, build: (db: Kysely<Tables>, p: Placeholders<Args>) => Query<Row>): Statement<Args, Row> {
  if (name.length > 50) throw new Error(`the name of statement ${name} is longer than 50 characters`);
  if (statements.has(name)) throw new Error(`there are two statements named ${name}`);
  const known: { [D in Dialect]?: Compiled } = {};
  const bind = (args: Args): Bound<Row> => ({ statement: bind, args: args as Readonly<Record<string, unknown>> });
  bind.statementName = name;
  bind.compiled = (dialect: Dialect): Compiled => (known[dialect] ??= compile(name, dialect, (db) => build(db, placeholders as Placeholders<Args>)));
  statements.set(name, bind);
  return bind;
}

/** Compiles a query that is built for one call only. */
export const compileOnce = (dialect: Dialect, build: (db: Kysely<Tables>) => Query<unknown>): Compiled => compile('list', dialect, build);

/** Where an argument goes: stands among the parameters of the compiled query. */
class Argument {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

class Placeholder implements Expression<unknown> {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  get expressionType(): undefined {
    return undefined;
  }
  toOperationNode(): OperationNode {
    return ValueNode.create(new Argument(this.#name));
  }
}

const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(String(name)) });

const compilers: Record<Dialect, Kysely<Tables>> = {
  sqlite: new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  postgres: new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
};

function compile(name: string, dialect: Dialect, build: (db: Kysely<Tables>) => Query<unknown>): Compiled {
  const { sql, parameters, query } = build(compilers[dialect]).compile();
  return {
    sql,
    returning: 'returning' in query && query.returning !== undefined,
    values: (args) => parameters.map((parameter) => (parameter instanceof Argument ? value(name, parameter.name, args[parameter.name]) : value(name, 'constant', parameter))),
  };
}

/** Both databases take these and nothing else: anything other is a mistake of the caller, found before anything is sent. */
function value(statementName: string, argument: string, given: unknown): Value {
  if (typeof given === 'string' && given.includes('\0')) throw new Unstorable(`statement ${statementName}: ${argument} holds the character U+0000`);
  if (typeof given === 'string' || given === null || (typeof given === 'number' && Number.isFinite(given))) return given;
  throw new TypeError(`statement ${statementName}: ${argument} must be a string, a finite number or null, not ${typeof given}`);
}
