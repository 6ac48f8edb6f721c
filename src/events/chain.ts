import type { Sealer } from '../crypto/seal.ts';
import type { EventRow } from '../db/tables.ts';

/**
 * Every row carries a keyed hash over what it says and over the hash of the row before. The head, which stands with the
 * identity, says under a seal of its own where the log begins and ends. So nobody without the keys can change, add, move or
 * remove a row, the first and the last included, without its being seen. Old secrets keep what they have signed valid.
 * What it cannot see: a whole database, head included, put back to an earlier state.
 */
export interface Head {
  /** The last row removed because of its age, or 0 and ''. The log goes on from there. */
  readonly from: Link;
  readonly last: Link;
}

export interface Link {
  readonly sequence: number;
  readonly hash: string;
}

const START: Link = { sequence: 0, hash: '' };
export const EMPTY: Head = { from: START, last: START };

type Content = Omit<EventRow, 'hash'>;

const linkOf = (identityId: string): string => `security-log:${identityId}`;
const headOf = (identityId: string): string => `security-log-head:${identityId}`;

const told = ({ id, sequence, kind, details, ip, user_agent, session_id, previous, created_at }: Content): string =>
  JSON.stringify([id, sequence, kind, details, ip, user_agent, session_id, previous, created_at]);

export const hashed = (row: Content, sealer: Sealer): EventRow => ({ ...row, hash: sealer.sign(linkOf(row.identity_id), told(row)) });

const withoutSeal = ({ from, last }: Head): string => [from.sequence, from.hash, last.sequence, last.hash].join(' ');

/** A head as it is stored: its parts and their seal. */
export function writeHead(identityId: string, head: Head, sealer: Sealer): string {
  const parts = withoutSeal(head);
  return `${parts} ${sealer.sign(headOf(identityId), parts)}`;
}

/** The parts, not judged: a log whose head is forged goes on, and its verification tells. */
export function readHead(stored: string): Head {
  const [fromSequence, fromHash, lastSequence, lastHash] = stored.split(' ');
  if (lastHash === undefined) return EMPTY;
  return { from: { sequence: Number(fromSequence), hash: fromHash ?? '' }, last: { sequence: Number(lastSequence), hash: lastHash } };
}

const isSealed = (identityId: string, stored: string, sealer: Sealer): boolean => {
  const at = stored.lastIndexOf(' ');
  return sealer.verify(headOf(identityId), stored.slice(0, at), stored.slice(at + 1));
};

/** `sequence`: the first row at which it is wrong. */
export type Verdict = { readonly valid: true; readonly events: number } | { readonly valid: false; readonly sequence: number; readonly problem: Problem };
export type Problem =
  /** Where the log begins and ends was not written by us, or with secrets that are gone. */
  | 'head'
  /** A row is missing, or stands elsewhere than it was written. */
  | 'missing'
  /** A row says something else than was written. */
  | 'changed'
  /** There are rows that were never written by us. */
  | 'added';

/** Judges a log. @param rows all of them, by their sequence */
export async function verify(identityId: string, stored: string, rows: AsyncIterable<EventRow>, sealer: Sealer): Promise<Verdict> {
  const wrong = (sequence: number, problem: Problem): Verdict => ({ valid: false, sequence, problem });
  if (stored !== '' && !isSealed(identityId, stored, sealer)) return wrong(0, 'head');
  const { from, last } = readHead(stored);
  let before = from;
  for await (const row of rows) {
    const next = before.sequence + 1;
    if (next > last.sequence) return wrong(row.sequence, 'added');
    if (row.sequence !== next) return wrong(next, 'missing');
    if (row.identity_id !== identityId || !sealer.verify(linkOf(identityId), told(row), row.hash)) return wrong(next, 'changed');
    if (row.previous !== before.hash) return wrong(next, 'missing');
    before = row;
  }
  if (before.sequence !== last.sequence) return wrong(before.sequence + 1, 'missing');
  return before.hash === last.hash ? { valid: true, events: last.sequence - from.sequence } : wrong(last.sequence, 'changed');
}
