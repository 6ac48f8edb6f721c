import type { Sealer } from '../crypto/seal.ts';
import type { Write } from '../db/database.ts';
import type { Placeholders } from '../db/statement.ts';
import { statement } from '../db/statement.ts';
import type { FlowRow } from '../db/tables.ts';
import type { Draft, Flow, FlowKind } from './flow.ts';

/** The one table of flows of every kind. The draft is sealed for this flow alone. */
export const flowById = statement('flow.by_id', (db, p: Placeholders<{ id: string }>) => db.selectFrom('flows').selectAll().where('id', '=', p.id));

const insert = statement('flow.insert', (db, p: Placeholders<FlowRow>) =>
  db.insertInto('flows').values({
    id: p.id,
    kind: p.kind,
    type: p.type,
    state: p.state,
    identity_id: p.identity_id,
    request_url: p.request_url,
    form: p.form,
    context: p.context,
    draft: p.draft,
    revision: p.revision,
    issued_at: p.issued_at,
    expires_at: p.expires_at,
  }),
);

const update = statement('flow.update', (db, p: Placeholders<Pick<FlowRow, 'id' | 'state' | 'identity_id' | 'form' | 'context' | 'draft' | 'revision'> & { next: number }>) =>
  db
    .updateTable('flows')
    .set({ state: p.state, identity_id: p.identity_id, form: p.form, context: p.context, draft: p.draft, revision: p.next })
    .where('id', '=', p.id)
    .where('revision', '=', p.revision),
);

const purpose = (id: string): string => `flow-draft:${id}`;
const sealed = (flow: Flow, sealer: Sealer): string | null => (Object.keys(flow.draft).length === 0 ? null : sealer.seal(purpose(flow.id), JSON.stringify(flow.draft)));

/** A row as a flow of the wanted kind; undefined if there is none, or one of another kind. */
export function readFlow<Context>(row: FlowRow | undefined, kind: FlowKind, sealer: Sealer): Flow<Context> | undefined {
  if (row === undefined || row.kind !== kind) return undefined;
  const draft = row.draft === null ? undefined : sealer.open(purpose(row.id), row.draft);
  return {
    id: row.id,
    kind: row.kind,
    type: row.type,
    state: row.state,
    identityId: row.identity_id,
    requestUrl: row.request_url,
    form: JSON.parse(row.form),
    context: JSON.parse(row.context),
    draft: draft === undefined ? {} : (JSON.parse(draft) as Draft),
    revision: row.revision,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
  };
}

export const insertFlow = (flow: Flow, sealer: Sealer): Write => ({
  query: insert({
    id: flow.id,
    kind: flow.kind,
    type: flow.type,
    state: flow.state,
    identity_id: flow.identityId,
    request_url: flow.requestUrl,
    form: JSON.stringify(flow.form),
    context: JSON.stringify(flow.context),
    draft: sealed(flow, sealer),
    revision: flow.revision,
    issued_at: flow.issuedAt,
    expires_at: flow.expiresAt,
  }),
});

/** Writes a flow as it should be now; a Conflict if somebody else has written it since it was read. */
export const updateFlow = (flow: Flow, sealer: Sealer): Write => ({
  query: update({
    id: flow.id,
    state: flow.state,
    identity_id: flow.identityId,
    form: JSON.stringify(flow.form),
    context: JSON.stringify(flow.context),
    draft: sealed(flow, sealer),
    revision: flow.revision,
    next: flow.revision + 1,
  }),
  expect: 1,
});

const removeOfIdentity = statement('flow.remove_of_identity', (db, p: Placeholders<{ identity_id: string }>) => db.deleteFrom('flows').where('identity_id', '=', p.identity_id));
/** Whatever a person has under way; what waits in it goes with it. */
export const dropFlowsOf = (identityId: string): Write => ({ query: removeOfIdentity({ identity_id: identityId }) });
