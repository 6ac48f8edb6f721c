import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { json } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import type { Log } from '../log.ts';

interface Needs {
  readonly db: Database;
  readonly config: Config;
  readonly log: Log;
}

/** Whether the process lives, and whether it can do its work. @param prefix `/admin` for the paths below it */
export function healthRoutes({ db, config, log }: Needs, prefix: '' | '/admin' = ''): Route[] {
  const { disable_for_health: unlogged } = config.serve[prefix === '' ? 'public' : 'admin'].request_log;
  const quiet = { errors: 'json', csrfCookie: false, log: unlogged ? 'never' : 'debug' } as const;
  return [
    { method: 'GET', path: `${prefix}/health/alive`, answer: () => json({ status: 'ok' }), ...quiet },
    {
      method: 'GET',
      path: `${prefix}/health/ready`,
      async answer() {
        try {
          await db.ready();
          return json({ status: 'ok' });
        } catch (error) {
          log.warn({ err: error }, 'not ready');
          return json({ errors: { database: 'The database does not answer, or its schema is not the one this version needs.' } }, { status: 503 });
        }
      },
      ...quiet,
    },
  ];
}

export const versionRoute = (version: string, prefix = ''): Route => ({ method: 'GET', path: `${prefix}/version`, answer: () => json({ version }), errors: 'json' });
