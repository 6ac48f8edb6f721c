import { timestamp } from '../../clock.ts';
import type { Core } from '../../core.ts';
import { apiErrors } from '../../errors.ts';
import { json } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { errorById } from './store.ts';

/** Whoever has the id may read it: it names no person. */
export const errorRoutes = ({ db, clock }: Pick<Core, 'db' | 'clock'>): Route[] => [
  {
    method: 'GET',
    path: '/self-service/errors',
    errors: 'json',
    async answer(exchange) {
      const [[row]] = await db.read(errorById({ id: (exchange.query('id') ?? '').toLowerCase(), now: clock.now() }));
      if (row === undefined) throw apiErrors.notFound();
      return json({ id: row.id, error: JSON.parse(row.error), created_at: timestamp(row.created_at), updated_at: timestamp(row.created_at) });
    },
  },
];
