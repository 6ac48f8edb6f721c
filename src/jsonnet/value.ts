import type { Visibility } from './ast.ts';
import type { Frame } from './error.ts';
import type { Run } from './run.ts';
import { sortTexts } from './text.ts';

export type Value = null | boolean | number | string | ArrayValue | ObjectValue | FunctionValue;
export type ArrayValue = readonly Cell[];
/** A value, or how to get at it once it is wanted. */
export type Cell = Value | Thunk;

/** An expression made ready to run. */
export type Code = (env: Env) => Value;
/** An expression that is run later and elsewhere, as a frame of its own. */
export interface Body {
  readonly code: Code;
  readonly frame: Frame;
  /** How deep the expression is: how many JavaScript frames running it takes, about. */
  readonly height: number;
}

/** What a stretch of program sees: the names bound there, and further out those of `parent`. */
export class Env {
  readonly run: Run;
  readonly parent: Env | null;
  /** Where each name stands was settled when the program was compiled. */
  readonly slots: Cell[];
  /** In the members of an object: `self`, and which of its layers they belong to. */
  readonly object: ObjectValue | null;
  readonly layer: number;

  constructor(run: Run, parent: Env | null, slots: Cell[], object: ObjectValue | null = null, layer = 0) {
    run.allocate(56 + 8 * slots.length);
    this.run = run;
    this.parent = parent;
    this.slots = slots;
    this.object = object;
    this.layer = layer;
  }

  outwards(steps: number): Env {
    let env: Env = this;
    for (let step = 0; step < steps; step += 1) env = env.parent as Env;
    return env;
  }
}

/** A value worked out when it is wanted first, and once. */
export class Thunk {
  #env: Env | undefined;
  #body: Body | undefined;
  #value: Value | undefined;
  #busy = false;

  constructor(body: Body, env: Env) {
    env.run.allocate(56);
    this.#body = body;
    this.#env = env;
  }

  force(): Value {
    if (this.#value !== undefined) return this.#value;
    const [env, body] = [this.#env as Env, this.#body as Body];
    const { run } = env;
    if (this.#busy) throw run.error('infinite recursion: this value needs itself', body.frame);
    this.#busy = true;
    run.step();
    run.enter(body.frame, body.height);
    const value = body.code(env);
    run.leave(body.height);
    this.#value = value;
    this.#env = undefined;
    this.#body = undefined;
    return value;
  }
}

export const force = (cell: Cell): Value => (cell instanceof Thunk ? cell.force() : cell);

export interface Parameter {
  readonly name: string;
  readonly optional: boolean;
}

export abstract class FunctionValue {
  abstract readonly name: string;
  abstract readonly parameters: readonly Parameter[];
  /** As of a body. */
  abstract readonly height: number;
  /** Runs it with one cell for each parameter, `undefined` for one left out that may be. `strict`: all are worked out first. */
  abstract apply(run: Run, slots: (Cell | undefined)[], strict?: boolean): Value;

  /** Calls it with arguments in order. */
  call(run: Run, ...cells: (Cell | undefined)[]): Value {
    run.step();
    run.enter(run.here, this.height);
    const value = this.apply(run, inOrder(run, this, cells));
    run.leave(this.height);
    return value;
  }
}

/** One cell for each parameter, of arguments given in order. */
export function inOrder(run: Run, target: FunctionValue, cells: (Cell | undefined)[]): (Cell | undefined)[] {
  const { parameters } = target;
  if (cells.length > parameters.length) throw run.error(`${target.name} takes ${parameters.length} arguments at most, got ${cells.length}`);
  for (let at = cells.length; at < parameters.length; at += 1) cells.push(undefined);
  for (let at = 0; at < parameters.length; at += 1) {
    if (cells[at] === undefined && !(parameters[at] as Parameter).optional) throw run.error(`${target.name} misses its argument \`${(parameters[at] as Parameter).name}\``);
  }
  return cells;
}

/** The same, where some are given by name. */
export function byName(run: Run, target: FunctionValue, cells: (Cell | undefined)[], named: readonly (readonly [string, Cell])[]): (Cell | undefined)[] {
  const given = cells.length;
  for (let at = given; at < target.parameters.length; at += 1) cells.push(undefined);
  for (const [name, cell] of named) {
    const place = target.parameters.findIndex((parameter) => parameter.name === name);
    if (place < 0) throw run.error(`${target.name} has no parameter \`${name}\``);
    if (place < given) throw run.error(`the argument \`${name}\` is given twice`);
    cells[place] = cell;
  }
  return inOrder(run, target, cells);
}

/** A member of an object. Either its value is there already, or it is worked out for each object that has it. */
export interface Field {
  readonly visibility: Visibility;
  readonly constant: Value | undefined;
  readonly body: Body | undefined;
  /** Where the body is at home, when that is not where its object is: in comprehensions. */
  readonly scope: Env | undefined;
}

/** What an object literal brings along besides its fields. */
export interface Members {
  /** The locals, to be bound in this environment. */
  bind(env: Env): void;
  readonly asserts: readonly Body[];
}

/** What one object literal adds to an object; `a + b` is the layers of both. */
export interface Layer {
  readonly fields: ReadonlyMap<string, Field>;
  readonly members: Members | undefined;
  readonly scope: Env | undefined;
}

const FEW_LAYERS = 4;

interface Found {
  readonly layer: number;
  readonly visibility: Visibility;
}

export class ObjectValue {
  readonly layers: readonly Layer[];
  #envs: (Env | undefined)[] | undefined;
  #values: (Map<string, Value> | undefined)[] | undefined;
  #found: Map<string, Found> | undefined;
  #visible: readonly string[] | undefined;
  #asserted = false;

  constructor(run: Run, layers: readonly Layer[]) {
    run.allocate(96 + 8 * layers.length);
    this.layers = layers;
  }

  has(run: Run, name: string, hidden: boolean): boolean {
    const found = this.#all(run).get(name);
    return found !== undefined && (hidden || found.visibility !== 'hidden');
  }

  /** Names of fields, in order. */
  names(run: Run, hidden: boolean): readonly string[] {
    if (hidden) return sortTexts(run, [...this.#all(run).keys()]);
    this.#visible ??= sortTexts(
      run,
      [...this.#all(run)].filter(([, found]) => found.visibility !== 'hidden').map(([name]) => name),
    );
    return this.#visible;
  }

  /** The value of a field as anybody outside sees it: the object's asserts hold. `undefined` if there is none. */
  get(run: Run, name: string): Value | undefined {
    this.assert(run);
    // Few layers are looked through faster than a table of all fields is made.
    if (this.layers.length <= FEW_LAYERS) return this.#getBelow(run, name, this.layers.length);
    const found = this.#all(run).get(name);
    return found === undefined ? undefined : this.#value(run, (this.layers[found.layer] as Layer).fields.get(name) as Field, name, found.layer);
  }

  /** The value of the field of that name as the layers below one see it: `super`. */
  getBelow(run: Run, name: string, layer: number): Value | undefined {
    run.step(layer / 8);
    return this.#getBelow(run, name, layer);
  }

  #getBelow(run: Run, name: string, layer: number): Value | undefined {
    for (let at = layer - 1; at >= 0; at -= 1) {
      const field = (this.layers[at] as Layer).fields.get(name);
      if (field !== undefined) return this.#value(run, field, name, at);
    }
    return undefined;
  }

  hasBelow(run: Run, name: string, layer: number): boolean {
    run.step(layer / 8);
    return this.layers.slice(0, layer).some(({ fields }) => fields.has(name));
  }

  /** Checks the asserts of every layer, once; while they are checked they may look at the object themselves. */
  assert(run: Run): void {
    if (this.#asserted) return;
    this.#asserted = true;
    for (let at = 0; at < this.layers.length; at += 1) {
      for (const { code, frame, height } of (this.layers[at] as Layer).members?.asserts ?? []) {
        run.step();
        run.enter(frame, height);
        code(this.#env(run, at));
        run.leave(height);
      }
    }
  }

  #all(run: Run): Map<string, Found> {
    if (this.#found !== undefined) return this.#found;
    const found = new Map<string, Found>();
    for (const [layer, { fields }] of this.layers.entries()) {
      run.allocate(72 * fields.size);
      run.step(fields.size / 8);
      for (const [name, { visibility }] of fields) found.set(name, { layer, visibility: visibility === 'inherit' ? (found.get(name)?.visibility ?? 'inherit') : visibility });
    }
    this.#found = found;
    return found;
  }

  #env(run: Run, layer: number): Env {
    this.#envs ??= [];
    const known = this.#envs[layer];
    if (known !== undefined) return known;
    const { scope, members } = this.layers[layer] as Layer;
    const env = new Env(run, scope ?? null, [], this, layer);
    members?.bind(env);
    this.#envs[layer] = env;
    return env;
  }

  #value(run: Run, field: Field, name: string, layer: number): Value {
    if (field.constant !== undefined) return field.constant;
    this.#values ??= [];
    const values = (this.#values[layer] ??= new Map());
    const known = values.get(name);
    if (known !== undefined) return known;
    const { code, frame, height } = field.body as Body;
    run.step();
    run.enter(frame, height);
    const env = field.scope === undefined ? this.#env(run, layer) : new Env(run, field.scope, [], this, layer);
    if (field.scope !== undefined) (this.layers[layer] as Layer).members?.bind(env);
    const value = code(env);
    run.leave(height);
    run.allocate(48);
    values.set(name, value);
    return value;
  }
}

export function typeOf(value: Value): 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'function' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof ObjectValue) return 'object';
  if (value instanceof FunctionValue) return 'function';
  return typeof value as 'boolean' | 'number' | 'string';
}

/** `a boolean`, `an object`, `null`: for sentences. */
export function described(value: Value): string {
  const type = typeOf(value);
  return type === 'null' ? 'null' : `${/^[ao]/.test(type) ? 'an' : 'a'} ${type}`;
}
