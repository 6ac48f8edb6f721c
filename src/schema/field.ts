import { isObject, type JsonObject } from '../json.ts';
/** What the identity schema says about one trait, found once by walking the schema. */
export interface Field {
  /** Keys below `traits`; `*` stands for every item of a list. */
  readonly path: readonly string[];
  readonly kind: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'mixed';
  /** The items' kind, for a list. */
  readonly items: Field['kind'] | undefined;
  readonly required: boolean;
  readonly format: string | undefined;
  readonly title: string | undefined;
  readonly pattern: string | undefined;
  readonly choices: readonly unknown[] | undefined;
  readonly extension: Extension;
}

/** The keyword `ory.sh/kratos` of a trait. `access` is ours: who may write it in self-service. */
export interface Extension {
  readonly credentials: Readonly<Record<string, { readonly identifier: boolean; readonly via: 'email' | 'sms' | undefined }>>;
  readonly totpAccountName: boolean;
  readonly passkeyDisplayName: boolean;
  readonly verification: 'email' | 'sms' | undefined;
  readonly recovery: 'email' | 'sms' | undefined;
  readonly access: Access;
}

/** `free`: as typed. `read_only`: never by the person. `write_once`: while it is empty. `hidden`: as read_only, and on no form. */
export type Access = 'free' | 'read_only' | 'write_once' | 'hidden';

/** A schema nested deeper is refused: it is a mistake or an attack, and every walk of it would be slow. */
const MAX_DEPTH = 32;
const MAX_FIELDS = 1000;
const NO_EXTENSION: Extension = { credentials: {}, totpAccountName: false, passkeyDisplayName: false, verification: undefined, recovery: undefined, access: 'free' };

/**
 * All traits a schema describes, depth first in the order of the file, groups (objects and lists) before what is in them.
 * @throws Error with the reason if the schema is too deep or too large, or an extension cannot be understood.
 */
export function findFields(root: JsonObject): Field[] {
  const fields = new Map<string, Field>();
  const traits = isObject(root['properties']) ? root['properties']['traits'] : undefined;
  walk(root, traits, [], false, 0, (field) => {
    const key = field.path.join('.');
    // A trait that several branches of an anyOf describe stands where it was seen first.
    if (!fields.has(key)) fields.set(key, field);
    if (fields.size > MAX_FIELDS) throw new Error(`it describes more than ${MAX_FIELDS} traits`);
  });
  return [...fields.values()].filter((f) => f.path.length > 0);
}

function walk(root: JsonObject, schema: unknown, path: readonly string[], required: boolean, depth: number, found: (field: Field) => void): void {
  if (depth > MAX_DEPTH) throw new Error(`it is nested deeper than ${MAX_DEPTH} levels at traits.${path.join('.')}`);
  const resolved = follow(root, schema);
  if (resolved === undefined) return;
  const field = describe(resolved, path, required);
  found(field);
  const requiredKeys = Array.isArray(resolved['required']) ? resolved['required'] : [];
  if (isObject(resolved['properties'])) {
    for (const [key, child] of Object.entries(resolved['properties'])) walk(root, child, [...path, key], requiredKeys.includes(key), depth + 1, found);
  }
  if (isObject(resolved['items'])) walk(root, resolved['items'], [...path, '*'], false, depth + 1, found);
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const branches = resolved[keyword];
    if (Array.isArray(branches)) for (const branch of branches) walkBranch(root, branch, path, depth + 1, found);
  }
  for (const keyword of ['then', 'else']) walkBranch(root, resolved[keyword], path, depth + 1, found);
}

/** A branch adds properties to the object it stands in, and is no trait of its own. */
function walkBranch(root: JsonObject, branch: unknown, path: readonly string[], depth: number, found: (field: Field) => void): void {
  const resolved = follow(root, branch);
  if (resolved === undefined || !isObject(resolved['properties'])) return;
  walk(root, resolved, path, false, depth, (field) => {
    if (field.path.length > path.length) found(field);
  });
}

/** The schema itself, or what its `$ref` into the same document points at. */
function follow(root: JsonObject, schema: unknown): JsonObject | undefined {
  let at = schema;
  for (let hops = 0; isObject(at) && typeof at['$ref'] === 'string'; hops += 1) {
    if (hops > MAX_DEPTH) throw new Error(`its $ref ${JSON.stringify(at['$ref'])} leads nowhere`);
    const pointer = at['$ref'];
    if (!pointer.startsWith('#')) throw new Error(`its $ref ${JSON.stringify(pointer)} leaves the document; only references within it are followed`);
    at = pointer
      .slice(1)
      .split('/')
      .filter((part) => part !== '')
      .reduce<unknown>((value, part) => (isObject(value) ? value[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), root);
  }
  return isObject(at) ? at : undefined;
}

function describe(schema: JsonObject, path: readonly string[], required: boolean): Field {
  const text = (key: string): string | undefined => (typeof schema[key] === 'string' ? schema[key] : undefined);
  return {
    path,
    kind: kindOf(schema),
    items: isObject(schema['items']) ? kindOf(schema['items']) : undefined,
    required,
    format: text('format'),
    title: text('title'),
    pattern: text('pattern'),
    choices: Array.isArray(schema['enum']) ? schema['enum'] : undefined,
    extension: readExtension(schema['ory.sh/kratos'], path),
  };
}

function kindOf(schema: JsonObject): Field['kind'] {
  const { type } = schema;
  if (type === 'string' || type === 'number' || type === 'integer' || type === 'boolean' || type === 'object' || type === 'array') return type;
  if (type === undefined && isObject(schema['properties'])) return 'object';
  // An enum without a type is of the type of its values.
  const choices = Array.isArray(schema['enum']) ? schema['enum'] : [];
  if (type === undefined && choices.length > 0 && choices.every((choice) => typeof choice === 'string')) return 'string';
  return 'mixed';
}

function readExtension(raw: unknown, path: readonly string[]): Extension {
  if (raw === undefined) return NO_EXTENSION;
  const wrong = (what: string) => new Error(`the keyword "ory.sh/kratos" of traits.${path.join('.')} ${what}`);
  if (!isObject(raw)) throw wrong('must be an object');
  const group = (of: JsonObject, key: string): JsonObject => {
    const value = of[key] ?? {};
    if (!isObject(value)) throw wrong(`has a ${key} that is not an object`);
    return value;
  };
  const via = (of: JsonObject): 'email' | 'sms' | undefined => {
    const value = of['via'];
    if (value === undefined || value === '') return undefined;
    if (value !== 'email' && value !== 'sms') throw wrong(`has via ${JSON.stringify(value)}; allowed are "email" and "sms"`);
    return value;
  };
  const access = raw['access'] ?? 'free';
  if (access !== 'free' && access !== 'read_only' && access !== 'write_once' && access !== 'hidden')
    throw wrong(`has access ${JSON.stringify(access)}; allowed are "read_only", "write_once" and "hidden"`);
  const credentials = group(raw, 'credentials');
  const login: Record<string, { identifier: boolean; via: 'email' | 'sms' | undefined }> = {};
  for (const type of ['password', 'webauthn', 'code']) {
    const marks = group(credentials, type);
    if (marks['identifier'] === true) login[type] = { identifier: true, via: via(marks) };
  }
  return {
    credentials: login,
    totpAccountName: group(credentials, 'totp')['account_name'] === true,
    passkeyDisplayName: group(credentials, 'passkey')['display_name'] === true,
    verification: via(group(raw, 'verification')),
    recovery: via(group(raw, 'recovery')),
    access,
  };
}

/** Every value in the traits that a field's path meets, in order; lists are spread at `*`. */
export function valuesAt(traits: unknown, path: readonly string[]): unknown[] {
  let values: unknown[] = [traits];
  for (const key of path) {
    values = values.flatMap((value) => {
      if (key === '*') return Array.isArray(value) ? value : [];
      return isObject(value) && Object.hasOwn(value, key) ? [value[key]] : [];
    });
  }
  return values;
}
