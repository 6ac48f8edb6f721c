import { JsonnetError, type Position } from './error.ts';
import { Malformed, type Read, readBlock, readQuoted, readVerbatim } from './strings.ts';

export interface Token extends Position {
  readonly kind: 'name' | 'keyword' | 'number' | 'string' | 'symbol' | 'end';
  /** Of a string what it says, of everything else how it is written. */
  readonly text: string;
}

const KEYWORDS = new Set(
  ['assert', 'else', 'error', 'false', 'for', 'function', 'if', 'import', 'importbin', 'importstr', 'in'].concat(['local', 'null', 'self', 'super', 'tailstrict', 'then', 'true']),
);
const OPERATORS = new Set(['!', ':', '::', ':::', '~', '+', '-', '&', '|', '^', '=', '<', '>', '*', '/', '%', '&&', '||', '==', '!=', '<=', '>=', '<<', '>>', '+:', '+::', '+:::']);

const BLANK = /[ \t\r\n]+|(?:#|\/\/)[^\n]*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Far longer than any operator; a longer run is read bit by bit. */
const OPERATOR = /[!:~+\-&|^=<>*/%]{1,32}/y;
const PUNCTUATION = '{}[](),.;$';

/** Splits a program into tokens, the last one of kind `end`. */
export function tokenize(source: string, file: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;

  const here = (): Position => ({ line, column: at - lineStart + 1 });
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const advance = (to: number): void => {
    for (let next = at; next < to; next += 1) {
      if (source[next] !== '\n') continue;
      line += 1;
      lineStart = next + 1;
    }
    at = to;
  };
  const literal = (read: (source: string, start: number) => Read): void => {
    const start = here();
    try {
      const { value, end } = read(source, at);
      advance(end);
      tokens.push({ kind: 'string', text: value, ...start });
    } catch (problem) {
      if (!(problem instanceof Malformed)) throw problem;
      advance(problem.offset);
      throw new JsonnetError(problem.message, file, here());
    }
  };

  const skipBlank = (): void => {
    for (;;) {
      const blank = match(BLANK);
      if (blank !== undefined) advance(at + blank.length);
      else if (source.startsWith('/*', at)) {
        const end = source.indexOf('*/', at + 2);
        if (end < 0) throw new JsonnetError('the comment has no end', file, here());
        advance(end + 2);
      } else return;
    }
  };

  for (;;) {
    skipBlank();
    const character = source[at];
    if (character === undefined) {
      tokens.push({ kind: 'end', text: 'the end of the program', ...here() });
      return tokens;
    }
    if (character === '"' || character === "'") literal(readQuoted);
    else if (character === '@' && /["']/.test(source[at + 1] ?? '')) literal(readVerbatim);
    else if (source.startsWith('|||', at)) literal(readBlock);
    else {
      const token = PUNCTUATION.includes(character) ? ({ kind: 'symbol', text: character } as const) : plain();
      if (token === undefined) throw new JsonnetError(`${JSON.stringify(String.fromCodePoint(source.codePointAt(at) as number))} means nothing here`, file, here());
      tokens.push({ ...token, ...here() });
      at += token.text.length;
    }
  }

  function plain(): Pick<Token, 'kind' | 'text'> | undefined {
    const word = match(NAME);
    if (word !== undefined) return { kind: KEYWORDS.has(word) ? 'keyword' : 'name', text: word };
    const number = match(NUMBER);
    if (number !== undefined) return { kind: 'number', text: number };
    const text = operator(match(OPERATOR) ?? '');
    return OPERATORS.has(text) ? { kind: 'symbol', text } : undefined;
  }
}

/** The longest operator that a run of operator characters begins with: one of several characters does not end in one that stands before an operand. */
function operator(run: string): string {
  const comment = /\/\/|\/\*|\|\|\|/.exec(run);
  let text = comment === null ? run : run.slice(0, comment.index);
  while (text.length > 1 && '+-~!'.includes(text.at(-1) as string)) text = text.slice(0, -1);
  return text;
}
