import type { Assertion, Bind, FieldNode, ObjectComprehension, ObjectNode } from './ast.ts';
import { compileClauses, compileCondition } from './compile-clauses.ts';
import type { Compiler } from './compiler.ts';
import type { Position } from './error.ts';
import { add } from './operators.ts';
import { Scope } from './scope.ts';
import { type Body, type Code, described, type Env, type Field, ObjectValue, type Value } from './value.ts';

/** Fills an environment with the values of `binds`, in the order of their names. All of them see each other. */
export function compileBinds(compiler: Compiler, binds: readonly Bind[], scope: Scope): (env: Env) => void {
  const cells = binds.map(({ name, value, at }) => compiler.delay(value, scope, `local ${name}`, at));
  return (env) => {
    for (const cell of cells) env.slots.push(cell(env));
  };
}

/** Fails unless the condition holds. */
export function compileAssertion(compiler: Compiler, { condition, message, at }: Assertion, scope: Scope): (env: Env) => void {
  const holds = compileCondition(compiler.code(condition, scope), 'an assert', at);
  const text = message === undefined ? undefined : compiler.code({ kind: 'error', message, at }, scope);
  return (env) => {
    if (holds(env)) return;
    text?.(env);
    throw env.run.error('Assertion failed.', at);
  };
}

/** `+:`: what the layers below hold, plus this. */
function added(body: Body, name: string): Body {
  const code: Code = (env) => {
    const below = (env.object as ObjectValue).getBelow(env.run, name, env.layer);
    const value = body.code(env);
    return below === undefined ? value : add(env.run, below, value, body.frame);
  };
  return { code, frame: body.frame, height: body.height + 1 };
}

/** Compiles the value of a field; what comes out makes the field once its name is known. */
function compileField(compiler: Compiler, { name, value, plus, visibility, at }: FieldNode, inner: Scope): (name: string, scope: Env | undefined) => Field {
  if (value.kind === 'literal' && !plus) return () => ({ visibility, constant: value.value, body: undefined, scope: undefined });
  const body = compiler.body(value, inner, typeof name === 'string' ? `field ${name}` : 'field', at);
  return (known, scope) => ({ visibility, constant: undefined, body: plus ? added(body, known) : body, scope });
}

/** Puts a field of a computed name among the others; null stands for no field. */
function place(env: Env, fields: Map<string, Field>, name: Value, field: (name: string, scope: Env | undefined) => Field, scope: Env | undefined, at: Position): void {
  if (name === null) return;
  if (typeof name !== 'string') throw env.run.error(`the name of a field must be a string or null, got ${described(name)}`, at);
  if (fields.has(name)) throw env.run.error(`the field ${JSON.stringify(name)} stands here twice`, at);
  env.run.allocate(96);
  fields.set(name, field(name, scope));
}

export function compileObject(compiler: Compiler, node: ObjectNode, scope: Scope): Code {
  const inner = new Scope(
    scope,
    node.locals.map(({ name }) => name),
    true,
  );
  const bind = compileBinds(compiler, node.locals, inner);
  const asserts = node.asserts.map((assertion): Body => {
    const { made: check, height } = compiler.measure(() => compileAssertion(compiler, assertion, inner));
    const code: Code = (env) => {
      check(env);
      return null;
    };
    return { code, height, frame: { line: assertion.at.line, column: assertion.at.column, what: 'assert of an object' } };
  });
  const known = new Map<string, Field>();
  const computed: { readonly name: Code; readonly field: (name: string, scope: Env | undefined) => Field; readonly at: Position }[] = [];
  for (const member of node.fields) {
    const field = compileField(compiler, member, inner);
    if (typeof member.name === 'string') known.set(member.name, field(member.name, undefined));
    else computed.push({ name: compiler.code(member.name, scope), field, at: member.at });
  }
  const members = { bind, asserts };
  return (env) => {
    env.run.step();
    let fields = known;
    if (computed.length > 0) {
      fields = new Map(known);
      env.run.allocate(32 * known.size);
      for (const { name, field, at } of computed) place(env, fields, name(env), field, undefined, at);
    }
    return new ObjectValue(env.run, [{ fields, members, scope: env }]);
  };
}

export function compileObjectComprehension(compiler: Compiler, node: ObjectComprehension, scope: Scope): Code {
  const { around, loop } = compileClauses(compiler, node.clauses, scope);
  const inner = new Scope(
    around,
    node.locals.map(({ name }) => name),
    true,
  );
  const bind = compileBinds(compiler, node.locals, inner);
  const field = compileField(compiler, node.field, inner);
  const name = compiler.code(node.name, around);
  return (env) => {
    const fields = new Map<string, Field>();
    loop(env, (turn) => place(turn, fields, name(turn), field, turn, node.field.at));
    return new ObjectValue(env.run, [{ fields, members: { bind, asserts: [] }, scope: undefined }]);
  };
}
