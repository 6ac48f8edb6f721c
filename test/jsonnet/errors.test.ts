import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compile, JsonnetError } from '../../src/jsonnet/jsonnet.ts';

/** The error of a program that fails. */
function errorOf(source: string): JsonnetError {
  try {
    compile(source, { name: 'mapper' }).evaluate();
  } catch (error) {
    assert.ok(error instanceof JsonnetError, String(error));
    return error;
  }
  return assert.fail(`does not fail: ${source}`);
}

const place = (source: string): string => {
  const { line, column } = errorOf(source);
  return `${line}:${column}`;
};

describe('an error says where', () => {
  const places: readonly (readonly [string, string, string])[] = [
    ['what the parser did not expect', '{\n  a: 1\n  b: 2,\n}', '3:3'],
    ['the end of a program that goes on', '[1,\n 2', '2:3'],
    ['an unknown escape sequence', '{ a: "x\\q" }', '1:8'],
    ['a string that does not end', '\n  "abc', '2:3'],
    ['a variable that is bound nowhere', 'local a = 1;\n[a,\n   b]', '3:4'],
    ['a field that stands there twice', '{ a: 1,\n  a: 2 }', '2:3'],
    ['an import', '{ a:\n  import "x" }', '2:3'],
    ['an operator with wrong operands', '1 +\n  (2 - "a")', '2:6'],
    ['a missing field', '{ a: 1 }\n.b', '2:1'],
    ['a failing error', 'if true then\n  error "x"', '2:3'],
    ['a failing assert', '{\n  assert self.a > 1,\n  a: 1,\n}', '2:3'],
    ['a call of the library that fails', 'local f(x) = std.parseInt(x);\nf("z")', '1:26'],
    ['columns behind characters of two units', '"😀" + nowhere', '1:8'],
    ['lines behind a text block', '|||\n  a\n  b\n||| + nowhere', '4:7'],
    ['lines behind comments', '/* a\n b */ # c\n nowhere', '3:2'],
  ];
  for (const [what, source, expected] of places) test(what, () => assert.equal(place(source), expected));
});

describe('an error says what', () => {
  const problems: readonly (readonly [string, string])[] = [
    ['error "own words"', 'own words'],
    ['error { a: [1] }', '{"a": [1]}'],
    ['assert false : "why"; 1', 'why'],
    ['{ assert false, a: 1 }', 'Assertion failed.'],
    ['std.extVar("nobody")', 'undefined external variable: `nobody`'],
    ['{ a: 1 }.b', 'there is no field `b`'],
    ['1 + {}', 'a number and an object cannot be added'],
    ['std.substr("abc", "x", 1)', 'std.substr: `from` must be of type integer, got a string'],
    ['std.substr("abc", 1.5, 1)', 'std.substr: `from` must be of type integer, got 1.5'],
    ['std.substr("abc", 1)', 'std.substr misses its argument `len`'],
    ['local f(x) = x; f(1, 2)', 'f takes 1 arguments at most, got 2'],
    ['local f(x) = x; f(y=1)', 'f has no parameter `y`'],
    ['local a = 1; a(2)', 'only functions can be called, `a` is a number'],
    ['[1, 2][2]', 'the index 2 is outside of an array of length 2'],
    ['{ a: 1, b: 2', 'expected `,` or `}`, found the end of the program'],
    ['importstr "x"', '`importstr` is not available: programs here read no files'],
    ['if false then importbin "x"', '`importbin` is not available: programs here read no files'],
    ['std.parseYaml("a: 1")', 'std.parseYaml is not available here: hand the data over as JSON'],
    ['std.native("x")', 'std.native: there is no native function `x`, programs here have none'],
    ['local a = a; a', 'infinite recursion: this value needs itself'],
    ['{ f(x): x }', 'the result holds a function, which JSON cannot say'],
    ['1e308 * 10', 'overflow: the number is too large'],
    ['1 ? 2', '"?" means nothing here'],
  ];
  for (const [source, problem] of problems) test(problem, () => assert.equal(errorOf(source).problem, problem));

  test('the message names file, line and column first', () => assert.equal(errorOf('\n  error "x"').message, 'mapper:2:3: x'));

  test('a text of any length is cut', () => assert.equal(errorOf('error std.repeat("x", 100000)').problem.length, 2001));
});

test('an error tells what was under way, the innermost first', () => {
  const { frames } = errorOf('local f(x) =\n  if x == 0 then error "x" else f(x - 1);\n{ a: { b: f(1) } }');
  assert.deepEqual(
    frames.map(({ what, line, column }) => `${what} ${line}:${column}`),
    ['call of f 2:34', 'call of f 3:12', 'field b 3:8', 'the program 1:1'],
  );
});

test('an error of a deep recursion shows the innermost fifty', () => assert.equal(errorOf('local f(x) = 1 + f(x); f(0)').frames.length, 50));

test('an error found while reading has no frames', () => assert.deepEqual(errorOf('{').frames, []));
