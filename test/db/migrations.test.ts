import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import pg from 'pg';
import { SchemaMismatch } from '../../src/db/database.ts';
import type { Migration } from '../../src/db/migrations/migration.ts';
import { checkSchema, MIGRATIONS, runMigrations, type Schema } from '../../src/db/migrations/run.ts';
import { openDatabase } from '../../src/db/open.ts';
import { postgresSchema } from '../../src/db/postgres/postgres.ts';
import { sqliteSchema } from '../../src/db/sqlite/sqlite.ts';
import { DATABASES } from '../support/databases.ts';
import { NOW } from './rows.ts';

const clock = { now: () => NOW };
const all = MIGRATIONS.map(({ number, name }) => `${number} ${name}`);
const next: Migration = { number: MIGRATIONS.length + 1, name: 'colours', up: ['create table colours (name text primary key)'] };

test('migrations are numbered from one without a gap', () => {
  assert.deepEqual(
    MIGRATIONS.map(({ number }) => number),
    MIGRATIONS.map((_, index) => index + 1),
  );
});

for (const kind of DATABASES) {
  describe(`migrating ${kind.name}`, () => {
    const withEmpty = (run: (dsn: string) => Promise<void>) => async () => {
      const { dsn, close } = await kind.open();
      await run(dsn).finally(close);
    };

    test(
      'an empty database is not ready and says what to do; a migrated one is; a second time changes nothing',
      withEmpty(async (dsn) => {
        const db = await openDatabase(dsn, { clock });
        await assert.rejects(db.ready(), (failure) => failure instanceof SchemaMismatch && /zelos migrate/.test(failure.message));
        assert.deepEqual(await db.migrate(), { applied: all });
        await db.ready();
        assert.deepEqual(await db.migrate(), { applied: [] });
        await db.close();
      }),
    );

    if (kind.name !== 'SQLite in memory') {
      test(
        'of several that migrate at the same time one does it and the others find it done',
        withEmpty(async (dsn) => {
          const servers = await Promise.all(Array.from({ length: 5 }, () => openDatabase(dsn, { clock })));
          const applied = await Promise.all(servers.map((db) => db.migrate()));
          assert.deepEqual(
            applied.filter((done) => done.applied.length > 0),
            [{ applied: all }],
          );
          for (const db of servers) await db.ready();
          for (const db of servers) await db.close();
        }),
      );
    }

    const withMigrated = (run: (schema: Schema) => Promise<void>) =>
      withEmpty((dsn) =>
        withSchema(dsn, async (schema) => {
          await runMigrations(schema, NOW);
          await run(schema);
        }),
      );

    test(
      'runs only what is missing',
      withMigrated(async (schema) => {
        await assert.rejects(checkSchema(schema, [...MIGRATIONS, next]), /lacks .* colours: run "zelos migrate"/);
        assert.deepEqual(await runMigrations(schema, NOW, [...MIGRATIONS, next]), [`${next.number} colours`]);
        assert.equal(await schema.hasTable('colours'), true);
        await checkSchema(schema, [...MIGRATIONS, next]);
      }),
    );

    test(
      'refuses a database that a newer build has migrated, and leaves it alone',
      withMigrated(async (schema) => {
        await runMigrations(schema, NOW, [...MIGRATIONS, next]);
        for (const refused of [checkSchema(schema), runMigrations(schema, NOW)]) await assert.rejects(refused, (failure) => failure instanceof SchemaMismatch && /newer/.test(failure.message));
      }),
    );

    test(
      'refuses when a migration that had run was edited, but not when it was only laid out anew',
      withMigrated(async (schema) => {
        const [first, ...rest] = MIGRATIONS;
        assert.ok(first);
        await checkSchema(schema, [{ ...first, up: first.up.map((sql) => `\n${sql.replaceAll(' ', '\n   ')}`) }, ...rest]);
        await assert.rejects(
          checkSchema(schema, [{ ...first, up: [...first.up, 'create table sneaked_in (id text)'] }, ...rest]),
          (failure) => failure instanceof SchemaMismatch && /edited/.test(failure.message),
        );
      }),
    );

    test(
      'every foreign key has an index that starts with it',
      withMigrated(async (schema) => {
        const keys = await schema.run(kind.name === 'PostgreSQL' ? KEYS_OF_POSTGRES : KEYS_OF_SQLITE);
        assert.ok(keys.length >= 6, 'there are foreign keys');
        assert.deepEqual(
          keys.filter(({ indexed }) => Number(indexed) === 0).map(({ key }) => key),
          [],
        );
      }),
    );
  });
}

const KEYS_OF_SQLITE = `select t.name || '.' || k."from" as key,
  exists (select 1 from pragma_index_list(t.name) i, pragma_index_info(i.name) c where c.seqno = 0 and c.name = k."from") as indexed
  from sqlite_master t, pragma_foreign_key_list(t.name) k where t.type = 'table'`;

const KEYS_OF_POSTGRES = `select k.conrelid::regclass || '.' || a.attname as key,
  (exists (select 1 from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1]))::int as indexed
  from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] where k.contype = 'f'`;

/** The schema of a database without the layer above it. */
async function withSchema(dsn: string, run: (schema: Schema) => Promise<void>): Promise<void> {
  if (dsn.startsWith('postgres:')) {
    const client = new pg.Client({ connectionString: dsn });
    await client.connect();
    await run(postgresSchema(client)).finally(() => client.end());
  } else {
    const sqlite = new DatabaseSync(dsn === 'memory' ? ':memory:' : dsn.replace(/^sqlite:\/\/|\?.*$/g, ''));
    await run(sqliteSchema(sqlite)).finally(() => sqlite.close());
  }
}
