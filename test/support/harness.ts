import { after, before, describe } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import type { Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { createZelos, type Zelos } from '../../src/server.ts';
import { CLIENTS, Client, type ClientKind } from './clients.ts';
import { type TestClock, testClock } from './clock.ts';
import { ADMIN_URL, baseConfig, merged, PUBLIC_URL } from './config.ts';
import { DATABASES, type DatabaseKind, DIALECTS } from './databases.ts';

export interface TestZelos {
  /** The public API, in process. */
  fetch(request: Request): Promise<Response>;
  /** The admin API, in process. */
  admin(request: Request): Promise<Response>;
  readonly publicUrl: string;
  readonly adminUrl: string;
  readonly clock: TestClock;
  /** For looking at what is stored, and for its counts. */
  readonly db: Database;
  client(kind: ClientKind): Client;
  close(): Promise<void>;
}

export interface Options {
  /** Left out: SQLite in memory. */
  readonly database?: DatabaseKind;
  /** Laid over `baseConfig`; undefined removes a key. */
  readonly config?: ConfigInput;
  readonly clock?: TestClock;
  /** Left out: nothing is written. */
  readonly log?: Log;
}

/** A whole server in this process, without listening, on a fresh database and a clock that stands still. */
export async function startZelos({ database = DATABASES[0], config = {}, clock = testClock(), log = silentLog }: Options = {}): Promise<TestZelos> {
  if (database === undefined) throw new Error('there is no database to test on');
  const { dsn, close } = await database.open();
  const db = await openDatabase(dsn, { clock });
  const zelos = await createZelos(merged({ ...baseConfig, dsn }, config), { clock, log, database: db, autoMigrate: true });
  return talkTo(zelos, {
    clock,
    db,
    async close() {
      await zelos.close();
      await db.close();
      await close();
    },
  });
}

/** A server as tests talk to it. */
export function talkTo(zelos: Zelos, { clock, db, close }: Pick<TestZelos, 'clock' | 'db' | 'close'>): TestZelos {
  const server: TestZelos = {
    fetch: (request) => zelos.public.fetch(request),
    admin: (request) => zelos.admin.fetch(request),
    publicUrl: PUBLIC_URL,
    adminUrl: ADMIN_URL,
    clock,
    db,
    client: (kind) => new Client(kind, server),
    close,
  };
  return server;
}

/** The suite once for each dialect, with a server that all its tests share. @param databases others than those: `DATABASES` for what is about things that happen at once */
export function onEveryDatabase(title: string, suite: (zelos: () => TestZelos) => void, options: Omit<Options, 'database'> = {}, databases: readonly DatabaseKind[] = DIALECTS): void {
  for (const database of databases) {
    describe(`${title} · ${database.name}`, () => {
      let zelos: TestZelos | undefined;
      before(async () => {
        zelos = await startZelos({ ...options, database });
      });
      after(() => zelos?.close());
      suite(() => {
        if (zelos === undefined) throw new Error('the server runs only while tests do');
        return zelos;
      });
    });
  }
}

/** The suite for each kind of client on each database. */
export function everywhere(title: string, suite: (client: ClientKind, zelos: () => TestZelos) => void, options: Omit<Options, 'database'> = {}): void {
  for (const client of CLIENTS) onEveryDatabase(`${title} · ${client}`, (zelos) => suite(client, zelos), options);
}
