import { argon2Format } from './argon2.ts';
import { bcryptFormat } from './bcrypt.ts';
import { hmacFormat, plainFormat, sshaFormat } from './digest-formats.ts';
import { type Check, HashRefused, type PasswordFormat } from './format.ts';
import { md5CryptFormat } from './md5-crypt.ts';
import { pbkdf2Format } from './pbkdf2.ts';
import { firescryptFormat, scryptFormat } from './scrypt.ts';
import { shaCryptFormat } from './sha-crypt.ts';

/** Every hash that is understood at sign-in and taken at import. New ones are made by the first two only (hasher.ts). */
export const formats: readonly PasswordFormat[] = [argon2Format, bcryptFormat, pbkdf2Format, scryptFormat, firescryptFormat, plainFormat, sshaFormat, hmacFormat, shaCryptFormat, md5CryptFormat];

/** No format needs more, and a hash is read with regular expressions. */
const MOST_CHARACTERS = 4096;

/** @throws HashRefused if no format knows it, or the one that does refuses it */
export function readHash(hash: string): Check {
  const format = hash.length > MOST_CHARACTERS ? undefined : formats.find(({ prefix }) => prefix.test(hash));
  if (format === undefined) throw new HashRefused(`The hash is of no known format. Known are: ${formats.map(({ name }) => name).join('; ')}.`);
  return format.read(hash);
}
