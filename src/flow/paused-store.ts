import type { Placeholders } from '../db/statement.ts';
import { statement } from '../db/statement.ts';
import type { PausedRow } from '../db/tables.ts';

export const pausedOfFlow = statement('paused.of_flow', (db, p: Placeholders<{ flow_id: string }>) =>
  db.selectFrom('paused').selectAll().where('flow_id', '=', p.flow_id).orderBy('created_at', 'desc'),
);

export const insertPaused = statement('paused.insert', (db, p: Placeholders<PausedRow>) =>
  db.insertInto('paused').values({ id: p.id, flow_id: p.flow_id, identity_id: p.identity_id, method: p.method, payload: p.payload, created_at: p.created_at, expires_at: p.expires_at }),
);
export const removePaused = statement('paused.remove', (db, p: Placeholders<{ id: string }>) => db.deleteFrom('paused').where('id', '=', p.id));
export const removePausedOfFlow = statement('paused.remove_of_flow', (db, p: Placeholders<{ flow_id: string }>) => db.deleteFrom('paused').where('flow_id', '=', p.flow_id));
export const removePausedOfIdentity = statement('paused.remove_of_identity', (db, p: Placeholders<{ identity_id: string }>) => db.deleteFrom('paused').where('identity_id', '=', p.identity_id));
