import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compileSchema } from '../../src/schema/identity-schema.ts';
import { editsBetween, proposedAddresses, supersedes, withAddress, withEdit } from '../../src/schema/trait-edits.ts';

const address = { type: 'string', format: 'email', 'ory.sh/kratos': { verification: { via: 'email' }, recovery: { via: 'email' } } };
const schema = compileSchema('person', {
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: address,
        emails: { type: 'array', items: address },
        name: { type: 'object', properties: { first: { type: 'string' }, last: { type: 'string' } } },
        tags: { type: 'array', items: { type: 'string' } },
      },
    },
  },
});

type Traits = Record<string, unknown>;
const mail = fc.constantFrom(...'abcdefgh').map((name) => `${name}@zelos.test`);
const word = fc.constantFrom('Ada', 'Bea', 'Cea');
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
/** What is empty is not there, as forms have it. */
const traits: fc.Arbitrary<Traits> = fc
  .record({
    email: optional(mail),
    emails: optional(fc.uniqueArray(mail, { minLength: 1, maxLength: 4 })),
    name: optional(fc.record({ first: optional(word), last: optional(word) }).map((name): Traits | undefined => present(name))),
    tags: optional(fc.array(word, { minLength: 1, maxLength: 3 })),
  })
  .map((all) => present(all) ?? {});
function present(all: Traits): Traits | undefined {
  const kept = Object.entries(all).filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
const inOrder = (all: Traits): Traits => ({ ...all, ...(Array.isArray(all['emails']) && all['emails'].length > 0 ? { emails: [...all['emails']].sort() } : {}) });
const withoutEmptyLists = (all: Traits): Traits => Object.fromEntries(Object.entries(all).filter(([, value]) => !Array.isArray(value) || value.length > 0));
const applied = (from: Traits, edits: ReturnType<typeof editsBetween>): Traits =>
  edits.reduce<Traits>((all, edit) => withEdit(all, edit) ?? assert.fail('an edit does not fit what it was made from'), from);
const values = (all: Traits): string[] => schema.identifiers(all).verifiable.map(({ value }) => value);

describe('what a submit changes in traits', () => {
  test('leads from what was there to what was sent, whatever it is', () => {
    fc.assert(
      fc.property(traits, traits, (before, after) => {
        assert.deepEqual(inOrder(withoutEmptyLists(applied(before, editsBetween(schema, before, after)))), inOrder(after));
      }),
    );
  });

  test('brings one new address in each change that waits, takes no other in, and together they bring all', () => {
    fc.assert(
      fc.property(traits, traits, (before, after) => {
        const had = new Set(values(before));
        const fresh = values(after).filter((value) => !had.has(value));
        const proposed = proposedAddresses(schema, before, after, () => true) ?? assert.fail('every address can be told apart here');
        assert.deepEqual(proposed.map((one) => one.address.value).sort(), [...fresh].sort());
        for (const one of proposed) {
          const then = withAddress(before, one) ?? assert.fail('nothing has changed since');
          assert.deepEqual(
            values(then).filter((value) => !had.has(value)),
            [one.address.value],
          );
        }
      }),
    );
  });

  test('leaves alone what was changed meanwhile', () => {
    const before = { email: 'a@zelos.test', name: { first: 'Ada', last: 'A' } };
    const [one] = proposedAddresses(schema, before, { email: 'b@zelos.test', name: { first: 'Bea', last: 'A' }, tags: ['Cea'] }, () => true) ?? [];
    assert.ok(one);
    assert.deepEqual(withAddress({ email: 'a@zelos.test', name: { first: 'Cea', last: 'C' }, emails: ['h@zelos.test'] }, one), {
      email: 'b@zelos.test',
      name: { first: 'Cea', last: 'C' },
      emails: ['h@zelos.test'],
      tags: ['Cea'],
    });
    assert.equal(withAddress({ ...before, email: 'c@zelos.test' }, one), undefined, 'another address stands in its place');
  });

  test('gives way to a newer change of the same trait or of the same item, not to one beside it', () => {
    const before = { email: 'a@zelos.test', emails: ['c@zelos.test', 'd@zelos.test'] };
    const change = (after: object) => proposedAddresses(schema, before, { ...before, ...after }, () => true)?.[0] ?? assert.fail('it brings no address');
    const single = change({ email: 'b@zelos.test' });
    const item = change({ emails: ['e@zelos.test', 'd@zelos.test'] });
    assert.ok(supersedes(change({ email: 'f@zelos.test' }), single));
    assert.ok(supersedes(change({ emails: ['f@zelos.test', 'd@zelos.test'] }), item));
    for (const other of [item, change({ emails: [...before.emails, 'g@zelos.test'] })]) assert.ok(!supersedes(other, single) && !supersedes(single, other));
    assert.ok(!supersedes(change({ emails: [...before.emails, 'g@zelos.test'] }), item));
  });
});
