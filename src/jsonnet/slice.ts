import type { Run } from './run.ts';
import { characters, lengthOf, readCodePoints, section } from './text.ts';
import { described, type Value } from './value.ts';

function whole(run: Run, value: Value, what: string): number | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw run.error(`the ${what} of a slice must be a whole number or null, got ${typeof value === 'number' ? value : described(value)}`);
  return value;
}

/** `indexable[from:to:step]`; places below 0 count from the end. */
export function slice(run: Run, indexable: Value, from: Value, to: Value, step: Value): Value {
  if (typeof indexable !== 'string' && !Array.isArray(indexable)) throw run.error(`only strings and arrays can be sliced, got ${described(indexable)}`);
  if (typeof indexable === 'string') readCodePoints(run, indexable);
  const length = typeof indexable === 'string' ? lengthOf(indexable) : indexable.length;
  const [first, last, stride] = [whole(run, from, 'beginning') ?? 0, whole(run, to, 'end') ?? length, whole(run, step, 'step') ?? 1];
  if (stride <= 0) throw run.error(`the step of a slice must be above 0, got ${stride}`);
  const begin = Math.min(length, first < 0 ? Math.max(0, length + first) : first);
  const end = Math.max(begin, Math.min(length, last < 0 ? length + last : last));
  run.step((end - begin) / 8);
  if (typeof indexable !== 'string') run.allocate(16 + 8 * (end - begin));
  const every = <T>(all: readonly T[]): T[] => (stride === 1 ? [...all] : all.filter((_, at) => at % stride === 0));
  if (typeof indexable !== 'string') return every(indexable.slice(begin, end));
  const text = section(indexable, begin, end);
  return run.made(stride === 1 ? text : every(characters(text)).join(''));
}
