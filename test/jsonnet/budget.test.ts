import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compile, JsonnetError, type Outside } from '../../src/jsonnet/jsonnet.ts';

/** What is wrong with a program that fails, or its value. */
function outcome(source: string, outside: Outside = {}): unknown {
  try {
    return compile(source).evaluate(outside);
  } catch (error) {
    assert.ok(error instanceof JsonnetError, String(error));
    return error.problem;
  }
}

const STEPS = 'the budget of steps is used up';
const MEMORY = 'the budget of memory is used up';
const TOO_DEEP = 'the program is nested too deeply';

describe('an evaluation ends within its budget', () => {
  /** None of them may take long: the budgets are what stops them. */
  const endless: readonly (readonly [string, string])[] = [
    ['a loop', 'local f(n) = f(n + 1) tailstrict; f(0)'],
    ['turns of a comprehension', 'std.length([1 for x in std.range(1, 10000) for y in std.range(1, 10000) if false])'],
    ['values that share parts', 'std.foldl(function(a, i) [a, a], std.range(1, 60), 0)'],
    ['a text that doubles', 'local d(s) = d(s + s) tailstrict; d("ab")'],
    ['an array that doubles', 'local d(a) = d(a + a) tailstrict; d([1])'],
    ['an object that grows', 'std.length(std.foldl(function(o, i) o { ["f" + i]: i }, std.range(1, 100000), {}))'],
    ['a long array', 'std.makeArray(1e15, function(i) i)'],
    ['a long range', 'std.range(-1e300, 1e300)'],
    ['a long text', 'std.repeat("x", 1e12)'],
    ['a wide format', '"%1000000000d" % 1'],
    ['a precise format', '"%.*f" % [1e300, 1]'],
    ['many digits', '[std.length("%d" % 1e300) for i in std.range(1, 100000)]'],
    ['a search that nearly finds', 'local a = std.repeat("a", 4000000); std.length(std.findSubstr("b" + a[:2000000], a))'],
    ['replacing in a long text', 'local a = std.repeat("a", 1000000); [std.length(std.strReplace(a, "a", "b")) for i in std.range(1, 100)]'],
    ['comparing long texts', 'local a = std.repeat("a", 5000000), b = a[:] + ""; std.foldl(function(x, i) a == b, std.range(1, 100000), 0)'],
    ['indexing a long text', 'local s = std.repeat("a😀", 50000); std.foldl(function(a, i) a + std.length(s[i]), std.range(0, 99999), 0)'],
    ['hashing a long text', 'local a = std.repeat("a", 5000000); [std.md5(a) for i in std.range(1, 1000)]'],
    ['trimming a long text', 'local a = std.repeat(" ", 5000000) + "a"; [std.length(std.trim(a)) for i in std.range(1, 1000)]'],
    ['comparing long arrays', 'local a = std.range(1, 100000); std.foldl(function(x, i) a == a, std.range(1, 100), 0)'],
    ['sorting again and again', 'local a = std.range(1, 100000); std.foldl(function(x, i) std.length(std.sort(a)), std.range(1, 100), 0)'],
    ['reading JSON again and again', 'local a = "[" + std.join(",", std.repeat(["{}"], 100000)) + "]"; [std.length(std.parseJson(a)) for i in std.range(1, 100)]'],
    ['fields that everybody asks for', 'local o = { ["f" + i]: i for i in std.range(1, 20000) }; [std.length(std.objectFields(o {})) for i in std.range(1, 1000)]'],
  ];
  for (const [what, source] of endless) {
    test(what, () => {
      const start = performance.now();
      assert.match(String(outcome(source)), /^the budget of (steps|memory) is used up$/);
      // A third of a second on an idle machine.
      assert.ok(performance.now() - start < 5000, `took ${performance.now() - start} ms`);
    });
  }

  test('what is given as a budget holds, to the step', () => {
    const source = 'std.foldl(function(a, b) a + b, std.range(1, 100), 0)';
    let [enough, tooFew] = [10_000, 0];
    while (enough - tooFew > 1) {
      const middle = Math.floor((enough + tooFew) / 2);
      if (outcome(source, { steps: middle }) === 5050) enough = middle;
      else tooFew = middle;
    }
    assert.equal(outcome(source, { steps: tooFew }), STEPS);
    assert.equal(outcome(source, { steps: enough }), 5050);
    assert.ok(enough > 100, String(enough));
  });

  test('memory is bounded as well', () => {
    assert.equal(outcome('std.length(std.repeat("x", 100000))', { memory: 100_000 }), MEMORY);
    assert.equal(outcome('std.length(std.repeat("x", 100000))', { memory: 400_000 }), 100_000);
  });

  test('what comes in counts', () => assert.equal(outcome('std.extVar("a")', { memory: 100_000, extVars: { a: 'x'.repeat(100_000) } }), MEMORY));

  test('nothing that a function is asked for gives budget back', () => {
    for (const ask of ['std.range(5, -1e300)', 'std.splitLimit("abc", "b", 1e300)', 'std.repeat([], 1e300)', 'std.substr("abc", 0, 1e300)', '[1, 2][0:1e300]'])
      assert.equal(outcome(`[${ask}, std.repeat("x", 1e12)]`), MEMORY, ask);
  });

  test('each evaluation has a budget of its own', () => {
    const program = compile('std.length(std.range(1, 1000))');
    for (let round = 0; round < 5; round += 1) assert.equal(program.evaluate({ steps: 1000 }), 1000);
  });

  test('the same program uses the same steps every time', () => {
    const source = 'local f(n) = if n == 0 then [] else [n] + f(n - 1); std.sort(f(100))';
    const used = (): number => {
      for (let steps = 100; ; steps += 10) if (outcome(source, { steps }) !== STEPS) return steps;
    };
    assert.equal(used(), used());
  });
});

describe('nothing nests deeper than the stack of JavaScript', () => {
  const nest = (open: string, middle: string, close: string, times: number): string => open.repeat(times) + middle + close.repeat(times);

  const programs: readonly (readonly [string, string])[] = [
    ['parentheses', nest('(', '1', ')', 100_000)],
    ['arrays', nest('[', '', ']', 100_000)],
    ['objects', nest('{a:', '1', '}', 100_000)],
    ['calls', nest('f(', '1', ')', 100_000)],
    ['operators', `1${'+1'.repeat(100_000)}`],
    ['signs', `${'-'.repeat(100_000)}1`],
    ['fields of fields', `local a = {}; a${'.a'.repeat(100_000)}`],
    ['slices', `[1]${'[:]'.repeat(100_000)}`],
    ['extensions', `{}${'{}'.repeat(100_000)}`],
    ['conditions', 'if true then '.repeat(100_000)],
    ['functions', 'function(x) '.repeat(100_000)],
    ['clauses', `[x ${'for x in [1] '.repeat(10_000)}]`],
  ];
  for (const [what, source] of programs) test(`${what} in a program`, () => assert.equal(outcome(source), TOO_DEEP));

  test('400 levels are fine', () => {
    assert.equal(outcome(nest('(', '1', ')', 390)), 1);
    assert.equal(outcome(`1${'+1'.repeat(380)}`), 381);
    assert.equal(JSON.stringify(outcome(nest('[', '', ']', 390))), nest('[', '', ']', 390));
  });

  /** Recursions through every way in which one thing leads to another. */
  const recursions: readonly string[] = [
    'local f(n) = 1 + f(n + 1); f(0)',
    'local f(n) = if n < 0 then 0 else if true then f(n + 1) else 0; f(0)',
    'local f(n) = local a = f(n + 1); a; f(0)',
    'local f(n) = assert f(n + 1); 1; f(0)',
    'local f(n) = [f(n + 1)][0]; f(0)',
    'local f(n) = [f(n + 1)]; f(0)',
    'local f(n) = { a: f(n + 1) }; f(0)',
    'local f(n) = { a: f(n + 1) }.a; f(0)',
    'local f(n) = ({ a: 1 } { a+: f(n + 1) }).a; f(0)',
    'local f(n) = { assert f(n + 1), a: 1 }.a; f(0)',
    'local f(n) = { [f(n + 1)]: 1 }; f(0)',
    'local f(n) = [x for x in f(n + 1)]; f(0)',
    'local f(n) = [y for y in [1] for z in [1] if f(n + 1)]; f(0)',
    'local f(n) = { [x]: 1 for x in f(n + 1) }; f(0)',
    'local f(n, m=f(n + 1)) = m; f(0)',
    'local f(n) = std.id(f(n + 1)) tailstrict; f(0)',
    'local f(n) = std.map(function(x) f(n + 1), [1])[0]; f(0)',
    'local f(n) = std.filter(function(x) f(n + 1), [1]); f(0)',
    'local f(n) = std.foldl(function(a, b) f(n + 1), [1], 0); f(0)',
    'local f(n) = std.sort([1, 2], function(x) f(n + 1)); f(0)',
    'local f(n) = std.flatMap(function(x) f(n + 1), [1]); f(0)',
    'local f(n) = std.setUnion([1], [2], function(x) f(n + 1)); f(0)',
    'local f(n) = std.mapWithKey(function(k, v) f(n + 1), { a: 1 }).a; f(0)',
    'local f(n) = std.minArray([1, 2], function(x) f(n + 1)); f(0)',
    'local f(n) = std.join("", [f(n + 1)]); f(0)',
    'local f(n) = "%s" % [f(n + 1)]; f(0)',
    'local f(n) = "" + { a: [f(n + 1)] }; f(0)',
    'local f(n) = std.manifestJsonEx({ a: [f(n + 1)] }, ""); f(0)',
    'local f(n) = std.manifestYamlDoc({ a: [f(n + 1)] }); f(0)',
    'local f(n) = std.manifestToml({ a: { b: [f(n + 1)] } }); f(0)',
    'local f(n) = std.manifestToml({ a: [{ b: f(n + 1) }] }); f(0)',
    'local f(n) = std.manifestPython([{ a: f(n + 1) }]); f(0)',
    'local f(n) = std.manifestIni({ sections: { a: { b: f(n + 1) } } }); f(0)',
    'local f(n) = std.manifestXmlJsonml(["a", ["b", f(n + 1)]]); f(0)',
    'local f(n) = [{ a: f(n + 1) }] == [{ a: 2 }]; f(0)',
    'local f(n) = [[f(n + 1)]] < [[2]]; f(0)',
    'local f(n) = std.prune({ a: [f(n + 1)] }); f(0)',
    'local f(n) = std.mergePatch({ a: 1 }, { a: f(n + 1) }); f(0)',
    'local f(n) = std.flattenDeepArray([[f(n + 1)]]); f(0)',
    'local f(n) = std.deepJoin([[f(n + 1)]]); f(0)',
    'local f(n) = std.trace("x", f(n + 1)); f(0)',
    'local f(n) = std.get({}, "a", f(n + 1)); f(0)',
    'local a = [a]; a',
    'local a = [a]; a == [a, 1] || a == [[a]]',
    'local a = { a: a }; std.toString(a)',
    'local a = [a]; std.flattenDeepArray(a)',
    `std.parseJson('${nest('[', '', ']', 5000)}')`,
  ];
  for (const source of recursions) {
    // The words after the colon tell the count from an overflow of JavaScript's stack, which is caught as well.
    test(source.slice(0, 80), () => assert.match(String(outcome(source)), /^max stack frames exceeded: /));
  }

  test('recursion of 490 calls is fine', () => assert.equal(outcome('local f(n) = if n == 0 then 0 else 1 + f(n - 1); f(490)'), 490));

  test('tailstrict takes no frames', () => assert.equal(outcome('local f(n) = if n == 0 then "done" else f(n - 1) tailstrict; f(20000)'), 'done'));

  test('where little of the stack is left, the program fails, not the process', () => {
    const program = compile('local f(n) = if n == 0 then 0 else 1 + f(n - 1); f(400)');
    let failed = 0;
    const dig = (): void => {
      try {
        dig();
      } finally {
        try {
          program.evaluate();
        } catch (error) {
          if (error instanceof JsonnetError) failed += 1;
        }
      }
    };
    assert.throws(dig, RangeError);
    assert.ok(failed > 0);
    assert.equal(program.evaluate(), 400);
  });
});
