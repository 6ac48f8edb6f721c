import type { Run } from '../run.ts';
import { type Cell, Env, type FunctionValue, force, Thunk, type Value } from '../value.ts';

/** A cell worked out by the library when it is wanted; `height` as of a body. */
export function later(run: Run, what: string, work: () => Value): Cell {
  return new Thunk({ code: work, frame: { ...run.here, what }, height: 2 }, new Env(run, null, []));
}

/** Calls a function and takes nothing but a boolean for an answer. */
export function holds(run: Run, test: FunctionValue, ...cells: Cell[]): boolean {
  const answer = test.call(run, ...cells);
  if (typeof answer !== 'boolean') throw run.error(`${test.name} must return a boolean here`);
  return answer;
}

/** The value of the key by which an element is compared: itself, if no function says otherwise. */
export const keyOf = (run: Run, cell: Cell, keyF: FunctionValue | undefined): Value => (keyF === undefined ? force(cell) : keyF.call(run, cell));
