import { compare, equal } from '../compare.ts';
import type { Run } from '../run.ts';
import type { ArrayValue, Cell, FunctionValue, Value } from '../value.ts';
import { elementsOf, room } from './arrays.ts';
import { keyOf } from './lazy.ts';
import { type Library, native } from './native.ts';

/** Elements with their keys, each worked out once. */
function keyed(run: Run, arr: ArrayValue, keyF: FunctionValue | undefined): { readonly cell: Cell; readonly key: Value }[] {
  room(run, 4 * arr.length);
  return arr.map((cell) => {
    run.step();
    return { cell, key: keyOf(run, cell, keyF) };
  });
}

function sort(run: Run, arr: ArrayValue, keyF: FunctionValue | undefined): ArrayValue {
  if (arr.length < 2) return arr;
  return keyed(run, arr, keyF)
    .sort((a, b) => compare(run, a.key, b.key))
    .map(({ cell }) => cell);
}

function uniq(run: Run, arr: ArrayValue, keyF: FunctionValue | undefined): ArrayValue {
  const elements = keyed(run, arr, keyF);
  return elements.filter(({ key }, at) => at === 0 || !equal(run, (elements[at - 1] as { key: Value }).key, key)).map(({ cell }) => cell);
}

/** Walks along two sets at once, and keeps the elements that are only in the first, in both, only in the second. */
function merge(run: Run, a: ArrayValue, b: ArrayValue, keyF: FunctionValue | undefined, keep: { readonly left: boolean; readonly both: boolean; readonly right: boolean }): ArrayValue {
  const [left, right] = [keyed(run, a, keyF), keyed(run, b, keyF)];
  const merged: Cell[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const [mine, other] = [left[i], right[j]];
    const order = mine === undefined ? 1 : other === undefined ? -1 : equal(run, mine.key, other.key) ? 0 : compare(run, mine.key, other.key);
    if (order === 0 ? keep.both : order < 0 ? keep.left : keep.right) merged.push(((order > 0 ? other : mine) as { cell: Cell }).cell);
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
  return merged;
}

const UNION = { left: true, both: true, right: true };
const INTERSECTION = { left: false, both: true, right: false };
const DIFFERENCE = { left: true, both: false, right: false };

export const sets: Library = {
  sort: native('arr: array|string', 'keyF?: function', (run, arr, keyF) => sort(run, elementsOf(run, arr), keyF)),
  uniq: native('arr: array|string', 'keyF?: function', (run, arr, keyF) => uniq(run, elementsOf(run, arr), keyF)),
  set: native('arr: array|string', 'keyF?: function', (run, arr, keyF) => uniq(run, sort(run, elementsOf(run, arr), keyF), keyF)),
  setMember: native('x: lazy', 'arr: array|string', 'keyF?: function', (run, x, arr, keyF) => merge(run, [x], elementsOf(run, arr), keyF, INTERSECTION).length > 0),
  setUnion: native('a: array|string', 'b: array|string', 'keyF?: function', (run, a, b, keyF) => merge(run, elementsOf(run, a), elementsOf(run, b), keyF, UNION)),
  setInter: native('a: array|string', 'b: array|string', 'keyF?: function', (run, a, b, keyF) => merge(run, elementsOf(run, a), elementsOf(run, b), keyF, INTERSECTION)),
  setDiff: native('a: array|string', 'b: array|string', 'keyF?: function', (run, a, b, keyF) => merge(run, elementsOf(run, a), elementsOf(run, b), keyF, DIFFERENCE)),
};
