import type { BinaryOperator, UnaryOperator } from './ast.ts';
import { compare, equal } from './compare.ts';
import type { Position } from './error.ts';
import { finite } from './finite.ts';
import { format } from './format.ts';
import { toText } from './json.ts';
import type { Run } from './run.ts';
import { type ArrayValue, described, ObjectValue, type Value } from './value.ts';

/** Every operator whose operands are both worked out first: all but `&&` and `||`. */
export type Strict = Exclude<BinaryOperator, '&&' | '||'>;

type Apply = (run: Run, a: Value, b: Value, at: Position) => Value;

export function add(run: Run, a: Value, b: Value, at: Position): Value {
  if (typeof a === 'number' && typeof b === 'number') return finite(run, a + b, at);
  if (typeof a === 'string' || typeof b === 'string') {
    const [left, right] = [toText(run, a), toText(run, b)];
    run.reserve(left.length + right.length);
    return left + right;
  }
  if (a instanceof ObjectValue && b instanceof ObjectValue) return new ObjectValue(run, a.layers.concat(b.layers));
  if (Array.isArray(a) && Array.isArray(b)) return concat(run, a, b);
  throw run.error(`${described(a)} and ${described(b)} cannot be added`, at);
}

function concat(run: Run, a: ArrayValue, b: ArrayValue): ArrayValue {
  run.allocate(16 + 8 * (a.length + b.length));
  run.step((a.length + b.length) / 64);
  return a.concat(b);
}

const arithmetic =
  (name: string, apply: (a: number, b: number) => number): Apply =>
  (run, a, b, at) => {
    if (typeof a !== 'number' || typeof b !== 'number') throw run.error(`\`${name}\` wants two numbers, got ${described(a)} and ${described(b)}`, at);
    return finite(run, apply(a, b), at);
  };

const nonZero =
  (name: string, apply: (a: number, b: number) => number): Apply =>
  (run, a, b, at) => {
    if (b === 0 && typeof a === 'number') throw run.error('division by zero', at);
    return arithmetic(name, apply)(run, a, b, at);
  };

const remainder = nonZero('%', (a, b) => a % b);

const WHOLE = 2 ** 63;

/** On the whole parts of both numbers, as integers of 64 bits. */
const bitwise =
  (name: string, apply: (a: bigint, b: bigint) => bigint): Apply =>
  (run, a, b, at) => {
    if (typeof a !== 'number' || typeof b !== 'number') throw run.error(`\`${name}\` wants two numbers, got ${described(a)} and ${described(b)}`, at);
    if (Math.max(Math.abs(a), Math.abs(b)) > WHOLE) throw run.error(`\`${name}\` wants numbers of 64 bits`, at);
    return Number(BigInt.asIntN(64, apply(BigInt(Math.trunc(a)), BigInt(Math.trunc(b)))));
  };

const shift =
  (name: string, apply: (a: bigint, b: bigint) => bigint): Apply =>
  (run, a, b, at) => {
    if (typeof b === 'number' && b < 0) throw run.error(`\`${name}\` cannot shift by less than nothing`, at);
    return bitwise(name, (left, right) => apply(left, right % 64n))(run, a, b, at);
  };

export const BINARY: Readonly<Record<Strict, Apply>> = {
  '+': add,
  '-': arithmetic('-', (a, b) => a - b),
  '*': arithmetic('*', (a, b) => a * b),
  '/': nonZero('/', (a, b) => a / b),
  '%': (run, a, b, at) => (typeof a === 'string' ? format(run, a, b) : remainder(run, a, b, at)),
  '<<': shift('<<', (a, b) => a << b),
  '>>': shift('>>', (a, b) => a >> b),
  '&': bitwise('&', (a, b) => a & b),
  '^': bitwise('^', (a, b) => a ^ b),
  '|': bitwise('|', (a, b) => a | b),
  '<': (run, a, b) => compare(run, a, b) < 0,
  '>': (run, a, b) => compare(run, a, b) > 0,
  '<=': (run, a, b) => compare(run, a, b) <= 0,
  '>=': (run, a, b) => compare(run, a, b) >= 0,
  '==': (run, a, b) => equal(run, a, b),
  '!=': (run, a, b) => !equal(run, a, b),
  in(run, a, b, at) {
    if (typeof a !== 'string' || !(b instanceof ObjectValue)) throw run.error(`\`in\` wants a string and an object, got ${described(a)} and ${described(b)}`, at);
    return b.has(run, a, true);
  },
};

export function unary(run: Run, operator: UnaryOperator, value: Value, at: Position): Value {
  if (operator === '!') {
    if (typeof value !== 'boolean') throw run.error(`\`!\` wants a boolean, got ${described(value)}`, at);
    return !value;
  }
  if (typeof value !== 'number') throw run.error(`\`${operator}\` wants a number, got ${described(value)}`, at);
  if (operator === '~') return bitwise('~', (a) => ~a)(run, value, 0, at) as number;
  return operator === '-' ? -value : value;
}
