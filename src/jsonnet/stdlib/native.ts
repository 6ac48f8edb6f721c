import type { Run } from '../run.ts';
import { type ArrayValue, type Cell, described, FunctionValue, force, type ObjectValue, type Parameter, typeOf, type Value } from '../value.ts';

/** What a parameter takes; `lazy` is a cell, not worked out yet. */
interface Kinds {
  any: Value;
  lazy: Cell;
  string: string;
  number: number;
  integer: number;
  boolean: boolean;
  array: ArrayValue;
  object: ObjectValue;
  function: FunctionValue;
}
type KindOf<K> = K extends `${infer First}|${infer Rest}` ? KindOf<First> | KindOf<Rest> : K extends keyof Kinds ? Kinds[K] : never;
type ArgumentOf<P> = P extends `${string}?: ${infer K}` ? KindOf<K> | undefined : P extends `${string}: ${infer K}` ? KindOf<K> : never;
type ArgumentsOf<P extends readonly string[]> = { [I in keyof P]: ArgumentOf<P[I]> };

interface Expected extends Parameter {
  readonly kinds: readonly string[];
}

/** What a call of these functions weighs, in JavaScript frames: itself, and what it calls in turn. */
const HEIGHT = 4;

class Native extends FunctionValue {
  readonly name: string;
  readonly parameters: readonly Expected[];
  readonly height = HEIGHT;
  readonly #body: (run: Run, ...values: never[]) => Value;

  constructor(name: string, parameters: readonly Expected[], body: (run: Run, ...values: never[]) => Value) {
    super();
    this.name = name;
    this.parameters = parameters;
    this.#body = body;
  }

  apply(run: Run, slots: (Cell | undefined)[]): Value {
    const values = slots.map((cell, at) => (cell === undefined ? undefined : this.#accept(run, cell, this.parameters[at] as Expected)));
    return this.#body(run, ...(values as never[]));
  }

  #accept(run: Run, cell: Cell, { name, kinds }: Expected): Cell {
    if (kinds[0] === 'lazy') return cell;
    const value = force(cell);
    const type = typeOf(value);
    for (const kind of kinds) if (kind === 'any' || kind === type || (kind === 'integer' && Number.isInteger(value))) return value;
    throw run.error(`${this.name}: \`${name}\` must be of type ${kinds.join(' or ')}, got ${typeof value === 'number' ? value : described(value)}`);
  }
}

/** How a function of the library is made once its name is known. */
export type Definition = (name: string) => FunctionValue;

/** `native('str: string', 'keyF?: function', body)`: a function by its parameters, as the documentation calls them, and their kinds. */
export function native<const P extends readonly string[]>(...given: [...P, (run: Run, ...values: ArgumentsOf<P>) => Value]): Definition {
  const body = given.at(-1) as (run: Run, ...values: never[]) => Value;
  const parameters = (given.slice(0, -1) as string[]).map((text): Expected => {
    const [, name = '', optional, kinds = ''] = /^(\w+)(\??): (.+)$/.exec(text) ?? [];
    return { name, optional: optional === '?', kinds: kinds.split('|') };
  });
  return (name) => new Native(`std.${name}`, parameters, body);
}

export type Library = Readonly<Record<string, Definition>>;
