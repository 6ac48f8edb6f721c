import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compileSchema } from '../../src/schema/identity-schema.ts';
import { normaliseEmail, normaliseIdentifier, normalisePhone, normaliseText, normaliseTree } from '../../src/schema/normalise.ts';
import { everything } from './schemas.ts';

describe('one spelling', () => {
  for (const [name, normalise] of Object.entries({ normaliseText, normaliseEmail, normalisePhone, normaliseIdentifier })) {
    test(`${name} gives the same when applied twice, whatever it is given`, () => {
      const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('+', '0', '1', ' ', '-', '(', ')', '.', '/', '\0', 'İ', 'K', 'é', 'e\u0301', '\u1E9E') }));
      fc.assert(
        fc.property(text, (given) => normalise(normalise(given)) === normalise(given)),
        { numRuns: 2000 },
      );
    });
  }
  test('is the same for all ways to write one e-mail address', () => assert.equal(normaliseIdentifier(' José@Example.ORG\n'), normaliseIdentifier('jose\u0301@example.org')));
  test('is the same for all ways to write one phone number', () => assert.equal(normaliseIdentifier('+49 (30) 90-18.20'), '+4930901820'));
  test('leaves a name that only has digits alone', () => assert.equal(normaliseIdentifier('00 123'), '00 123'));
  test('reaches every text of the traits and leaves everything else', () => assert.deepEqual(normaliseTree({ a: [' x ', 1, null, { b: 'e\u0301\0' }] }), { a: ['x', 1, null, { b: 'é' }] }));
});

describe('what the schema derives', () => {
  const schema = compileSchema('everything', everything);
  test('names and addresses, in one spelling', () => {
    assert.deepEqual(schema.identifiers({ email: ' Ada@Example.org', phone: '+49 30 901820' }), {
      login: { password: ['ada@example.org'], code: ['+4930901820'] },
      verifiable: [
        { via: 'email', value: 'ada@example.org' },
        { via: 'sms', value: '+4930901820' },
      ],
      recovery: [{ via: 'email', value: 'ada@example.org' }],
    });
  });
  test('nothing from traits of another shape', () => {
    fc.assert(fc.property(fc.object(), (traits) => schema.identifiers({ ...traits, email: [] }).recovery.length === 0));
  });
});
