import { JsonnetError } from './error.ts';
import { numberText } from './number.ts';
import type { Run } from './run.ts';
import { type Cell, type Field, FunctionValue, force, ObjectValue, type Value } from './value.ts';

const unicodeEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A string as a JSON literal. Control characters beyond ASCII are escaped as well. */
export const quoted = (text: string): string => JSON.stringify(text.toWellFormed()).replace(/[\u007f-\u009f]/g, unicodeEscape);

/** What a string becomes when something else is added to it, and std.toString: JSON on one line. */
export function toText(run: Run, value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  return run.made(jsonLine(run, value));
}

function jsonLine(run: Run, value: Value): string {
  if (typeof value === 'string') return run.made(quoted(value));
  if (typeof value === 'number' || value === null || typeof value === 'boolean') return toText(run, value);
  if (value instanceof FunctionValue) throw run.error('a function has no text');
  run.descend();
  const parts = value instanceof ObjectValue ? members(run, value, (name, member) => `${quoted(name)}: ${jsonLine(run, member)}`) : value.map((cell) => jsonLine(run, force(cell)));
  run.ascend();
  const [open, close] = value instanceof ObjectValue ? '{}' : '[]';
  return run.made(parts.length === 0 ? `${open} ${close}` : `${open}${parts.join(', ')}${close}`);
}

/** Goes through the visible fields of an object, which must keep its asserts. */
export function members<T>(run: Run, object: ObjectValue, each: (name: string, value: Value) => T): T[] {
  object.assert(run);
  return object.names(run, false).map((name) => each(name, object.get(run, name) as Value));
}

/** A value as JSON, to be handed out. */
export function toJson(run: Run, value: Value): unknown {
  run.step();
  if (typeof value === 'string') return run.made(value).toWellFormed();
  if (value instanceof FunctionValue) throw run.error('the result holds a function, which JSON cannot say');
  if (value === null || typeof value !== 'object') return value;
  run.descend();
  run.allocate(16);
  // fromEntries defines fields whatever they are called, also `__proto__`.
  const json = value instanceof ObjectValue ? Object.fromEntries(members(run, value, (name, member) => [name.toWellFormed(), toJson(run, member)])) : value.map((cell) => toJson(run, force(cell)));
  run.ascend();
  return json;
}

/** JSON from outside as a value. What JSON cannot say is refused by name. */
export function fromJson(run: Run, json: unknown, what: string): Value {
  run.step();
  run.allocate(16);
  if (json === null || typeof json === 'boolean') return json;
  if (typeof json === 'string') return run.made(json);
  if (typeof json === 'number' && Number.isFinite(json)) return json;
  if (Array.isArray(json)) {
    run.descend();
    const cells = json.map((element): Cell => fromJson(run, element, what));
    run.ascend();
    return cells;
  }
  const prototype = typeof json === 'object' ? Object.getPrototypeOf(json) : undefined;
  if (typeof json !== 'object' || (prototype !== Object.prototype && prototype !== null)) {
    const found = typeof json === 'object' ? 'an object of a class' : typeof json === 'number' ? String(json) : typeof json;
    throw new JsonnetError(`${what} holds ${found}, which JSON cannot say`, run.file, run.here);
  }
  run.descend();
  const fields = Object.entries(json).filter(([, member]) => member !== undefined);
  const object = objectOf(
    run,
    fields.map(([name, member]) => [name, fromJson(run, member, what)]),
  );
  run.ascend();
  return object;
}

/** An object of values that are there already. */
export function objectOf(run: Run, entries: Iterable<readonly [string, Value]>): ObjectValue {
  const fields = new Map<string, Field>();
  for (const [name, constant] of entries) fields.set(name, { visibility: 'inherit', constant, body: undefined, scope: undefined });
  run.allocate(96 * fields.size);
  run.step(fields.size + 3);
  return new ObjectValue(run, [{ fields, members: undefined, scope: undefined }]);
}
