import { isDeepStrictEqual } from 'node:util';
import { uuid } from '../crypto/random.ts';
import type { Write } from '../db/database.ts';
import type { IdentitySchema } from '../schema/identity-schema.ts';
import { type FirstStatus, type NewVerifiable, recoveryAddresses, verifiableAddresses } from './addresses.ts';
import { reachableAal, type UsableFactors } from './factors.ts';
import type { Account, Change, Credential, CredentialType, Identity, NewCredential, Traits } from './identity.ts';
import { endSessionsOf, insertAccount, type Name, updateAccount } from './store.ts';

export interface Circumstances {
  /** The schema that the identity follows after the change. */
  readonly schema: IdentitySchema;
  readonly now: number;
  readonly usable: UsableFactors;
  /** How addresses stand of which nobody was told yet: `sent` if their verification is started with the change. */
  readonly firstStatus?: FirstStatus;
}

/** What only an administrator changes. */
export type Edit = Partial<Pick<Identity, 'schemaId' | 'state' | 'metadataPublic' | 'metadataAdmin' | 'externalId' | 'organizationId'>> & {
  /** What is known of addresses that the traits hold. */
  readonly addresses?: readonly NewVerifiable[];
};

export interface Applied {
  readonly account: Account;
  /** One transaction that makes it so; none if nothing has changed. */
  readonly writes: Write[];
}

/** Their identifiers follow from the traits. */
const DERIVED: ReadonlySet<CredentialType> = new Set(['password', 'webauthn', 'code']);

/**
 * The account after some changes, and the writes that lead to it; nothing is read or written here. Addresses, names and the
 * reachable AAL are derived anew; addresses that stay keep all they have. The writes end in Conflict if the account has
 * changed since it was read, and in Duplicate if a name is somebody else's.
 */
export function applyChanges(before: Account, changes: readonly Change[], { schema, now, usable, firstStatus }: Circumstances, { addresses, ...edit }: Edit = {}): Applied {
  const traits = changes.reduce((value, change) => (change.type === 'setTraits' ? schema.normalise(change.traits) : value), before.identity.traits);
  const derived = schema.identifiers(traits);
  let credentials = before.credentials;
  for (const change of changes) {
    if (change.type === 'setCredential') credentials = withCredential(credentials, change.credential, derived.login, now);
    if (change.type === 'removeCredential') credentials = credentials.filter((c) => c.type !== change.credentialType || c.slot !== change.slot);
  }
  credentials = inOrder(credentials.map((credential) => withIdentifiers(credential, derived.login, now)));
  const edited: Identity = {
    ...before.identity,
    ...edit,
    traits,
    verifiableAddresses: verifiableAddresses(before.identity.verifiableAddresses, derived.verifiable, now, addresses, firstStatus),
    recoveryAddresses: recoveryAddresses(before.identity.recoveryAddresses, derived.recovery, now),
    stateChangedAt: edit.state === undefined || edit.state === before.identity.state ? before.identity.stateChangedAt : now,
  };
  const identity: Identity = { ...edited, availableAal: reachableAal(usable({ identity: edited, credentials })) };
  const sameCredentials = credentials.length === before.credentials.length && credentials.every((credential, i) => credential === before.credentials[i]);
  if (sameCredentials && isDeepStrictEqual(identity, before.identity)) return { account: before, writes: [] };

  const account: Account = { identity: { ...identity, version: before.identity.version + 1, updatedAt: now }, credentials };
  const names = namesOf(account, schema);
  const renamed = edit.schemaId !== undefined || !isDeepStrictEqual(names, namesOf(before, schema));
  const locked = before.identity.state === 'active' && identity.state === 'inactive';
  return { account, writes: [...updateAccount(before, account, renamed ? names : undefined), ...(locked ? [endSessionsOf(identity.id, now)] : [])] };
}

export interface NewIdentity extends Edit {
  /** Left out: a new one. */
  readonly id?: string;
  readonly traits: Traits;
  readonly credentials?: readonly NewCredential[];
}

/** An account for somebody new. The writes end in Duplicate if a name is taken. */
export function newIdentity({ traits: given, credentials: wanted = [], addresses = [], ...edit }: NewIdentity, { schema, now, usable, firstStatus }: Circumstances): Applied {
  const traits = schema.normalise(given);
  const derived = schema.identifiers(traits);
  const credentials = inOrder(wanted.reduce<readonly Credential[]>((all, credential) => withCredential(all, credential, derived.login, now), []));
  const identity: Identity = {
    id: uuid(),
    schemaId: schema.id,
    state: 'active',
    stateChangedAt: now,
    traits,
    metadataPublic: null,
    metadataAdmin: null,
    verifiableAddresses: verifiableAddresses([], derived.verifiable, now, addresses, firstStatus),
    recoveryAddresses: recoveryAddresses([], derived.recovery, now),
    externalId: null,
    organizationId: null,
    availableAal: 'aal0',
    version: 1,
    logHead: '',
    createdAt: now,
    updatedAt: now,
    ...edit,
  };
  const account: Account = { identity: { ...identity, availableAal: reachableAal(usable({ identity, credentials })) }, credentials };
  return { account, writes: insertAccount(account, namesOf(account, schema)) };
}

type Login = Readonly<Record<string, readonly string[]>>;

function withCredential(credentials: readonly Credential[], { type, slot, config, identifiers }: NewCredential, login: Login, now: number): readonly Credential[] {
  const was = credentials.find((c) => c.type === type && c.slot === slot);
  const next: Credential = {
    id: was?.id ?? uuid(),
    type,
    slot,
    config,
    identifiers: identifiers ?? login[type] ?? [],
    version: (was?.version ?? 0) + 1,
    createdAt: was?.createdAt ?? now,
    updatedAt: now,
  };
  return was === undefined ? [...credentials, next] : credentials.map((c) => (c === was ? next : c));
}

/** As they are read back (store.ts, `credentialsOf`): what is shown after a change is what is shown when it is read anew. */
const inOrder = (credentials: readonly Credential[]): readonly Credential[] => [...credentials].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));

function withIdentifiers(credential: Credential, login: Login, now: number): Credential {
  const identifiers = login[credential.type] ?? [];
  if (!DERIVED.has(credential.type) || isDeepStrictEqual(identifiers, credential.identifiers)) return credential;
  // A credential set by this very change has its new version already.
  return { ...credential, identifiers, version: credential.updatedAt === now ? credential.version : credential.version + 1, updatedAt: now };
}

/** Every name that nobody else may have, in a fixed order: all parallel writers lock them in the same one. */
export function namesOf({ identity, credentials }: Account, schema: IdentitySchema): Name[] {
  const names = new Map<string, Name>();
  const add = (kind: string, value: string): void => void names.set(`${kind} ${value}`, { kind, value });
  // One namespace for all methods: a name means the same person, however they sign in.
  for (const value of Object.values(schema.identifiers(identity.traits).login).flat()) add('login', value);
  for (const { via, value } of identity.verifiableAddresses) add(`verify:${via}`, value);
  for (const { via, value } of identity.recoveryAddresses) add(`recover:${via}`, value);
  for (const { type, slot } of credentials) {
    if (type === 'oidc') add('oidc', slot);
    if (type === 'webauthn' || type === 'passkey') add('key', slot);
  }
  return [...names.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}
