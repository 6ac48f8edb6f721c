import type { Document } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/**
 * What was written, with where it was written: `kratos.yml:12:7`, `environment DSN`, `--dev`, or '' for an object in the program.
 */
export type Located =
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Entry>; readonly at: string }
  | { readonly kind: 'list'; readonly items: readonly Located[]; readonly at: string }
  | { readonly kind: 'scalar'; readonly value: unknown; readonly at: string };
/** `at`: where the key stands; the value has its own place. */
export interface Entry {
  readonly at: string;
  readonly value: Located;
}
export type LocatedMap = Extract<Located, { kind: 'map' }>;

export interface Problem {
  readonly at: string;
  /** `selfservice.flows.settings.lifespan`; '' for the whole. */
  readonly key: string;
  readonly text: string;
}

/** Nobody writes deeper or longer; a document that refers to itself would. */
const DEEPEST = 48;
const MOST = 200_000;

/** YAML or JSON. @param name how the file is called in problems */
export function fromYaml(text: string, name: string): { located: LocatedMap; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'silent', prettyErrors: false });
  const place = (offset: number | undefined): string => {
    const { line, col } = lines.linePos(offset ?? 0);
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const empty: LocatedMap = { kind: 'map', entries: new Map(), at: `${name}:1:1` };
  if (document.errors.length > 0)
    return { located: empty, problems: document.errors.map((error) => ({ at: place(error.pos[0]), key: '', text: `this is not readable as YAML: ${error.message.split('\n')[0]}` })) };
  if (document.contents === null) return { located: empty, problems: [] };
  try {
    const located = readNode(document.contents, { document, place, left: MOST }, place(0), 0);
    if (located.kind !== 'map') return { located: empty, problems: [{ at: located.at, key: '', text: 'a configuration is a map of keys, such as `dsn: memory`' }] };
    return { located, problems: [] };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { located: empty, problems: [{ at: `${name}:1:1`, key: '', text: error.message }] };
  }
}

class TooMuch extends Error {}
interface Reading {
  readonly document: Document;
  readonly place: (offset: number | undefined) => string;
  left: number;
}

function readNode(node: unknown, reading: Reading, parent: string, depth: number): Located {
  reading.left -= 1;
  if (depth > DEEPEST || reading.left < 0) throw new TooMuch('this is nested too deeply or too long for a configuration');
  if (isAlias(node)) return readNode(node.resolve(reading.document), reading, parent, depth + 1);
  const at = isMap(node) || isSeq(node) || isScalar(node) ? reading.place(node.range?.[0]) : parent;
  if (isSeq(node)) return { kind: 'list', at, items: node.items.map((item) => readNode(item, reading, at, depth + 1)) };
  if (!isMap(node)) return { kind: 'scalar', at, value: isScalar(node) ? node.value : null };
  const entries = new Map<string, Entry>();
  for (const { key, value } of node.items) {
    const keyAt = isScalar(key) ? reading.place(key.range?.[0]) : at;
    const read = readNode(value, reading, keyAt, depth + 1);
    if (isScalar(key) && typeof key.value !== 'symbol' && key.value !== '<<') entries.set(String(key.value), { at: keyAt, value: read });
    else for (const part of read.kind === 'list' ? read.items : [read]) if (part.kind === 'map') for (const [name, entry] of part.entries) if (!entries.has(name)) entries.set(name, entry);
  }
  return { kind: 'map', at, entries };
}

/** A plain object, such as the argument of createConfig. @throws Error when it refers to itself */
export function fromValue(value: unknown, at = '', depth = 0): Located {
  if (depth > DEEPEST) throw new TooMuch('this is nested too deeply for a configuration, or refers to itself');
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map((item) => fromValue(item, at, depth + 1)) };
  if (value === null || typeof value !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(value))) return { kind: 'scalar', at, value };
  const given = Object.entries(value).filter(([, item]) => item !== undefined);
  return { kind: 'map', at, entries: new Map(given.map(([key, item]) => [key, { at, value: fromValue(item, at, depth + 1) }])) };
}

export function toValue(located: Located): unknown {
  if (located.kind === 'list') return located.items.map(toValue);
  if (located.kind === 'map') return Object.fromEntries([...located.entries].map(([key, { value }]) => [key, toValue(value)]));
  return located.value;
}

/** `over` lies upon `under`: maps merge, lists and single values replace. */
export function merge(under: Located | undefined, over: Located): Located {
  if (under?.kind !== 'map' || over.kind !== 'map') return over;
  const entries = new Map(under.entries);
  for (const [key, entry] of over.entries) entries.set(key, { at: entry.at, value: merge(entries.get(key)?.value, entry.value) });
  return { kind: 'map', at: over.at, entries };
}

/** Lays one value at a path of keys and list indices. An index just past the end appends; one further on leaves the list alone and returns undefined. */
export function lay(under: Located | undefined, path: readonly (string | number)[], value: Located): Located | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const items = under?.kind === 'list' ? [...under.items] : [];
    if (step > items.length) return undefined;
    const laid = lay(items[step], rest, value);
    return laid && { kind: 'list', at: under?.kind === 'list' ? under.at : value.at, items: items.toSpliced(step, 1, laid) };
  }
  const map: LocatedMap = under?.kind === 'map' ? under : { kind: 'map', at: value.at, entries: new Map() };
  const laid = lay(map.entries.get(step)?.value, rest, value);
  return laid && { ...map, entries: new Map(map.entries).set(step, { at: value.at, value: laid }) };
}

export const find = (located: Located | undefined, path: readonly string[]): Located | undefined =>
  path.reduce<Located | undefined>((at, key) => (at?.kind === 'map' ? at.entries.get(key)?.value : undefined), located);

/** Reports what is wrong at a key; the key is found in the files by the caller. */
export type Report = (key: string, text: string) => void;
