import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import pg from 'pg';
import { openDatabase } from '../../src/db/open.ts';
import { statements } from '../../src/db/statement.ts';
import { DATABASES } from '../support/databases.ts';

const SOURCES = new URL('../../src/', import.meta.url);
for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.ts') && readFileSync(new URL(file, SOURCES), 'utf8').includes(' statement(')) await import(new URL(file, SOURCES).href);
}

/** Migrates a database of the kind, hands over its DSN. */
async function withMigrated(name: string, run: (dsn: string) => Promise<void>): Promise<void> {
  const kind = DATABASES.find((one) => one.name === name);
  assert.ok(kind);
  const { dsn, close } = await kind.open();
  const db = await openDatabase(dsn, { clock: { now: () => 0 } });
  await db.migrate();
  await db.close();
  await run(dsn).finally(close);
}

test('every statement of the program is understood by SQLite, and finds its rows by an index', () =>
  withMigrated('SQLite file', async (dsn) => {
    assert.ok(statements.size > 10, `${statements.size} statements`);
    const sqlite = new DatabaseSync(dsn.replace(/^sqlite:\/\/|\?.*$/g, ''));
    const scans: string[] = [];
    for (const [name, statement] of statements) {
      if (name.endsWith('_every')) continue;
      for (const { detail } of sqlite.prepare(`explain query plan ${statement.compiled('sqlite').sql}`).all())
        if (/^SCAN (?!.* USING )(?!CONSTANT ROW)/.test(String(detail))) scans.push(`${name}: ${String(detail)}`);
    }
    sqlite.close();
    assert.deepEqual(scans, []);
  }));

if (DATABASES.some(({ name }) => name === 'PostgreSQL')) {
  test('every statement of the program is understood by PostgreSQL', () =>
    withMigrated('PostgreSQL', async (dsn) => {
      const client = new pg.Client({ connectionString: dsn });
      await client.connect();
      const refused: string[] = [];
      for (const [name, statement] of statements) await client.query(`prepare "${name}" as ${statement.compiled('postgres').sql}`).catch((error: Error) => refused.push(`${name}: ${error.message}`));
      await client.end();
      assert.deepEqual(refused, []);
    }));
}
