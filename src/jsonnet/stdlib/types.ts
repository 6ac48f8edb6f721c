import { equal } from '../compare.ts';
import { quoted, toText } from '../json.ts';
import { lengthOf, readCodePoints } from '../text.ts';
import { described, FunctionValue, force, ObjectValue, typeOf, type Value } from '../value.ts';
import { type Library, native } from './native.ts';

const isOfType = (type: string): ReturnType<typeof native> => native('v: any', (_run, v) => typeOf(v) === type);

/** What kind of thing a value is, and checks of it. */
export const types: Library = {
  id: native('x: any', (_run, x) => x),
  type: native('x: any', (_run, x) => typeOf(x)),
  isArray: isOfType('array'),
  isBoolean: isOfType('boolean'),
  isFunction: isOfType('function'),
  isNull: isOfType('null'),
  isNumber: isOfType('number'),
  isObject: isOfType('object'),
  isString: isOfType('string'),
  length: native('x: any', (run, x) => {
    if (typeof x === 'string') {
      readCodePoints(run, x);
      return lengthOf(x);
    }
    if (Array.isArray(x)) return x.length;
    if (x instanceof ObjectValue) return x.names(run, false).length;
    if (x instanceof FunctionValue) return x.parameters.filter(({ optional }) => !optional).length;
    throw run.error(`std.length: ${described(x)} has no length`);
  }),
  toString: native('a: any', (run, a) => toText(run, a)),
  equals: native('x: any', 'y: any', (run, x, y) => equal(run, x, y)),
  primitiveEquals: native('x: any', 'y: any', (run, x, y) => {
    if (typeOf(x) === typeOf(y) && ['array', 'object', 'function'].includes(typeOf(x))) throw run.error(`std.primitiveEquals: ${described(x)} is not primitive`);
    return equal(run, x, y);
  }),
  assertEqual: native('a: any', 'b: any', (run, a, b) => {
    if (equal(run, a, b)) return true;
    const shown = (value: Value): string => (typeof value === 'string' ? quoted(value) : toText(run, value));
    throw run.error(`Assertion failed. ${shown(a)} != ${shown(b)}`);
  }),
  trace: native('str: string', 'rest: lazy', (run, str, rest) => {
    run.trace(str, run.here);
    return force(rest);
  }),
  xor: native('x: boolean', 'y: boolean', (_run, x, y) => x !== y),
  xnor: native('x: boolean', 'y: boolean', (_run, x, y) => x === y),
  native: native('x: string', (run, x) => {
    throw run.error(`std.native: there is no native function \`${x}\`, programs here have none`);
  }),
};
