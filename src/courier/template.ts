import { parseExpression, shown, truthy } from './template-expression.ts';

/** What a template is filled with: `To`, `VerificationCode`, `Identity` (as on the wire) … A moment is a Date, and told in the language of the message. */
export type TemplateData = Readonly<Record<string, unknown>>;

export type Template = (data: TemplateData) => string;

/** `dot`: what `.` means here; `root`: what `$` means everywhere. */
type Block = (dot: unknown, root: unknown) => string;

type Token = { readonly text: string } | { readonly action: string };

const ACTION = /\{\{(-(?=\s))?((?:\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"|`[^`]*`|[^"`])*?)((?<=\s)-)?\}\}/g;

/** What a source consists of. */
interface Parsed {
  readonly block: Block;
  /** Templates that it calls, by name, and who calls them: a template of its own, or `''`. */
  readonly calls: readonly { readonly from: string; readonly to: string }[];
}

type Defined = Map<string, Block>;

/**
 * Templates as Kratos' (Go's), as far as mails need them: values, `if` with `else if` and `else`, `range`, `with`, `define` and
 * `template`, comments, `{{-` and `-}}`, and the functions of template-expression.ts. What is more than that is refused, so that
 * no mail says something else than its author meant.
 * @param escape how a value stands in what the template is written in
 * @param others sources whose `define`s can be called, too
 * @throws Error that names what cannot be understood
 */
export function compileTemplate(source: string, escape: (value: string) => string = (value) => value, others: readonly string[] = []): Template {
  const defined: Defined = new Map();
  const { block, calls } = [...others, source].map((one) => parse(one, escape, defined)).reduce((before, after) => ({ block: after.block, calls: [...before.calls, ...after.calls] }));
  for (const { to } of calls) if (!defined.has(to)) throw new Error(`{{ template ${JSON.stringify(to)} }} calls what is not defined`);
  const reached = (from: string, way: readonly string[] = []): void => {
    for (const { to } of calls.filter((call) => call.from === from)) {
      if (way.includes(to)) throw new Error(`{{ template ${JSON.stringify(to)} }} calls itself`);
      reached(to, [...way, to]);
    }
  };
  for (const name of ['', ...defined.keys()]) reached(name, [name]);
  return (data) => block(data, data);
}

function parse(source: string, escape: (value: string) => string, defined: Defined): Parsed {
  const tokens = tokensOf(source);
  const calls: { from: string; to: string }[] = [];
  let at = 0;
  let within = '';

  /** Up to the action that ends it, which is left to the caller; the end of the source is `undefined`. */
  function blocks(): { readonly block: Block; readonly end: string | undefined } {
    const parts: Block[] = [];
    for (let token = tokens[at++]; token !== undefined; token = tokens[at++]) {
      if ('text' in token) parts.push(always(token.text));
      else if (/^(end$|else\b)/.test(token.action)) return { block: joined(parts), end: token.action };
      else parts.push(action(token.action));
    }
    return { block: joined(parts), end: undefined };
  }

  function action(text: string): Block {
    const [, word, rest = ''] = /^(if|with|range)\s+([\s\S]+)$/.exec(text) ?? [];
    if (word !== undefined) return branch(word, rest);
    const [, made, name = '', argument] = /^(define|template)\s+"([^"\\]+)"(?:\s+([\s\S]+))?$/.exec(text) ?? [];
    if (made === 'define' && argument === undefined) return define(name);
    if (made === 'template') return call(name, argument);
    const value = parseExpression(text);
    return (dot, root) => escape(shown(value({ dot, root })));
  }

  function define(name: string): Block {
    if (within !== '') throw new Error(`{{ define ${JSON.stringify(name)} }} stands within another`);
    within = name;
    const { block, end } = blocks();
    if (end !== 'end') throw new Error(`{{ define ${JSON.stringify(name)} }} is not closed by {{ end }}`);
    within = '';
    defined.set(name, block);
    return always('');
  }

  /** As in Go, what is called knows nothing but what it is given. */
  function call(name: string, argument: string | undefined): Block {
    calls.push({ from: within, to: name });
    const value = argument === undefined ? always(undefined) : parseExpression(argument);
    return (dot, root) => {
      const given = value({ dot, root });
      return defined.get(name)?.(given, given) ?? '';
    };
  }

  /** From behind its condition to its `end`. */
  function branch(word: string, condition: string): Block {
    const value = parseExpression(condition);
    const { block: then, end } = blocks();
    const otherwise = end === 'end' ? always('') : elseOf(end, word);
    return (dot, root) => {
      const found = value({ dot, root });
      if (!truthy(found)) return otherwise(dot, root);
      if (word === 'range')
        return entries(found)
          .map((entry) => then(entry, root))
          .join('');
      return then(word === 'with' ? found : dot, root);
    };
  }

  function elseOf(end: string | undefined, word: string): Block {
    if (end === undefined) throw new Error(`{{ ${word} }} is not closed by {{ end }}`);
    const [, condition] = /^else\s+if\s+([\s\S]+)$/.exec(end) ?? [];
    if (condition !== undefined) return branch('if', condition);
    const { block, end: last } = blocks();
    if (end !== 'else' || last !== 'end') throw new Error(`{{ ${end} }} is not followed by {{ end }}`);
    return block;
  }

  const { block, end } = blocks();
  if (end !== undefined) throw new Error(`{{ ${end} }} closes nothing`);
  return { block, calls };
}

const always =
  <T>(value: T): (() => T) =>
  () =>
    value;
const joined =
  (parts: readonly Block[]): Block =>
  (dot, root) =>
    parts.map((part) => part(dot, root)).join('');
const entries = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : []);

/** Text and actions in turn, without comments, blanks taken away where `{{-` and `-}}` say so. */
function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let from = 0;
  let trim = false;
  const add = (text: string): void => void tokens.push({ text: trim ? text.trimStart() : text });
  for (const match of source.matchAll(ACTION)) {
    const [whole, left, inner = '', right] = match;
    const before = source.slice(from, match.index);
    if (before.includes('{{')) break;
    add(left === undefined ? before : before.trimEnd());
    from = match.index + whole.length;
    trim = right !== undefined;
    if (!/^\s*\/\*[\s\S]*\*\/\s*$/.test(inner)) tokens.push({ action: inner.trim() });
  }
  const rest = source.slice(from);
  if (rest.includes('{{')) throw new Error('{{ is not closed by }}');
  add(rest);
  return tokens;
}
