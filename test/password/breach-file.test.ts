import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { isInBlock, writeBlock } from '../../src/crypto/passwords/breach-file/block.ts';
import { buildBreachFile } from '../../src/crypto/passwords/breach-file/build.ts';
import { valueOf } from '../../src/crypto/passwords/breach-file/format.ts';
import { openBreachFile } from '../../src/crypto/passwords/breach-file/read.ts';
import { silentLog } from '../../src/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'zelos-breaches-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = (): string => join(folder, `${(files += 1)}.bin`);

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase();
const leaked = (count: number): string[] => Array.from({ length: count }, (_, i) => `leaked-${i}`);

/** The text in pieces of so many bytes, as a pipe would bring it. */
async function* pieces(text: string, size = 7): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function built(lines: readonly string[], maxBreaches = 0): Promise<string> {
  const path = newPath();
  await buildBreachFile(pieces(lines.join('\r\n')), path, maxBreaches);
  return path;
}
const listOf = (passwords: readonly string[]): string[] => passwords.map(sha1).sort();

describe('a file of leaked passwords', () => {
  for (const size of [0, 1, 127, 128, 129, 256, 40_000])
    test(`of ${size} passwords knows all of them, and no others`, async () => {
      const passwords = leaked(size);
      const list = await openBreachFile({ path: await built(listOf(passwords)), maxBreaches: 0, log: silentLog });
      const known = size > 1000 ? passwords.filter((_, i) => i % 97 === 0) : passwords;
      for (const password of known) assert.equal(await list.count(password), 1, password);
      for (let i = 0; i < 200; i += 1) assert.equal(await list.count(`fresh-${i}`), 0);
    });

  test('is small: at 40,000 sums it has less than 32 bits for each, where the list has 336', async () => {
    assert.ok(statSync(await built(listOf(leaked(40_000)))).size * 8 < 32 * 40_000);
  });

  test('leaves out what has leaked no more often than `max_breaches`; a sum without a count counts', async () => {
    const lines = [`${sha1('rare')}:3`, `${sha1('common').toLowerCase()}:4`, sha1('uncounted')].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    const list = await openBreachFile({ path: await built(lines, 3), maxBreaches: 3, log: silentLog });
    assert.deepEqual(await Promise.all(['rare', 'common', 'uncounted'].map((password) => list.count(password))), [0, 4, 4]);
  });

  test('takes sums twice in the list once', async () => {
    const [sum = ''] = listOf(['twice']);
    const { lines, entries } = await buildBreachFile(pieces(`${sum}:1\n${sum}:1\n`), newPath(), 0);
    assert.deepEqual([lines, entries], [2, 1]);
  });

  for (const [what, text, says] of [
    ['a list that is not sorted', listOf(['a', 'b', 'c']).reverse().join('\n'), /line 2 is not in order/],
    ['a page', '<html>Not found</html>', /line 1 is not a SHA-1 sum/],
    ['sums that are cut', `${sha1('a').slice(0, 39)}\n`, /line 1 is not a SHA-1 sum/],
    ['sums of another kind', `${sha1('a')}0000\n`, /line 1 has more than/],
    ['a count that is missing', `${sha1('a')}:\n`, /line 1 is not a SHA-1 sum/],
    ['a count that is none', `${sha1('a')}:many\n`, /line 1 has a count that is no number/],
    ['a password in clear', 'hunter2\n', /line 1 is not a SHA-1 sum/],
  ] as const)
    test(`cannot be made of ${what}, and leaves nothing behind`, async () => {
      const path = newPath();
      await assert.rejects(buildBreachFile(pieces(text), path, 0), says);
      assert.deepEqual([existsSync(path), existsSync(`${path}.partial`)], [false, false]);
    });

  describe('stops the start', () => {
    const open = (path: string, maxBreaches = 0) => openBreachFile({ path, maxBreaches, log: silentLog });
    test('when it is not there', () => assert.rejects(open(newPath()), /haveibeenpwned_file: .* cannot be used: ENOENT/));
    test('when it is something else', async () => {
      const path = newPath();
      writeFileSync(path, `${sha1('a')}:1\n`.repeat(10));
      await assert.rejects(open(path), /was not made by `zelos breaches build`/);
      writeFileSync(path, '');
      await assert.rejects(open(path), /cut off/);
    });
    test('when it is cut off anywhere', async () => {
      const whole = await built(listOf(leaked(500)));
      const { size } = statSync(whole);
      for (const kept of [1, 8, 63, 64, 65, Math.floor(size / 2), size - 1]) {
        const path = newPath();
        copyFileSync(whole, path);
        truncateSync(path, kept);
        await assert.rejects(open(path), /cannot be used/, `${kept} of ${size} bytes`);
      }
    });
    test('when it was built for another `max_breaches`', async () => {
      const path = await built(listOf(['a']), 2);
      await assert.rejects(open(path, 5), /built with max_breaches 2, and the configuration has 5/);
      await open(path, 2);
    });
  });

  test('gives no verdict, rather than a wrong one, where it is damaged', async () => {
    const passwords = leaked(300);
    const path = await built(listOf(passwords));
    const whole = readFileSync(path);
    const list = await openBreachFile({ path, maxBreaches: 0, log: silentLog });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 64, max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), fc.constantFrom(...passwords), async (at, flipped, password) => {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ flipped;
        writeFileSync(path, damaged);
        assert.ok([1, undefined].includes(await list.count(password)));
      }),
      { numRuns: 500 },
    );
    writeFileSync(path, whole);
    assert.equal(await list.count('leaked-7'), 1);
  });

  test('may be replaced under a running server', async () => {
    const path = await built(listOf(['old']));
    const list = await openBreachFile({ path, maxBreaches: 0, log: silentLog });
    await buildBreachFile(pieces(listOf(['new']).join('\n')), path, 0);
    assert.deepEqual([await list.count('old'), await list.count('new')], [0, 1]);
    rmSync(path);
    assert.equal(await list.count('new'), undefined);
  });
});

test('a block gives back the values it was made of, and no others', () => {
  const values = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 44 - 1 }), { minLength: 1, maxLength: 128 }).map((all) => all.sort((a, b) => a - b));
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 2 ** 44 - 1 }), (all, other) => {
      const block = writeBlock(all);
      assert.ok(block.length <= 2 + 128 * 7);
      for (const value of all) assert.ok(isInBlock(block, all[0] ?? 0, value));
      assert.equal(isInBlock(block, all[0] ?? 0, other), all.includes(other));
    }),
  );
  assert.equal(valueOf('fffffffffff00000000000000000000000000000'), 2 ** 44 - 1);
});
