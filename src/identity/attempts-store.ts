import { type Placeholders, statement } from '../db/statement.ts';
import type { AttemptRow } from '../db/tables.ts';

/** Milliseconds to wait after so many failures in a row, from the first one on; the last also after all further ones. People mistype: the first ones cost nothing. */
const WAITS = [0, 0, 0, 0, 15_000, 30_000, 60_000, 120_000, 240_000, 480_000, 900_000];
/** So many failures in a row have no consequence. */
export const FREE_FAILURES = WAITS.findIndex((wait) => wait > 0);
const LONGEST_WAIT = Math.max(...WAITS);

export const attemptById = statement('attempt.by_id', (db, p: Placeholders<{ id: string }>) => db.selectFrom('attempts').selectAll().where('id', '=', p.id));

/**
 * Counts a failure and sets when the next try is due; `next_at`: now. Touches no row if the wait of earlier failures lasts
 * beyond `due`, or if there have been `most` of them.
 */
export const countAttempt = statement('attempt.count', (db, p: Placeholders<Omit<AttemptRow, 'failures'> & { due: number; most: number }>) =>
  db
    .insertInto('attempts')
    .values(({ lit }) => ({ id: p.id, identity_id: p.identity_id, failures: lit(1), next_at: p.next_at, expires_at: p.expires_at }))
    .onConflict((row) =>
      row
        .column('id')
        .doUpdateSet((eb) => {
          // In SQL, since what it depends on may change until the very moment of writing.
          const lit = (value: number) => eb.lit(value);
          const [, first = 0, ...later] = WAITS;
          const cases = later.reduce((all, wait, i) => all.when('attempts.failures', '<=', lit(i + 2)).then(lit(wait)), eb.case().when('attempts.failures', '<=', lit(1)).then(lit(first)));
          return { failures: eb('attempts.failures', '+', eb.lit(1)), next_at: eb('excluded.next_at', '+', cases.else(eb.lit(LONGEST_WAIT)).end()), expires_at: eb.ref('excluded.expires_at') };
        })
        .where('attempts.next_at', '<=', p.due)
        .where('attempts.failures', '<', p.most),
    ),
);

export const forgetAttempts = statement('attempt.forget', (db, p: Placeholders<{ id: string }>) => db.deleteFrom('attempts').where('id', '=', p.id));
