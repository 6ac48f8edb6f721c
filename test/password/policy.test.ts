import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../../src/config/config.ts';
import { checkPassword } from '../../src/methods/password/policy.ts';

const config = (changes: object = {}, algorithm = 'bcrypt'): Config =>
  ({
    hashers: { algorithm },
    selfservice: { methods: { password: { config: { min_password_length: 8, max_password_length: 1024, identifier_similarity_check_enabled: true, ...changes } } } },
  }) as unknown as Config;
const problems = async (password: string, identifiers: string[] = ['ada.lovelace@zelos.test'], given: Config = config(), leaked: number | undefined = 0): Promise<unknown[]> =>
  (await checkPassword(password, { config: given, identifiers, breaches: { count: async () => leaked } })).map(({ field, message }) => [field, message.id, message.context]);

test('counts characters, not bytes or halves of them', async () => {
  assert.deepEqual(await problems('🐴🐴🐴🐴🐴🐴🐴'), [['password', 4000032, { min_length: 8, actual_length: 7 }]]);
  assert.deepEqual(await problems('🐴🐴🐴🐴🐴🐴🐴🐴'), []);
  // Seven letters, each with its accent as a character of its own.
  assert.deepEqual(await problems('é'.repeat(7).normalize('NFD')), [['password', 4000032, { min_length: 8, actual_length: 7 }]]);
});

test('refuses what the hash would cut, instead of cutting it', async () => {
  assert.deepEqual(await problems('x'.repeat(72)), []);
  assert.deepEqual(await problems('x'.repeat(73)), [['password', 4000033, { max_length: 72, actual_length: 73 }]]);
  assert.deepEqual(await problems('ä'.repeat(37)), [['password', 4000033, { max_length: 72, actual_length: 74 }]]);
  assert.deepEqual(await problems('x'.repeat(1024), [], config({}, 'argon2')), []);
  assert.deepEqual(await problems('x'.repeat(1025), [], config({}, 'argon2')), [['password', 4000033, { max_length: 1024, actual_length: 1025 }]]);
});

test('refuses what is like an identifier', async () => {
  for (const like of ['ada.lovelace@zelos.test', 'ADA.LOVELACE@ZELOS.TEST', 'ada.lovelace@zelos.test1', 'lovelace1', 'my-ada.lovelace', 'ada.lovelace@zolas.tset'])
    assert.deepEqual((await problems(like)).length, 1, like);
  for (const other of ['lovelace-and-a-horse', 'correct-horse-battery']) assert.deepEqual(await problems(other), [], other);
  assert.deepEqual(await problems('ada.lovelace@zelos.test', undefined, config({ identifier_similarity_check_enabled: false })), []);
  assert.deepEqual(await problems('correct-horse', ['']), []);
});

test('a very long password or identifier is judged quickly', async () => {
  const started = performance.now();
  await problems('a'.repeat(1024 * 1024), ['a'.repeat(1024 * 1024)]);
  await problems('b'.repeat(1024), ['a'.repeat(100_000)], config({}, 'argon2'));
  assert.ok(performance.now() - started < 200);
});

test('refuses what is on the list of leaked passwords, and asks it last', async () => {
  const asking = (changes: object = {}) => config({ haveibeenpwned_enabled: true, max_breaches: 0, ignore_network_errors: true, ...changes });
  const nobody: string[] = [];
  assert.deepEqual(await problems('a-leaked-password', nobody, asking(), 3), [['password', 4000034, { breaches: 3 }]]);
  assert.deepEqual(await problems('a-leaked-password', nobody, asking({ max_breaches: 3 }), 3), []);
  assert.deepEqual(await problems('short', nobody, asking(), 3), [['password', 4000032, { min_length: 8, actual_length: 5 }]]);
  assert.deepEqual(await problems('a-leaked-password', nobody, asking({ haveibeenpwned_enabled: false }), 3), []);
});

test('without a verdict of that list, `ignore_network_errors` decides', async () => {
  const asking = (ignore_network_errors: boolean) => config({ haveibeenpwned_enabled: true, max_breaches: 0, ignore_network_errors });
  const withoutVerdict = async (ignore: boolean) =>
    (await checkPassword('a-fine-long-password', { config: asking(ignore), identifiers: [], breaches: { count: async () => undefined } })).map(({ message }) => message.id);
  assert.deepEqual(await withoutVerdict(true), []);
  assert.deepEqual(await withoutVerdict(false), [4000005]);
});
