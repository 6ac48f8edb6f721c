import { compileProgram } from './compile.ts';
import { JsonnetError, type Position } from './error.ts';
import { fromJson, toJson } from './json.ts';
import { parse } from './parser.ts';
import { DEFAULT_LIMITS, type Limits, Run } from './run.ts';
import { standardLibrary } from './stdlib/std.ts';
import { type Body, byName, Env, FunctionValue, type Value } from './value.ts';

export interface Outside extends Partial<Limits> {
  /** What `std.extVar` gives: JSON, by name. Members that are `undefined` count as absent. */
  readonly extVars?: Readonly<Record<string, unknown>>;
  /** Top-level arguments: a program that is a function, `function(ctx) …`, is called with these, by name. JSON as well. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** What `std.trace` says, and where. Nobody hears it unless given. */
  readonly trace?: (text: string, at: Position) => void;
}

/** A program that was read and checked, to be evaluated any number of times. */
export interface Program {
  /** What the program says, as JSON. Throws nothing but {@link JsonnetError}, and what `trace` throws. */
  evaluate(outside?: Outside): unknown;
}

const START: Position = { line: 1, column: 1 };

/** Reads a program. `name` is what errors call it. Throws {@link JsonnetError} with the place where it cannot be read. */
export function compile(source: string, { name = 'jsonnet' }: { readonly name?: string } = {}): Program {
  const body = ofOneKind(
    () => compileProgram(parse(source, name), name),
    (problem) => new JsonnetError(problem, name, START),
  );
  return { evaluate: (outside = {}) => evaluate(body, name, outside) };
}

function evaluate(body: Body, name: string, { extVars = {}, args = {}, trace = (): void => {}, steps = DEFAULT_LIMITS.steps, memory = DEFAULT_LIMITS.memory }: Outside): unknown {
  const run = new Run(name, { steps, memory }, trace);
  run.enter(body.frame, body.height);
  const known = new Map<string, Value>();
  const extVar = (_run: Run, variable: string): Value => {
    let value = known.get(variable);
    if (value !== undefined) return value;
    if (!Object.hasOwn(extVars, variable) || extVars[variable] === undefined) throw run.error(`undefined external variable: \`${variable}\``);
    value = fromJson(run, extVars[variable], `extVars.${variable}`);
    known.set(variable, value);
    return value;
  };
  return ofOneKind(
    () => {
      const value = body.code(new Env(run, null, [standardLibrary(run, name, extVar)]));
      return toJson(run, value instanceof FunctionValue ? called(run, value, args) : value);
    },
    (problem) => run.error(problem),
  );
}

function called(run: Run, program: FunctionValue, args: Readonly<Record<string, unknown>>): Value {
  const given = Object.entries(args).map(([name, json]) => [name, fromJson(run, json, `args.${name}`)] as const);
  return program.call(run, ...byName(run, program, [], given));
}

/**
 * Budgets are chosen so that JavaScript's own limits are out of reach. Should somebody call from deep down a stack all the
 * same, running into one is still an error of the program.
 */
function ofOneKind<T>(work: () => T, error: (problem: string) => JsonnetError): T {
  try {
    return work();
  } catch (problem) {
    if (problem instanceof RangeError) throw error(/stack/i.test(problem.message) ? 'max stack frames exceeded' : `out of memory: ${problem.message}`);
    throw problem;
  }
}
