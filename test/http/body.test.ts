import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ValidationError } from '../../src/errors.ts';
import { decodeBody, decodeQuery } from '../../src/http/body.ts';

const json = (text: string, type = 'application/json') => decodeBody(Buffer.from(text), type);
const form = (text: string) => decodeBody(Buffer.from(text), 'application/x-www-form-urlencoded');
const refuses = (decode: () => unknown, expected = /./): void =>
  assert.throws(
    decode,
    (error: unknown) => error instanceof ValidationError && error.issues.length === 1 && error.issues[0]?.message.id === 4000001 && error.issues[0].field === undefined && expected.test(error.message),
  );

describe('a body', () => {
  test('nests dotted keys of JSON beside nested objects', () => {
    assert.deepEqual(json('{"method":"profile","traits.email":"a@b.c","traits":{"name":{"first":"Ann"}}}'), { method: 'profile', traits: { email: 'a@b.c', name: { first: 'Ann' } } });
    assert.deepEqual(json('{"traits":{"name":{"first":"Ann"}},"traits.email":"a@b.c"}'), { traits: { name: { first: 'Ann' }, email: 'a@b.c' } });
  });
  test('is taken with a charset, too', () => assert.deepEqual(json('{"a":1}', 'application/json; charset=UTF-8'), { a: 1 }));
  test('of a form has strings as leaves, nested by dots', () =>
    assert.deepEqual(form('method=profile&traits.name.first=Ann+B&traits.age=3'), { method: 'profile', traits: { name: { first: 'Ann B' }, age: '3' } }));
  test('of a form takes the last of a checkbox pair, and a list for other repeats', () => assert.deepEqual(form('a=false&a=true&b=1&b=2'), { a: 'true', b: ['1', '2'] }));
  test('of a form takes once what a hidden field and a button say both', () =>
    assert.deepEqual(form('method=code&code=1&method=code&traits.tags=x&traits.tags=x'), { method: 'code', code: '1', traits: { tags: ['x', 'x'] } }));
  test('of a form makes a list of numbered fields', () => assert.deepEqual(form('traits.tags.0=x&traits.tags.1=y'), { traits: { tags: ['x', 'y'] } }));
  test('may use names that objects have by nature', () => assert.deepEqual(form('constructor=1&traits.toString=2'), { constructor: '1', traits: { toString: '2' } }));
  test('of a GET is its query without the flow', () => assert.deepEqual(decodeQuery(new URLSearchParams('flow=x&method=profile&traits.email=a')), { method: 'profile', traits: { email: 'a' } }));

  for (const [what, decode] of Object.entries({
    'is empty': () => json(''),
    'is no JSON': () => json('{"a":'),
    'is a list': () => json('[]'),
    'is null': () => json('null'),
    'is a text': () => json('"a"'),
    'has another content type': () => decodeBody(Buffer.from('<a/>'), 'text/xml'),
    'has no content type': () => decodeBody(Buffer.from('a=b'), undefined),
    'is multipart': () => decodeBody(Buffer.from('--x--'), 'multipart/form-data; boundary=x'),
    'is a GET without fields': () => decodeQuery(new URLSearchParams('flow=x')),
    'changes prototypes by JSON': () => json('{"traits":{"__proto__":{"admin":true}}}'),
    'changes prototypes by an escaped key': () => json('{"\\u005f_proto__":{"admin":true}}'),
    'changes prototypes by a form': () => form('__proto__.admin=true'),
    'changes prototypes by a dotted key': () => json('{"traits.__proto__.admin":true}'),
    'is nested without end': () => json(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`),
    'is nested without end by dots': () => form(`${'a.'.repeat(5000)}a=1`),
    'has a field that is a value and a group': () => form('traits=1&traits.email=2'),
    'has a group that is a value, too': () => form('traits.email=2&traits=1'),
    'has a field twice': () => json('{"a.b":1,"a":{"b":2},"a.b.c":3}'),
  })) {
    test(`is refused with a message of the form when it ${what}`, () => refuses(decode));
  }

  test('is not repeated in the message that refuses it', () => {
    assert.throws(
      () => json('hunter2-secret'),
      (error: unknown) => error instanceof ValidationError && !JSON.stringify([error.issues, error.stack]).includes('hunter2'),
    );
  });
});
