import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, sharedCluster } from './postgres.ts';

/** An empty database, not yet migrated. `close` removes it; whoever opened it closes that first. */
export interface TestDatabase {
  readonly dsn: string;
  close(): Promise<void>;
}

export interface DatabaseKind {
  readonly name: string;
  open(): Promise<TestDatabase>;
}

const memory: DatabaseKind = { name: 'SQLite in memory', open: async () => ({ dsn: 'memory', close: async () => {} }) };

/** Removed at the end at the latest: a test that fails before it closes leaves nothing behind. */
const folders = new Set<string>();
const remove = (folder: string): void => {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
};
process.once('exit', () => folders.forEach(remove));

const file: DatabaseKind = {
  name: 'SQLite file',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'zelos-sqlite-'));
    folders.add(folder);
    return { dsn: `sqlite://${join(folder, 'zelos.db')}?_fk=true&mode=rwc`, close: async () => remove(folder) };
  },
};

const cluster = await sharedCluster();
if (cluster === undefined) console.log('PostgreSQL is not installed here: its tests are skipped. ZELOS_TEST_POSTGRES=postgres://… names one.');

const postgres: DatabaseKind[] =
  cluster === undefined
    ? []
    : [
        {
          name: 'PostgreSQL',
          async open() {
            const { dsn, drop } = await freshDatabase(cluster);
            return { dsn, close: drop };
          },
        },
      ];

/** One for each dialect. Nothing above the queries can tell a file from memory: only what waits for the disk, or for others, is tested on both. */
export const DIALECTS: readonly DatabaseKind[] = [memory, ...postgres];

/** Every database there is: `for (const kind of DATABASES) describe(kind.name, …)`. */
export const DATABASES: readonly DatabaseKind[] = [memory, file, ...postgres];
