import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiError } from '../../src/errors.ts';
import { applyPatch } from '../../src/identity/json-patch.ts';
import { isDeniedToPatch } from '../../src/identity/patch-document.ts';

const document = { id: '1', traits: { a: 1, list: ['x', 'y'], 'm/n': 8, 't~u': 9 }, state: 'active' };
const apply = (...patch: unknown[]) => applyPatch(document, patch, isDeniedToPatch);
const traits = (...patch: unknown[]): unknown => apply(...patch)['traits'];

describe('JSON Patch (RFC 6902)', () => {
  test('adds, replaces, removes, moves, copies and tests, one after the other', () => {
    assert.deepEqual(
      traits(
        { op: 'test', path: '/traits/list', value: ['x', 'y'] },
        { op: 'add', path: '/traits/list/1', value: 'between' },
        { op: 'add', path: '/traits/list/-', value: 'last' },
        { op: 'replace', path: '/traits/a', value: { b: null } },
        { op: 'copy', from: '/traits/a', path: '/traits/c' },
        { op: 'move', from: '/traits/list/0', path: '/traits/first' },
        { op: 'remove', path: '/traits/m~1n' },
        { op: 'replace', path: '/traits/t~0u', value: 10 },
      ),
      { a: { b: null }, c: { b: null }, first: 'x', list: ['between', 'y', 'last'], 't~u': 10 },
    );
  });
  test('leaves the given document alone', () => {
    apply({ op: 'replace', path: '/traits/a', value: 2 });
    assert.equal(document.traits.a, 1);
  });

  const refused: readonly (readonly [title: string, patch: unknown])[] = [
    ['no list', { op: 'add', path: '/traits/a', value: 1 }],
    ['no operation', ['x']],
    ['an unknown operation', [{ op: 'merge', path: '/traits/a', value: 1 }]],
    ['no path', [{ op: 'add', value: 1 }]],
    ['a path that is no pointer', [{ op: 'add', path: 'traits/a', value: 1 }]],
    ['no value', [{ op: 'add', path: '/traits/a' }]],
    ['a replacement of what is not there', [{ op: 'replace', path: '/traits/none', value: 1 }]],
    ['a removal of what is not there', [{ op: 'remove', path: '/traits/none' }]],
    ['a place after the end of a list', [{ op: 'add', path: '/traits/list/3', value: 1 }]],
    ['a place with leading zeros', [{ op: 'add', path: '/traits/list/01', value: 1 }]],
    ['something inside of a text', [{ op: 'add', path: '/state/x', value: 1 }]],
    ['a test that fails', [{ op: 'test', path: '/traits/a', value: 2 }]],
    ['a move into itself', [{ op: 'move', from: '/traits', path: '/traits/a' }]],
    ['the prototype', [{ op: 'add', path: '/traits/__proto__/polluted', value: 1 }]],
    ['what identifies', [{ op: 'replace', path: '/id', value: '2' }]],
    ['what identifies, in capitals', [{ op: 'add', path: '/ID', value: '2' }]],
    ['credentials', [{ op: 'add', path: '/credentials/password/config', value: {} }]],
    ['a move of what identifies', [{ op: 'move', from: '/id', path: '/traits/a' }]],
    ['the whole', [{ op: 'replace', path: '', value: {} }]],
    ['ever larger copies', Array.from({ length: 60 }, () => ({ op: 'copy', from: '/traits/list', path: '/traits/list/-' }))],
    ['ever deeper copies', Array.from({ length: 100 }, () => ({ op: 'copy', from: '/traits', path: '/traits/again' }))],
  ];
  for (const [title, patch] of refused) {
    test(`refuses ${title}`, () =>
      assert.throws(
        () => applyPatch(document, patch, isDeniedToPatch),
        (error) => error instanceof ApiError && error.code === 400,
      ));
  }
  test('pollutes nothing', () => assert.equal(({} as Record<string, unknown>)['polluted'], undefined));
});
