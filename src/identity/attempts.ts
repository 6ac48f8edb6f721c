import type { Clock } from '../clock.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Database, Write } from '../db/database.ts';
import { ValidationError } from '../errors.ts';
import { m } from '../messages/catalogue.ts';
import { normaliseIdentifier } from '../schema/normalise.ts';
import { attemptById, countAttempt, forgetAttempts } from './attempts-store.ts';

/**
 * What is tried: a code of one of a person's second factors, or a password for a name. Names are counted by the network
 * they are tried from, so that nobody keeps their owner out from afar; whether anybody has the name plays no part.
 */
export type Tried = { readonly factor: string; readonly identityId: string } | { readonly name: string; readonly ip: string };

/** One try that may be made now. */
export interface Trial {
  /** Runs what finds out whether it is right; a ValidationError says that it is not. */
  judge<T>(decide: () => Promise<T>): Promise<T>;
  /** To be written when it was right: the failures before are forgotten. */
  readonly right: readonly Write[];
}

/** The tries of one request: deciding anew after a Conflict does not count as another. */
export interface Tries {
  /** @throws ValidationError that says when to try again */
  begin(tried: Tried): Promise<Trial>;
}

/** Guessing gets slower and slower, for all sessions and flows together (attempts-store.ts, WAITS). */
export interface Attempts {
  ofRequest(): Tries;
  /** A factor that is set up anew starts anew. */
  forget(tried: Tried): Write[];
}

/** What needs no counting, because it cannot be guessed. */
export const NOT_GUESSED: Trial = { judge: (decide) => decide(), right: [] };

/** So many wrong codes in a row put a factor out of use until it is set up anew (NIST SP 800-63B, 3.2.2). */
export const MOST_FAILURES = 100;
const ENDLESS = 2_000_000_000;
const DAY = 86_400_000;
const YEARS = 3650 * DAY;

export function createAttempts({ db, clock, sealer }: { readonly db: Database; readonly clock: Clock; readonly sealer: Sealer }): Attempts {
  const idOf = (tried: Tried): string => ('factor' in tried ? `${tried.factor}:${tried.identityId}` : sealer.sign('attempts', `${networkOf(tried.ip)} ${normaliseIdentifier(tried.name)}`));
  const forget = (tried: Tried): Write[] => [{ query: forgetAttempts({ id: idOf(tried) }) }];

  /**
   * A code has a million values at most, and three of them are right: a try counts as failed before anybody looks, so that no
   * two can be made at once of which one would have had to wait.
   */
  async function withFactor(tried: Extract<Tried, { factor: string }>): Promise<Trial> {
    const id = idOf(tried);
    const now = clock.now();
    const [counted] = await db.write([{ query: countAttempt({ id, identity_id: tried.identityId, next_at: now, due: now, expires_at: now + YEARS, most: MOST_FAILURES }) }]);
    if (counted === 1) return { judge: (decide) => decide(), right: forget(tried) };
    const [[row]] = await db.read(attemptById({ id }));
    if (row !== undefined && row.failures >= MOST_FAILURES) throw new ValidationError({ message: m.factorOutOfUse() });
    throw new ValidationError({ message: m.tooManyTries({ retryAt: row?.next_at ?? now, now }) });
  }

  /** Somebody who signs in on many devices at once with the right password is let in on all: only failures count. */
  async function withName(tried: Extract<Tried, { name: string }>): Promise<Trial> {
    const id = idOf(tried);
    const now = clock.now();
    const [[row]] = await db.read(attemptById({ id }));
    if (row !== undefined && row.next_at > now) throw new ValidationError({ message: m.tooManyTries({ retryAt: row.next_at, now }) });
    let isCounted = false;
    return {
      async judge(decide) {
        try {
          return await decide();
        } catch (error) {
          if (error instanceof ValidationError && !isCounted) {
            isCounted = true;
            await db.write([{ query: countAttempt({ id, identity_id: null, next_at: clock.now(), due: Number.MAX_SAFE_INTEGER, expires_at: now + DAY, most: ENDLESS }) }]);
          }
          throw error;
        }
      },
      right: row === undefined ? [] : forget(tried),
    };
  }

  return {
    ofRequest() {
      let trial: Promise<Trial> | undefined;
      return { begin: (tried) => (trial ??= 'factor' in tried ? withFactor(tried) : withName(tried)) };
    },
    forget,
  };
}

/** What one party can easily change of its address is left out: the last byte of IPv4, all but the first 48 bits of IPv6. */
const networkOf = (ip: string): string => (ip.includes('.') ? ip.split('.').slice(0, -1).join('.') : ip.split(':').slice(0, 3).join(':'));
