/** Whether a password is the one that was hashed. */
export type Check = (password: Buffer) => Promise<boolean>;

/** One family of hashes, as other systems write them. */
export interface PasswordFormat {
  readonly name: string;
  /** What a hash of this family begins with. */
  readonly prefix: RegExp;
  /** @throws HashRefused if it cannot be read, or asks for more work than a sign-in may cost */
  read(hash: string): Check;
}

/** The message says what is wrong with a hash, for whoever imports it; never the hash itself. */
export class HashRefused extends Error {
  override readonly name = 'HashRefused';
}

export const malformed = (expected: string): HashRefused => new HashRefused(`The hash is not written as ${expected}.`);

/** @throws HashRefused outside of the bounds */
export function within(name: string, text: string | undefined, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least || value > most) throw new HashRefused(`The hash has ${name} ${text}; allowed is ${least} to ${most}.`);
  return value;
}

/** Base64 of RFC 4648 §4, with or without its padding. @throws HashRefused */
export function bytesOf(base64: string | undefined): Buffer {
  if (base64 === undefined || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new HashRefused('The hash has a part that is not base64.');
  return Buffer.from(base64, 'base64');
}
