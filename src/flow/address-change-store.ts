import { uuid } from '../crypto/random.ts';
import type { Write } from '../db/database.ts';
import { type Placeholders, statement } from '../db/statement.ts';
import type { AddressChangeRow } from '../db/tables.ts';
import { holdOf } from '../identity/store.ts';

const insert = statement('address_change.insert', (db, p: Placeholders<AddressChangeRow>) =>
  db.insertInto('address_changes').values({
    id: p.id,
    kind: p.kind,
    identity_id: p.identity_id,
    session_id: p.session_id,
    flow_id: p.flow_id,
    token_hash: p.token_hash,
    payload: p.payload,
    sends: p.sends,
    sent_at: p.sent_at,
    created_at: p.created_at,
    expires_at: p.expires_at,
  }),
);
export const insertAddressChange = (row: AddressChangeRow): Write => ({ query: insert(row) });

/** What a link in a mail takes back. */
export const undoByToken = statement('address_change.by_token', (db, p: Placeholders<{ hash: string }>) =>
  db.selectFrom('address_changes').selectAll().where('token_hash', '=', p.hash).where('kind', '=', 'undo'),
);

const removeHold = statement('address_change.remove_hold', (db, p: Placeholders<{ hash: string }>) => db.deleteFrom('address_changes').where('token_hash', '=', p.hash).where('kind', '=', 'held'));
/**
 * As long as the change can be taken back, nobody else gets an address that went with it (identity/store.ts): otherwise whoever has
 * changed it would give it to an account of their own, and keep its owner out for good. A hold of before is over: it was this person's.
 */
export function holdAddress(address: string, { identity_id, created_at, expires_at }: Pick<AddressChangeRow, 'identity_id' | 'created_at' | 'expires_at'>): Write[] {
  const token_hash = holdOf(address);
  const row = { id: uuid(), kind: 'held', identity_id, session_id: null, flow_id: null, token_hash, payload: '', sends: 0, sent_at: created_at, created_at, expires_at } as const;
  return [{ query: removeHold({ hash: token_hash }) }, insertAddressChange(row)];
}

/** Every change of a person's addresses that can be, or could have been, taken back; the oldest first. */
export const undosOf = statement('address_change.undos', (db, p: Placeholders<{ identity_id: string }>) =>
  db.selectFrom('address_changes').selectAll().where('identity_id', '=', p.identity_id).where('kind', '=', 'undo').orderBy('created_at').orderBy('id'),
);

/** What waits, and only as long as the session lives that has asked for it. */
export const pendingById = statement('address_change.by_id', (db, p: Placeholders<{ id: string; now: number }>) =>
  db
    .selectFrom('address_changes')
    .innerJoin('sessions', 'sessions.id', 'address_changes.session_id')
    .selectAll('address_changes')
    .where('address_changes.id', '=', p.id)
    .where('address_changes.expires_at', '>', p.now)
    .where('sessions.active', '=', 1)
    .where('sessions.expires_at', '>', p.now),
);

/** What waits for the person of a session, whichever of their sessions has asked for it; the oldest first. */
export const pendingByToken = statement('address_change.by_session', (db, p: Placeholders<{ hash: string; now: number }>) =>
  db
    .selectFrom('sessions as mine')
    .innerJoin('address_changes', 'address_changes.identity_id', 'mine.identity_id')
    .innerJoin('sessions', 'sessions.id', 'address_changes.session_id')
    .selectAll('address_changes')
    .where('mine.token_hash', '=', p.hash)
    .where('address_changes.expires_at', '>', p.now)
    .where('sessions.active', '=', 1)
    .where('sessions.expires_at', '>', p.now)
    .orderBy('address_changes.created_at')
    .orderBy('address_changes.id'),
);

const resend = statement('address_change.resend', (db, p: Placeholders<{ id: string; flow_id: string; sends: number; next: number; sent_at: number }>) =>
  db.updateTable('address_changes').set({ flow_id: p.flow_id, sends: p.next, sent_at: p.sent_at }).where('id', '=', p.id).where('sends', '=', p.sends),
);
/** Counts a message to the address; a Conflict if another was sent meanwhile. */
export const countSend = ({ id, sends }: Pick<AddressChangeRow, 'id' | 'sends'>, flowId: string, now: number): Write => ({
  query: resend({ id, flow_id: flowId, sends, next: sends + 1, sent_at: now }),
  expect: 1,
});

const remove = statement('address_change.remove', (db, p: Placeholders<{ id: string; identity_id: string }>) =>
  db.deleteFrom('address_changes').where('id', '=', p.id).where('identity_id', '=', p.identity_id),
);
/** Uses it up: a Conflict if it is gone. */
export const useAddressChange = ({ id, identity_id }: Pick<AddressChangeRow, 'id' | 'identity_id'>): Write => ({ query: remove({ id, identity_id }), expect: 1 });
/** Forgets it, if it is still there. */
export const dropAddressChange = ({ id, identity_id }: Pick<AddressChangeRow, 'id' | 'identity_id'>): Write => ({ query: remove({ id, identity_id }) });

const removeSince = statement('address_change.remove_since', (db, p: Placeholders<{ identity_id: string; created_at: number }>) =>
  db
    .deleteFrom('address_changes')
    .where('identity_id', '=', p.identity_id)
    .where((is) => is.or([is('kind', '=', 'pending'), is('created_at', '>=', p.created_at)])),
);
/** What waits, and every right to take back what came then or later. */
export const dropAddressChangesSince = (identityId: string, createdAt: number): Write => ({ query: removeSince({ identity_id: identityId, created_at: createdAt }) });
