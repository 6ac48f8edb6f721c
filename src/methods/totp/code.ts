import { HOTP, Secret, TOTP } from 'otpauth';
import { equal } from '../../crypto/digest.ts';
import { randomBytes } from '../../crypto/random.ts';
import { ALGORITHM, DIGITS, PERIOD } from '../../identity/totp-shape.ts';

/** RFC 4226, 4: 160 bits. */
const SECRET_BYTES = 20;
/** Steps before and after now that are accepted: a clock that is off, a slow typist (RFC 6238, 5.2). */
const WINDOW = 1;

/** A fresh seed, in base32. */
export const newSecret = (): string => new Secret({ buffer: new Uint8Array(randomBytes(SECRET_BYTES)).buffer }).base32;

/** What an app is told, by QR code or by link: `otpauth://totp/Issuer:account?…`, spaces as %20. */
export const uriOf = (secret: string, { issuer, account }: { issuer: string; account: string }): string =>
  new TOTP({ issuer: fitting(issuer, MOST_ISSUER), label: fitting(account, MOST_ACCOUNT), secret: Secret.fromBase32(secret), algorithm: ALGORITHM, digits: DIGITS, period: PERIOD }).toString();

/** Characters once they are encoded: both together still make a QR code that can be read. */
const MOST_ISSUER = 120;
const MOST_ACCOUNT = 400;

/** The beginning of a text that is not too long, whole characters only. */
function fitting(text: string, most: number): string {
  const characters = [...text.slice(0, most).toWellFormed()];
  while (encodeURIComponent(characters.join('')).length > most) characters.pop();
  return characters.join('');
}

export type Judgement = { readonly kind: 'right'; readonly step: number } | { readonly kind: 'used' } | { readonly kind: 'wrong' };

/** Judges a code. @param now milliseconds @param lastStep of the last code that was accepted: steps up to it are used */
export function judge(secret: string, code: string, now: number, lastStep = 0): Judgement {
  if (!/^\d{6}$/.test(code)) return { kind: 'wrong' };
  const seed = Secret.fromBase32(secret);
  const present = Math.floor(now / 1000 / PERIOD);
  const steps = Array.from({ length: 2 * WINDOW + 1 }, (_, i) => present - WINDOW + i);
  // All are compared, so that the time tells nothing.
  const right = steps.filter((step) => equal(HOTP.generate({ secret: seed, algorithm: ALGORITHM, digits: DIGITS, counter: step }), code));
  const fresh = right.find((step) => step > lastStep);
  if (fresh !== undefined) return { kind: 'right', step: fresh };
  return right.length > 0 ? { kind: 'used' } : { kind: 'wrong' };
}

/** What was typed, as it is compared: apps show their codes in two groups. */
export const asDigits = (typed: string): string => typed.replace(/[\s-]/g, '');
