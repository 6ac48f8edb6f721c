import { hash as digest } from 'node:crypto';
import { equal } from '../digest.ts';
import { bitsOf, cryptBase64, inSlices, stretched } from './crypt-base64.ts';
import { malformed, type PasswordFormat } from './format.ts';

const PARTS = /^\$(?:md5-crypt|1)\$([^$]{0,8})\$([./A-Za-z0-9]{22})$/;
const ROUNDS = 1000;
const MOST_BYTES = 1024;
const ORDER = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [11]] as const;

/** FreeBSD's crypt with MD5 (P.-H. Kamp). */
export const md5CryptFormat: PasswordFormat = {
  name: 'md5-crypt',
  prefix: /^\$(md5-crypt|1)\$/,
  read(hash) {
    const parts = PARTS.exec(hash);
    if (!parts) throw malformed('$md5-crypt$<salt>$<hash>');
    const salt = Buffer.from(parts[1] ?? '');
    const expected = parts[2] ?? '';
    return async (password) => password.length <= MOST_BYTES && equal(cryptBase64(await md5Crypt(password, salt), ORDER), expected);
  },
};

async function md5Crypt(password: Buffer, salt: Buffer): Promise<Buffer> {
  const H = (...parts: readonly Uint8Array[]): Buffer => digest('md5', Buffer.concat(parts), 'buffer');
  const zero = Buffer.alloc(1);
  const inner = H(password, salt, password);
  let a = H(password, Buffer.from('$1$'), salt, stretched(inner, password.length), ...[...bitsOf(password.length)].map((bit) => (bit ? zero : password.subarray(0, 1))));
  const none = Buffer.alloc(0);
  await inSlices(ROUNDS, (i) => {
    const odd = i % 2 === 1;
    a = H(odd ? password : a, i % 3 === 0 ? none : salt, i % 7 === 0 ? none : password, odd ? a : password);
  });
  return a;
}
