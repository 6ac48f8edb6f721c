import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Placeholders, statement } from '../../src/db/statement.ts';
import type { IdentityRow } from '../../src/db/tables.ts';
import { DATABASES } from '../support/databases.ts';
import { addError, addIdentity, error, errorById, identity, identityById, withDatabase } from './rows.ts';

describe('a statement', () => {
  const between = statement('test.between', (db, p: Placeholders<{ from: number; to: number; id: string }>) =>
    db.selectFrom('errors').select('id').where('id', '!=', p.id).where('expires_at', '<=', p.to).where('expires_at', '>=', p.from).where('error', '!=', 'constant').limit(7),
  );

  test('puts arguments where they belong, in whatever order they are given', () => {
    for (const dialect of ['sqlite', 'postgres'] as const) {
      const { sql, values } = between({ from: 1, to: 2, id: 'x' }).statement.compiled(dialect);
      assert.deepEqual(values({ to: 2, id: 'x', from: 1 }), ['x', 2, 1, 'constant', 7], sql);
    }
  });

  test('is compiled once for each dialect', () => {
    let built = 0;
    const counted = statement('test.counted', (db, p: Placeholders<{ id: string }>) => {
      built += 1;
      return db.selectFrom('errors').selectAll().where('id', '=', p.id);
    });
    for (let call = 0; call < 3; call += 1) for (const dialect of ['sqlite', 'postgres'] as const) counted({ id: 'x' }).statement.compiled(dialect);
    assert.equal(built, 2);
    assert.notEqual(counted.compiled('sqlite').sql, counted.compiled('postgres').sql);
  });

  test('refuses an argument that is missing or of another kind before anything is sent', () => {
    const { values } = between.compiled('sqlite');
    for (const wrong of [undefined, true, {}, [], Number.NaN, Number.POSITIVE_INFINITY, new Date(0), 1n]) assert.throws(() => values({ from: wrong, to: 2, id: 'x' }), /test\.between: from must be/);
  });

  test('refuses a second statement of the same name, and a name PostgreSQL would cut off', () => {
    const build = () => ({ compile: () => ({ sql: '', parameters: [], query: {} }), execute: async () => [] });
    assert.throws(() => statement('test.between', build), /two statements/);
    assert.throws(() => statement('x'.repeat(51), build), /longer/);
  });

  test('types its arguments and its rows', () => {
    const bound = addError(error('a'));
    // @ts-expect-error: an id is a string
    addError({ ...error('a'), id: 1 });
    // @ts-expect-error: an argument is missing
    errorById({});
    // @ts-expect-error: the state of an identity is one of two words
    addIdentity({ ...identity('i'), state: 'sleeping' });
    assert.equal(bound.statement.statementName, 'test.error.add');
  });
});

for (const kind of DATABASES) {
  test(`every row comes back as it was written (${kind.name})`, () =>
    withDatabase(kind, async (db) => {
      // PostgreSQL has no text with a NUL, neither has half a surrogate pair in UTF-8: those are refused before they get here.
      const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((s) => !s.includes('\0') && s.isWellFormed());
      const time = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
      const json = fc.jsonValue().map((document) => JSON.stringify(document));
      const row: fc.Arbitrary<IdentityRow> = fc.record({
        id: fc.constant(''),
        schema_id: text,
        state: fc.constantFrom('active', 'inactive'),
        state_changed_at: time,
        traits: json,
        metadata_public: fc.option(json),
        metadata_admin: fc.option(json),
        verifiable_addresses: json,
        recovery_addresses: json,
        external_id: fc.constant(null),
        organization_id: fc.option(text),
        available_aal: fc.constantFrom('aal0', 'aal1', 'aal2'),
        version: time,
        log_head: text,
        created_at: time,
        updated_at: time,
      });
      await fc.assert(
        fc.asyncProperty(row, async (generated) => {
          const written = { ...generated, id: randomUUID() };
          await db.write([{ query: addIdentity(written), expect: 1 }]);
          const [[read]] = await db.read(identityById({ id: written.id }));
          assert.deepEqual({ ...read }, written);
        }),
        { numRuns: 60 },
      );
    }));
}
