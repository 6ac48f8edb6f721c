import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHasher } from '../../src/crypto/passwords/hasher.ts';
import { createQueue } from '../../src/crypto/passwords/queue.ts';
import { type ApiError, ValidationError } from '../../src/errors.ts';
import { vectors } from './vectors.ts';

const argon2 = { memory: 64 * 1024, iterations: 1, parallelism: 1, salt_length: 16, key_length: 32 };
const hashers = {
  argon2: createHasher({ hashers: { algorithm: 'argon2', bcrypt: { cost: 4 }, argon2 } }),
  bcrypt: createHasher({ hashers: { algorithm: 'bcrypt', bcrypt: { cost: 4 }, argon2 } }),
};

describe('hashes of other systems', () => {
  for (const [name, password, hash] of vectors) {
    test(`${name}: takes it, knows its password and no other`, async () => {
      assert.equal(hashers.argon2.refusal(hash), undefined);
      assert.equal(await hashers.argon2.verify(password, hash), true);
      assert.equal(await hashers.argon2.verify(`${password}x`, hash), false);
      assert.equal(await hashers.argon2.verify('', hash), false);
      assert.equal(hashers.bcrypt.needsRehash(hash), !hash.startsWith('$2'));
    });
  }

  const refused: readonly (readonly [why: string, hash: string, says: RegExp])[] = [
    ['an unknown format', '$rot13$abc', /no known format/],
    ['an empty hash', '', /no known format/],
    ['plain text', 'Old-horse-1', /no known format/],
    ['a bcrypt hash that is cut', '$2b$04$abcdefghijklmnopqrstuul68b3PUVYlgf', /not written as/],
    ['bcrypt that takes hours', '$2b$31$abcdefghijklmnopqrstuul68b3PUVYlgfYHU/y6YbHhD0/GR6plC', /cost of 31/],
    ['argon2id with 256 GiB', '$argon2id$v=19$m=268435456,t=1,p=1$cm94YnRVOW5jZzFzcVE4bQ$MNzk5BtR2vUhrp6qQEjRNw', /allowed/],
    ['argon2id with too many passes', '$argon2id$v=19$m=65536,t=100000,p=1$cm94YnRVOW5jZzFzcVE4bQ$MNzk5BtR2vUhrp6qQEjRNw', /allowed/],
    ['pbkdf2 with too many iterations', '$pbkdf2-sha256$i=4294967295,l=32$c2FsdA$MNzk5BtR2vUhrp6qQEjRNw', /allowed/],
    ['pbkdf2 with an unknown digest', '$pbkdf2-sha999$i=1000,l=32$c2FsdA$MNzk5BtR2vUhrp6qQEjRNw', /not written as/],
    ['scrypt with too much memory', '$scrypt$ln=2097152,r=64,p=1$c2FsdA==$MNzk5BtR2vUhrp6qQEjRNw==', /memory/],
    ['scrypt whose cost is no power of two', '$scrypt$ln=1000,r=8,p=1$c2FsdA==$MNzk5BtR2vUhrp6qQEjRNw==', /power of two/],
    ['firescrypt with 256 GiB', '$firescrypt$ln=31,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaA==$Bw==$a2V5a2V5', /allowed/],
    ['sha-crypt with too many rounds', '$6$rounds=999999999$salt$IDo6YTvxkk4tl6BJX5I5poVVaJYT8cH2jGiNuHeNrD5zvEOFo', /allowed/],
    ['a template without the password', `$sha256$pf=${Buffer.from('{SALT}').toString('base64')}$c2FsdA==$MNzk5BtR2vUhrp6qQEjRNw==`, /without \{PASSWORD\}/],
    ['base64 that is none', '{SSHA}%%%', /base64/],
  ];
  for (const [why, hash, says] of refused) {
    test(`refuses ${why}, and never signs anybody in with it`, async () => {
      assert.match(hashers.argon2.refusal(hash) ?? '', says);
      assert.equal(await hashers.argon2.verify('Old-horse-1', hash), false);
    });
  }
});

for (const [name, hasher] of Object.entries(hashers)) {
  describe(`new hashes with ${name}`, () => {
    test('know their password, have a salt of their own, and need not be made anew', async () => {
      const [one, two] = await Promise.all([hasher.hash('Old-horse-1'), hasher.hash('Old-horse-1')]);
      assert.notEqual(one, two);
      assert.equal(await hasher.verify('Old-horse-1', one), true);
      assert.equal(await hasher.verify('Old-horse-2', one), false);
      assert.equal(hasher.needsRehash(one), false);
    });
    test('take one password in all its Unicode spellings', async () => {
      assert.equal(await hasher.verify('ole\u0301-horse', await hasher.hash('ol\u00e9-horse')), true);
    });
    test('burning a password needs nobody', () => hasher.burn('Old-horse-1'));
  });
}

test('refuses what bcrypt would cut, in bytes, at the field', async () => {
  await hashers.bcrypt.hash('é'.repeat(36));
  await assert.rejects(
    hashers.bcrypt.hash('é'.repeat(36) + 'x'),
    (error: ValidationError) => error.issues[0]?.field === 'password' && error.issues[0].message.id === 4000033 && error.issues[0].message.context?.['actual_length'] === 73,
  );
  const hash = await hashers.bcrypt.hash('x'.repeat(72));
  assert.equal(await hashers.bcrypt.verify('x'.repeat(73), hash), false);
});

test('asks for no new hash of a password that the configured format could not hold', async () => {
  const long = 'x'.repeat(100);
  assert.equal(hashers.bcrypt.needsRehash(await hashers.argon2.hash(long), long), false);
});

test('answers a megabyte of password at once', async () => {
  const started = performance.now();
  await assert.rejects(hashers.argon2.hash('x'.repeat(1024 * 1024)), ValidationError);
  assert.equal(await hashers.argon2.verify('x'.repeat(1024 * 1024), '$1$abc$Or2rbeUYTvt12aiVzMuS/.'), false);
  assert.ok(performance.now() - started < 200);
});

test('a full queue refuses further work with 503, and takes it again later', async () => {
  const queued = createQueue({ running: 1, waiting: 1 });
  let finish = (): void => {};
  const first = queued(() => new Promise<void>((done) => (finish = done)));
  const second = queued(async () => 2);
  await assert.rejects(
    queued(async () => 3),
    (error: ApiError) => error.code === 503 && error.headers?.['Retry-After'] === '1',
  );
  finish();
  await first;
  assert.equal(await second, 2);
  await assert.rejects(
    queued(() => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.equal(await queued(async () => 4), 4);
});
