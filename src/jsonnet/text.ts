import type { Run } from './run.ts';

/** Strings of the language are sequences of code points; those of JavaScript are of UTF-16 units. They differ where a string holds surrogates. */
const SURROGATE = /[\ud800-\udfff]/;

export const isNarrow = (text: string): boolean => !SURROGATE.test(text);

/** Counts taking a text apart into code points. */
export const readCodePoints = (run: Run, text: string): void => (isNarrow(text) ? run.read(text.length) : run.step(text.length / 4));

/** In code points. */
export function lengthOf(text: string): number {
  if (isNarrow(text)) return text.length;
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

export const characters = (text: string): string[] => (isNarrow(text) ? text.split('') : Array.from(text));

/** `from` and `to` are code points, and inside the text. */
export const section = (text: string, from: number, to: number): string => (isNarrow(text) ? text.slice(from, to) : Array.from(text).slice(from, to).join(''));

/** The order of code points. */
export function compareText(a: string, b: string): number {
  if (isNarrow(a) && isNarrow(b)) return a < b ? -1 : a > b ? 1 : 0;
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for what comes after everything that is one unit. */
const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

/** In the order of code points; changes the array. */
export function sortTexts(run: Run, texts: string[]): string[] {
  const size = texts.reduce((total, text) => total + text.length, 0);
  run.step((texts.length / 8 + size / 64) * Math.log2(texts.length + 1));
  // Without surrogates that is the order of UTF-16 units, which is built in.
  return texts.every(isNarrow) ? texts.sort() : texts.sort(compareText);
}
