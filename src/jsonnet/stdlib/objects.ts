import { members, objectOf } from '../json.ts';
import type { Run } from '../run.ts';
import { type Cell, type Field, force, ObjectValue, type Value } from '../value.ts';
import { room } from './arrays.ts';
import { later } from './lazy.ts';
import { type Library, native } from './native.ts';

/** An object whose fields are worked out by the library when they are wanted. */
function lazyObject(run: Run, entries: readonly (readonly [string, () => Value])[]): ObjectValue {
  run.allocate(144 * entries.length);
  const frame = { ...run.here, what: 'field' };
  const fields = entries.map(([name, work]): [string, Field] => [name, { visibility: 'inherit', constant: undefined, scope: undefined, body: { code: work, frame, height: 2 } }]);
  return new ObjectValue(run, [{ fields: new Map(fields), members: undefined, scope: undefined }]);
}

const fieldOf = (run: Run, object: ObjectValue, name: string): Value => object.get(run, name) as Value;

function names(run: Run, object: ObjectValue, hidden: boolean): readonly string[] {
  const all = object.names(run, hidden);
  room(run, all.length);
  return all;
}

const values = (run: Run, object: ObjectValue, hidden: boolean): readonly Cell[] => names(run, object, hidden).map((name) => later(run, `field ${name}`, () => fieldOf(run, object, name)));

const pairs = (run: Run, object: ObjectValue, hidden: boolean): readonly Cell[] =>
  names(run, object, hidden).map((name) =>
    lazyObject(run, [
      ['key', () => name],
      ['value', () => fieldOf(run, object, name)],
    ]),
  );

/** RFC 7396. */
function mergePatch(run: Run, target: Value, patch: Value): Value {
  if (!(patch instanceof ObjectValue)) return patch;
  const merged = new Map<string, () => Value>();
  if (target instanceof ObjectValue) for (const name of names(run, target, false)) merged.set(name, () => fieldOf(run, target, name));
  for (const name of names(run, patch, false)) {
    const value = fieldOf(run, patch, name);
    const before = merged.get(name);
    if (value === null) merged.delete(name);
    else merged.set(name, () => mergePatch(run, before?.() ?? null, value));
  }
  return lazyObject(run, [...merged]);
}

/** Without null, and without arrays and objects that nothing is left of. */
function prune(run: Run, value: Value): Value {
  run.step();
  const isContent = (kept: Value): boolean => kept !== null && !(Array.isArray(kept) && kept.length === 0) && !(kept instanceof ObjectValue && kept.names(run, false).length === 0);
  if (Array.isArray(value)) {
    run.descend();
    room(run, value.length);
    const kept = value.map((cell) => prune(run, force(cell))).filter(isContent);
    run.ascend();
    return kept;
  }
  if (!(value instanceof ObjectValue)) return value;
  run.descend();
  const kept = members(run, value, (name, member) => [name, prune(run, member)] as const).filter(([, member]) => isContent(member));
  run.ascend();
  return objectOf(run, kept);
}

export const objects: Library = {
  get: native('o: object', 'f: string', 'default?: lazy', 'inc_hidden?: boolean', (run, o, f, otherwise = null, hidden = true) => (o.has(run, f, hidden) ? fieldOf(run, o, f) : force(otherwise))),
  objectHas: native('o: object', 'f: string', (run, o, f) => o.has(run, f, false)),
  objectHasAll: native('o: object', 'f: string', (run, o, f) => o.has(run, f, true)),
  objectHasEx: native('obj: object', 'fname: string', 'hidden: boolean', (run, obj, fname, hidden) => obj.has(run, fname, hidden)),
  objectFields: native('o: object', (run, o) => names(run, o, false)),
  objectFieldsAll: native('o: object', (run, o) => names(run, o, true)),
  objectFieldsEx: native('obj: object', 'hidden: boolean', names),
  objectValues: native('o: object', (run, o) => values(run, o, false)),
  objectValuesAll: native('o: object', (run, o) => values(run, o, true)),
  objectKeysValues: native('o: object', (run, o) => pairs(run, o, false)),
  objectKeysValuesAll: native('o: object', (run, o) => pairs(run, o, true)),
  objectRemoveKey: native('obj: object', 'key: string', (run, obj, key) =>
    lazyObject(
      run,
      names(run, obj, false)
        .filter((name) => name !== key)
        .map((name) => [name, () => fieldOf(run, obj, name)] as const),
    ),
  ),
  mapWithKey: native('func: function', 'obj: object', (run, func, obj) =>
    lazyObject(
      run,
      names(run, obj, false).map(
        (name) =>
          [
            name,
            () =>
              func.call(
                run,
                name,
                later(run, `field ${name}`, () => fieldOf(run, obj, name)),
              ),
          ] as const,
      ),
    ),
  ),
  mergePatch: native('target: any', 'patch: any', mergePatch),
  prune: native('a: any', prune),
};
