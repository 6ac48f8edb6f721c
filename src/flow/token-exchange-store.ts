import { type Placeholders, statement } from '../db/statement.ts';
import type { ExchangeRow } from '../db/tables.ts';

export const exchangeById = statement('exchange.by_id', (db, p: Placeholders<{ id: string }>) => db.selectFrom('exchanges').selectAll().where('id', '=', p.id));
export const insertExchange = statement('exchange.insert', (db, p: Placeholders<ExchangeRow>) =>
  db.insertInto('exchanges').values({ id: p.id, identity_id: p.identity_id, payload: p.payload, expires_at: p.expires_at }),
);
export const removeExchange = statement('exchange.remove', (db, p: Placeholders<{ id: string }>) => db.deleteFrom('exchanges').where('id', '=', p.id));
