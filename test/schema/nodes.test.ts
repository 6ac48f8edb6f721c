import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileSchema } from '../../src/schema/identity-schema.ts';
import type { InputAttributes, Node } from '../../src/ui/nodes.ts';
import { everything, guarded } from './schemas.ts';

const schema = compileSchema('everything', everything);
const closed = compileSchema('guarded', guarded);
const attributes = (nodes: readonly Node[]): Map<string, InputAttributes> => new Map(nodes.map((node) => [(node.attributes as InputAttributes).name, node.attributes as InputAttributes]));
const nodes = (traits?: object) => attributes(schema.nodes(traits as never, { group: 'profile' }));

describe('the form of traits', () => {
  test('has an input of the right type for each trait, in the order of the schema', () => {
    assert.deepEqual(
      [...nodes().values()].map(({ name, type }) => `${name.slice('traits.'.length)} ${type}`),
      [
        'email email',
        'phone tel',
        'name.first text',
        'name.last text',
        'address.street text',
        'address.geo.lat number',
        'size number',
        'age number',
        'terms checkbox',
        'born date',
        'seen datetime-local',
        'site url',
        'color text',
        'tags text',
      ],
    );
  });
  test('says what is required, expected, and to be completed by the browser', () => {
    const [email, first, color] = ['email', 'name.first', 'color'].map((name) => nodes().get(`traits.${name}`));
    assert.deepEqual(email, { name: 'traits.email', type: 'email', required: true, autocomplete: 'email', disabled: false, node_type: 'input' });
    assert.deepEqual([first?.required, first?.pattern], [true, '^[A-Z]']);
    assert.deepEqual(color?.options, [{ value: 'red' }, { value: 'green' }]);
  });
  test('labels a trait with its title, and one without a title not at all', () => {
    const [email, , , last] = schema.nodes(undefined, { group: 'default' });
    assert.deepEqual([email?.meta.label?.id, email?.meta.label?.context, last?.meta], [1070002, { title: 'E-Mail', name: 'traits.email' }, {}]);
  });
  test('shows stored values, false and zero among them', () => {
    const shown = nodes({ email: 'a@b.c', terms: false, size: 0, name: {} });
    assert.deepEqual(
      ['email', 'terms', 'size', 'age'].map((name) => shown.get(`traits.${name}`)?.value),
      ['a@b.c', false, 0, undefined],
    );
  });
  test('has one input more for each stored item, and for what the schema does not describe', () => {
    const shown = [...nodes({ tags: ['a', 'b'], pets: [{ legs: 4 }], nick: null, extra: { deep: true } }).values()].slice(-6);
    assert.deepEqual(
      shown.map(({ name, type, value }) => [name, type, value]),
      [
        ['traits.tags', 'text', undefined],
        ['traits.tags.0', 'text', 'a'],
        ['traits.tags.1', 'text', 'b'],
        ['traits.pets.0.legs', 'number', 4],
        ['traits.nick', 'text', undefined],
        ['traits.extra.deep', 'checkbox', true],
      ],
    );
  });
  test('can be carried along hidden, labels and options kept', () => {
    const hidden = schema.nodes({ email: 'a@b.c' }, { group: 'default', hidden: true });
    assert.ok(hidden.every((node) => (node.attributes as InputAttributes).type === 'hidden'));
    assert.deepEqual([attributes(hidden).get('traits.email')?.value, hidden[0]?.meta.label?.id], ['a@b.c', 1070002]);
  });
  test('asks who signs in by the title of the one identifying trait, else in general', () => {
    assert.equal(schema.loginLabel.id, 1070004);
    const { email } = everything.properties.traits.properties;
    assert.deepEqual(compileSchema('one', { properties: { traits: { properties: { email } } } }).loginLabel.context, { title: 'E-Mail', name: 'traits.email' });
  });
});

describe('traits that are closed to the person', () => {
  const stored = { email: 'a@b.c', plan: 'free', born: '1815', risk: { score: 3 } };
  const denied = (before: object, after: object): (string | undefined)[] => closed.deniedChanges(before as never, after as never).map((issue) => issue.field);

  test('are disabled, or not on the form at all', () => {
    const shown = attributes(closed.nodes(stored, { group: 'profile' }));
    assert.deepEqual([...shown.keys()], ['traits.email', 'traits.plan', 'traits.born']);
    assert.deepEqual(
      [...shown.values()].map((input) => input.disabled),
      [false, true, true],
    );
  });
  test('can be written once where that is allowed', () => {
    assert.equal(attributes(closed.nodes({ born: '' }, { group: 'profile' })).get('traits.born')?.disabled, false);
    assert.deepEqual(denied({}, { born: '1815' }), []);
    assert.deepEqual(denied(stored, { ...stored, born: '1816' }), ['traits.born']);
  });
  test('refuse every change, addition and removal', () => {
    assert.deepEqual(denied(stored, { email: 'x@y.z' }), ['traits.plan', 'traits.born', 'traits.risk']);
    assert.deepEqual(denied({}, { plan: 'paid', risk: { score: 1 } }), ['traits.plan', 'traits.risk']);
    assert.deepEqual(denied(stored, { ...stored, risk: { score: 4 } }), ['traits.risk']);
  });
  test('keep their values when the form could not send them', () => {
    assert.deepEqual(closed.keepClosed(stored, { email: 'x@y.z' }), { ...stored, email: 'x@y.z' });
    assert.deepEqual(denied(stored, closed.keepClosed(stored, { email: 'x@y.z' })), []);
    assert.deepEqual(denied(stored, closed.keepClosed(stored, { email: 'x@y.z', plan: 'paid' })), ['traits.plan']);
  });
});
