import type { Write } from '../db/database.ts';
import { type Placeholders, statement } from '../db/statement.ts';
import type { MailedLinkRow } from '../db/tables.ts';

const insert = statement('mailed_link.insert', (db, p: Placeholders<MailedLinkRow>) =>
  db.insertInto('mailed_links').values({ id: p.id, identity_id: p.identity_id, purpose: p.purpose, payload: p.payload, expires_at: p.expires_at }),
);
export const insertMailedLink = (row: MailedLinkRow): Write => ({ query: insert(row) });

export const mailedLinkById = statement('mailed_link.by_id', (db, p: Placeholders<{ id: string; purpose: string; now: number }>) =>
  db.selectFrom('mailed_links').selectAll().where('id', '=', p.id).where('purpose', '=', p.purpose).where('expires_at', '>', p.now),
);

const remove = statement('mailed_link.remove', (db, p: Placeholders<{ id: string }>) => db.deleteFrom('mailed_links').where('id', '=', p.id));
/** Uses it up: a Conflict if it is gone. */
export const useMailedLink = (id: string): Write => ({ query: remove({ id }), expect: 1 });
/** Forgets it, if it is there. */
export const dropMailedLink = (id: string): Write => ({ query: remove({ id }) });

const endSessions = statement('mailed_link.end_sessions', (db, p: Placeholders<{ mark: string; identity_id: string; except: string; now: number }>) =>
  db
    .updateTable('sessions')
    .set({ active: 0, updated_at: p.now })
    .where('identity_id', '=', p.identity_id)
    .where('id', '!=', p.except)
    .where('active', '=', 1)
    .where((is) => is.exists(db.selectFrom('mailed_links').select('id').where('id', '=', p.mark).where('expires_at', '>', p.now))),
);
/** Ends a person's sessions where such a row is still good: looked at as it is written, so that nobody has to read it before. */
export const endSessionsIfMarked = (which: Parameters<typeof endSessions>[0]): Write => ({ query: endSessions(which) });

const removeOfIdentity = statement('mailed_link.remove_of_identity', (db, p: Placeholders<{ identity_id: string }>) => db.deleteFrom('mailed_links').where('identity_id', '=', p.identity_id));
/** None of a person's links works any more: some may be in a mailbox that was never theirs. */
export const dropMailedLinksOf = (identityId: string): Write => ({ query: removeOfIdentity({ identity_id: identityId }) });
