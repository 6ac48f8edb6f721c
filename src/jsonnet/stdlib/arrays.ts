import { compare, equal } from '../compare.ts';
import type { Run } from '../run.ts';
import { slice } from '../slice.ts';
import { characters, readCodePoints } from '../text.ts';
import { type ArrayValue, type Cell, described, type FunctionValue, force, type Value } from '../value.ts';
import { holds, keyOf, later } from './lazy.ts';
import { type Library, native } from './native.ts';
import { placesOf } from './strings.ts';

/** Counts an array about to be made, and the work of making it. */
export function room(run: Run, length: number): void {
  run.allocate(16 + 8 * length);
  run.step(length / 8);
}

/** The elements of an array, or the characters of a string. */
export function elementsOf(run: Run, indexable: string | ArrayValue): ArrayValue {
  if (typeof indexable !== 'string') return indexable;
  readCodePoints(run, indexable);
  room(run, indexable.length);
  return characters(indexable);
}

function make(run: Run, length: number, cell: (at: number) => Cell): ArrayValue {
  room(run, length);
  return Array.from({ length: Math.max(0, length) }, (_, at) => cell(at));
}

const mapped = (run: Run, arr: ArrayValue, work: (cell: Cell, at: number) => Value): ArrayValue => make(run, arr.length, (at) => later(run, 'element', () => work(arr[at] as Cell, at)));

const same = (run: Run, value: Value) => (cell: Cell) => {
  run.step();
  return equal(run, force(cell), value);
};

function filtered(run: Run, test: FunctionValue, arr: ArrayValue): ArrayValue {
  room(run, arr.length);
  return arr.filter((cell) => holds(run, test, cell));
}

/** The element whose key is first in the order that `sign` turns around. */
function extreme(run: Run, arr: ArrayValue, keyF: FunctionValue | undefined, onEmpty: Cell | undefined, sign: 1 | -1): Value {
  const [first, ...rest] = arr;
  if (first === undefined) {
    if (onEmpty === undefined) throw run.error('the array is empty, and `onEmpty` is not given');
    return force(onEmpty);
  }
  room(run, arr.length);
  let [found, key] = [first, keyOf(run, first, keyF)];
  for (const cell of rest) {
    const other = keyOf(run, cell, keyF);
    if (sign * compare(run, key, other) > 0) [found, key] = [cell, other];
  }
  return force(found);
}

export const arrays: Library = {
  makeArray: native('sz: integer', 'func: function', (run, sz, func) => {
    if (sz < 0) throw run.error(`std.makeArray: \`sz\` must be 0 or more, got ${sz}`);
    return make(run, sz, (at) => later(run, 'element', () => func.call(run, at)));
  }),
  range: native('from: integer', 'to: integer', (run, from, to) => make(run, to - from + 1, (at) => from + at)),
  repeat: native('what: string|array', 'count: integer', (run, what, count) => {
    if (count < 0) throw run.error(`std.repeat: \`count\` must be 0 or more, got ${count}`);
    if (typeof what === 'string') {
      run.reserve(what.length * count);
      return what.repeat(count);
    }
    return make(run, what.length * count, (at) => what[at % what.length] as Cell);
  }),
  slice: native('indexable: any', 'index: any', 'end: any', 'step: any', (run, indexable, index, end, step) => slice(run, indexable, index, end, step)),
  member: native('arr: array|string', 'x: any', (run, arr, x) => {
    if (typeof arr !== 'string') return arr.some(same(run, x));
    if (typeof x !== 'string') throw run.error(`std.member: only a string can be part of a string, got ${described(x)}`);
    return placesOf(run, x, arr).length > 0;
  }),
  contains: native('arr: array', 'elem: any', (run, arr, elem) => arr.some(same(run, elem))),
  count: native('arr: array', 'x: any', (run, arr, x) => arr.filter(same(run, x)).length),
  find: native('value: any', 'arr: array', (run, value, arr) => {
    room(run, arr.length);
    const matches = same(run, value);
    return arr.flatMap((cell, at) => (matches(cell) ? [at] : []));
  }),
  remove: native('arr: array', 'elem: any', (run, arr, elem) => {
    const at = arr.findIndex(same(run, elem));
    room(run, arr.length);
    return at < 0 ? arr : arr.toSpliced(at, 1);
  }),
  removeAt: native('arr: array', 'idx: integer', (run, arr, idx) => {
    room(run, arr.length);
    return arr.filter((_, at) => at !== idx);
  }),
  map: native('func: function', 'arr: array|string', (run, func, arr) => mapped(run, elementsOf(run, arr), (cell) => func.call(run, cell))),
  mapWithIndex: native('func: function', 'arr: array|string', (run, func, arr) => mapped(run, elementsOf(run, arr), (cell, at) => func.call(run, at, cell))),
  filter: native('func: function', 'arr: array', filtered),
  filterMap: native('filter_func: function', 'map_func: function', 'arr: array', (run, test, func, arr) => mapped(run, filtered(run, test, arr), (cell) => func.call(run, cell))),
  foldl: native('func: function', 'arr: array|string', 'init: lazy', (run, func, arr, init) => {
    let running: Cell = init;
    for (const cell of elementsOf(run, arr)) running = func.call(run, running, cell);
    return force(running);
  }),
  foldr: native('func: function', 'arr: array|string', 'init: lazy', (run, func, arr, init) => {
    let running: Cell = init;
    for (const cell of elementsOf(run, arr).toReversed()) running = func.call(run, cell, running);
    return force(running);
  }),
  reverse: native('arr: array|string', (run, arr) => {
    const elements = elementsOf(run, arr);
    room(run, elements.length);
    return elements.toReversed();
  }),
  all: native('arr: array', (run, arr) => arr.every((cell) => truth(run, cell))),
  any: native('arr: array', (run, arr) => arr.some((cell) => truth(run, cell))),
  sum: native('arr: array', (run, arr) => sum(run, arr)),
  avg: native('arr: array', (run, arr) => {
    if (arr.length === 0) throw run.error('std.avg: the array is empty');
    return sum(run, arr) / arr.length;
  }),
  minArray: native('arr: array', 'keyF?: function', 'onEmpty?: lazy', (run, arr, keyF, onEmpty) => extreme(run, arr, keyF, onEmpty, 1)),
  maxArray: native('arr: array', 'keyF?: function', 'onEmpty?: lazy', (run, arr, keyF, onEmpty) => extreme(run, arr, keyF, onEmpty, -1)),
};

function truth(run: Run, cell: Cell): boolean {
  run.step();
  const value = force(cell);
  if (typeof value !== 'boolean') throw run.error(`the elements must be booleans, one is ${described(value)}`);
  return value;
}

function sum(run: Run, arr: ArrayValue): number {
  let total = 0;
  for (const cell of arr) {
    run.step();
    const value = force(cell);
    if (typeof value !== 'number') throw run.error(`the elements must be numbers, one is ${described(value)}`);
    total += value;
  }
  if (!Number.isFinite(total)) throw run.error('overflow: the number is too large');
  return total;
}
