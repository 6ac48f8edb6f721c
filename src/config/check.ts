import { isDeepStrictEqual } from 'node:util';
import type { Feature } from './features.ts';
import { feature } from './features.ts';
import type { Located, LocatedMap, Problem } from './located.ts';
import { fromValue, toValue } from './located.ts';
import { nearest } from './nearest.ts';
import { checkScalar } from './scalar.ts';
import type { Fields, Rule, Spec } from './spec.ts';

/** What is found on the way through a configuration. */
export interface Findings {
  readonly problems: Problem[];
  /** Features that are asked for and absent, where the configuration loads all the same. */
  readonly waiting: Set<Feature>;
  /** Where each key that was given stands, for checks that look at several keys. */
  readonly places: Map<string, string>;
}
export const findings = (): Findings => ({ problems: [], waiting: new Set(), places: new Map() });

/**
 * Checks what was written against its spec, fills in defaults and turns it into what the program uses.
 * Never throws: what is wrong goes to the problems, and a value that could stand there takes its place.
 * @param located undefined when the key was not given
 * @param parent where the map stands that could hold it
 */
export function check(spec: Spec, located: Located | undefined, key: string, found: Findings, parent = ''): unknown {
  if (located === undefined) return absent(spec, key, found, parent);
  found.places.set(key, located.at);
  if (spec.needs !== undefined && !mayStand(spec, spec.needs, located, key, found)) return absent(spec, key, findings());
  const value = present(spec.rule, located, key, found);
  return value === undefined ? absent(spec, key, findings()) : value;
}

function absent(spec: Spec, key: string, found: Findings, at = ''): unknown {
  if (spec.default !== undefined) return present(spec.rule, fromValue(spec.default), key, findings());
  if (spec.rule.kind === 'object') return checkObject(spec.rule.fields, { kind: 'map', at, entries: new Map() }, key, found);
  return undefined;
}

/** Whether a key whose feature is absent may stay: it says what is done anyway, or it is one that only warns. */
function mayStand(spec: Spec, needs: Feature, located: Located, key: string, found: Findings): boolean {
  const { missing, what } = feature(needs);
  if (missing === 'warn') {
    if (asksForIt(spec, located)) found.waiting.add(needs);
    return true;
  }
  const unnoticed = findings();
  const isDefault = isDeepStrictEqual(present(spec.rule, located, key, unnoticed), absent(spec, key, findings()));
  if (unnoticed.problems.length > 0) found.problems.push(...unnoticed.problems);
  else if (!isDefault) found.problems.push({ at: located.at, key, text: missing === 'refuse' ? `is not supported yet (${what}): leave it out` : `is not supported (${what}): leave it out` });
  return isDefault;
}

function asksForIt(spec: Spec, located: Located): boolean {
  if (located.kind === 'scalar') return located.value !== (spec.default ?? false);
  if (located.kind !== 'map' || spec.rule.kind !== 'object' || !('enabled' in spec.rule.fields)) return true;
  const enabled = located.entries.get('enabled')?.value;
  return enabled?.kind === 'scalar' && enabled.value === true;
}

/** @returns undefined when there is no usable value; then there is a problem. */
function present(rule: Rule, located: Located, key: string, found: Findings): unknown {
  const wrong = (text: string): undefined => void found.problems.push({ at: located.at, key, text });
  if (located.kind === 'scalar' && located.value === null && rule.kind !== 'any') return wrong('has no value: give one, or leave the key out');
  switch (rule.kind) {
    case 'any':
      return toValue(located);
    case 'object':
      return located.kind === 'map' ? checkObject(rule.fields, located, key, found) : wrong(`must be a map with some of the keys ${Object.keys(rule.fields).join(', ')}`);
    case 'record':
      if (located.kind !== 'map') return wrong('must be a map');
      return Object.fromEntries([...located.entries].map(([name, entry]) => [name, check(rule.of, entry.value, `${key}.${name}`, found)]));
    case 'list':
      return located.kind === 'list' ? checkList(rule, located.items, key, found) : wrong('must be a list');
    case 'variants':
      return located.kind === 'map' ? checkVariant(rule, located, key, found) : wrong(`must be a map with the key ${rule.tag}`);
    default:
      return located.kind === 'scalar' ? checkScalar(rule, located.value, wrong) : wrong('must be a single value, not a map or list');
  }
}

function checkObject(fields: Fields, located: LocatedMap, key: string, found: Findings): Record<string, unknown> {
  const below = (name: string): string => (key === '' ? name : `${key}.${name}`);
  for (const [name, { at }] of located.entries) if (!Object.hasOwn(fields, name)) found.problems.push({ at, key: below(name), text: `is no known key. ${allowed(name, Object.keys(fields))}` });
  return Object.fromEntries(
    Object.entries(fields).map(([name, spec]) => {
      const given = located.entries.get(name)?.value;
      if (given === undefined && spec.required) found.problems.push({ at: located.at, key: below(name), text: `is missing (${spec.help})` });
      const value = check(spec, given, below(name), found, located.at);
      return [name, value === undefined && spec.required ? '' : value];
    }),
  );
}

function checkList(rule: Extract<Rule, { kind: 'list' }>, items: readonly Located[], key: string, found: Findings): unknown[] {
  const values = items.map((item, i) => check(rule.of, item, `${key}[${i}]`, found));
  for (const [i, item] of items.entries())
    if (rule.unique && values[i] !== undefined && values.findIndex((value) => isDeepStrictEqual(value, values[i])) < i)
      found.problems.push({ at: item.at, key: `${key}[${i}]`, text: 'stands in this list twice' });
  return values.filter((value) => value !== undefined);
}

function checkVariant(rule: Extract<Rule, { kind: 'variants' }>, located: LocatedMap, key: string, found: Findings): unknown {
  const tag = located.entries.get(rule.tag);
  const name = tag?.value.kind === 'scalar' ? tag.value.value : undefined;
  const spec = typeof name === 'string' && Object.hasOwn(rule.of, name) ? rule.of[name] : undefined;
  if (spec?.rule.kind !== 'object') {
    const text = typeof name === 'string' ? `${JSON.stringify(name)} cannot stand here. ${allowed(name, Object.keys(rule.of))}` : `must be one of ${Object.keys(rule.of).join(', ')}`;
    return void found.problems.push({ at: tag?.value.at ?? located.at, key: `${key}.${rule.tag}`, text });
  }
  const rest: LocatedMap = { ...located, entries: new Map([...located.entries].filter(([field]) => field !== rule.tag)) };
  return { [rule.tag]: name, ...checkObject(spec.rule.fields, rest, key, found) };
}

function allowed(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? `Allowed: ${names.join(', ') || 'nothing'}` : `Did you mean ${near}?`;
}
