import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pg from 'pg';
import { Unavailable } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { postgresOptions } from '../../src/db/postgres/dsn.ts';
import { DATABASES } from '../support/databases.ts';
import { addError, error, errorById, NOW, outcomes, withDatabase } from './rows.ts';

const clock = { now: () => NOW };

describe('a DSN for PostgreSQL', () => {
  const options = (query: string) => postgresOptions(`postgres://u:p%40ss@db.example:5433/zelos?${query}`);

  test('may set the pool as Kratos names it, and those options are not sent to the server', () => {
    const { max, connectionTimeoutMillis, maxLifetimeSeconds, idleTimeoutMillis, connectionString } = options(
      'max_conns=7&max_idle_conns=4&max_conn_lifetime=1h30m&max_conn_idle_time=45s&connect_timeout=3',
    );
    assert.deepEqual({ max, connectionTimeoutMillis, maxLifetimeSeconds, idleTimeoutMillis }, { max: 7, connectionTimeoutMillis: 3000, maxLifetimeSeconds: 5400, idleTimeoutMillis: 45_000 });
    assert.equal(connectionString, 'postgres://u:p%40ss@db.example:5433/zelos');
  });

  test('means by sslmode what libpq means', () => {
    const ssl = (mode: string) => new pg.Client(options(`sslmode=${mode}`).connectionString).ssl;
    assert.equal(ssl('disable'), false);
    assert.equal(ssl('prefer'), false);
    assert.deepEqual(ssl('require'), { rejectUnauthorized: false });
    assert.deepEqual(ssl('verify-full'), {});
  });

  test('may be one for CockroachDB', () => {
    assert.match(postgresOptions('cockroach://root@db:26257/zelos?sslmode=disable').connectionString ?? '', /^postgres:\/\/root@db:26257\/zelos/);
  });

  test('that nobody answers is a clear error', async () => {
    const db = await openDatabase('postgres://u:secret@127.0.0.1:1/zelos?connect_timeout=2', { clock });
    for (const refused of [db.ready(), db.read(errorById({ id: 'a' })), db.migrate()]) {
      await assert.rejects(refused, (failure: Error) => failure instanceof Unavailable && /does not answer/.test(failure.message) && !failure.message.includes('secret'));
    }
    await db.close();
  });
});

for (const kind of DATABASES.filter(({ name }) => name === 'PostgreSQL')) {
  describe('PostgreSQL', () => {
    const outside = async (dsn: string, sql: string): Promise<void> => {
      const client = new pg.Client({ connectionString: dsn });
      await client.connect();
      await client.query(sql).finally(() => client.end());
    };
    const cut = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

    test('connections lost while idle are replaced without anybody noticing', () =>
      withDatabase(kind, async (db, dsn) => {
        await outcomes(db, ...Array.from({ length: 6 }, (_, n) => [{ query: addError(error(`e${n}`)) }]));
        await outside(dsn, cut);
        const reads = await Promise.all(Array.from({ length: 6 }, (_, n) => db.read(errorById({ id: `e${n}` }))));
        assert.deepEqual(
          reads.map(([rows]) => rows.length),
          [1, 1, 1, 1, 1, 1],
        );
      }));

    test('a connection lost during a write is Unavailable, and the next write works', () =>
      withDatabase(kind, async (db, dsn) => {
        const locker = new pg.Client({ connectionString: dsn });
        await locker.connect();
        locker.on('error', () => {});
        await locker.query('begin; lock table errors in exclusive mode');
        const write = db.write([{ query: addError(error('a')) }]);
        const failed = assert.rejects(write, Unavailable);
        while ((await locker.query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")).rowCount === 0);
        await outside(dsn, cut);
        await failed;
        await locker.end().catch(() => {});
        assert.deepEqual(await db.write([{ query: addError(error('b')), expect: 1 }]), [1]);
      }));

    test('statements prepared before the schema was changed are prepared anew', () =>
      withDatabase(kind, async (db, dsn) => {
        await db.write([{ query: addError(error('a')) }]);
        await db.read(errorById({ id: 'a' }));
        await outside(dsn, 'alter table errors add column colour text');
        const [[row]] = await db.read(errorById({ id: 'a' }));
        assert.deepEqual(row, { ...error('a'), colour: null });
      }));

    test('more calls than connections wait for their turn', () =>
      withDatabase(kind, async (_, dsn) => {
        const db = await openDatabase(`${dsn}&max_conns=2`, { clock });
        const results = await outcomes(db, ...Array.from({ length: 40 }, (__, n) => [{ query: addError(error(`e${n}`)), expect: 1 }]));
        assert.ok(results.every((result) => String(result) === '1'));
        await db.close();
      }));
  });
}
