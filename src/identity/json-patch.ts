import { isDeepStrictEqual } from 'node:util';
import { apiErrors } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { isTooDeep } from '../schema/normalise.ts';

/** Copying within a document can double it at each step; together no more than this many characters are copied. */
const MOST_COPIED = 1024 * 1024;
const MOST_OPERATIONS = 1000;

const failed = (index: number, why: string): Error => apiErrors.badRequest(`The patch cannot be applied. Operation ${index}: ${why}`);

/**
 * Applies a JSON Patch (RFC 6902) and leaves the given document as it was.
 * @param denied tells of a path whether it may not be changed
 * @throws ApiError 400
 */
export function applyPatch(document: JsonObject, patch: unknown, denied: (path: string) => boolean): JsonObject {
  if (!Array.isArray(patch)) throw apiErrors.badRequest('The body must be a JSON Patch: a list of operations.');
  if (patch.length > MOST_OPERATIONS) throw apiErrors.badRequest(`A JSON Patch may have at most ${MOST_OPERATIONS} operations.`);
  let result: unknown = structuredClone(document);
  let copied = 0;
  for (const [index, operation] of patch.entries()) {
    const fail = (why: string): Error => failed(index, why);
    if (!isObject(operation)) throw fail('it is no object.');
    const { op } = operation;
    const at = (key: 'path' | 'from'): string[] => {
      const pointer = operation[key];
      if (typeof pointer !== 'string') throw fail(`it needs a ${key}.`);
      if (denied(pointer) && op !== 'test' && !(op === 'copy' && key === 'from')) throw fail(`patch includes denied path: ${pointer}`);
      return segments(pointer, fail);
    };
    const value = (): unknown => {
      if (!Object.hasOwn(operation, 'value')) throw fail('it needs a value.');
      return operation['value'];
    };
    if (op === 'add') result = put(result, at('path'), value(), 'add', fail);
    else if (op === 'replace') result = put(result, at('path'), value(), 'replace', fail);
    else if (op === 'remove') result = remove(result, at('path'), fail);
    else if (op === 'move') {
      const [from, path] = [at('from'), at('path')];
      if (path.length > from.length && from.every((segment, i) => segment === path[i])) throw fail('nothing can be moved into itself.');
      const moved = get(result, from, fail);
      result = put(remove(result, from, fail), path, moved, 'add', fail);
    } else if (op === 'copy') {
      const source = JSON.stringify(get(result, at('from'), fail));
      copied += source.length;
      if (copied > MOST_COPIED) throw fail('too much is copied.');
      result = put(result, at('path'), JSON.parse(source), 'add', fail);
    } else if (op === 'test') {
      if (!isDeepStrictEqual(get(result, at('path'), fail), value())) throw fail('the test fails.');
    } else throw fail('its op must be add, remove, replace, move, copy or test.');
  }
  if (!isObject(result)) throw apiErrors.badRequest('The patch leaves no object behind.');
  if (isTooDeep(result)) throw apiErrors.badRequest('The patch leaves an object behind that is nested too deeply.');
  return result;
}

type Fail = (why: string) => Error;

/** RFC 6901. */
function segments(pointer: string, fail: Fail): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw fail(`${JSON.stringify(pointer)} is no JSON Pointer.`);
  const parts = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (parts.includes('__proto__')) throw fail(`there is nothing at ${JSON.stringify(pointer)}.`);
  return parts;
}

function get(document: unknown, path: readonly string[], fail: Fail): unknown {
  return path.reduce<unknown>((value, segment) => {
    if (Array.isArray(value) && /^(0|[1-9]\d*)$/.test(segment) && Number(segment) < value.length) return value[Number(segment)];
    if (isObject(value) && Object.hasOwn(value, segment)) return value[segment];
    throw fail(`there is nothing at ${JSON.stringify(`/${path.join('/')}`)}.`);
  }, document);
}

function put(document: unknown, path: readonly string[], value: unknown, how: 'add' | 'replace', fail: Fail): unknown {
  const key = path.at(-1);
  if (key === undefined) return value;
  if (how === 'replace') get(document, path, fail);
  const parent = get(document, path.slice(0, -1), fail);
  if (Array.isArray(parent)) {
    const index = key === '-' ? parent.length : Number(key);
    if (key !== '-' && !(/^(0|[1-9]\d*)$/.test(key) && index <= parent.length)) throw fail(`the list has no place ${JSON.stringify(key)}.`);
    parent.splice(index, how === 'replace' ? 1 : 0, value);
  } else if (isObject(parent)) (parent as Record<string, unknown>)[key] = value;
  else throw fail(`there is nothing that could hold ${JSON.stringify(key)}.`);
  return document;
}

function remove(document: unknown, path: readonly string[], fail: Fail): unknown {
  get(document, path, fail);
  const key = path.at(-1);
  if (key === undefined) throw fail('the whole document cannot be removed.');
  const parent = get(document, path.slice(0, -1), fail);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete (parent as Record<string, unknown>)[key];
  return document;
}
