import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** Where a cluster is found that somebody else started: a DSN of a user who may create databases. */
export const POSTGRES_VARIABLE = 'ZELOS_TEST_POSTGRES';

export interface Cluster {
  /** The DSN of the database `postgres`, from which others are created. */
  readonly dsn: string;
  stop(): void;
}

/** The folder with initdb and postgres: the newest under /usr/lib/postgresql, or on the PATH. */
function binaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(root, version, 'bin')), ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** PostgreSQL refuses to run as root: then the user `postgres`, or `nobody`, runs it. */
function otherUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((option) => Number(spawnSync('id', [option, name], { encoding: 'utf8' }).stdout.trim()));
    if (uid !== undefined && gid !== undefined && uid > 0) return { uid, gid };
  }
  return undefined;
}

/**
 * Starts a throwaway cluster, reached by a Unix socket in its own folder. It is gone when this process ends,
 * even when it is killed: a watcher in a process of its own waits for the end of the pipe between them.
 * It waits for no disk, since what is killed in tests is never PostgreSQL itself; for measurements it does with ZELOS_TEST_FSYNC=on.
 * @returns undefined where PostgreSQL is not installed
 */
export async function startCluster(): Promise<Cluster | undefined> {
  const bin = binaries();
  if (bin === undefined) return undefined;
  const user = otherUser();
  const folder = mkdtempSync(join(tmpdir(), 'zelos-pg-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'zelos', '--auth=trust', '--no-sync', '--no-locale', '--encoding=UTF8'], { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const watcher = spawn(
    process.execPath,
    [fileURLToPath(new URL('./postgres-watcher.ts', import.meta.url)), join(bin, 'postgres'), folder, JSON.stringify(user ?? {}), process.env['ZELOS_TEST_FSYNC'] ?? 'off'],
    {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    },
  );
  // Neither keeps this process from ending; its end closes the pipe.
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
  const dsn = `postgres://zelos@/postgres?host=${encodeURIComponent(folder)}`;
  await answers(dsn);
  return { dsn, stop: () => void watcher.stdin.end() };
}

async function answers(dsn: string): Promise<void> {
  const patience = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: dsn });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > patience) throw new Error('the PostgreSQL of the tests does not answer', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

let shared: Promise<string | undefined> | undefined;

/** The DSN of the one cluster of this run: given by the environment, or started now. Undefined where there is no PostgreSQL. */
export function sharedCluster(): Promise<string | undefined> {
  shared ??= process.env[POSTGRES_VARIABLE] === undefined ? startCluster().then((cluster) => cluster?.dsn) : Promise.resolve(process.env[POSTGRES_VARIABLE]);
  return shared;
}

let created = 0;

/** A fresh, empty database in a cluster; `drop` ends what is still connected to it. */
export async function freshDatabase(cluster: string): Promise<{ dsn: string; drop(): Promise<void> }> {
  created += 1;
  const name = `t${process.pid}_${created}_${performance.now().toFixed(0)}`;
  await runOn(cluster, `create database ${name}`);
  const url = new URL(cluster.replace('@/', '@localhost/'));
  url.pathname = `/${name}`;
  return { dsn: url.href, drop: () => runOn(cluster, `drop database if exists ${name} with (force)`) };
}

async function runOn(dsn: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
