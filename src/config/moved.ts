import type { LocatedMap, Problem } from './located.ts';
import { find, lay } from './located.ts';
import type { Spec } from './spec.ts';

/** Brings the values of older keys to where they stand today. Today's key wins when both are there. */
export function applyMoves(written: LocatedMap, configuration: Spec, warn: (problem: Problem) => void): LocatedMap {
  let map = written;
  for (const [from, to] of movesOf(configuration, [])) {
    const value = find(map, from);
    if (value === undefined) continue;
    warn({ at: value.at, key: from.join('.'), text: `is the key of an older version: it is ${to} today` });
    if (find(map, to.split('.')) === undefined) map = (lay(map, to.split('.'), value) ?? map) as LocatedMap;
  }
  return map;
}

function movesOf(spec: Spec, path: readonly string[]): [string[], string][] {
  if (spec.moved !== undefined) return [[[...path], spec.moved]];
  return spec.rule.kind === 'object' ? Object.entries(spec.rule.fields).flatMap(([key, field]) => movesOf(field, [...path, key])) : [];
}
