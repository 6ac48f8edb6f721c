import { type Secret, TOTP, URI } from 'otpauth';
import { timestamp } from '../clock.ts';
import { uuid } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';
import { apiErrors } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Account, Credential, NewCredential } from './identity.ts';

/** An authenticator app as it is stored: a row for each, its slot made up. */
export interface AppConfig {
  /** The seed in base32, sealed for this slot. */
  readonly sealed_secret: string;
  /** '' if the person gave it no name. */
  readonly display_name: string;
  /** The time step of the last code that was accepted: no code of this step or an earlier one will be again. */
  readonly last_step: number;
  /** Milliseconds since the epoch; missing until it is used to sign in. */
  readonly last_used_at?: number;
}

export type App = Credential<AppConfig>;

/** What both sides of RFC 6238 agree on, because few apps heed anything else. */
export const ALGORITHM = 'SHA1';
export const DIGITS = 6;
/** Seconds. */
export const PERIOD = 30;

/** The person's apps, in the order in which they were added. */
export const appsOf = ({ credentials }: Account): readonly App[] => credentials.filter(({ type }) => type === 'totp') as unknown as readonly App[];

const purpose = (slot: string): string => `totp:${slot}`;

interface About {
  readonly displayName: string;
  readonly lastStep: number;
  /** As the admin API shows them: whose it is. */
  readonly identifiers: readonly string[];
  readonly slot?: string;
}

/** @param secret base32 */
export function newApp(secret: string, { displayName, lastStep, identifiers, slot = uuid() }: About, sealer: Sealer): NewCredential {
  const config: AppConfig = { sealed_secret: sealer.seal(purpose(slot), secret), display_name: displayName, last_step: lastStep };
  return { type: 'totp', slot, identifiers, config: { ...config } };
}

/** The app after one of its codes was accepted. */
export const usedApp = ({ slot, config, identifiers }: App, lastStep: number, now: number): NewCredential => ({
  type: 'totp',
  slot,
  identifiers,
  config: { ...config, last_step: lastStep, last_used_at: now },
});

/** @returns base32; undefined if it was sealed with a secret that is no longer configured */
export const secretOf = ({ slot, config }: App, sealer: Sealer): string | undefined => sealer.open(purpose(slot), config.sealed_secret);

/** Everything but the seeds: whoever reads identities need not be able to sign in as them. */
export const appsToWire = (rows: readonly Credential[]): JsonObject => ({
  apps: (rows as unknown as readonly App[]).map(({ slot, config, createdAt }) => ({
    id: slot,
    display_name: config.display_name,
    added_at: timestamp(createdAt),
    ...(config.last_used_at === undefined ? {} : { last_used_at: timestamp(config.last_used_at) }),
  })),
});

/** @throws ApiError 400 */
export function appFromWire({ totp_url: url }: JsonObject, sealer: Sealer): NewCredential[] {
  if (typeof url !== 'string') throw apiErrors.badRequest('credentials.totp.config.totp_url must be given, and be text.');
  const { secret } = parsed(url);
  // The same app imported twice is one.
  return [newApp(secret.base32, { displayName: '', lastStep: 0, identifiers: [], slot: sealer.sign('totp-import', secret.base32) }, sealer)];
}

function parsed(url: string): { secret: Secret } {
  const refused = (what: string) => apiErrors.badRequest(`credentials.totp.config.totp_url ${what}`);
  let read: ReturnType<typeof URI.parse>;
  try {
    read = URI.parse(url);
  } catch {
    throw refused('is no otpauth:// address with a secret.');
  }
  if (!(read instanceof TOTP)) throw refused('must be one of totp, not of hotp.');
  if (read.algorithm !== ALGORITHM || read.digits !== DIGITS || read.period !== PERIOD) throw refused(`must be of ${ALGORITHM}, ${DIGITS} digits and ${PERIOD} seconds.`);
  if (read.secret.buffer.byteLength < 10) throw refused('has a secret of less than 80 bits.');
  return read;
}
