import type { Position } from './error.ts';
import type { Run } from './run.ts';

/** A result of arithmetic; what JSON has no number for is an error. */
export function finite(run: Run, value: number, at?: Position): number {
  if (Number.isFinite(value)) return value;
  throw run.error(Number.isNaN(value) ? 'the result is not a number' : 'overflow: the number is too large', at);
}
