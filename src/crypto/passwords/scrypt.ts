import { type BinaryLike, createCipheriv, type ScryptOptions, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { equal } from '../digest.ts';
import { bytesOf, HashRefused, malformed, type PasswordFormat, within } from './format.ts';

const derive = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

const MOST_MEMORY = 1024 ** 3;

/** @throws HashRefused if it needs more memory than a sign-in may take */
function options(N: number, r: number, p: number): ScryptOptions {
  const memory = 128 * N * r;
  if (memory > MOST_MEMORY) throw new HashRefused(`The hash needs ${memory} bytes of memory; allowed is ${MOST_MEMORY}.`);
  return { N, r, p, maxmem: memory + 128 * r * p + 1024 * 1024 };
}

const SCRYPT = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]*)\$([^$]+)$/;

/** RFC 7914. `ln` is the cost N itself, as Kratos writes it. */
export const scryptFormat: PasswordFormat = {
  name: 'scrypt',
  prefix: /^\$scrypt\$/,
  read(hash) {
    const parts = SCRYPT.exec(hash);
    if (!parts) throw malformed('$scrypt$ln=<N>,r=<block size>,p=<lanes>$<salt>$<hash>');
    const N = within('ln', parts[1], 2, 2 ** 21);
    if ((N & (N - 1)) !== 0) throw new HashRefused(`The hash has ln ${N}; it must be a power of two.`);
    const cost = options(N, within('r', parts[2], 1, 64), within('p', parts[3], 1, 16));
    const salt = bytesOf(parts[4]);
    const key = bytesOf(parts[5]);
    within('a length of bytes', String(key.length), 8, 1024);
    return async (password) => equal(await derive(password, salt, key.length, cost), key);
  },
};

const FIREBASE = /^\$firescrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]*)\$([^$]+)\$([^$]*)\$([^$]+)$/;

/** Firebase's variant: scrypt makes an AES-256-CTR key, and the hash is the project's signer key encrypted with it. `ln` is log2(N). */
export const firescryptFormat: PasswordFormat = {
  name: 'firescrypt (Firebase)',
  prefix: /^\$firescrypt\$/,
  read(hash) {
    const parts = FIREBASE.exec(hash);
    if (!parts) throw malformed('$firescrypt$ln=<log2 N>,r=<block size>,p=<lanes>$<salt>$<hash>$<salt separator>$<signer key>');
    const cost = options(2 ** within('ln', parts[1], 1, 17), within('r', parts[2], 1, 64), within('p', parts[3], 1, 16));
    const salt = Buffer.concat([bytesOf(parts[4]), bytesOf(parts[6])]);
    const expected = bytesOf(parts[5]);
    const signerKey = bytesOf(parts[7]);
    return async (password) => {
      const cipher = createCipheriv('aes-256-ctr', await derive(password, salt, 32, cost), Buffer.alloc(16));
      return equal(Buffer.concat([cipher.update(signerKey), cipher.final()]), expected);
    };
  },
};
