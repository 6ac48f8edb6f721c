import type { Node } from './ast.ts';
import { compileCall, compileFunction } from './compile-call.ts';
import { compileArrayComprehension, compileCondition } from './compile-clauses.ts';
import { compileIndex, compileInSuper, compileSlice, compileSuper } from './compile-index.ts';
import { compileAssertion, compileBinds, compileObject, compileObjectComprehension } from './compile-object.ts';
import type { Compiler, TailCode } from './compiler.ts';
import { JsonnetError, type Position } from './error.ts';
import { toText } from './json.ts';
import { BINARY, unary } from './operators.ts';
import { DEEPEST_PROGRAM } from './parser.ts';
import { Scope } from './scope.ts';
import { type Body, type Cell, type Code, described, Env, force, type ObjectValue, Thunk, type Value } from './value.ts';

/** Makes a program ready to run; its environment holds `std` alone. Names that are bound nowhere are errors here. */
export function compileProgram(program: Node, file: string): Body {
  return new Walk(file).body(program, new Scope(undefined, ['std']), 'the program');
}

class Walk implements Compiler {
  readonly #file: string;
  /** How deep the node at hand stands in the program, and in the frame it will run in. */
  #depth = 0;
  #level = 0;
  #height = 0;

  constructor(file: string) {
    this.#file = file;
  }

  error(problem: string, at: Position): JsonnetError {
    return new JsonnetError(problem, this.#file, at);
  }

  code(node: Node, scope: Scope): Code {
    // Without the permission to end in a tail call, none is made.
    return this.#compile(node, scope, false) as Code;
  }

  tail(node: Node, scope: Scope): TailCode {
    return this.#compile(node, scope, true);
  }

  measure<T>(compile: () => T): { made: T; height: number } {
    const [level, height] = [this.#level, this.#height];
    this.#level = 0;
    this.#height = 0;
    const made = compile();
    const measured = { made, height: this.#height };
    this.#level = level;
    this.#height = height;
    return measured;
  }

  body(node: Node, scope: Scope, what: string, at: Position = node.at): Body {
    const { made: code, height } = this.measure(() => this.code(node, scope));
    return { code, height, frame: { line: at.line, column: at.column, what } };
  }

  delay(node: Node, scope: Scope, what: string, at?: Position): (env: Env) => Cell {
    if (node.kind === 'literal' || node.kind === 'function') return this.code(node, scope);
    const body = this.body(node, scope, what, at);
    if (node.kind !== 'variable') return (env) => new Thunk(body, env);
    // A local that is another one may be made before that is.
    const cell = this.#cell(node.name, scope, node.at);
    return (env) => cell(env) ?? new Thunk(body, env);
  }

  #compile(node: Node, scope: Scope, isTail: boolean): TailCode {
    // The loops of a comprehension run two JavaScript frames for each clause, and what they visit inside them.
    const levels = 'clauses' in node ? 1 + 2 * node.clauses.length : 1;
    this.#depth += levels;
    this.#level += levels;
    this.#height = Math.max(this.#height, this.#level);
    if (this.#depth > DEEPEST_PROGRAM) throw this.error('the program is nested too deeply', node.at);
    const code = this.#node(node, scope, isTail);
    this.#depth -= levels;
    this.#level -= levels;
    return code;
  }

  #node(node: Node, scope: Scope, isTail: boolean): TailCode {
    switch (node.kind) {
      case 'literal': {
        const { value } = node;
        return () => value;
      }
      case 'self':
        return this.#object(scope, 'innermost', '`self` stands outside of any object', node.at);
      case 'root':
        return this.#object(scope, 'outermost', '`$` stands outside of any object', node.at);
      case 'variable': {
        const cell = this.#cell(node.name, scope, node.at);
        return (env) => force(cell(env) as Cell);
      }
      case 'index':
        return compileIndex(this, node, scope);
      case 'super':
        return compileSuper(this, node, scope);
      case 'in super':
        return compileInSuper(this, node, scope);
      case 'slice':
        return compileSlice(this, node, scope);
      case 'call':
        return compileCall(this, node, scope, isTail);
      case 'array': {
        const cells = node.elements.map((element) => this.delay(element, scope, 'element'));
        return (env) => {
          env.run.allocate(16 + 8 * cells.length);
          return cells.map((cell) => cell(env));
        };
      }
      case 'array comprehension':
        return compileArrayComprehension(this, node, scope);
      case 'object':
        return compileObject(this, node, scope);
      case 'object comprehension':
        return compileObjectComprehension(this, node, scope);
      case 'local': {
        const inner = new Scope(
          scope,
          node.binds.map(({ name }) => name),
        );
        const bind = compileBinds(this, node.binds, inner);
        const body = this.#compile(node.body, inner, isTail);
        return (env) => {
          const within = new Env(env.run, env, []);
          bind(within);
          return body(within);
        };
      }
      case 'if': {
        const holds = compileCondition(this.code(node.condition, scope), '`if`', node.at);
        const then = this.#compile(node.then, scope, isTail);
        const otherwise = node.else === undefined ? (): Value => null : this.#compile(node.else, scope, isTail);
        return (env) => (holds(env) ? then(env) : otherwise(env));
      }
      case 'binary':
        return this.#binary(node, scope);
      case 'unary': {
        const operand = this.code(node.operand, scope);
        const { operator, at } = node;
        return (env) => unary(env.run, operator, operand(env), at);
      }
      case 'function':
        return compileFunction(this, node, scope);
      case 'assert': {
        const check = compileAssertion(this, node, scope);
        const body = this.#compile(node.body, scope, isTail);
        return (env) => {
          check(env);
          return body(env);
        };
      }
      case 'error': {
        const message = this.code(node.message, scope);
        return (env) => {
          throw env.run.error(toText(env.run, message(env)), node.at);
        };
      }
    }
  }

  #binary({ operator, left, right, at }: Extract<Node, { kind: 'binary' }>, scope: Scope): Code {
    const [a, b] = [this.code(left, scope), this.code(right, scope)];
    if (operator !== '&&' && operator !== '||') {
      const apply = BINARY[operator];
      return (env) => apply(env.run, a(env), b(env), at);
    }
    const boolean = (env: Env, value: Value): boolean => {
      if (typeof value !== 'boolean') throw env.run.error(`\`${operator}\` wants booleans, got ${described(value)}`, at);
      return value;
    };
    return operator === '&&' ? (env) => boolean(env, a(env)) && boolean(env, b(env)) : (env) => boolean(env, a(env)) || boolean(env, b(env));
  }

  #object(scope: Scope, which: 'innermost' | 'outermost', problem: string, at: Position): Code {
    const up = scope.object(which);
    if (up === undefined) throw this.error(problem, at);
    return (env) => env.outwards(up).object as ObjectValue;
  }

  /** Undefined only while the environment is being filled. */
  #cell(name: string, scope: Scope, at: Position): (env: Env) => Cell | undefined {
    const place = scope.find(name);
    if (place === undefined) throw this.error(`unknown variable: \`${name}\``, at);
    const { up, slot } = place;
    if (up === 0) return (env) => env.slots[slot];
    return (env) => env.outwards(up).slots[slot];
  }
}
