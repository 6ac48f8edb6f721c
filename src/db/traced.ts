import { tracedQuery } from '../tracing.ts';
import type { Bound, Database } from './database.ts';

const nameOf = ({ statement }: Bound): string => statement.statementName;

/** The same database, each of its round trips a span. */
export const traced = (db: Database): Database => ({
  ...db,
  read: (...queries) => tracedQuery('read', db.dialect, queries.map(nameOf), () => db.read(...queries)),
  write: (writes) =>
    tracedQuery(
      'write',
      db.dialect,
      writes.map(({ query }) => nameOf(query)),
      () => db.write(writes),
    ),
  list: (build) => tracedQuery('list', db.dialect, [], () => db.list(build)),
});
