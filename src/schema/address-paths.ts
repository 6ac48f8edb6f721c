import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../json.ts';
import type { Traits } from './cast.ts';
import { findFields } from './field.ts';

/** Keys that lead to a value in the traits. */
export type Path = readonly string[];

/** Where addresses stand in the traits that follow a schema: each value, or the whole list that holds some. */
export function addressPaths({ raw }: { readonly raw: JsonObject }): Path[] {
  const paths = findFields(raw)
    .filter(({ extension }) => extension.verification !== undefined || extension.recovery !== undefined)
    .map(({ path }) => (path.includes('*') ? path.slice(0, path.indexOf('*')) : path));
  return paths.filter((path, i) => paths.findIndex((other) => isDeepStrictEqual(other, path)) === i);
}

/** Undefined where nothing is. */
export const traitAt = (traits: unknown, [key, ...rest]: Path): unknown => (key === undefined ? traits : isObject(traits) && Object.hasOwn(traits, key) ? traitAt(traits[key], rest) : undefined);

/** The traits with another value there; undefined takes it away, and an object that is left empty by that. */
export function withTrait(traits: Traits, [key, ...rest]: Path, value: unknown): Traits {
  if (key === undefined) return traits;
  const { [key]: present, ...others } = traits;
  const next = rest.length === 0 ? value : withTrait(isObject(present) ? present : {}, rest, value);
  const isGone = next === undefined || (value === undefined && isObject(next) && Object.keys(next).length === 0);
  // In its old place, so that traits which say the same are written the same.
  if (isGone) return others;
  return Object.hasOwn(traits, key) ? Object.fromEntries(Object.entries(traits).map(([name, was]) => [name, name === key ? next : was])) : { ...traits, [key]: next };
}
