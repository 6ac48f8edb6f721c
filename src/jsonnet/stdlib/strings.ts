import { format } from '../format.ts';
import type { Run } from '../run.ts';
import { characters, isNarrow, lengthOf, readCodePoints, section } from '../text.ts';
import type { ArrayValue } from '../value.ts';
import { type Library, native } from './native.ts';

const WHITE = '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

/** Counts looking for one text in another, at its worst. */
const search = (run: Run, text: string, part: string): void => run.read(text.length * Math.ceil(part.length / 16));

/** Strings made out of one, each counted. */
function pieces(run: Run, texts: readonly string[]): ArrayValue {
  run.allocate(16 + 8 * texts.length);
  for (const text of texts) run.made(text);
  run.step(texts.length / 8);
  return texts;
}

/** Takes characters off the ends; `left` and `right` say which. */
function strip(run: Run, text: string, unwanted: string, left: boolean, right: boolean): string {
  readCodePoints(run, text);
  readCodePoints(run, unwanted);
  const set = new Set(characters(unwanted));
  const all = isNarrow(text) ? text : characters(text);
  let [from, to] = [0, all.length];
  if (left) while (from < to && set.has(all[from] as string)) from += 1;
  if (right) while (to > from && set.has(all[to - 1] as string)) to -= 1;
  run.step((from + all.length - to) / 16);
  return run.made(typeof all === 'string' ? all.slice(from, to) : all.slice(from, to).join(''));
}

/** At most `most` splits, or any number if that is -1. */
function split(run: Run, text: string, by: string, most: number, fromRight: boolean): ArrayValue {
  if (by === '') throw run.error('there is nothing to split by: the separator is empty');
  if (most < -1) throw run.error(`a limit of splits is -1 (none) or more, got ${most}`);
  search(run, text, by);
  run.allocate(8 * text.length);
  if (fromRight && most !== -1) return pieces(run, splitRight(text, by, most));
  const parts = text.split(by);
  return pieces(run, most === -1 || parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(by)]);
}

function splitRight(text: string, by: string, most: number): string[] {
  const parts: string[] = [];
  let end = text.length;
  for (let at = text.lastIndexOf(by); at >= 0 && parts.length < most; at = end < by.length ? -1 : text.lastIndexOf(by, end - by.length)) {
    parts.push(text.slice(at + by.length, end));
    end = at;
  }
  return [...parts, text.slice(0, end)].reverse();
}

/** Where `part` begins in `text`, in code points; places may overlap. */
export function placesOf(run: Run, part: string, text: string): number[] {
  search(run, text, part);
  const places: number[] = [];
  if (part === '') return places;
  // Counted along, so that each place costs no more than its distance from the one before.
  readCodePoints(run, text);
  let [codePoints, units] = [0, 0];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    run.step(part.length / 64 + 1 / 8);
    codePoints += lengthOf(text.slice(units, at));
    units = at;
    places.push(codePoints);
  }
  return places;
}

const alike = (a: string, b: string): boolean => a === b || a.toLowerCase() === b.toLowerCase() || a.toUpperCase() === b.toUpperCase();

function ascii(run: Run, text: string, letters: RegExp, change: (letters: string) => string): string {
  run.step(text.length / 16);
  return run.made(/^[\0-\x7f]*$/.test(text) ? change(text) : text.replace(letters, change));
}

export const strings: Library = {
  substr: native('str: string', 'from: integer', 'len: integer', (run, str, from, len) => {
    if (from < 0 || len < 0) throw run.error(`std.substr: \`from\` and \`len\` must be 0 or more, got ${Math.min(from, len)}`);
    readCodePoints(run, str);
    return run.made(section(str, from, from + len));
  }),
  findSubstr: native('pat: string', 'str: string', (run, pat, str) => placesOf(run, pat, str)),
  startsWith: native('a: string', 'b: string', (run, a, b) => {
    run.read(b.length);
    return a.startsWith(b);
  }),
  endsWith: native('a: string', 'b: string', (run, a, b) => {
    run.read(b.length);
    return a.endsWith(b);
  }),
  stripChars: native('str: string', 'chars: string', (run, str, chars) => strip(run, str, chars, true, true)),
  lstripChars: native('str: string', 'chars: string', (run, str, chars) => strip(run, str, chars, true, false)),
  rstripChars: native('str: string', 'chars: string', (run, str, chars) => strip(run, str, chars, false, true)),
  trim: native('str: string', (run, str) => strip(run, str, WHITE, true, true)),
  split: native('str: string', 'c: string', (run, str, c) => split(run, str, c, -1, false)),
  splitLimit: native('str: string', 'c: string', 'maxsplits: integer', (run, str, c, maxsplits) => split(run, str, c, maxsplits, false)),
  splitLimitR: native('str: string', 'c: string', 'maxsplits: integer', (run, str, c, maxsplits) => split(run, str, c, maxsplits, true)),
  strReplace: native('str: string', 'from: string', 'to: string', (run, str, from, to) => {
    if (from === '') throw run.error('std.strReplace: `from` must not be empty');
    search(run, str, from);
    run.allocate(8 * str.length);
    const parts = str.split(from);
    run.step(parts.length / 8);
    run.reserve(str.length + (parts.length - 1) * (to.length - from.length));
    return parts.join(to);
  }),
  isEmpty: native('str: string', (_run, str) => str === ''),
  equalsIgnoreCase: native('str1: string', 'str2: string', (run, str1, str2) => {
    run.step((str1.length + str2.length) / 8);
    const [a, b] = [characters(str1), characters(str2)];
    return a.length === b.length && a.every((character, at) => alike(character, b[at] as string));
  }),
  asciiUpper: native('str: string', (run, str) => ascii(run, str, /[a-z]+/g, (letters) => letters.toUpperCase())),
  asciiLower: native('str: string', (run, str) => ascii(run, str, /[A-Z]+/g, (letters) => letters.toLowerCase())),
  stringChars: native('str: string', (run, str) => {
    run.allocate(8 * str.length);
    return pieces(run, characters(str));
  }),
  format: native('str: string', 'vals: any', (run, str, vals) => format(run, str, vals)),
  codepoint: native('str: string', (run, str) => {
    run.read(str.length);
    if (lengthOf(str) !== 1) throw run.error(`std.codepoint: \`str\` must be one character, got ${lengthOf(str)}`);
    return str.codePointAt(0) as number;
  }),
  char: native('n: number', (run, n) => {
    if (n < 0 || n >= 0x110000) throw run.error(`std.char: there is no code point ${n}`);
    return String.fromCodePoint(Math.trunc(n)).toWellFormed();
  }),
};
