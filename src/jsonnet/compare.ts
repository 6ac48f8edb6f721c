import type { Run } from './run.ts';
import { compareText } from './text.ts';
import { described, FunctionValue, force, ObjectValue, typeOf, type Value } from './value.ts';

/** `==`: by what values hold; hidden fields do not count. */
export function equal(run: Run, a: Value, b: Value): boolean {
  if (typeof a === 'string' && typeof b === 'string') {
    run.read(Math.min(a.length, b.length));
    return a === b;
  }
  if (a instanceof FunctionValue && b instanceof FunctionValue) throw run.error('functions cannot be compared');
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    run.descend();
    const same = a.every((cell, at) => {
      run.step();
      return equal(run, force(cell), force(b[at]));
    });
    run.ascend();
    return same;
  }
  if (a instanceof ObjectValue && b instanceof ObjectValue) {
    const [left, right] = [a.names(run, false), b.names(run, false)];
    if (left.length !== right.length || left.some((name, at) => name !== right[at])) return false;
    run.descend();
    const same = left.every((name) => equal(run, a.get(run, name) as Value, b.get(run, name) as Value));
    run.ascend();
    return same;
  }
  return a === b;
}

/** Below 0 if `a` comes before `b`. Numbers, strings and arrays have an order. */
export function compare(run: Run, a: Value, b: Value): number {
  run.step();
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    run.read(Math.min(a.length, b.length));
    return compareText(a, b);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    run.descend();
    for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
      const order = compare(run, force(a[at]), force(b[at]));
      if (order !== 0) {
        run.ascend();
        return order;
      }
    }
    run.ascend();
    return a.length - b.length;
  }
  throw run.error(typeOf(a) === typeOf(b) ? `${described(a)} has no order` : `${described(a)} and ${described(b)} cannot be put in order`);
}
