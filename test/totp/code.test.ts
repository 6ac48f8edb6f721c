import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Secret } from 'otpauth';
import { asDigits, judge, newSecret } from '../../src/methods/totp/code.ts';
import { codeFor } from '../support/totp.ts';

/** RFC 6238, Appendix B, SHA-1: seconds, and the last six digits of what is printed there. */
const VECTORS: readonly (readonly [seconds: number, code: string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];
const RFC_SECRET = Secret.fromUTF8('12345678901234567890').base32;
const NOW = Date.UTC(2026, 0, 15, 12);
const STEP = Math.floor(NOW / 30_000);

describe('codes of authenticator apps', () => {
  for (const [seconds, code] of VECTORS)
    test(`are those of RFC 6238 at ${seconds} s`, () => assert.deepEqual(judge(RFC_SECRET, code, seconds * 1000), { kind: 'right', step: Math.floor(seconds / 30) }));

  test('have seeds of 160 bits, each another', () => {
    assert.match(newSecret(), /^[A-Z2-7]{32}$/);
    assert.equal(new Set(Array.from({ length: 100 }, newSecret)).size, 100);
  });

  test('are right one step early and one step late, and no further', () => {
    const secret = newSecret();
    for (const step of [-1, 0, 1]) assert.deepEqual(judge(secret, codeFor(secret, NOW, step), NOW), { kind: 'right', step: STEP + step }, `${step}`);
    for (const step of [-3, -2, 2, 3]) assert.equal(judge(secret, codeFor(secret, NOW, step), NOW).kind, 'wrong', `${step}`);
  });

  test('are used up with their step, and so are all earlier ones', () => {
    const secret = newSecret();
    for (const step of [-1, 0]) assert.equal(judge(secret, codeFor(secret, NOW, step), NOW, STEP).kind, 'used');
    assert.deepEqual(judge(secret, codeFor(secret, NOW, 1), NOW, STEP), { kind: 'right', step: STEP + 1 });
  });

  test('are six digits: anything else is wrong, and nothing breaks', () => {
    const secret = newSecret();
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 100 }), fc.stringMatching(/^\d{0,12}$/)),
        (typed) => judge(secret, asDigits(typed), NOW).kind !== 'right' || /^\d{6}$/.test(asDigits(typed)),
      ),
    );
    assert.equal(judge(secret, `${codeFor(secret, NOW)}0`, NOW).kind, 'wrong');
  });

  test('may be typed in groups, as apps show them', () => assert.equal(asDigits(' 123 456\n'), '123456'));
});
