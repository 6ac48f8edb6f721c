import { randomToken } from '../../crypto/random.ts';

const COUNT = 12;
const LENGTH = 8;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A fresh set of backup codes, as on Kratos' wire: 12 of 8 letters and digits, 41 bits each. */
export function freshCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < COUNT) codes.add(randomToken('', LENGTH, ALPHABET));
  return [...codes];
}
