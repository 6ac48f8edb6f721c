import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { check, findings } from '../../src/config/check.ts';
import { ConfigError, type ConfigInput, createConfig } from '../../src/config/config.ts';
import { applyEnvironment, variableOf } from '../../src/config/environment.ts';
import { configuration } from '../../src/config/keys/index.ts';
import { fromValue, fromYaml, type LocatedMap } from '../../src/config/located.ts';
import type { Rule, Spec } from '../../src/config/spec.ts';
import { formatDuration, parseDuration } from '../../src/config/units.ts';

/** Values that are shaped like a configuration, with something else in some places. */
function likely({ rule, default: usual }: Spec): fc.Arbitrary<unknown> {
  const wild = fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom(usual, null, '', 0, -1, '1h', 'https://*', '[', '*.example.org', 'file://', 'memory') },
  );
  return fc.oneof({ weight: 3, arbitrary: shaped(rule) }, { weight: 1, arbitrary: wild });
}
function shaped(rule: Rule): fc.Arbitrary<unknown> {
  switch (rule.kind) {
    case 'object':
      return fc
        .subarray(Object.keys(rule.fields), { maxLength: Math.min(4, Object.keys(rule.fields).length) })
        .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, likely(rule.fields[key] as Spec)]))));
    case 'variants':
      return fc.constantFrom(...Object.entries(rule.of)).chain(([name, of]) => shaped(of.rule).map((fields) => ({ ...(fields as object), [rule.tag]: name })));
    case 'list':
      return fc.array(likely(rule.of), { maxLength: 3 });
    case 'record':
      return fc.dictionary(fc.string({ maxLength: 9 }), likely(rule.of), { maxKeys: 2 });
    case 'choice':
      return fc.constantFrom(...rule.of);
    case 'integer':
      return fc.integer({ min: rule.min, max: Math.min(rule.max, 100_000) });
    case 'boolean':
      return fc.boolean();
    default:
      return fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom('10s', '1h30m', 'postgres://localhost/zelos'));
  }
}

/** Never touches a disk: a file database would get its secrets. */
const inMemory = (input: unknown): unknown => (typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input, dsn: 'memory' } : input);
function onlyConfigErrors(input: unknown): void {
  try {
    createConfig(inMemory(input) as ConfigInput);
  } catch (error) {
    assert.ok(error instanceof ConfigError, error instanceof Error ? (error.stack ?? '') : String(error));
    assert.ok(error.problems.length > 0);
  }
}

describe('whatever is written', () => {
  test('JSON of any shape loads or is refused with its problems', () => fc.assert(fc.property(fc.jsonValue(), onlyConfigErrors), { numRuns: 500 }));
  test('nearly right configurations load or are refused with their problems', () => fc.assert(fc.property(likely(configuration), onlyConfigErrors), { numRuns: 2000 }));
  test('any DSN is read or refused', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((s) => `postgres://${s}`),
          fc.string().map((s) => `x${s}://`),
        ),
        (dsn) => {
          if (/^sqlite/i.test(dsn)) return;
          try {
            createConfig({ dsn });
          } catch (error) {
            assert.ok(error instanceof ConfigError);
          }
        },
      ),
    ));
  test('any text is read as YAML or refused with a place', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z:\-[\]{}&*<"'|> \n]{0,40}$/)), (text) => {
        for (const problem of fromYaml(text, 'f.yml').problems) assert.match(problem.at, /^f\.yml:\d+:\d+$/);
      }),
      { numRuns: 2000 },
    ));
  test('a document that multiplies itself is refused quickly', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...Array.from('bcdefghij', (c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefghij'[i]}`).join(',')}]`)].join('\n');
    const started = performance.now();
    assert.equal(fromYaml(bomb, 'f.yml').problems.length, 1);
    assert.ok(performance.now() - started < 2000);
  });
  test('keys of Object.prototype are unknown keys', () => {
    for (const key of ['__proto__', 'constructor', 'toString']) assert.throws(() => createConfig(JSON.parse(`{"dsn":"memory","${key}":{"x":1}}`)), { message: new RegExp(`${key} is no known key`) });
  });
  test('an object that holds itself is refused', () => {
    const circle: Record<string, unknown> = { dsn: 'memory' };
    circle['log'] = circle;
    assert.throws(() => createConfig(circle), ConfigError);
  });
});

/** Every key that holds one value, as a path. */
function keysOf(spec: Spec, path: readonly string[] = []): { path: readonly string[]; spec: Spec }[] {
  if (spec.rule.kind !== 'object') return [{ path, spec }];
  return Object.entries(spec.rule.fields).flatMap(([key, field]) => keysOf(field, [...path, key]));
}

/** Keys that are said to do something now. */
function effective(spec: Spec, path: readonly string[] = []): (readonly string[])[] {
  if (spec.inert !== undefined || spec.moved !== undefined || spec.needs !== undefined) return [];
  return spec.rule.kind === 'object' ? Object.entries(spec.rule.fields).flatMap(([key, field]) => effective(field, [...path, key])) : [path];
}

describe('the specs', () => {
  test('have a default that is itself allowed, or say where it comes from', () => {
    for (const { path, spec } of keysOf(configuration)) {
      const found = findings();
      if (spec.default !== undefined) check(spec, fromValue(spec.default), path.join('.'), found);
      assert.deepEqual(found.problems, []);
    }
  });
  test('fill in every default that is derived', () => {
    const config: unknown = createConfig({ dsn: 'memory' });
    for (const { path, spec } of keysOf(configuration).filter((key) => key.spec.derived !== undefined)) {
      const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], config);
      assert.notEqual(value, undefined, `${path.join('.')}: ${spec.derived}`);
    }
  });
  test('have an environment variable each, which means that key', () => {
    const settable = keysOf(configuration).filter((key) => !['config', 'version', 'revision'].includes(key.path[0] ?? '') && !['any', 'record', 'variants'].includes(key.spec.rule.kind));
    for (const { path } of settable) {
      const { located } = applyEnvironment(fromValue({}) as LocatedMap, configuration, { [variableOf(path.join('.'))]: 'x' });
      const value = path.reduce<unknown>((at, key) => (at as LocatedMap | undefined)?.entries.get(key)?.value, located);
      assert.ok(value, `${variableOf(path.join('.'))} does not mean ${path.join('.')}`);
    }
  });
  test('promise an effect only where some code reads the key', () => {
    const root = new URL('../../src/', import.meta.url);
    const code = globSync('**/*.ts', { cwd: root })
      .filter((file) => !file.startsWith('config/keys/') && file !== 'config/features.ts')
      .map((file) => readFileSync(new URL(file, root), 'utf8'))
      .join('\n');
    const words = new Set(code.match(/\w+/g));
    const unread = effective(configuration).filter((path) => !words.has(path.at(-1) ?? ''));
    assert.deepEqual(
      unread.map((path) => path.join('.')),
      [],
    );
  });
  test('write durations so that they can be read again', () => fc.assert(fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => assert.equal(parseDuration(formatDuration(ms)), ms))));
});
