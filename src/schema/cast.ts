import { isObject, type JsonObject } from '../json.ts';
import type { Field } from './field.ts';
import { normaliseTree } from './normalise.ts';

export type Traits = JsonObject;

/**
 * Where values come from. A form knows only text, and its empty inputs mean «nothing»; JSON says what it means.
 */
export type Source = 'form' | 'json';

/** Only a form has nothing but text in it. JSON of that kind is read as generously as one: `"31"` where a number is asked for. */
export function guessSource(value: unknown): Source {
  if (isObject(value)) return Object.values(value).every((item) => guessSource(item) === 'form') ? 'form' : 'json';
  if (Array.isArray(value)) return value.every((item) => guessSource(item) === 'form') ? 'form' : 'json';
  return typeof value === 'string' ? 'form' : 'json';
}

/**
 * Traits as they will be validated and stored: normalised, and from a form each text turned into what the schema asks
 * for. What cannot be turned stays text and fails validation; inputs that belong to no trait are dropped, as browsers
 * send more than forms ask for. Objects that the schema describes are there even if nothing is in them.
 */
export function castTraits(traits: JsonObject, fields: readonly Field[], source: Source): Traits {
  const tree = new Tree(fields);
  const cast = source === 'form' ? (tree.cast(traits, '') as JsonObject) : traits;
  return tree.withEmptyObjects(normaliseTree(cast), '') as Traits;
}

class Tree {
  readonly #fields = new Map<string, Field>();
  readonly #children = new Map<string, { key: string; at: string }[]>();

  constructor(fields: readonly Field[]) {
    for (const field of fields) {
      const at = field.path.join('.');
      const parent = field.path.slice(0, -1).join('.');
      this.#fields.set(at, field);
      const siblings = this.#children.get(parent) ?? [];
      this.#children.set(parent, siblings);
      siblings.push({ key: field.path.at(-1) ?? '', at });
    }
  }

  /** The value with its type; undefined if there is none. */
  cast(value: unknown, at: string): unknown {
    const field = this.#fields.get(at);
    const children = this.#children.get(at);
    if (field?.kind === 'array')
      return listOf(value)
        .map((item) => this.cast(item, `${at}.*`))
        .filter((item) => item !== undefined);
    if ((field === undefined || field.kind === 'object' || field.kind === 'mixed') && children !== undefined && isObject(value)) {
      const cast = children.map(({ key, at: child }) => [key, Object.hasOwn(value, key) ? this.cast(value[key], child) : undefined] as const);
      return Object.fromEntries(cast.filter(([, item]) => item !== undefined));
    }
    return castScalar(value, field);
  }

  /** An object with obligatory keys of its own is left out: made up empty, it could never be valid. */
  withEmptyObjects(value: unknown, at: string): unknown {
    if (!isObject(value)) return value;
    const filled: Record<string, unknown> = { ...value };
    for (const { key, at: child } of this.#children.get(at) ?? []) {
      if (this.#fields.get(child)?.kind !== 'object' || !this.#children.has(child)) continue;
      if (Object.hasOwn(filled, key)) filled[key] = this.withEmptyObjects(filled[key], child);
      else if (!this.#needsSomething(child)) filled[key] = this.withEmptyObjects({}, child);
    }
    return filled;
  }

  #needsSomething(at: string): boolean {
    return (this.#children.get(at) ?? []).some(({ at: child }) => this.#fields.get(child)?.required);
  }
}

function castScalar(value: unknown, field: Field | undefined): unknown {
  // A checkbox comes with a hidden input of the same name, so that «off» is sent at all: the pair means on.
  const text = Array.isArray(value) ? (field?.kind === 'boolean' && value.some(isOn) ? 'true' : value.at(-1)) : value;
  if (typeof text !== 'string') return text;
  if (text.trim() === '') return undefined;
  if (field?.kind === 'number' || field?.kind === 'integer') return NUMBER.test(text.trim()) ? Number(text) : text;
  if (field?.kind === 'boolean') return isOn(text) ? true : text === 'false' || text === 'off' ? false : text;
  if (field?.format === 'date-time' && LOCAL_TIME.test(text)) return `${text}${text.length === 16 ? ':00' : ''}Z`;
  return text;
}

const isOn = (text: unknown): boolean => text === 'true' || text === 'on';
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
/** What an input of type datetime-local sends. */
const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/** `traits.tags=a&traits.tags=b` or `traits.tags.0=a&traits.tags.1=b`, in the order of the numbers. */
function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (isObject(value))
    return Object.entries(value)
      .filter(([key]) => /^\d+$/.test(key))
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => item);
  return [value];
}
