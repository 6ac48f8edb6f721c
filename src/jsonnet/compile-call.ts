import type { Call, FunctionNode, Node } from './ast.ts';
import { type Compiler, TailCall, type TailCode } from './compiler.ts';
import type { Frame } from './error.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';
import { type Body, byName, type Cell, type Code, described, Env, FunctionValue, force, inOrder, type Parameter, Thunk, type Value } from './value.ts';

/** What is the same about a function each time it is made. */
interface FunctionCode {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly defaults: readonly (Body | undefined)[];
  readonly body: TailCode;
  readonly height: number;
}

class Closure extends FunctionValue {
  readonly #code: FunctionCode;
  readonly #env: Env;

  constructor(code: FunctionCode, env: Env) {
    super();
    env.run.allocate(48);
    this.#code = code;
    this.#env = env;
  }

  get name(): string {
    return this.#code.name;
  }
  get parameters(): readonly Parameter[] {
    return this.#code.parameters;
  }
  get height(): number {
    return this.#code.height;
  }

  apply(run: Run, slots: (Cell | undefined)[], strict = false): Value {
    let result: Value | TailCall = this.#once(run, slots, strict);
    if (!(result instanceof TailCall)) return result;
    const { here } = run;
    run.leave(this.height);
    do {
      const target: FunctionValue = result.target;
      const next: (Cell | undefined)[] = result.slots;
      run.enter(here, target.height);
      result = target instanceof Closure ? target.#once(run, next, true) : target.apply(run, next);
      run.leave(target.height);
    } while (result instanceof TailCall);
    run.enter(here, this.height);
    return result;
  }

  #once(run: Run, slots: (Cell | undefined)[], strict: boolean): Value | TailCall {
    const { defaults, body } = this.#code;
    const env = new Env(run, this.#env, slots as Cell[]);
    for (let at = 0; at < slots.length; at += 1) if (slots[at] === undefined) slots[at] = new Thunk(defaults[at] as Body, env);
    if (strict) for (const cell of env.slots) force(cell);
    return body(env);
  }
}

export function compileFunction(compiler: Compiler, node: FunctionNode, outer: Scope): Code {
  const { name } = node;
  const scope = new Scope(
    outer,
    node.parameters.map((parameter) => parameter.name),
  );
  const defaults = node.parameters.map((parameter) => parameter.default && compiler.body(parameter.default, scope, `argument ${parameter.name}`, parameter.at));
  const parameters = node.parameters.map((parameter) => ({ name: parameter.name, optional: parameter.default !== undefined }));
  const { made: body, height } = compiler.measure(() => compiler.tail(node.body, scope));
  const code: FunctionCode = { name, parameters, defaults, body, height };
  return (env) => new Closure(code, env);
}

function nameOf(target: Node): string {
  if (target.kind === 'variable') return target.name;
  if (target.kind !== 'index' && target.kind !== 'super') return 'function';
  const name = target.index.kind === 'literal' ? String(target.index.value) : 'function';
  return target.kind === 'index' && target.target.kind === 'variable' && target.target.name === 'std' ? `std.${name}` : name;
}

export function compileCall(compiler: Compiler, node: Call, scope: Scope, isTail: boolean): TailCode {
  const name = nameOf(node.target);
  const frame: Frame = { line: node.at.line, column: node.at.column, what: `call of ${name}` };
  const target = compiler.code(node.target, scope);
  const argument = (value: Node): ((env: Env) => Cell) => (node.tailstrict ? compiler.code(value, scope) : compiler.delay(value, scope, `argument of ${name}`));
  const positional = node.positional.map(argument);
  const named = node.named.map((one) => ({ parameter: one.name, cell: argument(one.value) }));
  const bind = (env: Env, callee: FunctionValue): (Cell | undefined)[] => {
    env.run.allocate(16 + 8 * positional.length);
    const cells: (Cell | undefined)[] = positional.map((cell) => cell(env));
    return named.length === 0
      ? inOrder(env.run, callee, cells)
      : byName(
          env.run,
          callee,
          cells,
          named.map(({ parameter, cell }) => [parameter, cell(env)]),
        );
  };
  const callee = (env: Env): FunctionValue => {
    env.run.step();
    const found = target(env);
    if (!(found instanceof FunctionValue)) throw env.run.error(`only functions can be called, \`${name}\` is ${described(found)}`, node.at);
    return found;
  };
  if (isTail && node.tailstrict) {
    return (env) => {
      const found = callee(env);
      return new TailCall(found, bind(env, found));
    };
  }
  return (env) => {
    const found = callee(env);
    const { run } = env;
    run.enter(frame, found.height);
    const result = found.apply(run, bind(env, found), node.tailstrict);
    run.leave(found.height);
    return result;
  };
}
