import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compile, JsonnetError, type Outside } from '../../src/jsonnet/jsonnet.ts';

const evaluate = (source: string, outside: Outside = {}): unknown => compile(source).evaluate(outside);

describe('what comes in', () => {
  test('JSON of any kind is given by name', () => {
    const json = { a: [1, 2.5, -0.5, 'x', true, false, null, { b: {} }, []], '': 'empty', __proto__x: 1 };
    assert.deepEqual(evaluate('std.extVar("json")', { extVars: { json } }), json);
  });

  test('fields may be called anything', () => {
    const json = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "toString": 2}');
    assert.equal(JSON.stringify(evaluate('std.extVar("json")', { extVars: { json } })), '{"__proto__":{"polluted":true},"constructor":1,"toString":2}');
    assert.equal(evaluate('std.extVar("json").__proto__.polluted', { extVars: { json } }), true);
    assert.equal(evaluate('"hasOwnProperty" in std.extVar("json")', { extVars: { json } }), false);
  });

  test('members that are undefined count as absent', () => assert.deepEqual(evaluate('std.extVar("a")', { extVars: { a: { b: undefined, c: 1 } } }), { c: 1 }));

  test('it is not changed', () => {
    const json = Object.freeze({ a: Object.freeze([1]) });
    assert.deepEqual(evaluate('std.extVar("json") { a+: [2] }', { extVars: { json } }), { a: [1, 2] });
    assert.deepEqual(json, { a: [1] });
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const refused: readonly (readonly [string, unknown])[] = [
    ['a function', () => 1],
    ['a bigint', 1n],
    ['NaN', Number.NaN],
    ['a symbol', Symbol('s')],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['what holds itself', cyclic],
    ['undefined', undefined],
  ];
  for (const [what, value] of refused) {
    test(`refuses ${what}`, () => assert.throws(() => evaluate('std.extVar("x")', { extVars: { x: value } }), JsonnetError));
  }

  test('what is never asked for may be anything', () => assert.equal(evaluate('1', { extVars: { x: () => 1 } }), 1));

  test('a variable of another evaluation is not there', () => {
    const program = compile('std.extVar("a")');
    assert.equal(program.evaluate({ extVars: { a: 1 } }), 1);
    assert.equal(program.evaluate({ extVars: { a: 2 } }), 2);
    assert.throws(() => program.evaluate({ extVars: {} }), JsonnetError);
    assert.throws(() => program.evaluate({ extVars: Object.create({ a: 1 }) }), JsonnetError);
  });
});

describe('what goes out', () => {
  test('fields are in order, hidden ones are left out', () => assert.equal(JSON.stringify(evaluate('{ b: 1, a: { d:: 1, c: 2 } }')), '{"a":{"c":2},"b":1}'));

  test('texts are well-formed Unicode', () => assert.equal(evaluate('std.extVar("a")', { extVars: { a: 'x\ud800y' } }), 'x\ufffdy'));

  test('every evaluation makes its own values', () => {
    const program = compile('{ a: [1, { b: 2 }] }');
    assert.notEqual(program.evaluate(), program.evaluate());
    assert.deepEqual(program.evaluate(), program.evaluate());
  });

  test('a program that is a function is called with the arguments given, by name', () => {
    assert.equal(evaluate('function(ctx, b=1) ctx.a + b', { args: { ctx: { a: 1 } } }), 2);
    assert.equal(evaluate('function(ctx, b=1) ctx.a + b', { args: { b: 10, ctx: { a: 1 } } }), 11);
    assert.throws(() => evaluate('function(ctx) ctx', { args: { other: 1 } }), /function has no parameter `other`/);
    assert.throws(() => evaluate('function(ctx) ctx', { args: { ctx: () => 1 } }), JsonnetError);
    assert.equal(evaluate('1', { args: { ctx: 1 } }), 1);
  });

  test('a program that is a function is called without any, if its parameters have defaults', () => {
    assert.equal(evaluate('function(a=1, b=a + 1) a + b'), 3);
    assert.throws(() => evaluate('function(a) a'), JsonnetError);
  });
});

test('std.trace says what and where to whoever listens', () => {
  const heard: string[] = [];
  const value = evaluate('local a = 1;\nstd.trace("seen " + a, a + 1)', { trace: (text, { line, column }) => heard.push(`${line}:${column} ${text}`) });
  assert.deepEqual([value, heard], [2, ['2:10 seen 1']]);
});

test('std.thisFile is the name of the program', () => assert.equal(compile('std.thisFile', { name: 'oidc.jsonnet' }).evaluate(), 'oidc.jsonnet'));
