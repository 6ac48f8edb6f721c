import type { Config } from '../../config/config.ts';
import type { Breaches } from '../../crypto/passwords/breaches.ts';
import type { FormIssue } from '../../errors.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';

/** What a password is judged by: `identifiers` are the login identifiers it would stand beside. */
export interface Circumstances {
  readonly config: Config;
  readonly identifiers: readonly string[];
  readonly breaches: Breaches;
  /** What to say of a password that this person has, or has had. */
  readonly reused?: (password: string) => Promise<Message | undefined>;
  /** They were warned that it has leaked, and want it all the same. */
  readonly accepted?: boolean;
}

type Rule = (password: string, circumstances: Circumstances) => Message | undefined | Promise<Message | undefined>;

/** bcrypt looks at no more; what comes after would be no part of the password. */
const BCRYPT_BYTES = 72;
/** An identifier or password beyond this is compared by its beginning, so that the comparison has a known cost. */
const COMPARED_CHARACTERS = 256;
/** As near to an identifier as this many edits is too near. */
const NEAREST_EDITS = 5;
/** More than this share of the password may not be one piece of an identifier. */
const LARGEST_SHARE = 0.5;

/**
 * The one rule set for every way to set a password. The first rule that objects is what is shown; the one that costs a
 * request comes last.
 */
const rules: readonly Rule[] = [longEnough, notTooLong, unlikeIdentifiers, unused, notLeaked];

/** @returns what is wrong with a password that somebody wants to have; nothing: it is good. */
export async function checkPassword(password: string, circumstances: Circumstances): Promise<FormIssue[]> {
  const composed = password.normalize('NFC');
  for (const rule of rules) {
    const message = await rule(composed, circumstances);
    if (message) return [{ field: 'password', message }];
  }
  return [];
}

/** Counted in code points, so that an emoji is one character. */
function longEnough(password: string, { config }: Circumstances): Message | undefined {
  const least = config.selfservice.methods.password.config.min_password_length;
  const length = [...password.slice(0, 2 * least)].length;
  return length < least ? m.passwordTooShort({ min_length: least, actual_length: length }) : undefined;
}

/** Refused rather than cut: a password is what was typed. In bytes, because that is what the hash takes. */
function notTooLong(password: string, { config }: Circumstances): Message | undefined {
  const most = Math.min(config.selfservice.methods.password.config.max_password_length, config.hashers.algorithm === 'bcrypt' ? BCRYPT_BYTES : Number.POSITIVE_INFINITY);
  const length = Buffer.byteLength(password);
  return length > most ? m.passwordTooLong({ max_length: most, actual_length: length }) : undefined;
}

/** Kratos' measure: fewer than five edits away from an identifier, or for more than half a piece of one. */
function unlikeIdentifiers(password: string, { identifiers, config }: Circumstances): Message | undefined {
  if (!config.selfservice.methods.password.config.identifier_similarity_check_enabled) return undefined;
  const typed = comparable(password);
  const similar = identifiers
    .map(comparable)
    .some((identifier) => identifier.length > 0 && (editDistance(identifier, typed) < NEAREST_EDITS || longestSharedPiece(identifier, typed) / typed.length > LARGEST_SHARE));
  return similar ? m.passwordTooSimilar() : undefined;
}

function unused(password: string, { reused }: Circumstances): Promise<Message | undefined> | undefined {
  return reused?.(password);
}

/** Without an answer `ignore_network_errors` decides. Whoever was warned is not warned again, nor is the list asked again. */
async function notLeaked(password: string, { config, breaches, accepted = false }: Circumstances): Promise<Message | undefined> {
  const { haveibeenpwned_enabled: asked, haveibeenpwned_mode: mode, max_breaches: most, ignore_network_errors: ignored } = config.selfservice.methods.password.config;
  if (!asked || (mode === 'warn' && accepted)) return undefined;
  const count = await breaches.count(password);
  if (count === undefined) return ignored ? undefined : m.passwordPolicyGeneric({ reason: 'It could not be checked against known leaks just now. Try again in a moment.' });
  if (count <= most) return undefined;
  return mode === 'warn' ? m.passwordBreachedWarning({ breaches: count }) : m.passwordBreached({ breaches: count });
}

const comparable = (text: string): readonly string[] => [...text.toLowerCase().slice(0, 2 * COMPARED_CHARACTERS)].slice(0, COMPARED_CHARACTERS);

function editDistance(a: readonly string[], b: readonly string[]): number {
  let row = b.map((_, i) => i + 1);
  row.unshift(0);
  for (const [i, character] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) next.push(Math.min(Number(row[j + 1]) + 1, Number(next[j]) + 1, Number(row[j]) + (character === other ? 0 : 1)));
    row = next;
  }
  return Number(row.at(-1));
}

function longestSharedPiece(a: readonly string[], b: readonly string[]): number {
  let longest = 0;
  let row: number[] = [];
  for (const character of a) {
    const next: number[] = [];
    for (const [j, other] of b.entries()) {
      const length = character === other ? (row[j - 1] ?? 0) + 1 : 0;
      next.push(length);
      longest = Math.max(longest, length);
    }
    row = next;
  }
  return longest;
}
