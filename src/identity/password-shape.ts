import type { Config } from '../config/config.ts';
import type { Hasher } from '../crypto/passwords/hasher.ts';
import { apiErrors } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Account, Change, Credential, NewCredential } from './identity.ts';

/** What is stored for a password. */
export interface PasswordConfig {
  readonly hashed_password: string;
  /** Hashes of the passwords before it, the newest first: only so that none of them is taken again (`history_size`). Shown by no API. */
  readonly former_hashes?: readonly string[];
}

/** What a row may hold: it stays for the sake of former passwords, and waits for one that is elsewhere (`use_password_migration_hook`). */
type Stored = Partial<PasswordConfig> & { readonly use_password_migration_hook?: boolean };

const rowOf = ({ credentials }: Account): Credential<Stored> | undefined => credentials.find(({ type }) => type === 'password');

/** The person's password, if they have one that can be checked. */
export function passwordOf(account: Account): Credential<PasswordConfig> | undefined {
  const row = rowOf(account);
  return row?.config.hashed_password === undefined ? undefined : (row as Credential<PasswordConfig>);
}

/** A password that only the system knows that they had it in before. */
export function migratingOf(account: Account): Credential<Stored> | undefined {
  const row = rowOf(account);
  return row?.config.hashed_password === undefined && row?.config.use_password_migration_hook === true ? row : undefined;
}

/** What a password that somebody types can be checked against: here, or there. */
export const checkableOf = (account: Account, { selfservice }: Config): Credential<Stored> | undefined =>
  passwordOf(account) ?? (selfservice.methods.password.config.migrate_hook.enabled ? migratingOf(account) : undefined);

/** Hashes of the passwords before the present one, at most so many. */
export const formerHashes = (account: Account, most: number): readonly string[] => (rowOf(account)?.config.former_hashes ?? []).slice(0, most);

/** The same once the present one has become a former one as well. */
function nextHistory(account: Account, hash: string | undefined, most: number): readonly string[] {
  const present = passwordOf(account)?.config.hashed_password;
  return present === undefined || present === hash ? formerHashes(account, most) : [present, ...formerHashes(account, most)].slice(0, most);
}

/** What is stored once another password is set. */
export const withPassword = (account: Account, hash: string, historySize: number): NewCredential =>
  passwordCredential({ hashed_password: hash, former_hashes: nextHistory(account, hash, historySize) });

/** A person without a password; with a history, it is remembered for the next one. */
export function withoutPassword(account: Account, historySize: number): Change {
  const former_hashes = nextHistory(account, undefined, historySize);
  return former_hashes.length === 0 ? { type: 'removeCredential', credentialType: 'password', slot: '' } : { type: 'setCredential', credential: passwordCredential({ former_hashes }) };
}

/** The same password in a hash of today, with no more history than may be kept today; undefined: so it is already. */
export function refreshed(account: Account, hash: string, historySize: number): NewCredential | undefined {
  const row = rowOf(account);
  const former = formerHashes(account, historySize);
  if (hash === row?.config.hashed_password && former.length === (row.config.former_hashes?.length ?? 0)) return undefined;
  return { ...passwordCredential({ hashed_password: hash, former_hashes: former }), ...(row === undefined ? {} : { identifiers: row.identifiers }) };
}

const passwordCredential = ({ hashed_password, former_hashes = [] }: Stored): NewCredential => ({
  type: 'password',
  slot: '',
  config: { ...(hashed_password === undefined ? {} : { hashed_password }), ...(former_hashes.length === 0 ? {} : { former_hashes }) },
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
