/**
 * One spelling for what people type in many: applied before validating, comparing, storing and looking up, on every path.
 * All of these give the same when applied twice.
 */

/** Text as it is stored: composed Unicode (NFC), no white space around it, no NUL, which PostgreSQL cannot hold. */
export const normaliseText = (text: string): string => text.replaceAll('\0', '').normalize('NFC').trim();

/** An e-mail address as it is compared: lower-case as well, since no mail system in use tells the cases apart. */
export const normaliseEmail = (address: string): string => normaliseText(normaliseText(address).toLowerCase());

/** A phone number without the marks people put between the digits: `+49 (30) 123-45` becomes `+493012345`. */
export function normalisePhone(number: string): string {
  const text = normaliseText(number);
  if (!PHONE_LIKE.test(text)) return text;
  return text.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
}

/** A name to sign in with, whatever kind it is: what is typed at login must meet what is stored. */
export function normaliseIdentifier(identifier: string): string {
  const text = normaliseEmail(identifier);
  return INTERNATIONAL.test(text) ? normalisePhone(text) : text;
}

export const normaliseAddress = (via: 'email' | 'sms', value: string): string => (via === 'sms' ? normalisePhone(value) : normaliseEmail(value));

/** What kind of address this is, once it is known to be one. */
export const viaOf = (address: string): 'email' | 'sms' => (address.includes('@') ? 'email' : 'sms');

/** Digits of a number as E.164 has them: a plus, a country code, 7 to 15 digits in all. */
export const isPhone = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(normalisePhone(text));

const PHONE_LIKE = /^\+?[\d\s().\-/]+$/;
const INTERNATIONAL = /^\+[\d\s().\-/]+$/;

/** All strings of a value, at any depth, as {@link normaliseText} has them. Keys stay. */
export function normaliseTree<T>(value: T): T;
export function normaliseTree(value: unknown): unknown {
  if (typeof value === 'string') return normaliseText(value);
  if (Array.isArray(value)) return value.map((item) => normaliseTree(item));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normaliseTree(item)]));
  return value;
}

/** Whether a value is nested deeper than traits ever are: told without descending further, so that no input exhausts the stack. */
export const isTooDeep = (value: unknown, left = 64): boolean => typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((item) => isTooDeep(item, left - 1)));
