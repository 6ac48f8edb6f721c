import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { timestamp } from '../../src/clock.ts';
import { equal, sha256hex, sha256url } from '../../src/crypto/digest.ts';
import { randomToken, uuid } from '../../src/crypto/random.ts';
import { createSealer } from '../../src/crypto/seal.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

test('a timestamp is what a Date makes of the same moment', () => {
  fc.assert(fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (ms) => assert.equal(timestamp(ms), new Date(ms).toISOString())));
});

test('a random token has its prefix and length, uses every letter and digit alike, and is never made twice', () => {
  assert.match(randomToken('ory_st_'), /^ory_st_[A-Za-z0-9]{32}$/);
  assert.match(randomToken('', 100), /^[A-Za-z0-9]{100}$/);
  const counts = new Map<string, number>();
  for (const character of randomToken('', 62_000)) counts.set(character, (counts.get(character) ?? 0) + 1);
  assert.equal(counts.size, 62);
  for (const count of counts.values()) assert.ok(count > 800 && count < 1200, `${count} of 1000 expected`); // 6 standard deviations
  assert.equal(new Set(Array.from({ length: 5000 }, () => randomToken())).size, 5000);
  assert.equal(new Set(Array.from({ length: 5000 }, uuid)).size, 5000);
});

test('digests are SHA-256, as others compute it', () => {
  assert.equal(sha256hex('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.equal(sha256url('abc'), Buffer.from(sha256hex('abc'), 'hex').toString('base64url'));
});

test('texts are equal only when they are, whatever their lengths', () => {
  assert.equal(equal('abc', 'abc'), true);
  for (const [a, b] of [
    ['abc', 'abd'],
    ['abc', 'ab'],
    ['', 'a'],
    ['ä', 'a'],
  ] as const)
    assert.equal(equal(a, b), false);
});

test('what is sealed opens to the same, never looks the same, and shows nothing of its content', () => {
  const sealer = createSealer([SECRET]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, purpose) => {
      const sealed = sealer.seal(purpose, text);
      assert.equal(sealer.open(purpose, sealed), text);
      assert.notEqual(sealer.seal(purpose, text), sealed);
      assert.match(sealed, /^[A-Za-z0-9_-]+$/);
    }),
  );
});

test('what was changed in any byte, or made for another purpose or row, does not open', () => {
  const sealer = createSealer([SECRET]);
  const sealed = Buffer.from(sealer.seal('flow-draft:1', 'text'), 'base64url');
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(sealer.open('flow-draft:1', changed.toString('base64url')), undefined, `byte ${at}`);
  }
  for (const purpose of ['flow-draft:2', 'flow-draft', 'flow-draft:', 'session-cookie']) assert.equal(sealer.open(purpose, sealed.toString('base64url')), undefined, purpose);
  for (const nonsense of ['', 'x', '=', 'é', 'A'.repeat(37), 'A'.repeat(100_000)]) assert.equal(sealer.open('flow-draft:1', nonsense), undefined);
});

test('sealing without a secret is refused at the start', () => assert.throws(() => createSealer([]), /secret/));
