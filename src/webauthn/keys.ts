import { timestamp } from '../clock.ts';
import { ValidationError } from '../errors.ts';
import type { Account, Change, NewCredential } from '../identity/identity.ts';
import type { Key, KeyConfig } from '../identity/key-shape.ts';
import { m } from '../messages/catalogue.ts';
import { defaultName } from './authenticators.ts';
import type { Descriptor } from './options.ts';
import type { KeyType } from './relying-party.ts';
import type { Facts, NewKey } from './verify.ts';

export const keysOf = ({ credentials }: Account, type: KeyType): readonly Key[] => credentials.filter((credential) => credential.type === type) as readonly unknown[] as readonly Key[];
const allKeysOf = (account: Account): readonly Key[] => [...keysOf(account, 'passkey'), ...keysOf(account, 'webauthn')];

/** How a key is named on the wire when it is to be removed or renamed: its credential id in hex. */
export const wireId = ({ slot }: Key): string => Buffer.from(slot, 'base64url').toString('hex');
export const keyByWireId = (keys: readonly Key[], id: string): Key | undefined => keys.find((key) => wireId(key) === id.toLowerCase());
export const byWireId = (keys: readonly Key[]): readonly Key[] => [...keys].sort((a, b) => (wireId(a) < wireId(b) ? -1 : 1));

/** In milliseconds since the epoch. */
export const addedAt = ({ config, createdAt }: Key): number => (config.added_at === undefined ? createdAt : Date.parse(config.added_at));

/** The label of what removes or renames it: its name, when it was added and last used, and whether it is copied between devices. */
export const described = (key: Key): { displayName: string; addedAt: number; lastUsedAt?: number; synced?: boolean } => ({
  displayName: key.config.display_name === '' ? 'unnamed' : key.config.display_name,
  addedAt: addedAt(key),
  ...(key.config.last_used_at === undefined ? {} : { lastUsedAt: Date.parse(key.config.last_used_at) }),
  ...(key.config.flags === undefined ? {} : { synced: key.config.flags.backup_eligible }),
});

/** The handle that authenticators know an account by, unless its keys came with another one: the bytes of its id. */
export const ownHandle = (identityId: string): string => Buffer.from(identityId.replaceAll('-', ''), 'hex').toString('base64url');
export const isOwnHandle = (handle: string): boolean => Buffer.byteLength(handle, 'base64url') === 16;

/** The one handle for all keys of a person, old and new: two would make one account look like two to an authenticator. */
export const handleOf = (account: Account): string => allKeysOf(account).find(({ config }) => config.user_handle !== '')?.config.user_handle ?? ownHandle(account.identity.id);
export const handleOfKey = ({ config }: Key, account: Account): string => config.user_handle || ownHandle(account.identity.id);

export const descriptors = (keys: readonly Key[]): Descriptor[] =>
  keys.map(({ slot, config: { transport = [] } }) => ({ type: 'public-key', id: slot, ...(transport.length === 0 ? {} : { transports: transport }) }));

/** Keys that an authenticator must not make a second time. Recorded answers of Kratos name those of the same method alone. */
export const excluded = (account: Account, type: KeyType, preset: string | undefined): Descriptor[] => descriptors(preset === 'kratos' ? keysOf(account, type) : allKeysOf(account));

const MOST_KEYS = 100;

/** @throws ValidationError if this key is known for this account already, or there are too many */
export function requireNew(account: Account, id: string, field: string): void {
  const known = allKeysOf(account);
  if (known.some(({ slot }) => slot === id)) throw new ValidationError({ field, message: m.validationGeneric({ reason: 'This security key or passkey belongs to your account already.' }) });
  if (known.length >= MOST_KEYS)
    throw new ValidationError({ field, message: m.validationGeneric({ reason: `An account can have at most ${MOST_KEYS} security keys and passkeys. Remove one first.` }) });
}

/** `name` undefined: named after the authenticator. */
export const newCredential = (type: KeyType, key: NewKey, { name, handle, passwordless, now }: { name: string | undefined; handle: string; passwordless: boolean; now: number }): NewCredential => {
  const config: KeyConfig = {
    id: Buffer.from(key.id, 'base64url').toString('base64'),
    public_key: key.publicKey,
    attestation_type: 'none',
    authenticator: { aaguid: Buffer.from(key.aaguid.replaceAll('-', ''), 'hex').toString('base64'), sign_count: key.counter, clone_warning: false },
    display_name: name ?? defaultName(key.aaguid, key.transports),
    added_at: timestamp(now),
    is_passwordless: passwordless,
    flags: flagsOf(key),
    transport: key.transports,
    user_handle: handle,
  };
  return { type, slot: key.id, config: { ...config }, ...(type === 'passkey' ? { identifiers: [handle] } : {}) };
};

/** A key that has just been used. A counter that falls means that there may be a copy; synced passkeys have none that counts. */
export function used(type: KeyType, key: Key, facts: Facts, now: number): Change {
  const { sign_count, clone_warning, aaguid } = key.config.authenticator;
  const fell = !facts.backupEligible && sign_count > 0 && facts.counter <= sign_count;
  return changed(type, key, {
    authenticator: { aaguid, sign_count: Math.max(sign_count, facts.counter), clone_warning: clone_warning || fell },
    flags: { ...flagsOf(facts), user_verified: facts.userVerified || key.config.flags?.user_verified === true },
    last_used_at: timestamp(now),
  });
}

export const renamed = (type: KeyType, key: Key, name: string): Change => changed(type, key, { display_name: name });

const changed = (type: KeyType, key: Key, parts: Partial<KeyConfig>): Change => ({
  type: 'setCredential',
  credential: { type, slot: key.slot, identifiers: key.identifiers, config: { ...key.config, ...parts } },
});

const flagsOf = ({ userVerified, backupEligible, backedUp }: Facts): NonNullable<KeyConfig['flags']> => ({
  user_present: true,
  user_verified: userVerified,
  backup_eligible: backupEligible,
  backup_state: backedUp,
});
