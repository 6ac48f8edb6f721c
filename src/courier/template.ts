import { parseExpression, shown, truthy } from './template-expression.ts';

/** What a template is filled with: `To`, `VerificationCode`, `Identity` (as on the wire) … A moment is a Date, and told in the language of the message. */
export type TemplateData = Readonly<Record<string, unknown>>;

export type Template = (data: TemplateData) => string;

/** `dot`: what `.` means here; `root`: what `$` means everywhere. */
type Block = (dot: unknown, root: unknown) => string;

type Token = { readonly text: string } | { readonly action: string };

const ACTION = /\{\{(-(?=\s))?((?:\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"|`[^`]*`|[^"`])*?)((?<=\s)-)?\}\}/g;

/**
 * Templates as Kratos' (Go's), as far as mails need them: values, `if` with `else if` and `else`, `range`, `with`, comments, `{{-`
 * and `-}}`, and the functions of template-expression.ts. What is more than that is refused, so that no mail says something
 * else than its author meant.
 * @param escape how a value stands in what the template is written in
 * @throws Error that names what cannot be understood
 */
export function compileTemplate(source: string, escape: (value: string) => string = (value) => value): Template {
  const tokens = tokensOf(source);
  let at = 0;

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
    const value = parseExpression(text);
    return (dot, root) => escape(shown(value({ dot, root })));
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
  return (data) => block(data, data);
}

const always =
  (text: string): Block =>
  () =>
    text;
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
