import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compile, JsonnetError } from '../../src/jsonnet/jsonnet.ts';
import { ASKED, extVars, samples } from './corpus.ts';

/** Small, so that many programs can be tried. */
const BUDGET = { steps: 20_000, memory: 4 * 1024 * 1024 };
const RUNS = 1500;

/** What comes of a program, as text. Fails the test should it throw anything else than it may. */
function outcome(source: string): string {
  try {
    const text = JSON.stringify(compile(source).evaluate({ ...BUDGET, extVars }));
    assert.equal(typeof text, 'string', 'the value is not JSON');
    return text;
  } catch (error) {
    if (!(error instanceof JsonnetError)) throw error;
    assert.ok(error.line >= 1 && error.column >= 1, error.message);
    // This one says that a count was too low, and JavaScript's own limit was hit.
    assert.doesNotMatch(error.problem, /^(?:max stack frames exceeded|out of memory: .*)$/);
    return error.message;
  }
}

const holds = (programs: fc.Arbitrary<string>): void => {
  fc.assert(
    fc.property(programs, (source) => assert.equal(outcome(source), outcome(source))),
    { numRuns: RUNS },
  );
};

const corpus = [...ASKED, 'newer', 'errors'].flatMap(samples).map(({ source }) => source);
const pieces = [...new Set(corpus.flatMap((source) => source.match(/\w+|\s+|[^\w\s]/g) ?? []))];

const names = fc.constantFrom('a', 'b', 'c', 'f');
const operators = fc.constantFrom(...'+ - * / % << >> < > <= >= == != & | ^ && || in'.split(' '));
const literals = fc.oneof(
  fc.constantFrom('null', 'true', 'false', '0', '-1', '1.5', '1e300', '5e-324', '9007199254740993', '""', '"a"', '"é😀"', '"%s %d"', '[]', '{}', 'self', '$', 'super.a', 'std', 'std.extVar("claims")'),
  fc.integer().map(String),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => JSON.stringify(text)),
);

/** Programs that follow the grammar, whatever they mean. */
const programs = fc.letrec<{ e: string; field: string; binds: string; clauses: string }>((tie) => ({
  binds: fc
    .array(fc.tuple(names, fc.boolean(), tie('e')), { minLength: 1, maxLength: 2 })
    .map((all) => all.map(([name, isFunction, value]) => `${name}${isFunction ? '(a, b=1)' : ''} = ${value}`).join(', ')),
  clauses: fc.tuple(names, tie('e'), fc.option(tie('e'))).map(([name, array, condition]) => `for ${name} in ${array}${condition === null ? '' : ` if ${condition}`}`),
  field: fc.oneof(
    fc.tuple(names, fc.constantFrom(':', '::', ':::', '+:', '+::'), tie('e')).map(([name, separator, value]) => `${name}${separator} ${value}`),
    fc.tuple(tie('e'), tie('e')).map(([name, value]) => `[${name}]: ${value}`),
    fc.tuple(names, tie('e')).map(([name, value]) => `${name}(a, b=2):: ${value}`),
    fc.tuple(names, tie('e')).map(([name, value]) => `local ${name} = ${value}`),
    tie('e').map((condition) => `assert ${condition}`),
  ),
  e: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    { weight: 3, arbitrary: literals },
    { weight: 3, arbitrary: names },
    { weight: 2, arbitrary: fc.tuple(tie('e'), operators, tie('e')).map(([left, operator, right]) => `(${left} ${operator} ${right})`) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('-', '!', '~', '+'), tie('e')).map(([operator, operand]) => `(${operator}${operand})`) },
    { weight: 2, arbitrary: fc.array(tie('e'), { maxLength: 3 }).map((elements) => `[${elements.join(', ')}]`) },
    { weight: 2, arbitrary: fc.array(tie('field'), { maxLength: 3 }).map((fields) => `{${fields.join(', ')}}`) },
    { weight: 1, arbitrary: fc.tuple(tie('e'), tie('clauses')).map(([element, clauses]) => `[${element} ${clauses}]`) },
    { weight: 1, arbitrary: fc.tuple(tie('e'), tie('e'), tie('clauses')).map(([name, value, clauses]) => `{[${name}]: ${value} ${clauses}}`) },
    { weight: 2, arbitrary: fc.tuple(tie('e'), names).map(([target, name]) => `(${target}).${name}`) },
    { weight: 1, arbitrary: fc.tuple(tie('e'), tie('e')).map(([target, index]) => `(${target})[${index}]`) },
    { weight: 1, arbitrary: fc.tuple(tie('e'), tie('e'), tie('e')).map(([target, from, to]) => `(${target})[${from}:${to}]`) },
    { weight: 2, arbitrary: fc.tuple(tie('e'), fc.array(tie('e'), { maxLength: 2 }), fc.boolean()).map(([target, given, strict]) => `(${target})(${given.join(', ')})${strict ? ' tailstrict' : ''}`) },
    { weight: 2, arbitrary: fc.tuple(tie('binds'), tie('e')).map(([binds, body]) => `(local ${binds}; ${body})`) },
    { weight: 1, arbitrary: fc.tuple(tie('e'), tie('e'), tie('e')).map(([condition, then, otherwise]) => `(if ${condition} then ${then} else ${otherwise})`) },
    { weight: 1, arbitrary: tie('e').map((body) => `(function(a, b=1) ${body})`) },
    { weight: 1, arbitrary: fc.tuple(tie('e'), tie('e')).map(([condition, body]) => `(assert ${condition} : ${body}; ${body})`) },
    { weight: 1, arbitrary: tie('e').map((message) => `(error ${message})`) },
  ),
})).e;

describe('whatever the program, it gives JSON or a JsonnetError, and the same again', () => {
  test('random texts', () => holds(fc.string({ unit: 'binary', maxLength: 60 })));

  test('random pieces of programs', () => holds(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((all) => all.join(' '))));

  test('random programs', () => holds(programs.map((source) => `local a = [1, "a"], b = { a: 1, b:: self.a }, c = 3, f(x=1, y=2) = x; ${source}`)));

  test('programs of the corpus with a piece taken out, doubled, or replaced', () => {
    const changes = fc.tuple(fc.constantFrom(...corpus), fc.array(fc.tuple(fc.nat(), fc.constantFrom('out', 'double', 'replace'), fc.constantFrom(...pieces)), { minLength: 1, maxLength: 3 }));
    holds(
      changes.map(([source, all]) => {
        const parts = source.match(/\w+|\s+|[^\w\s]/g) ?? [];
        for (const [at, how, piece] of all) {
          const place = at % (parts.length + 1);
          if (how === 'out') parts.splice(place, 1);
          else if (how === 'double') parts.splice(place, 0, parts[place] ?? '');
          else parts.splice(place, 1, piece);
        }
        return parts.join('');
      }),
    );
  });

  test('every function of the library with arguments of any kind', () => {
    const library = compile('[f for f in std.objectFieldsAll(std) if std.isFunction(std[f])]').evaluate() as string[];
    const values = [
      ...['null', 'true', '0', '1', '-1', '2.5', '1e300', '-1e300', '5e-324', '""', '"a"', '"aXbXc"', '"X"', '"é😀"', '"%s %d %5.2f"', '"{\\"a\\": [1]}"', '"YQ=="', '" a "'],
      ...['[]', '[1, 2, 3]', '["b", "a"]', '[[1], [2]]', '[true]', '[null, {}]', '["a", { b: 1 }, "c"]', '[97, 255]', '[error "x"]', '[{ key: 1 }]'],
      ...['{}', '{ a: 1, b:: 2 }', '{ a: null, b: { c: [] } }', '{ sections: { a: { b: 1 } }, main: {} }', '{ a: error "x" }', '{ assert false }', 'std'],
      ...['function(x) x', 'function(x, y) [x, y]', 'function(x, y) y', 'function() 1', 'function(x) true', 'function(x) [x]', 'function(x) error "x"', 'std.length', 'error "argument"'],
    ];
    holds(
      fc
        .tuple(fc.constantFrom(...library), fc.array(fc.constantFrom(...values), { maxLength: 4 }))
        .map(([name, given]) => `local r = std.${name}(${given.join(', ')}); if std.isFunction(r) then null else r`),
    );
  });
});
