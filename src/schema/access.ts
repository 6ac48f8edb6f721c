import { isDeepStrictEqual } from 'node:util';
import type { FormIssue } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { m } from '../messages/catalogue.ts';
import type { Traits } from './cast.ts';
import { type Field, valuesAt } from './field.ts';
import { isEmpty } from './trait-nodes.ts';

/** Whether the person may not change this trait now: it is closed to them, or was written already. */
const isClosed = (field: Field, before: Traits): boolean =>
  field.extension.access === 'read_only' || field.extension.access === 'hidden' || (field.extension.access === 'write_once' && !isEmpty(valuesAt(before, field.path)[0]));

/** The fields with an `access` of their own; inside a list the whole list counts. */
const guarded = (fields: readonly Field[]): Field[] =>
  fields.filter((f) => f.extension.access !== 'free').map((f) => (f.path.includes('*') ? { ...f, path: f.path.slice(0, f.path.indexOf('*')) } : f));

/**
 * Traits as submitted, with what the person could not send because no form lets them: closed traits that are missing
 * keep their value instead of being removed.
 */
export function keepClosed(fields: readonly Field[], before: Traits, after: Traits): Traits {
  let kept = after;
  for (const field of guarded(fields)) {
    if (!isClosed(field, before)) continue;
    const [value] = valuesAt(before, field.path);
    if (isEmpty(value) || !isEmpty(valuesAt(kept, field.path)[0])) continue;
    kept = withValue(kept, field.path, value);
  }
  return kept;
}

/** What the person has changed and may not (`"ory.sh/kratos": { "access": … }`). Registration starts from nothing: `before` is `{}`. */
export function deniedChanges(fields: readonly Field[], before: Traits, after: Traits): FormIssue[] {
  return guarded(fields)
    .filter((field) => isClosed(field, before))
    .filter((field) => {
      const [was] = valuesAt(before, field.path);
      const [is] = valuesAt(after, field.path);
      return !(isEmpty(was) && isEmpty(is)) && !isDeepStrictEqual(was, is);
    })
    .map((field) => ({ field: `traits.${field.path.join('.')}`, message: m.validationGeneric({ reason: 'This cannot be changed here.' }) }));
}

function withValue(object: JsonObject, [key, ...rest]: readonly string[], value: unknown): JsonObject {
  if (key === undefined) return object;
  const child = Object.hasOwn(object, key) && isObject(object[key]) ? object[key] : {};
  return { ...object, [key]: rest.length === 0 ? value : withValue(child, rest, value) };
}
