/** What a string literal says, and where it ends in the source. */
export interface Read {
  readonly value: string;
  readonly end: number;
}

/** Something wrong inside a literal, at an offset of the source. */
export class Malformed extends Error {
  readonly offset: number;
  constructor(problem: string, offset: number) {
    super(problem);
    this.offset = offset;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unicodeEscape(source: string, offset: number): number {
  const digits = source.slice(offset + 2, offset + 6);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new Malformed('\\u wants four hexadecimal digits', offset);
  return Number.parseInt(digits, 16);
}

/** `"…"` and `'…'`; `start` is the offset of the quote. */
export function readQuoted(source: string, start: number): Read {
  const quote = source[start];
  let value = '';
  let at = start + 1;
  for (;;) {
    const character = source[at];
    if (character === undefined) throw new Malformed('the string has no end', start);
    if (character === quote) return { value, end: at + 1 };
    if (character !== '\\') {
      value += character;
      at += 1;
      continue;
    }
    const escape = source[at + 1] ?? '';
    if (escape !== 'u') {
      const meant = Object.hasOwn(ESCAPES, escape) ? ESCAPES[escape] : undefined;
      if (meant === undefined) throw new Malformed(`\\${escape} is no escape sequence`, at);
      value += meant;
      at += 2;
      continue;
    }
    const unit = unicodeEscape(source, at);
    if (unit < 0xd800 || unit > 0xdfff) {
      value += String.fromCharCode(unit);
      at += 6;
      continue;
    }
    const low = unit < 0xdc00 && source.startsWith('\\u', at + 6) ? unicodeEscape(source, at + 6) : 0;
    if (low < 0xdc00 || low > 0xdfff) throw new Malformed('\\u names half of a surrogate pair, and the other half does not follow', at);
    value += String.fromCharCode(unit, low);
    at += 12;
  }
}

/** `@"…"` and `@'…'`, where only a doubled quote means something else; `start` is the offset of the `@`. */
export function readVerbatim(source: string, start: number): Read {
  const quote = source[start + 1] as string;
  let value = '';
  let at = start + 2;
  for (;;) {
    const end = source.indexOf(quote, at);
    if (end < 0) throw new Malformed('the string has no end', start);
    value += source.slice(at, end);
    if (source[end + 1] !== quote) return { value, end: end + 1 };
    value += quote;
    at = end + 2;
  }
}

const OPENING = /\|\|\|(-?)[ \t\r]*\n/y;
const INDENT = /[ \t]*/y;
const CLOSING = /[ \t]*\|\|\|/y;

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** `|||` … `|||`: the lines between, less the indent of the first one. `|||-` leaves the last line end out. */
export function readBlock(source: string, start: number): Read {
  const opening = match(OPENING, source, start);
  if (opening === null) throw new Malformed('a text block begins on the line after |||', start);
  let at = start + opening[0].length;
  let value = '';
  const skipBlankLines = (): void => {
    while (source[at] === '\n' || source.startsWith('\r\n', at)) {
      const blank = source[at] === '\n' ? '\n' : '\r\n';
      value += blank;
      at += blank.length;
    }
  };
  skipBlankLines();
  const indent = match(INDENT, source, at)?.[0] ?? '';
  if (indent === '') throw new Malformed('the first line of a text block must be indented', start);
  while (source.startsWith(indent, at)) {
    const end = source.indexOf('\n', at);
    if (end < 0) throw new Malformed('the text block has no end', start);
    value += source.slice(at + indent.length, end + 1);
    at = end + 1;
    skipBlankLines();
  }
  const closing = match(CLOSING, source, at);
  if (closing === null) throw new Malformed('a line of the text block is indented less than its first, and is not its |||', at);
  return { value: opening[1] === '-' ? value.replace(/\n$/, '') : value, end: at + closing[0].length };
}
