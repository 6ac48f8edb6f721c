import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openDatabase } from '../../src/db/open.ts';
import { DATABASES } from '../support/databases.ts';
import { addError, error, errorById, NOW, outcomes, raiseError, withDatabase } from './rows.ts';

const file = DATABASES.find(({ name }) => name === 'SQLite file');
assert.ok(file);
const path = (dsn: string): string => dsn.replace(/^sqlite:\/\/|\?.*$/g, '');

test('writes asked for in the same turn share one commit', () =>
  withDatabase(file, async (db) => {
    const before = db.counts.commits;
    await outcomes(db, ...Array.from({ length: 64 }, (_, n) => [{ query: addError(error(`e${n}`)), expect: 1 }]));
    assert.equal(db.counts.commits - before, 1);
    assert.equal((await db.list((k) => k.selectFrom('errors').select('id'))).length, 64);
  }));

test('a write is acknowledged only when another connection can see it', () =>
  withDatabase(file, async (db, dsn) => {
    const other = new DatabaseSync(path(dsn));
    const seen = other.prepare("select count(*) as n from errors where id = 'a'");
    const acknowledged = db.write([{ query: addError(error('a')) }]);
    assert.equal(seen.get()?.['n'], 0);
    await acknowledged;
    assert.equal(seen.get()?.['n'], 1);
    other.close();
  }));

test('is durable against power loss: write-ahead log with a full sync at each commit, and foreign keys on', () =>
  withDatabase(file, async (db) => {
    const setting = async (name: string) =>
      Object.values((await db.list<Record<string, unknown>>(() => ({ compile: () => ({ sql: `pragma ${name}`, parameters: [], query: {} }), execute: async () => [] })))[0] ?? {})[0];
    assert.deepEqual([await setting('journal_mode'), await setting('synchronous'), await setting('foreign_keys')], ['wal', 2, 1]);
  }));

test('while another process writes, reads go on and writes wait without stopping the event loop', () =>
  withDatabase(file, async (db, dsn) => {
    await db.write([{ query: addError(error('a')) }]);
    const other = new DatabaseSync(path(dsn));
    other.exec('begin immediate');
    const write = db.write([{ query: raiseError({ id: 'a', seen: 0 }), expect: 1 }]);
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 5);
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal((await db.read(errorById({ id: 'a' })))[0][0]?.created_at, 0);
    const late = db.write([{ query: addError(error('late')), expect: 1 }]);
    other.exec('commit');
    other.close();
    assert.deepEqual([await write, await late], [[1], [1]]);
    clearInterval(turning);
    assert.ok(turns >= 3, `${turns} turns`);
  }));

test('a database in memory is its own', async () => {
  const [one, two] = await Promise.all([openDatabase('memory', { clock: { now: () => NOW } }), openDatabase('sqlite://:memory:?_fk=true', { clock: { now: () => NOW } })]);
  await one.migrate();
  await assert.rejects(two.ready());
  await one.close();
  await two.close();
});

test('says which file it cannot open, and which DSNs there are', async () => {
  const clock = { now: () => NOW };
  await assert.rejects(openDatabase('sqlite:///nowhere/at/all/x.db', { clock }), /cannot open the database file \/nowhere\/at\/all\/x\.db/);
  await assert.rejects(openDatabase('sqlite://', { clock }), /names no file/);
  await assert.rejects(openDatabase('mysql://root:secret@host/db', { clock }), (failure: Error) => /MySQL is not supported/.test(failure.message) && !failure.message.includes('secret'));
  await assert.rejects(openDatabase('user:secret@tcp(host)/db', { clock }), (failure: Error) => !failure.message.includes('secret'));
});
