import type { Run } from './run.ts';

/** `%(name)#0- +12.3f`, taken apart. */
export interface Directive {
  readonly name: string | undefined;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly left: boolean;
  readonly blank: boolean;
  readonly plus: boolean;
  readonly width: number | '*' | undefined;
  readonly precision: number | '*' | undefined;
  readonly type: 'd' | 'o' | 'x' | 'f' | 'e' | 'g' | 'c' | 's' | '%';
  readonly capitals: boolean;
}
/** Text as it is, and directives between. */
export type FormatParts = readonly (string | Directive)[];

const TYPES: Readonly<Record<string, Directive['type']>> = { d: 'd', i: 'd', u: 'd', o: 'o', x: 'x', X: 'x', e: 'e', E: 'e', f: 'f', F: 'f', g: 'g', G: 'g', c: 'c', s: 's', '%': '%' };
const DIRECTIVE = /%(?:\(([^)]*)\))?([#0\- +]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?([a-zA-Z%])?/y;

export function parseFormat(run: Run, text: string): FormatParts {
  run.read(text.length);
  const parts: (string | Directive)[] = [];
  let at = 0;
  for (;;) {
    const next = text.indexOf('%', at);
    if (next < 0) {
      parts.push(text.slice(at));
      return parts;
    }
    if (next > at) parts.push(text.slice(at, next));
    DIRECTIVE.lastIndex = next;
    const [all, name, flags = '', width = '', precision, letter] = DIRECTIVE.exec(text) as RegExpExecArray;
    const type = letter === undefined ? undefined : TYPES[letter];
    if (letter === undefined || type === undefined) throw run.error(`\`${text.slice(next, next + all.length + 1)}\` is not a whole format directive`);
    run.allocate(120);
    const size = (digits: string): number | '*' => (digits === '*' ? '*' : Number(digits));
    parts.push({
      name,
      alternate: flags.includes('#'),
      zero: flags.includes('0'),
      left: flags.includes('-'),
      blank: flags.includes(' '),
      plus: flags.includes('+'),
      width: width === '' ? undefined : size(width),
      precision: precision === undefined ? undefined : size(precision),
      type,
      capitals: /[A-Z]/.test(letter),
    });
    at = next + all.length;
  }
}
