import { ValidationError } from '../errors.ts';
import { isObject } from '../json.ts';
import { m } from '../messages/catalogue.ts';

/** A decoded body: dotted keys are nested, the leaves of a form are strings. */
export type Fields = Readonly<Record<string, unknown>>;

export const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;

const FORM = 'application/x-www-form-urlencoded';
const unreadable = (reason: string): ValidationError => new ValidationError({ message: m.validationGeneric({ reason }) });

/** @throws ValidationError with message 4000001: for the whole form, in every flow alike */
export function decodeBody(bytes: Uint8Array, contentType: string | undefined): Fields {
  if (bytes.byteLength === 0) throw unreadable('The request has no body, and its header "Content-Length" is zero.');
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return decodeJson(Buffer.from(bytes).toString('utf8'));
  if (type === FORM) return decodeForm(new URLSearchParams(Buffer.from(bytes).toString('utf8')));
  throw unreadable(`The request has the header "Content-Type: ${contentType ?? ''}", only application/json and ${FORM} are understood.`);
}

/** The fields of a GET that submits: all of the query but the flow's id. */
export function decodeQuery(query: URLSearchParams): Fields {
  const rest = new URLSearchParams(query);
  rest.delete('flow');
  if (rest.size === 0) throw unreadable('The request has the method "GET" and no fields. Send them with POST.');
  return decodeForm(rest);
}

/** U+0000: ends strings for some who read them later (bcrypt), and cannot be stored by others (PostgreSQL). */
const withoutNul = (): ValidationError => unreadable('A field has the character U+0000, which is not allowed.');

function decodeJson(text: string): Fields {
  if (text.includes('\\u0000')) throw withoutNul();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw unreadable('The body is not readable as JSON.'); // the parser's own words would repeat what was sent
  }
  if (!isObject(body)) throw unreadable('The JSON in the body must be an object.');
  if (isTooDeep(body, MAX_DEPTH)) throw unreadable(`The JSON in the body is nested deeper than ${MAX_DEPTH} levels.`);
  if (!Object.keys(body).some((key) => key.includes('.'))) return body;
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) put(fields, key, isObject(value) ? { ...value } : value);
  return fields;
}

function decodeForm(form: URLSearchParams): Fields {
  const fields: Record<string, unknown> = {};
  if (Array.from(form).some(([name, value]) => name.includes('\0') || value.includes('\0'))) throw withoutNul();
  for (const name of new Set(form.keys())) put(fields, name, single(name, form.getAll(name)));
  for (const [name, value] of Object.entries(fields)) fields[name] = withLists(value);
  return fields;
}

/**
 * A checkbox follows a hidden field of the same name, so the last of several booleans counts. A button may say once more
 * what a hidden field says (`method`): at the top there are no lists, so that is said once. Other repeats are a list.
 */
function single(name: string, values: readonly string[]): unknown {
  const isOne = values.every((value) => value === 'true' || value === 'false') || (!name.includes('.') && values.every((value) => value === values[0]));
  return values.length === 1 || isOne ? values.at(-1) : values;
}

/** `traits.name.first` → { traits: { name: { first } } } */
function put(fields: Record<string, unknown>, key: string, value: unknown): void {
  const path = key.split('.');
  const last = path.pop() ?? '';
  if (path.length > MAX_DEPTH) throw unreadable(`A field is nested deeper than ${MAX_DEPTH} levels.`);
  if (last === '__proto__' || path.includes('__proto__')) throw unreadable('A field has a name that is not allowed.');
  let at = fields;
  for (const part of path) {
    const next = Object.hasOwn(at, part) ? at[part] : (at[part] = {});
    if (!isObject(next)) throw unreadable(`The field ${JSON.stringify(part)} is both a value and a group of fields.`);
    at = next;
  }
  const present = Object.hasOwn(at, last) ? at[last] : undefined;
  if (isObject(present) && isObject(value)) Object.assign(at, { [last]: { ...present, ...value } });
  else if (present !== undefined) throw unreadable(`The field ${JSON.stringify(last)} is there twice.`);
  else at[last] = value;
}

/** Fields named 0, 1, 2 … are the entries of a list, as forms write them: `traits.tags.0`. */
function withLists(value: unknown): unknown {
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const inner = keys.map((key) => [key, withLists(value[key])] as const);
  return keys.length > 0 && keys.every((key, index) => key === String(index)) ? inner.map(([, entry]) => entry) : Object.fromEntries(inner);
}

/** Also refuses what would change prototypes when it is copied. */
function isTooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  if (Object.hasOwn(value, '__proto__')) throw unreadable('A field has a name that is not allowed.');
  return Object.values(value).some((inner) => isTooDeep(inner, left - 1));
}
