import { sql } from 'kysely';
import { sha256url } from '../crypto/digest.ts';
import type { Database, Write } from '../db/database.ts';
import { type Placeholders, statement } from '../db/statement.ts';
import type { CredentialRow, IdentifierRow, IdentityRow } from '../db/tables.ts';
import type { Account, Identity } from './identity.ts';
import { credentialRow, identityRow, readCredential, readIdentity } from './rows.ts';

export const identityById = statement('identity.by_id', (db, p: Placeholders<{ id: string }>) => db.selectFrom('identities').selectAll().where('id', '=', p.id));

const identityByExternalId = statement('identity.by_external_id', (db, p: Placeholders<{ external_id: string }>) => db.selectFrom('identities').selectAll().where('external_id', '=', p.external_id));

/** The owner of a name: see `IdentifierRow` for the kinds. */
export const identityByIdentifier = statement('identity.by_identifier', (db, p: Placeholders<{ kind: string; value: string }>) =>
  db
    .selectFrom('identifiers')
    .innerJoin('identities', 'identities.id', 'identifiers.identity_id')
    .selectAll('identities')
    .where('identifiers.kind', '=', p.kind)
    .where('identifiers.value', '=', p.value),
);

export const credentialsOf = statement('identity.credentials', (db, p: Placeholders<{ identity_id: string }>) =>
  db.selectFrom('credentials').selectAll().where('identity_id', '=', p.identity_id).orderBy('created_at').orderBy('id'),
);

const credentialsByIdentifier = statement('identity.credentials_by_identifier', (db, p: Placeholders<{ kind: string; value: string }>) =>
  db
    .selectFrom('identifiers')
    .innerJoin('credentials', 'credentials.identity_id', 'identifiers.identity_id')
    .selectAll('credentials')
    .where('identifiers.kind', '=', p.kind)
    .where('identifiers.value', '=', p.value)
    .orderBy('credentials.created_at')
    .orderBy('credentials.id'),
);

const credentialsByExternalId = statement('identity.credentials_by_external_id', (db, p: Placeholders<{ external_id: string }>) =>
  db
    .selectFrom('identities')
    .innerJoin('credentials', 'credentials.identity_id', 'identities.id')
    .selectAll('credentials')
    .where('identities.external_id', '=', p.external_id)
    .orderBy('credentials.created_at')
    .orderBy('credentials.id'),
);

/** What an update may change: all but the id, the time of creation, and where the security log stands. */
const changeable = (p: Placeholders<Omit<IdentityRow, 'id' | 'created_at' | 'log_head'>>) => ({
  schema_id: p.schema_id,
  state: p.state,
  state_changed_at: p.state_changed_at,
  traits: p.traits,
  metadata_public: p.metadata_public,
  metadata_admin: p.metadata_admin,
  verifiable_addresses: p.verifiable_addresses,
  recovery_addresses: p.recovery_addresses,
  external_id: p.external_id,
  organization_id: p.organization_id,
  available_aal: p.available_aal,
  version: p.version,
  updated_at: p.updated_at,
});
const insertIdentityRow = statement('identity.insert', (db, p: Placeholders<IdentityRow>) =>
  db.insertInto('identities').values({ id: p.id, created_at: p.created_at, log_head: p.log_head, ...changeable(p) }),
);
const updateIdentityRow = statement('identity.update', (db, p: Placeholders<Omit<IdentityRow, 'created_at' | 'log_head'> & { expected: number }>) =>
  db.updateTable('identities').set(changeable(p)).where('id', '=', p.id).where('version', '=', p.expected),
);
const holdIdentityRow = statement('identity.hold', (db, p: Placeholders<Pick<IdentityRow, 'id' | 'version'>>) =>
  db.updateTable('identities').set({ version: p.version }).where('id', '=', p.id).where('version', '=', p.version),
);
const deleteIdentityRow = statement('identity.delete', (db, p: Placeholders<{ id: string }>) => db.deleteFrom('identities').where('id', '=', p.id));

const insertIdentifierRow = statement('identity.insert_identifier', (db, p: Placeholders<IdentifierRow>) =>
  db.insertInto('identifiers').values({ kind: p.kind, value: p.value, identity_id: p.identity_id }),
);
/**
 * A name that is held for somebody else is given once more, so that it is a Duplicate like one that they have. Behind the first time: who
 * had to wait there for the change that let go of the name sees here what that change holds.
 */
const refuseHeld = statement('identity.refuse_held', (db, p: Placeholders<IdentifierRow & { hold: string; now: number }>) => {
  const columns = ['kind', 'value', 'identity_id'] as const;
  return db
    .insertInto('identifiers')
    .columns(columns)
    .expression(() =>
      db
        .selectFrom('address_changes')
        .select(columns.map((column) => sql<string>`${p[column]}`.as(column)))
        .where('kind', '=', 'held')
        .where('token_hash', '=', p.hold)
        .where('identity_id', '!=', p.identity_id)
        .where('expires_at', '>', p.now),
    );
});
/** What an address is held by, for whoever may still take it back (flow/address-change-store.ts). */
export const holdOf = (address: string): string => sha256url(`held:${address}`);

const NEVER_HELD: readonly string[] = ['oidc', 'key'];
function named({ id, updatedAt }: Identity, names: readonly Name[]): Write[] {
  const values = new Map(names.filter(({ kind }) => !NEVER_HELD.includes(kind)).map((name) => [name.value, name]));
  return [
    ...names.map((name) => ({ query: insertIdentifierRow({ ...name, identity_id: id }), expect: 1 })),
    ...[...values.values()].map((name) => ({ query: refuseHeld({ ...name, identity_id: id, hold: holdOf(name.value), now: updatedAt }) })),
  ];
}

const deleteIdentifierRows = statement('identity.delete_identifiers', (db, p: Placeholders<{ identity_id: string }>) => db.deleteFrom('identifiers').where('identity_id', '=', p.identity_id));

const insertCredentialRow = statement('identity.insert_credential', (db, p: Placeholders<CredentialRow>) =>
  db
    .insertInto('credentials')
    .values({ id: p.id, identity_id: p.identity_id, type: p.type, slot: p.slot, identifiers: p.identifiers, config: p.config, version: p.version, created_at: p.created_at, updated_at: p.updated_at }),
);
const updateCredentialRow = statement('identity.update_credential', (db, p: Placeholders<Omit<CredentialRow, 'identity_id' | 'type' | 'slot' | 'created_at'> & { expected: number }>) =>
  db.updateTable('credentials').set({ identifiers: p.identifiers, config: p.config, version: p.version, updated_at: p.updated_at }).where('id', '=', p.id).where('version', '=', p.expected),
);
const deleteCredentialRow = statement('identity.delete_credential', (db, p: Placeholders<{ id: string; expected: number }>) =>
  db.deleteFrom('credentials').where('id', '=', p.id).where('version', '=', p.expected),
);

const endSessions = statement('identity.end_sessions', (db, p: Placeholders<{ identity_id: string; now: number }>) =>
  db.updateTable('sessions').set({ active: 0, updated_at: p.now }).where('identity_id', '=', p.identity_id).where('active', '=', 1),
);

/** Signs a person out everywhere. Whoever is locked out stays so when they are let in again. */
export const endSessionsOf = (identityId: string, now: number): Write => ({ query: endSessions({ identity_id: identityId, now }) });

export interface Name {
  readonly kind: string;
  readonly value: string;
}

/** @throws Duplicate, when it is executed, if a name belongs to somebody else */
export const insertAccount = ({ identity, credentials }: Account, names: readonly Name[]): Write[] => [
  { query: insertIdentityRow(identityRow(identity)), expect: 1 },
  ...named(identity, names),
  ...credentials.map((credential) => ({ query: insertCredentialRow(credentialRow(credential, identity.id)), expect: 1 })),
];

/**
 * The step from one state of an account to the next. All of it stands on the version that was read. Names are written anew
 * as a whole when one changes, so that those of an earlier identity schema do not stay behind.
 */
export function updateAccount(before: Account, after: Account, names: readonly Name[] | undefined): Write[] {
  const { id } = after.identity;
  const kept = new Map(before.credentials.map((credential) => [credential.id, credential]));
  const writes: Write[] = [{ query: updateIdentityRow({ ...identityRow(after.identity), expected: before.identity.version }), expect: 1 }];
  if (names !== undefined) writes.push({ query: deleteIdentifierRows({ identity_id: id }) }, ...named(after.identity, names));
  const stays = new Set(after.credentials.map((credential) => credential.id));
  for (const { id: gone, version } of before.credentials) if (!stays.has(gone)) writes.push({ query: deleteCredentialRow({ id: gone, expected: version }), expect: 1 });
  for (const credential of after.credentials) {
    const was = kept.get(credential.id);
    const { identity_id: _identity, type: _type, slot: _slot, created_at: _created, ...row } = credentialRow(credential, id);
    if (was === undefined) writes.push({ query: insertCredentialRow(credentialRow(credential, id)), expect: 1 });
    else if (was !== credential) writes.push({ query: updateCredentialRow({ ...row, expected: was.version }), expect: 1 });
  }
  return writes;
}

/**
 * The identity stays as it was read until the transaction ends, or it is a Conflict: for what is written because of it, such
 * as a session that a disabled person, or one whose password has just been changed, must not get.
 */
export const unchanged = ({ id, version }: Pick<Identity, 'id' | 'version'>): Write => ({ query: holdIdentityRow({ id, version }), expect: 1 });

/** Everything that hangs on the identity goes with it. */
export const deleteAccount = (id: string): Write => ({ query: deleteIdentityRow({ id }) });

export async function findAccount(db: Database, id: string): Promise<Account | undefined> {
  const [identities, credentials] = await db.read(identityById({ id }), credentialsOf({ identity_id: id }));
  return accountOf(identities, credentials);
}

/** The owner of a login name. @param value normalised (schema/normalise.ts, `normaliseIdentifier`) */
export const findAccountByLogin = (db: Database, value: string): Promise<Account | undefined> => findAccountByName(db, { kind: 'login', value });

/** The owner of a security key or passkey. @param value its credential id, base64url */
export const findAccountByKey = (db: Database, value: string): Promise<Account | undefined> => findAccountByName(db, { kind: 'key', value });

/** The owner of a link. Its name alone would not do: it does not tell where the provider's part ends. */
export async function findAccountByLink(db: Database, provider: string, subject: string): Promise<Account | undefined> {
  const account = await findAccountByName(db, { kind: 'oidc', value: `${provider}:${subject}` });
  return account?.credentials.some(({ type, config }) => type === 'oidc' && config['provider'] === provider && config['subject'] === subject) ? account : undefined;
}

/** Whose address this is. @param use what it may be used for @param value normalised (`normaliseAddress`) */
export const findAccountByAddress = (db: Database, use: 'verify' | 'recover', via: 'email' | 'sms', value: string): Promise<Account | undefined> =>
  findAccountByName(db, { kind: `${use}:${via}`, value });

async function findAccountByName(db: Database, name: Name): Promise<Account | undefined> {
  const [identities, credentials] = await db.read(identityByIdentifier(name), credentialsByIdentifier(name));
  return accountOf(identities, credentials);
}

export async function findAccountByExternalId(db: Database, externalId: string): Promise<Account | undefined> {
  const [identities, credentials] = await db.read(identityByExternalId({ external_id: externalId }), credentialsByExternalId({ external_id: externalId }));
  return accountOf(identities, credentials);
}

function accountOf([identity]: readonly IdentityRow[], credentials: readonly CredentialRow[]): Account | undefined {
  return identity && { identity: readIdentity(identity), credentials: credentials.map(readCredential) };
}
