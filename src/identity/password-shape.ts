import type { Config } from '../config/config.ts';
import type { Hasher } from '../crypto/passwords/hasher.ts';
import { apiErrors } from '../errors.ts';
import type { JsonObject } from '../schema/field.ts';
import type { Account, Credential, NewCredential } from './identity.ts';

/** What is stored for a password. */
export interface PasswordConfig {
  readonly hashed_password: string;
  /** Hashes of the passwords before it, the newest first: only so that none of them is taken again (`history_size`). Shown by no API. */
  readonly former_hashes?: readonly string[];
}

/** The person's password, if they have one that can be checked. */
export function passwordOf({ credentials }: Account): Credential<PasswordConfig> | undefined {
  const stored = credentials.find(({ type, config }) => type === 'password' && typeof config['hashed_password'] === 'string');
  return stored as unknown as Credential<PasswordConfig> | undefined;
}

/** A password that only the system knows that they had it in before (`use_password_migration_hook`). */
export const migratingOf = ({ credentials }: Account): Credential | undefined =>
  credentials.find(({ type, config }) => type === 'password' && config['hashed_password'] === undefined && config['use_password_migration_hook'] === true);

/** What a password that somebody types can be checked against: here, or there. */
export const checkableOf = (account: Account, { selfservice }: Config): Credential | undefined =>
  (passwordOf(account) as unknown as Credential | undefined) ?? (selfservice.methods.password.config.migrate_hook.enabled ? migratingOf(account) : undefined);

/** Hashes of the passwords this one followed on, at most so many. */
export const formerHashes = ({ former_hashes = [] }: PasswordConfig, most: number): readonly string[] => former_hashes.slice(0, most);

/** What is stored once another password is set: the present one joins those that are not taken again. */
export function withPassword(account: Account, hash: string, historySize: number): NewCredential {
  const before = passwordOf(account)?.config;
  if (before === undefined) return passwordCredential({ hashed_password: hash });
  const former = before.hashed_password === hash ? formerHashes(before, historySize) : [before.hashed_password, ...formerHashes(before, historySize)].slice(0, historySize);
  return passwordCredential({ hashed_password: hash, former_hashes: former });
}

/** The same password in a hash of today, with no more history than may be kept today; undefined: so it is already. */
export function refreshed({ config, identifiers }: Credential<PasswordConfig>, hash: string, historySize: number): NewCredential | undefined {
  const former = formerHashes(config, historySize);
  if (hash === config.hashed_password && former.length === (config.former_hashes?.length ?? 0)) return undefined;
  return { ...passwordCredential({ hashed_password: hash, former_hashes: former }), identifiers };
}

const passwordCredential = ({ hashed_password, former_hashes = [] }: PasswordConfig): NewCredential => ({
  type: 'password',
  slot: '',
  config: { hashed_password, ...(former_hashes.length === 0 ? {} : { former_hashes }) },
});

/** As administrators read it: without its history, which could only serve to guess. */
export function passwordToWire([row]: readonly Credential[]): JsonObject {
  const { former_hashes: _, ...shown } = row?.config ?? {};
  return shown;
}

/** A password as text, as a hash, or as a promise that the former system knows it. @throws ApiError 400 */
export async function passwordFromWire({ password: plain, hashed_password: hashed, use_password_migration_hook: asks }: JsonObject, hasher: Hasher): Promise<readonly NewCredential[]> {
  const at = 'credentials.password.config';
  if (asks !== undefined && typeof asks !== 'boolean') throw apiErrors.badRequest(`${at}.use_password_migration_hook must be true or false.`);
  // Exported by Kratos, an account that waits has an empty hash.
  if (hashed !== undefined && hashed !== null && !(hashed === '' && asks === true)) {
    const problem = typeof hashed === 'string' ? hasher.refusal(hashed) : 'It must be text.';
    if (typeof hashed !== 'string' || problem !== undefined) throw apiErrors.badRequest(`${at}.hashed_password: ${problem}`);
    return [passwordCredential({ hashed_password: hashed })];
  }
  if (plain === undefined || plain === null || plain === '') return asks === true ? [{ type: 'password', slot: '', config: { use_password_migration_hook: true } }] : [];
  if (typeof plain !== 'string') throw apiErrors.badRequest(`${at}.password must be text.`);
  return [passwordCredential({ hashed_password: await hasher.hash(plain) })];
}
