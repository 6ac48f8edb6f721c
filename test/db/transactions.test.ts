import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Conflict, Duplicate, retrying } from '../../src/db/database.ts';
import { DATABASES } from '../support/databases.ts';
import {
  addError,
  addIdentifier,
  addIdentity,
  error,
  errorById,
  identifiersOf,
  identity,
  identityById,
  outcomes,
  raiseError,
  removeError,
  removeIdentity,
  saveIdentity,
  withDatabase,
} from './rows.ts';

for (const kind of DATABASES) {
  describe(`transactions on ${kind.name}`, () => {
    const withDb = (run: Parameters<typeof withDatabase>[1]) => () => withDatabase(kind, run);

    test(
      'tells how many rows each write touched, in order',
      withDb(async (db) => {
        const touched = await db.write([
          { query: addError(error('a')) },
          { query: addError(error('b')), expect: 1 },
          { query: removeError({ id: 'none' }) },
          { query: removeError({ id: 'a' }), expect: 1 },
        ]);
        assert.deepEqual(touched, [1, 1, 0, 1]);
        assert.deepEqual(await db.write([{ query: removeError({ id: 'b' }) }]), [1]);
        assert.deepEqual(await db.write([]), []);
      }),
    );

    test(
      'reads several queries at once, each with its own rows',
      withDb(async (db) => {
        await db.write([{ query: addIdentity(identity('i')) }, { query: addError(error('e')) }]);
        const [identities, none, errors] = await db.read(identityById({ id: 'i' }), identityById({ id: 'j' }), errorById({ id: 'e' }));
        assert.deepEqual([{ ...identities[0] }], [identity('i')]);
        assert.deepEqual(none, []);
        assert.deepEqual([{ ...errors[0] }], [error('e')]);
      }),
    );

    for (const missed of ['first', 'last', 'only'] as const) {
      test(
        `a missed expectation (${missed}) is a Conflict and nothing of its transaction is written`,
        withDb(async (db) => {
          const miss = { query: raiseError({ id: 'nobody', seen: 0 }), expect: 1 };
          const add = { query: addError(error('a')), expect: 1 };
          await assert.rejects(db.write(missed === 'first' ? [miss, add] : missed === 'last' ? [add, miss] : [miss]), Conflict);
          assert.deepEqual(await db.read(errorById({ id: 'a' })), [[]]);
        }),
      );
    }

    test(
      'an expectation of none is missed by one row too many',
      withDb(async (db) => {
        await db.write([{ query: addError(error('a')) }]);
        await assert.rejects(db.write([{ query: removeError({ id: 'a' }), expect: 0 }]), Conflict);
        assert.equal((await db.read(errorById({ id: 'a' })))[0].length, 1);
        assert.deepEqual(await db.write([{ query: removeError({ id: 'b' }), expect: 0 }]), [0]);
      }),
    );

    test(
      'a taken value is a Duplicate that names the table, and nothing is written',
      withDb(async (db) => {
        await db.write([{ query: addIdentity(identity('i')) }, { query: addIdentifier({ value: 'ann', identityId: 'i' }) }]);
        const second = db.write([{ query: addIdentity(identity('j')) }, { query: addIdentifier({ value: 'ann', identityId: 'j' }), expect: 1 }]);
        await assert.rejects(second, (failure) => failure instanceof Duplicate && failure.table === 'identifiers');
        assert.deepEqual(await db.read(identityById({ id: 'j' })), [[]]);
        await assert.rejects(db.write([{ query: addIdentity(identity('i')) }]), (failure) => failure instanceof Duplicate && failure.table === 'identities');
      }),
    );

    test(
      'a row whose owner is gone is a Conflict',
      withDb(async (db) => {
        await assert.rejects(db.write([{ query: addIdentifier({ value: 'ann', identityId: 'nobody' }) }]), Conflict);
      }),
    );

    test(
      'what belongs to an identity goes with it',
      withDb(async (db) => {
        await db.write([{ query: addIdentity(identity('i')) }, { query: addIdentifier({ value: 'ann', identityId: 'i' }) }]);
        assert.deepEqual(await db.write([{ query: removeIdentity({ id: 'i' }), expect: 1 }]), [1]);
        assert.deepEqual(await db.read(identifiersOf({ identityId: 'i' })), [[]]);
      }),
    );

    test(
      'neighbours asked for in the same turn survive the ones that fail',
      withDb(async (db) => {
        const results = await outcomes(
          db,
          [{ query: addError(error('a')), expect: 1 }],
          [{ query: addError(error('b')) }, { query: raiseError({ id: 'b', seen: 99 }), expect: 1 }],
          [{ query: addError(error('c')) }, { query: addError(error('c')) }],
          [{ query: addError(error('d')) }],
        );
        assert.deepEqual(results, [[1], 'Conflict', 'Duplicate', [1]]);
        const rows = await db.read(errorById({ id: 'a' }), errorById({ id: 'b' }), errorById({ id: 'c' }), errorById({ id: 'd' }));
        assert.deepEqual(
          rows.map((found) => found.length),
          [1, 0, 0, 1],
        );
      }),
    );

    test(
      'works on after a failure on the same connection',
      withDb(async (db) => {
        for (let round = 0; round < 30; round += 1) {
          await assert.rejects(db.write([{ query: addError(error(`x${round}`)) }, { query: raiseError({ id: 'none', seen: 0 }), expect: 1 }]), Conflict);
          await db.write([{ query: addError(error(`y${round}`)) }]);
        }
        assert.equal((await db.list((k) => k.selectFrom('errors').select('id').where('id', 'like', 'x%'))).length, 0);
        assert.equal((await db.list((k) => k.selectFrom('errors').select('id').where('id', 'like', 'y%'))).length, 30);
      }),
    );

    test(
      'parallel increments lose nothing',
      withDb(async (db) => {
        await db.write([{ query: addError(error('counter')) }]);
        let conflicts = 0;
        const increment = () =>
          retrying(async () => {
            const [[row]] = await db.read(errorById({ id: 'counter' }));
            assert.ok(row);
            await db.write([{ query: raiseError({ id: 'counter', seen: row.created_at }), expect: 1 }]).catch((failure) => {
              conflicts += 1;
              throw failure;
            });
          }, 1000);
        await Promise.all(Array.from({ length: 40 }, increment));
        const [[row]] = await db.read(errorById({ id: 'counter' }));
        assert.equal(row?.created_at, 40);
        assert.ok(conflicts > 0, 'the increments did not meet each other: this test showed nothing');
      }),
    );

    test(
      'two saves of the same version: one wins, and all that belongs to it, the other leaves nothing',
      withDb(async (db) => {
        await db.write([{ query: addIdentity(identity('i')) }]);
        const save = (name: string) => [
          { query: saveIdentity({ id: 'i', traits: name, version: 2, seen: 1 }), expect: 1 },
          { query: addIdentifier({ value: name, identityId: 'i' }), expect: 1 },
        ];
        const results = await outcomes(db, save('ann'), save('bob'));
        assert.deepEqual(results.map(String).sort(), ['1,1', 'Conflict']);
        const [[row], names] = await db.read(identityById({ id: 'i' }), identifiersOf({ identityId: 'i' }));
        assert.deepEqual(
          names.map((found) => found.value),
          [row?.traits],
        );
      }),
    );

    test(
      'opposite orders of locking end in success or Conflict, never in a hang or another error',
      withDb(async (db) => {
        await db.write([{ query: addError(error('a')) }, { query: addError(error('b')) }]);
        const touch = (first: string, second: string) => [{ query: raiseError({ id: first, seen: 0 }) }, { query: raiseError({ id: second, seen: 0 }) }];
        const results = await outcomes(db, ...Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? touch('a', 'b') : touch('b', 'a'))));
        for (const result of results) assert.ok(Array.isArray(result) || result === 'Conflict', String(result));
      }),
    );

    test(
      'counts statements, round trips and commits exactly',
      withDb(async (db) => {
        await db.write([{ query: addError(error('a')) }]);
        const before = { ...db.counts };
        const since = () => ({ statements: db.counts.statements - before.statements, roundTrips: db.counts.roundTrips - before.roundTrips, commits: db.counts.commits - before.commits });
        await db.read(errorById({ id: 'a' }), errorById({ id: 'b' }));
        assert.deepEqual(since(), { statements: 2, roundTrips: 1, commits: 0 });
        await db.write([{ query: addError(error('b')), expect: 1 }, { query: removeError({ id: 'b' }), expect: 1 }, { query: removeError({ id: 'b' }) }]);
        assert.deepEqual(since(), { statements: 5, roundTrips: 2, commits: 1 });
        await db.list((k) => k.selectFrom('errors').select('id'));
        assert.deepEqual(since(), { statements: 6, roundTrips: 3, commits: 1 });
        await assert.rejects(db.write([{ query: raiseError({ id: 'none', seen: 0 }), expect: 1 }]));
        assert.deepEqual(since(), { statements: 7, roundTrips: 4, commits: 1 });
      }),
    );

    test(
      'closing finishes what is queued, and nothing is taken after',
      withDb(async (db, dsn) => {
        const queued = db.write([{ query: addError(error('last')), expect: 1 }]);
        await db.close();
        assert.deepEqual(await queued, [1]);
        await assert.rejects(db.write([{ query: addError(error('too late')) }]), { name: 'Unavailable' });
        await assert.rejects(db.read(errorById({ id: 'last' })), { name: 'Unavailable' });
        assert.ok(dsn);
      }),
    );
  });
}
