import type { Write } from '../db/database.ts';
import { type Placeholders, statement } from '../db/statement.ts';
import type { IdentityRow, SessionRow } from '../db/tables.ts';
import type { Identity } from '../identity/identity.ts';
import { readIdentity } from '../identity/rows.ts';
import type { Session } from './session.ts';

/** The columns of the identity beside those of its session; its id is `identity_id`. */
export const IDENTITY_COLUMNS = [
  'identities.schema_id as identity_schema_id',
  'identities.state as identity_state',
  'identities.state_changed_at as identity_state_changed_at',
  'identities.traits as identity_traits',
  'identities.metadata_public as identity_metadata_public',
  'identities.metadata_admin as identity_metadata_admin',
  'identities.verifiable_addresses as identity_verifiable_addresses',
  'identities.recovery_addresses as identity_recovery_addresses',
  'identities.external_id as identity_external_id',
  'identities.organization_id as identity_organization_id',
  'identities.available_aal as identity_available_aal',
  'identities.version as identity_version',
  'identities.log_head as identity_log_head',
  'identities.created_at as identity_created_at',
  'identities.updated_at as identity_updated_at',
] as const;

type Prefixed<Row> = { [Column in keyof Row as Column extends 'id' ? never : `identity_${Column & string}`]: Row[Column] };
export type SessionWithIdentityRow = SessionRow & Prefixed<IdentityRow>;

/** A session and its person by the hash of the token: all that whoami needs. */
export const sessionByToken = statement('session.by_token', (db, p: Placeholders<{ hash: string }>) =>
  db.selectFrom('sessions').innerJoin('identities', 'identities.id', 'sessions.identity_id').selectAll('sessions').select(IDENTITY_COLUMNS).where('sessions.token_hash', '=', p.hash),
);

/** What the person can sign in with, read in one go with the above: see identity/rows.ts for its shape. */
export const credentialsByToken = statement('session.credentials_by_token', (db, p: Placeholders<{ hash: string }>) =>
  db
    .selectFrom('credentials')
    .innerJoin('sessions', 'sessions.identity_id', 'credentials.identity_id')
    .selectAll('credentials')
    .where('sessions.token_hash', '=', p.hash)
    .orderBy('credentials.created_at')
    .orderBy('credentials.id'),
);

export const sessionById = statement('session.by_id', (db, p: Placeholders<{ id: string }>) =>
  db.selectFrom('sessions').innerJoin('identities', 'identities.id', 'sessions.identity_id').selectAll('sessions').select(IDENTITY_COLUMNS).where('sessions.id', '=', p.id),
);

export const otherSessions = statement('session.others', (db, p: Placeholders<{ identity_id: string; except: string; now: number; limit: number; offset: number }>) =>
  db
    .selectFrom('sessions')
    .selectAll()
    .where('identity_id', '=', p.identity_id)
    .where('id', '!=', p.except)
    .where('active', '=', 1)
    .where('expires_at', '>', p.now)
    .orderBy('issued_at', 'desc')
    .orderBy('id')
    .limit(p.limit)
    .offset(p.offset),
);

export const countOtherSessions = statement('session.count_others', (db, p: Placeholders<{ identity_id: string; except: string; now: number }>) =>
  db
    .selectFrom('sessions')
    .select((eb) => eb.fn.countAll<number | string>().as('total'))
    .where('identity_id', '=', p.identity_id)
    .where('id', '!=', p.except)
    .where('active', '=', 1)
    .where('expires_at', '>', p.now),
);

const insert = statement('session.insert', (db, p: Placeholders<SessionRow>) =>
  db.insertInto('sessions').values({
    id: p.id,
    identity_id: p.identity_id,
    token_hash: p.token_hash,
    aal: p.aal,
    methods: p.methods,
    devices: p.devices,
    active: p.active,
    authenticated_at: p.authenticated_at,
    issued_at: p.issued_at,
    expires_at: p.expires_at,
    updated_at: p.updated_at,
  }),
);

/** `before`: the methods as they were read. Two step-ups at once must not lose one another's. */
const authenticate = statement(
  'session.authenticate',
  (db, p: Placeholders<Pick<SessionRow, 'id' | 'token_hash' | 'aal' | 'methods' | 'devices' | 'authenticated_at' | 'expires_at' | 'updated_at'> & { before: string }>) =>
    db
      .updateTable('sessions')
      .set({ token_hash: p.token_hash, aal: p.aal, methods: p.methods, devices: p.devices, authenticated_at: p.authenticated_at, expires_at: p.expires_at, updated_at: p.updated_at })
      .where('id', '=', p.id)
      .where('active', '=', 1)
      .where('methods', '=', p.before),
);

const extend = statement('session.extend', (db, p: Placeholders<{ id: string; expires_at: number; now: number }>) =>
  db.updateTable('sessions').set({ expires_at: p.expires_at, updated_at: p.now }).where('id', '=', p.id).where('active', '=', 1),
);

const revoke = statement('session.revoke', (db, p: Placeholders<{ id: string; now: number }>) =>
  db.updateTable('sessions').set({ active: 0, updated_at: p.now }).where('id', '=', p.id).where('active', '=', 1),
);

const hold = statement('session.hold', (db, p: Placeholders<{ id: string }>) => db.updateTable('sessions').set({ active: 1 }).where('id', '=', p.id).where('active', '=', 1));
/** The session stays as it is until the transaction ends, or it is a Conflict: for what ends with it. */
export const stillActive = (id: string): Write => ({ query: hold({ id }), expect: 1 });

const revokeOwn = statement('session.revoke_own', (db, p: Placeholders<{ id: string; identity_id: string; now: number }>) =>
  db.updateTable('sessions').set({ active: 0, updated_at: p.now }).where('id', '=', p.id).where('identity_id', '=', p.identity_id).where('active', '=', 1),
);

const revokeOthers = statement('session.revoke_others', (db, p: Placeholders<{ identity_id: string; except: string; now: number }>) =>
  db.updateTable('sessions').set({ active: 0, updated_at: p.now }).where('identity_id', '=', p.identity_id).where('id', '!=', p.except).where('active', '=', 1),
);

const revokeEvery = statement('session.revoke_every', (db, p: Placeholders<{ now: number }>) => db.updateTable('sessions').set({ active: 0, updated_at: p.now }).where('active', '=', 1));

const remove = statement('session.remove', (db, p: Placeholders<{ id: string }>) => db.deleteFrom('sessions').where('id', '=', p.id));
const removeOfIdentity = statement('session.remove_of_identity', (db, p: Placeholders<{ identity_id: string }>) => db.deleteFrom('sessions').where('identity_id', '=', p.identity_id));
const removeEvery = statement('session.remove_every', (db, _: Placeholders<Record<never, never>>) => db.deleteFrom('sessions'));

export const insertSession = (session: Session, tokenHash: string): Write => ({
  query: insert({
    id: session.id,
    identity_id: session.identityId,
    token_hash: tokenHash,
    aal: session.aal,
    methods: JSON.stringify(session.methods),
    devices: JSON.stringify(session.devices),
    active: session.active ? 1 : 0,
    authenticated_at: session.authenticatedAt,
    issued_at: session.issuedAt,
    expires_at: session.expiresAt,
    updated_at: session.issuedAt,
  }),
});

/** A Conflict if the session has ended, or has proven something else, since `before` was read. */
export const updateSession = (before: Session, after: Session, tokenHash: string, now: number): Write => ({
  query: authenticate({
    id: after.id,
    token_hash: tokenHash,
    aal: after.aal,
    methods: JSON.stringify(after.methods),
    devices: JSON.stringify(after.devices),
    authenticated_at: after.authenticatedAt,
    expires_at: after.expiresAt,
    updated_at: now,
    before: JSON.stringify(before.methods),
  }),
  expect: 1,
});

export const extendSession = (id: string, expiresAt: number, now: number): Write => ({ query: extend({ id, expires_at: expiresAt, now }) });

/** Ending sessions; all of a person's end in identity/store.ts, which needs it as well. None of these minds what has ended already. */
export const endSession = (id: string, now: number): Write => ({ query: revoke({ id, now }) });
export const endOwnSession = (id: string, identityId: string, now: number): Write => ({ query: revokeOwn({ id, identity_id: identityId, now }) });
export const endOtherSessions = (session: Session, now: number): Write => ({ query: revokeOthers({ identity_id: session.identityId, except: session.id, now }) });
export const endEverySession = (now: number): Write => ({ query: revokeEvery({ now }) });

export const removeSession = (id: string): Write => ({ query: remove({ id }) });
export const removeSessionsOf = (identityId: string): Write => ({ query: removeOfIdentity({ identity_id: identityId }) });
export const removeEverySession = (): Write => ({ query: removeEvery({}) });

export const readSession = (row: SessionRow): Session => ({
  id: row.id,
  identityId: row.identity_id,
  active: row.active === 1,
  aal: row.aal,
  methods: JSON.parse(row.methods),
  devices: JSON.parse(row.devices),
  authenticatedAt: row.authenticated_at,
  issuedAt: row.issued_at,
  expiresAt: row.expires_at,
});

export const readIdentityOf = (row: SessionWithIdentityRow): Identity =>
  readIdentity({
    id: row.identity_id,
    schema_id: row.identity_schema_id,
    state: row.identity_state,
    state_changed_at: row.identity_state_changed_at,
    traits: row.identity_traits,
    metadata_public: row.identity_metadata_public,
    metadata_admin: row.identity_metadata_admin,
    verifiable_addresses: row.identity_verifiable_addresses,
    recovery_addresses: row.identity_recovery_addresses,
    external_id: row.identity_external_id,
    organization_id: row.identity_organization_id,
    available_aal: row.identity_available_aal,
    version: row.identity_version,
    log_head: row.identity_log_head,
    created_at: row.identity_created_at,
    updated_at: row.identity_updated_at,
  });
