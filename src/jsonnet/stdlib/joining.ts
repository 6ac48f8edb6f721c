import type { Run } from '../run.ts';
import { type ArrayValue, type Cell, described, force, typeOf, type Value } from '../value.ts';
import { elementsOf, room } from './arrays.ts';
import { type Library, native } from './native.ts';

/** Strings or arrays with `sep` between them; null stands for nothing. */
function join(run: Run, sep: string | ArrayValue, arr: readonly Cell[]): Value {
  const parts = arr.map((cell) => {
    run.step(1 / 8);
    return force(cell);
  });
  room(run, parts.length);
  const kept = parts.filter((part) => part !== null);
  const wrong = kept.find((part) => typeOf(part) !== typeOf(sep));
  if (wrong !== undefined) throw run.error(`only ${typeOf(sep)}s can be joined by ${described(sep)}, got ${described(wrong)}`);
  if (typeof sep === 'string') {
    run.reserve(lengthTogether(kept as string[], sep.length));
    return kept.join(sep);
  }
  const lists = kept as ArrayValue[];
  room(run, lengthTogether(lists, sep.length));
  return lists.flatMap((list, at) => (at === 0 ? list : [...sep, ...list]));
}

const lengthTogether = (parts: readonly { readonly length: number }[], between: number): number => parts.reduce((total, { length }) => total + length + between, 0);

function deepJoin(run: Run, value: Value): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) throw run.error(`std.deepJoin: strings and arrays of them can be joined, got ${described(value)}`);
  run.descend();
  const joined = value.map((cell) => deepJoin(run, force(cell))).join('');
  run.ascend();
  return run.made(joined);
}

function flatten(run: Run, value: Value, into: Cell[]): Cell[] {
  run.step();
  run.allocate(8);
  if (!Array.isArray(value)) into.push(value);
  else {
    run.descend();
    for (const cell of value) flatten(run, force(cell), into);
    run.ascend();
  }
  return into;
}

export const joining: Library = {
  join: native('sep: string|array', 'arr: array', join),
  lines: native('arr: array', (run, arr) => join(run, '\n', [...arr, ''])),
  deepJoin: native('arr: string|array', deepJoin),
  flattenArrays: native('arrs: array', (run, arrs) => join(run, [], arrs)),
  flattenDeepArray: native('value: any', (run, value) => flatten(run, value, [])),
  flatMap: native('func: function', 'arr: array|string', (run, func, arr) => {
    const parts = elementsOf(run, arr).map((cell) => func.call(run, cell));
    if (parts.includes(null)) throw run.error(`std.flatMap: the function must return ${typeof arr === 'string' ? 'strings' : 'arrays'}, not null`);
    return join(run, typeof arr === 'string' ? '' : [], parts);
  }),
};
