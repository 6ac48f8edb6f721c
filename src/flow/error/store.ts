import type { Core } from '../../core.ts';
import { uuid } from '../../crypto/random.ts';
import { type Placeholders, statement } from '../../db/statement.ts';
import type { ErrorRow } from '../../db/tables.ts';
import { withQuery } from '../urls.ts';

/** Long enough to look at it and to report it. */
const LIFE = 24 * 3600_000;

export const errorById = statement('error.by_id', (db, p: Placeholders<{ id: string; now: number }>) => db.selectFrom('errors').selectAll().where('id', '=', p.id).where('expires_at', '>', p.now));
const insertError = statement('error.insert', (db, p: Placeholders<ErrorRow>) => db.insertInto('errors').values({ id: p.id, error: p.error, created_at: p.created_at, expires_at: p.expires_at }));

/**
 * Keeps an error that a browser cannot be answered with, for the error page to show.
 * @param error the inner object of the envelope, which holds nothing secret
 * @returns the address of the page
 */
export async function keepError({ db, clock, config }: Pick<Core, 'db' | 'clock' | 'config'>, error: Record<string, unknown>): Promise<string> {
  const id = uuid();
  const now = clock.now();
  await db.write([{ query: insertError({ id, error: JSON.stringify(error), created_at: now, expires_at: now + LIFE }) }]);
  return withQuery(config.selfservice.flows.error.ui_url, { id });
}
