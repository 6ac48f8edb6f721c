import type { Index, InSuper, Node, Slice, SuperIndex } from './ast.ts';
import type { Compiler } from './compiler.ts';
import type { Position } from './error.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';
import { slice } from './slice.ts';
import { lengthOf, readCodePoints, section } from './text.ts';
import { type Code, described, type Env, force, ObjectValue, type Value } from './value.ts';

function nameFor(run: Run, index: Value, at: Position): string {
  if (typeof index !== 'string') throw run.error(`an object is indexed with a string, got ${described(index)}`, at);
  return index;
}

const missing = (run: Run, name: string, at: Position): Error => run.error(`there is no field \`${name}\``, at);

function placeFor(run: Run, index: Value, length: number, what: string, at: Position): number {
  if (typeof index !== 'number' || !Number.isInteger(index)) throw run.error(`${what} is indexed with a whole number, got ${typeof index === 'number' ? index : described(index)}`, at);
  if (index < 0 || index >= length) throw run.error(`the index ${index} is outside of ${what} of length ${length}`, at);
  return index;
}

export function compileIndex(compiler: Compiler, node: Index, scope: Scope): Code {
  const target = compiler.code(node.target, scope);
  const index = compiler.code(node.index, scope);
  const { at } = node;
  return (env) => {
    const { run } = env;
    const indexed = target(env);
    if (indexed instanceof ObjectValue) {
      const name = nameFor(run, index(env), at);
      const value = indexed.get(run, name);
      if (value === undefined) throw missing(run, name, at);
      return value;
    }
    if (Array.isArray(indexed)) return force(indexed[placeFor(run, index(env), indexed.length, 'an array', at)]);
    if (typeof indexed !== 'string') throw run.error(`${described(indexed)} cannot be indexed`, at);
    readCodePoints(run, indexed);
    const place = placeFor(run, index(env), lengthOf(indexed), 'a string', at);
    return section(indexed, place, place + 1);
  };
}

/** How far out the object is that `super` is about. */
function around(compiler: Compiler, scope: Scope, at: Position): (env: Env) => Env {
  const up = scope.object('innermost');
  if (up === undefined) throw compiler.error('`super` stands outside of any object', at);
  return (env) => env.outwards(up);
}

const nameCode = (compiler: Compiler, name: Node, scope: Scope, at: Position): ((env: Env) => string) => {
  const code = compiler.code(name, scope);
  return (env) => nameFor(env.run, code(env), at);
};

export function compileSuper(compiler: Compiler, node: SuperIndex, scope: Scope): Code {
  const home = around(compiler, scope, node.at);
  const nameOf = nameCode(compiler, node.index, scope, node.at);
  return (env) => {
    const { object, layer } = home(env);
    const name = nameOf(env);
    const value = (object as ObjectValue).getBelow(env.run, name, layer);
    if (value === undefined) throw missing(env.run, name, node.at);
    return value;
  };
}

export function compileInSuper(compiler: Compiler, node: InSuper, scope: Scope): Code {
  const home = around(compiler, scope, node.at);
  const nameOf = nameCode(compiler, node.name, scope, node.at);
  return (env) => {
    const { object, layer } = home(env);
    return (object as ObjectValue).hasBelow(env.run, nameOf(env), layer);
  };
}

export function compileSlice(compiler: Compiler, node: Slice, scope: Scope): Code {
  const target = compiler.code(node.target, scope);
  const [from, to, step] = [node.from, node.to, node.step].map((part) => (part === undefined ? (): Value => null : compiler.code(part, scope))) as [Code, Code, Code];
  return (env) => slice(env.run, target(env), from(env), to(env), step(env));
}
