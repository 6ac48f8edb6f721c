import type { Node } from './ast.ts';
import type { JsonnetError, Position } from './error.ts';
import type { Scope } from './scope.ts';
import type { Body, Cell, Code, Env, FunctionValue, Value } from './value.ts';

/** A call that ends a function, to be made once that function is off the stack: what `tailstrict` asks for. */
export class TailCall {
  readonly target: FunctionValue;
  readonly slots: (Cell | undefined)[];
  constructor(target: FunctionValue, slots: (Cell | undefined)[]) {
    this.target = target;
    this.slots = slots;
  }
}
export type TailCode = (env: Env) => Value | TailCall;

/** What the parts of the compiler ask of the whole. */
export interface Compiler {
  code(node: Node, scope: Scope): Code;
  /** As the last thing a function does. */
  tail(node: Node, scope: Scope): TailCode;
  /** As a frame of its own; `what` and `at` are for those who read errors. */
  body(node: Node, scope: Scope, what: string, at?: Position): Body;
  /** As a cell, worked out when it is wanted. */
  delay(node: Node, scope: Scope, what: string, at?: Position): (env: Env) => Cell;
  error(problem: string, at: Position): JsonnetError;
  /** How deep what was compiled since the last frame began is. */
  measure<T>(compile: () => T): { readonly made: T; readonly height: number };
}
