import * as argon2 from '@node-rs/argon2';
import { randomBytes } from '../random.ts';
import { bytesOf, malformed, type PasswordFormat, within } from './format.ts';

/** As configured; memory in bytes. */
export interface Argon2Settings {
  readonly memory: number;
  readonly iterations: number;
  readonly parallelism: number;
  readonly salt_length: number;
  readonly key_length: number;
}

const PARTS = /^\$argon2(?:id|i)\$v=(?:16|19)\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/;

/** 1 GiB, and as much work as ten passes over it: seconds. */
const MOST_KIB = 1024 * 1024;
const MOST_WORK = 10 * MOST_KIB;

/** RFC 9106, in the encoding of the reference implementation. */
export const argon2Format: PasswordFormat = {
  name: 'argon2id, argon2i',
  prefix: /^\$argon2(?:id|i)\$/,
  read(hash) {
    const parts = PARTS.exec(hash);
    if (!parts) throw malformed('$argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>');
    const lanes = within('p', parts[3], 1, 255);
    const memory = within('m', parts[1], 8 * lanes, MOST_KIB);
    within('t', parts[2], 1, Math.floor(MOST_WORK / memory));
    within('a salt of bytes', String(bytesOf(parts[4]).length), 8, 1024);
    within('a length of bytes', String(bytesOf(parts[5]).length), 4, 1024);
    return (password) => argon2.verify(hash, password);
  },
};

export const hashArgon2id = (password: Buffer, settings: Argon2Settings): Promise<string> =>
  argon2.hash(password, { memoryCost: kib(settings), timeCost: settings.iterations, parallelism: settings.parallelism, outputLen: settings.key_length, salt: randomBytes(settings.salt_length) });

/** Whether a hash was made with exactly these settings. */
export function isArgon2idOf(hash: string, settings: Argon2Settings): boolean {
  const parts = PARTS.exec(hash);
  return hash.startsWith('$argon2id$') && parts !== null && Number(parts[1]) === kib(settings) && Number(parts[2]) === settings.iterations && Number(parts[3]) === settings.parallelism;
}

const kib = ({ memory }: Argon2Settings): number => Math.round(memory / 1024);
