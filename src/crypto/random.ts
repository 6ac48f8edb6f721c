import { randomBytes as bytes, randomFillSync, randomInt, randomUUID } from 'node:crypto';

/** The only place that makes randomness, with `seal.ts` (nonces) and `passwords/` (salts). */
export const uuid = (): string => randomUUID();
/** Nothing else can be an id here: no database is asked for it. */
export const isUuid = (id: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id);

export const randomBytes = (length: number): Buffer => bytes(length);

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const pool = Buffer.alloc(4096);
let unused = 0;

/**
 * Letters and digits, each equally likely: 32 of them hold 190 bits.
 * @param prefix says what the token is for, such as `ory_st_`
 */
export function randomToken(prefix = '', length = 32, alphabet = LETTERS_AND_DIGITS): string {
  const fair = 256 - (256 % alphabet.length);
  let token = prefix;
  for (let made = 0; made < length; ) {
    if (unused === 0) {
      randomFillSync(pool);
      unused = pool.length;
    }
    unused -= 1;
    const byte = pool[unused] ?? 255;
    pool[unused] = 0; // no token can be read from memory later
    if (byte >= fair) continue; // taking more would favour the first letters
    token += alphabet[byte % alphabet.length];
    made += 1;
  }
  return token;
}

/** Digits, each equally likely, for people to copy. */
export const randomDigits = (length: number): string => String(randomInt(10 ** length)).padStart(length, '0');
