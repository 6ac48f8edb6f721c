import type { ArrayComprehension, Clause } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Position } from './error.ts';
import { Scope } from './scope.ts';
import { type Cell, type Code, described, Env } from './value.ts';

export function compileCondition(condition: Code, what: string, at: Position): (env: Env) => boolean {
  return (env) => {
    const value = condition(env);
    if (typeof value !== 'boolean') throw env.run.error(`the condition of ${what} must be a boolean, got ${described(value)}`, at);
    return value;
  };
}

/** Visits the environment of every turn. */
type Loop = (env: Env, visit: (turn: Env) => void) => void;

/** `for` and `if` of a comprehension; `around` is what stands inside them all. */
export function compileClauses(compiler: Compiler, clauses: readonly Clause[], scope: Scope): { readonly around: Scope; readonly loop: Loop } {
  let around = scope;
  const clausesInOrder = clauses.map((clause): ((inner: Loop) => Loop) => {
    if (clause.kind === 'if') {
      const holds = compileCondition(compiler.code(clause.condition, around), 'an `if`', clause.at);
      return (inner) => (env, visit) => {
        if (holds(env)) inner(env, visit);
      };
    }
    const array = compiler.code(clause.array, around);
    around = new Scope(around, [clause.name]);
    return (inner) => (env, visit) => {
      const elements = array(env);
      if (!Array.isArray(elements)) throw env.run.error(`a comprehension goes through arrays, got ${described(elements)}`, clause.at);
      for (const element of elements) {
        env.run.step();
        inner(new Env(env.run, env, [element]), visit);
      }
    };
  });
  const innermost: Loop = (env, visit) => visit(env);
  return { around, loop: clausesInOrder.reduceRight((inner, clause) => clause(inner), innermost) };
}

export function compileArrayComprehension(compiler: Compiler, node: ArrayComprehension, scope: Scope): Code {
  const { around, loop } = compileClauses(compiler, node.clauses, scope);
  const element = compiler.delay(node.element, around, 'element');
  return (env) => {
    const cells: Cell[] = [];
    loop(env, (turn) => {
      env.run.allocate(8);
      cells.push(element(turn));
    });
    return cells;
  };
}
