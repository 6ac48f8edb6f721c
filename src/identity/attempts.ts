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

/** The tries of one request: deciding anew after a Conflict does not count as another. */
export interface Tries {
  /**
   * Counts a failure, to be taken back when it turns out to be none. @returns what takes it back, with all failures before
   * @throws ValidationError that says when to try again
   */
  count(tried: Tried): Promise<Write[]>;
}

/** Guessing gets slower and slower, for all sessions and flows together (attempts-store.ts, WAITS). */
export interface Attempts {
  begin(): Tries;
  /** A factor that is set up anew starts anew. */
  forget(tried: Tried): Write[];
}

/** So many wrong codes in a row put a factor out of use until it is set up anew (NIST SP 800-63B, 3.2.2). */
export const MOST_FAILURES = 100;
const ENDLESS = 2_000_000_000;
const DAY = 86_400_000;
const YEARS = 3650 * DAY;

export function createAttempts({ db, clock, sealer }: { readonly db: Database; readonly clock: Clock; readonly sealer: Sealer }): Attempts {
  const idOf = (tried: Tried): string => ('factor' in tried ? `${tried.factor}:${tried.identityId}` : sealer.sign('attempts', `${networkOf(tried.ip)} ${normaliseIdentifier(tried.name)}`));

  async function count(tried: Tried): Promise<void> {
    const id = idOf(tried);
    const now = clock.now();
    const isFactor = 'factor' in tried;
    const query = countAttempt({ id, identity_id: isFactor ? tried.identityId : null, next_at: now, expires_at: now + (isFactor ? YEARS : DAY), most: isFactor ? MOST_FAILURES : ENDLESS });
    const [counted] = await db.write([{ query }]);
    if (counted === 1) return;
    const [[row]] = await db.read(attemptById({ id }));
    if (isFactor && row !== undefined && row.failures >= MOST_FAILURES) throw new ValidationError({ message: m.factorOutOfUse() });
    throw new ValidationError({ message: m.tooManyTries({ retryAt: row?.next_at ?? now, now }) });
  }

  const forget = (tried: Tried): Write[] => [{ query: forgetAttempts({ id: idOf(tried) }) }];

  return {
    begin() {
      let counted: Promise<void> | undefined;
      return {
        async count(tried) {
          await (counted ??= count(tried));
          return forget(tried);
        },
      };
    },
    forget,
  };
}

/** The first half of an IPv6 address less one group, three quarters of an IPv4 one: what one party can easily change is left out. */
const networkOf = (ip: string): string => (ip.includes('.') ? ip.split('.').slice(0, -1).join('.') : ip.split(':').slice(0, 3).join(':'));
