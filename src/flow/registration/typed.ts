import type { Traits } from '../../identity/identity.ts';
import { isObject } from '../../json.ts';

/**
 * What stands in the form after a submit: what was sent replaces what stood there, what was sent empty empties it, what
 * was not sent stays. `cast` is `sent` with its types; an empty input of a form is in `sent` and not in `cast`.
 */
export function typedAfter(before: Traits, sent: unknown, cast: Traits): Traits {
  const after: Record<string, unknown> = { ...before };
  if (isObject(sent)) for (const key of Object.keys(sent)) if (!Object.hasOwn(cast, key)) delete after[key];
  for (const [key, value] of Object.entries(cast)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    after[key] = isObject(value) && isObject(old) ? typedAfter(old, isObject(sent) ? sent[key] : undefined, value) : value;
  }
  return after;
}
