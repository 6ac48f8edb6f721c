import { hash as digest } from 'node:crypto';
import { equal } from '../digest.ts';
import { bitsOf, cryptBase64, inSlices, stretched } from './crypt-base64.ts';
import { malformed, type PasswordFormat, within } from './format.ts';

const PARTS = /^\$(?:sha(256|512)-crypt|([56]))\$(?:rounds=(\d+)\$)?([^$]{0,16})\$([./A-Za-z0-9]+)$/;
const DEFAULT_ROUNDS = 5000;
/** The work grows with the password, too. */
const MOST_BYTES = 1024;

/** «Unix crypt using SHA-256 and SHA-512» (U. Drepper); the steps are numbered there. */
export const shaCryptFormat: PasswordFormat = {
  name: 'sha256-crypt, sha512-crypt',
  prefix: /^\$(sha(256|512)-crypt|[56])\$/,
  read(hash) {
    const parts = PARTS.exec(hash);
    if (!parts) throw malformed('$sha512-crypt$rounds=<rounds>$<salt>$<hash>');
    const size = parts[1] === '256' || parts[2] === '5' ? 256 : 512;
    const rounds = within('rounds', parts[3] ?? String(DEFAULT_ROUNDS), 1000, 1_000_000);
    const salt = Buffer.from(parts[4] ?? '');
    const expected = parts[5] ?? '';
    return async (password) => password.length <= MOST_BYTES && equal(cryptBase64(await shaCrypt(size, password, salt, rounds), ORDERS[size]), expected);
  },
};

async function shaCrypt(size: 256 | 512, password: Buffer, salt: Buffer, rounds: number): Promise<Buffer> {
  const H = (...parts: readonly Uint8Array[]): Buffer => digest(`sha${size}`, Buffer.concat(parts), 'buffer');
  const b = H(password, salt, password); // 4–8
  let a = H(password, salt, stretched(b, password.length), ...[...bitsOf(password.length)].map((bit) => (bit ? b : password))); // 1–3, 9–12
  const p = stretched(H(Buffer.alloc(password.length ** 2, password)), password.length); // 13–16
  const s = stretched(H(Buffer.alloc(salt.length * (16 + (a[0] ?? 0)), salt)), salt.length); // 17–20
  const none = Buffer.alloc(0);
  await inSlices(rounds, (i) => {
    const odd = i % 2 === 1;
    a = H(odd ? p : a, i % 3 === 0 ? none : s, i % 7 === 0 ? none : p, odd ? a : p); // 21
  });
  return a;
}

/** 22: byte i with those a third and two thirds further, turned by one place more from three to three. */
const turned = (third: number, i: number, by: number): number[] => [0, 1, 2].map((k) => i + third * ((k + by) % 3));
const ORDERS = {
  256: [...Array.from({ length: 10 }, (_, i) => turned(10, i, (3 - (i % 3)) % 3)), [31, 30]],
  512: [...Array.from({ length: 21 }, (_, i) => turned(21, i, i % 3)), [63]],
} as const;
