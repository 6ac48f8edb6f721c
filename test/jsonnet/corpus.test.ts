import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compile, JsonnetError } from '../../src/jsonnet/jsonnet.ts';
import { ASKED, ask, expected, extVars, failureOf, isInstalled, samples } from './corpus.ts';

const skip = isInstalled ? false : 'needs the reference implementation: apt-get install jsonnet';

const evaluated = (source: string, name: string): unknown => compile(source, { name }).evaluate({ extVars });

describe('programs mean what the reference implementation says they mean', () => {
  for (const folder of [...ASKED, 'newer']) {
    describe(folder, () => {
      const values = expected(folder);
      const programs = samples(folder);
      test('every program has a value to be compared with', () => assert.deepEqual(programs.map(({ name }) => name).sort(), Object.keys(values).sort()));
      for (const { name, source } of programs) test(name, () => assert.deepEqual(evaluated(source, name), values[name]));
    });
  }

  describe('errors', () => {
    for (const { name, source } of samples('errors')) test(name, () => assert.throws(() => evaluated(source, name), JsonnetError));
  });

  test('there are 300 programs and more', () => assert.ok([...ASKED, 'newer', 'errors'].flatMap(samples).length > 300));
});

describe('what is written down is what the reference implementation says', { skip }, () => {
  for (const folder of ASKED) test(folder, async () => assert.deepEqual(await ask(folder), expected(folder)));

  test('errors', async () => {
    const left = [...samples('errors')];
    const worker = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) assert.notEqual(await failureOf(next.path), undefined, `${next.name} does not fail`);
    };
    await Promise.all([worker(), worker()]);
  });
});
