import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ValidationError } from '../../src/errors.ts';
import { compileSchema } from '../../src/schema/identity-schema.ts';
import { everything } from './schemas.ts';

const schema = compileSchema('everything', everything);
const good = { email: 'ada@example.org', terms: true };
const issues = (traits: object): (readonly [field: string | undefined, id: number, context: unknown])[] => schema.validate(traits).map(({ field, message }) => [field, message.id, message.context]);

describe('validating traits', () => {
  test('finds nothing wrong with good traits', () => assert.deepEqual(issues({ ...good, phone: '+49 30 901820', name: { first: 'Ada' }, tags: ['a'], nick: null, contact: 7 }), []));

  const wrong: readonly (readonly [title: string, traits: object, issue: readonly [string, number, unknown]])[] = [
    ['a missing trait at the trait', { terms: true }, ['traits.email', 4000002, { property: 'email' }]],
    ['a missing trait of a group at the trait', { ...good, name: {} }, ['traits.name.first', 4000002, { property: 'first' }]],
    ['an empty required trait as missing, once', { ...good, email: '' }, ['traits.email', 4000002, { property: 'email' }]],
    ['no e-mail address', { ...good, email: 'not-an-email' }, ['traits.email', 4000040, { value: 'not-an-email' }]],
    ['no phone number', { ...good, phone: '12' }, ['traits.phone', 4000041, { value: '12' }]],
    ['a text that misses the pattern', { ...good, name: { first: 'ada' } }, ['traits.name.first', 4000004, { pattern: '^[A-Z]' }]],
    ['a long text, in code points, behind a $ref', { ...good, name: { first: 'A', last: '🐎'.repeat(11) } }, ['traits.name.last', 4000017, { max_length: 10, actual_length: 11 }]],
    ['a small number', { ...good, age: 3 }, ['traits.age', 4000018, { minimum: 18, actual: 3 }]],
    ['a large number', { ...good, age: 151 }, ['traits.age', 4000020, { maximum: 150, actual: 151 }]],
    ['a number at an exclusive minimum', { ...good, size: 0 }, ['traits.size', 4000019, { minimum: 0, actual: 0 }]],
    ['a number at an exclusive maximum', { ...good, size: 10 }, ['traits.size', 4000021, { maximum: 10, actual: 10 }]],
    ['a number that is no multiple', { ...good, size: 0.7 }, ['traits.size', 4000022, { base: 0.5, actual: 0.7 }]],
    ['a fraction for an integer', { ...good, age: 20.5 }, ['traits.age', 4000026, { allowed_types: ['integer'], actual_type: 'number' }]],
    ['text for a number, and nothing more of it', { ...good, age: 'x' }, ['traits.age', 4000026, { allowed_types: ['integer'], actual_type: 'string' }]],
    ['a value that is none of several types', { ...good, nick: 3 }, ['traits.nick', 4000026, { allowed_types: ['string', 'null'], actual_type: 'number' }]],
    ['too few items', { ...good, tags: [] }, ['traits.tags', 4000024, { min_items: 1, actual_items: 0 }]],
    ['too many items', { ...good, tags: ['a', 'b', 'c', 'd'] }, ['traits.tags', 4000023, { max_items: 3, actual_items: 4 }]],
    ['items that are the same', { ...good, tags: ['a', 'b', 'a'] }, ['traits.tags', 4000025, { index_a: 0, index_b: 2 }]],
    ['an item of the wrong type at the item', { ...good, tags: ['a', 1] }, ['traits.tags.1', 4000026, { allowed_types: ['string'], actual_type: 'number' }]],
    ['a value that is not the constant', { email: 'a@b.c', terms: false }, ['traits.terms', 4000029, { expected: 'true' }]],
    ['a value that fits no alternative, by its details', { ...good, contact: 'abc' }, ['traits.contact', 4000026, { allowed_types: ['integer'], actual_type: 'string' }]],
  ];
  for (const [title, traits, issue] of wrong) test(`names ${title}`, () => assert.deepEqual(issues(traits), [issue]));

  const generic: readonly (readonly [title: string, traits: object, field: string, says: RegExp])[] = [
    ['a choice that is none', { ...good, color: 'mauve' }, 'traits.color', /"red", "green"/],
    ['an unknown trait at the group it stands in', { ...good, admin: true }, 'traits', /"admin"/],
    ['a format without a message of its own', { ...good, site: 'nowhere' }, 'traits.site', /uri/],
    ['a date that is none', { ...good, born: '2026-13-01' }, 'traits.born', /date/],
  ];
  for (const [title, traits, field, says] of generic) {
    test(`names ${title} with its reason`, () => {
      const [issue, ...more] = schema.validate(traits);
      assert.deepEqual([issue?.field, issue?.message.id, more], [field, 4000001, []]);
      assert.match(String(issue?.message.context?.['reason']), says);
    });
  }

  test('names everything that is wrong at once', () => assert.deepEqual(new Set(issues({ email: 'nobody', age: 1 }).map(([field]) => field)), new Set(['traits.age', 'traits.email', 'traits.terms'])));
  test('does not answer ten thousand wrong items with ten thousand messages', () => assert.ok(schema.validate({ ...good, tags: Array(10_000).fill(1) }).length <= 50));

  const addresses: readonly (readonly [string, boolean])[] = [
    ['a@localhost', true],
    ['a+b.c@sub.example.org', true],
    ['ünï@exämple.org', true],
    ['a@b@c.org', false],
    ['a..b@c.org', false],
    ['a@-b.org', false],
    ['@b.org', false],
    ['a b@c.org', false],
    [`${'a'.repeat(65)}@b.org`, false],
    ['a@b.org\n', false],
  ];
  for (const [address, valid] of addresses)
    test(`${valid ? 'takes' : 'refuses'} ${JSON.stringify(address).slice(0, 40)} as an e-mail address`, () => assert.equal(schema.validate({ ...good, email: address }).length === 0, valid));
});

describe('understanding a body', () => {
  test('turns the texts of a form into what the schema asks for', () => {
    const form = { email: ' Ada@Example.org ', age: '31', size: '1.5', terms: ['false', 'true'], seen: '2026-01-31T12:30', tags: ['a', 'b'], pets: [{ legs: '4' }] };
    assert.deepEqual(schema.cast(form), { email: 'Ada@Example.org', age: 31, size: 1.5, terms: true, seen: '2026-01-31T12:30:00Z', tags: ['a', 'b'], pets: [{ legs: 4 }], address: { geo: {} } });
  });
  test('reads the checkbox that is off, and the one a browser calls on', () => {
    assert.equal(schema.cast({ terms: 'false' })['terms'], false);
    assert.equal(schema.cast({ terms: 'on' })['terms'], true);
  });
  test('drops empty inputs of a form, so that a trait can be cleared', () =>
    assert.deepEqual(schema.cast({ email: 'a@b.c', age: '', site: '', tags: ['', 'x'], nick: '' }), { email: 'a@b.c', tags: ['x'], address: { geo: {} } }));
  test('leaves what cannot be turned, to be refused', () =>
    assert.deepEqual(issues(schema.cast({ email: 'a@b.c', terms: 'true', age: 'old' })), [['traits.age', 4000026, { allowed_types: ['integer'], actual_type: 'string' }]]));
  test('reads one input per item, in the order of their numbers', () => assert.deepEqual(schema.cast({ tags: { 2: 'c', 0: 'a', 10: 'z' } })['tags'], ['a', 'c', 'z']));
  test('drops inputs of a form that belong to no trait', () => assert.equal('extra' in schema.cast({ email: 'a@b.c', extra: 'x' }), false));
  test('leaves JSON as it is: types, unknown traits, empty text', () =>
    assert.deepEqual(schema.cast({ age: '31', admin: true, site: '' }, 'json'), { age: '31', admin: true, site: '', address: { geo: {} } }));
  test('makes up no empty group that could not be valid', () => assert.equal('name' in schema.cast({}), false));
  test('refuses traits that are no object, at the traits', () => {
    for (const traits of ['x', 3, [], null])
      assert.throws(
        () => schema.cast(traits),
        (error: ValidationError) => error.issues[0]?.field === 'traits' && error.issues[0].message.id === 4000026,
      );
  });
  test('refuses what is nested deeper than a stack', () => {
    let traits: object = {};
    for (let i = 0; i < 100_000; i += 1) traits = { name: traits };
    assert.throws(() => schema.cast(traits), ValidationError);
  });
});
