import type { Clock } from '../clock.ts';
import type { Sealer } from '../crypto/seal.ts';
import type { Database, Write } from '../db/database.ts';
import { ValidationError } from '../errors.ts';
import { originOf, type SecurityLog } from '../events/log.ts';
import { headById } from '../events/store.ts';
import { networkOf } from '../http/client-ip.ts';
import type { Exchange } from '../http/exchange.ts';
import { m } from '../messages/catalogue.ts';
import { normaliseIdentifier } from '../schema/normalise.ts';
import { attemptById, countAttempt, FREE_FAILURES, forgetAttempts } from './attempts-store.ts';
import { identityByIdentifier } from './store.ts';

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

type Source = Pick<Exchange, 'ip' | 'userAgent'>;

/** Guessing gets slower and slower, for all sessions and flows together (attempts-store.ts, WAITS). */
export interface Attempts {
  ofRequest(exchange: Source): Tries;
  /** A factor that is set up anew starts anew. */
  forget(tried: Tried): Write[];
}

/** What needs no counting, because it cannot be guessed. */
export const NOT_GUESSED: Trial = { judge: (decide) => decide(), right: [] };

/** So many wrong codes in a row put a factor out of use until it is set up anew (NIST SP 800-63B, 3.2.2). */
const MOST_FAILURES = 100;
const ENDLESS = 2_000_000_000;
const DAY = 86_400_000;
const YEARS = 3650 * DAY;

interface AttemptsNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly securityLog: SecurityLog;
}

export function createAttempts({ db, clock, sealer, securityLog }: AttemptsNeeds): Attempts {
  const idOf = (tried: Tried): string => ('factor' in tried ? `${tried.factor}:${tried.identityId}` : sealer.sign('attempts', `${networkOf(tried.ip)} ${normaliseIdentifier(tried.name)}`));
  const forget = (tried: Tried): Write[] => [{ query: forgetAttempts({ id: idOf(tried) }) }];

  const told = (owners: readonly { readonly id: string; readonly log_head: string }[], method: string, source: Source): Write[] =>
    owners.slice(0, 1).flatMap(({ id, log_head: logHead }) => securityLog.record({ id, logHead }, [{ kind: 'lockout', details: { method } }], originOf(source)));

  /**
   * A code has a million values at most, and three of them are right: a try counts as failed before anybody looks, so that no
   * two can be made at once of which one would have had to wait.
   */
  async function withFactor(tried: Extract<Tried, { factor: string }>, source: Source): Promise<Trial> {
    const id = idOf(tried);
    const now = clock.now();
    const [counted] = await db.write([{ query: countAttempt({ id, identity_id: tried.identityId, next_at: now, due: now, expires_at: now + YEARS, most: MOST_FAILURES }) }]);
    if (counted === 1) return { judge: (decide) => decide().catch(async (error: unknown) => Promise.reject(await failed(error, tried, source))), right: forget(tried) };
    const [[row]] = await db.read(attemptById({ id }));
    if (row !== undefined && row.failures >= MOST_FAILURES) throw new ValidationError({ message: m.factorOutOfUse() });
    throw new ValidationError({ message: m.tooManyTries({ retryAt: row?.next_at ?? now, now }) });
  }

  async function failed(error: unknown, tried: Extract<Tried, { factor: string }>, source: Source): Promise<unknown> {
    if (!(error instanceof ValidationError)) return error;
    const [[row], owners] = await db.read(attemptById({ id: idOf(tried) }), headById({ id: tried.identityId }));
    if (row !== undefined && row.failures > FREE_FAILURES) await db.write(told(owners, tried.factor, source));
    return error;
  }

  /** Somebody who signs in on many devices at once with the right password is let in on all: only failures count. */
  async function withName(tried: Extract<Tried, { name: string }>, source: Source): Promise<Trial> {
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
            const begun = row !== undefined && row.failures >= FREE_FAILURES ? told(await ownersOf(tried.name), 'password', source) : [];
            await db.write([{ query: countAttempt({ id, identity_id: null, next_at: clock.now(), due: Number.MAX_SAFE_INTEGER, expires_at: now + DAY, most: ENDLESS }) }, ...begun]);
          }
          throw error;
        }
      },
      right: row === undefined ? [] : forget(tried),
    };
  }

  /** Whose name it is. Asked, and written, in as many steps if it is nobody's. In settings it is the id of who is signed in. */
  async function ownersOf(name: string): Promise<{ id: string; log_head: string }[]> {
    const [byName, byId] = await db.read(identityByIdentifier({ kind: 'login', value: normaliseIdentifier(name) }), headById({ id: name }));
    return [...byName, ...byId];
  }

  return {
    ofRequest(exchange) {
      let trial: Promise<Trial> | undefined;
      return { begin: (tried) => (trial ??= 'factor' in tried ? withFactor(tried, exchange) : withName(tried, exchange)) };
    },
    forget,
  };
}
