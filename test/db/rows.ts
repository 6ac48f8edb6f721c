import type { Database, Write } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { type Placeholders, statement } from '../../src/db/statement.ts';
import type { ErrorRow, FlowRow, IdentityRow, MessageRow, PausedRow, SessionRow } from '../../src/db/tables.ts';
import type { DatabaseKind } from '../support/databases.ts';

/** Statements and rows for the tests of the database layer. */
export const NOW = 1_790_000_000_000;

export const addError = statement('test.error.add', (db, p: Placeholders<ErrorRow>) =>
  db.insertInto('errors').values({ id: p.id, error: p.error, created_at: p.created_at, expires_at: p.expires_at }),
);
export const errorById = statement('test.error.by_id', (db, p: Placeholders<{ id: string }>) => db.selectFrom('errors').selectAll().where('id', '=', p.id));
export const raiseError = statement('test.error.raise', (db, p: Placeholders<{ id: string; seen: number }>) =>
  db
    .updateTable('errors')
    .set((eb) => ({ created_at: eb('created_at', '+', 1) }))
    .where('id', '=', p.id)
    .where('created_at', '=', p.seen),
);
export const removeError = statement('test.error.remove', (db, p: Placeholders<{ id: string }>) => db.deleteFrom('errors').where('id', '=', p.id));

export const addIdentity = statement('test.identity.add', (db, p: Placeholders<IdentityRow>) =>
  db.insertInto('identities').values({
    id: p.id,
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
    log_head: p.log_head,
    created_at: p.created_at,
    updated_at: p.updated_at,
  }),
);
export const identityById = statement('test.identity.by_id', (db, p: Placeholders<{ id: string }>) => db.selectFrom('identities').selectAll().where('id', '=', p.id));
export const saveIdentity = statement('test.identity.save', (db, p: Placeholders<{ id: string; traits: string; version: number; seen: number }>) =>
  db.updateTable('identities').set({ traits: p.traits, version: p.version }).where('id', '=', p.id).where('version', '=', p.seen),
);
export const removeIdentity = statement('test.identity.remove', (db, p: Placeholders<{ id: string }>) => db.deleteFrom('identities').where('id', '=', p.id));

export const addIdentifier = statement('test.identifier.add', (db, p: Placeholders<{ value: string; identityId: string }>) =>
  db.insertInto('identifiers').values({ kind: 'login', value: p.value, identity_id: p.identityId }),
);
export const identifiersOf = statement('test.identifier.of', (db, p: Placeholders<{ identityId: string }>) =>
  db.selectFrom('identifiers').selectAll().where('identity_id', '=', p.identityId).orderBy('value'),
);

export const error = (id: string, more: Partial<ErrorRow> = {}): ErrorRow => ({ id, error: '{}', created_at: 0, expires_at: NOW, ...more });

export const identity = (id: string, more: Partial<IdentityRow> = {}): IdentityRow => ({
  id,
  schema_id: 'default',
  state: 'active',
  state_changed_at: NOW,
  traits: '{}',
  metadata_public: null,
  metadata_admin: null,
  verifiable_addresses: '[]',
  recovery_addresses: '[]',
  external_id: null,
  organization_id: null,
  available_aal: 'aal1',
  version: 1,
  log_head: '',
  created_at: NOW,
  updated_at: NOW,
  ...more,
});

export const session = (id: string, identityId: string, expiresAt: number): SessionRow => ({
  id,
  identity_id: identityId,
  token_hash: `hash of ${id}`,
  aal: 'aal1',
  methods: '[]',
  devices: '[]',
  active: 1,
  authenticated_at: NOW,
  issued_at: NOW,
  expires_at: expiresAt,
  updated_at: NOW,
});
export const flow = (id: string, expiresAt: number): FlowRow => ({
  id,
  kind: 'login',
  type: 'api',
  state: 'choose_method',
  identity_id: null,
  request_url: 'http://127.0.0.1/',
  form: '{}',
  context: '{}',
  draft: null,
  revision: 1,
  issued_at: NOW,
  expires_at: expiresAt,
});
export const paused = (id: string, flowId: string, identityId: string, expiresAt: number): PausedRow => ({
  id,
  flow_id: flowId,
  identity_id: identityId,
  method: 'password',
  payload: '',
  created_at: NOW,
  expires_at: expiresAt,
});
export const message = (id: string, status: MessageRow['status'], updatedAt: number): MessageRow => ({
  id,
  status,
  type: 'email',
  channel: 'email',
  recipient: 'a@example.org',
  template_type: 'stub',
  subject: '',
  body: '',
  content: null,
  send_count: 1,
  due_at: 0,
  created_at: 0,
  updated_at: updatedAt,
});

/** A migrated database for the length of one test. */
export async function withDatabase(kind: DatabaseKind, test: (db: Database, dsn: string) => Promise<void>): Promise<void> {
  const { dsn, close } = await kind.open();
  const db = await openDatabase(dsn, { clock: { now: () => NOW } });
  try {
    await db.migrate();
    await test(db, dsn);
  } finally {
    await db.close();
    await close();
  }
}

/** What became of several transactions asked for in the same turn: the rows touched, or the name of the error. */
export async function outcomes(db: Database, ...transactions: Write[][]): Promise<(number[] | string)[]> {
  return Promise.all(transactions.map((writes) => db.write(writes).catch((failure: Error) => failure.name)));
}
