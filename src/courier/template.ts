/** What a template is filled with: `To`, `VerificationCode`, `Identity` (as on the wire) … */
export type TemplateData = Readonly<Record<string, unknown>>;

/** Fills a template. `escape`: how a value stands in what the template is written in. */
export type Template = (data: TemplateData) => string;

const ACTION = /\{\{(-?)([\s\S]*?)(-?)\}\}/g;
const FIELD = /^\s*\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*$/;

/**
 * Templates as Kratos' (Go's) that only put values in: `{{ .To }}`, `{{ .Identity.traits.name }}`, also with `{{-` and
 * `-}}`. What is more than that is refused, so that no mail says something else than its author meant.
 * @throws Error that names what cannot be understood
 */
export function compileTemplate(source: string, escape: (value: string) => string = (value) => value): Template {
  const parts: (string | readonly string[])[] = [];
  let from = 0;
  let trim = false;
  const add = (text: string): void => void parts.push(trim ? text.trimStart() : text);
  for (const match of source.matchAll(ACTION)) {
    const [whole, left, inner = '', right] = match;
    const before = source.slice(from, match.index);
    add(left === '-' ? before.trimEnd() : before);
    from = match.index + whole.length;
    trim = right === '-';
    if (/^\s*\/\*[\s\S]*\*\/\s*$/.test(inner)) continue;
    const [, path] = FIELD.exec(inner) ?? [];
    if (path === undefined) throw new Error(`{{${inner}}} is more than a value such as {{ .To }}, and nothing more is understood here`);
    parts.push(path.split('.'));
  }
  const rest = source.slice(from);
  if (rest.includes('{{')) throw new Error('{{ is not closed by }}');
  add(rest);
  return (data) => parts.map((part) => (typeof part === 'string' ? part : escape(shown(valueAt(data, part))))).join('');
}

/** Undefined where nothing is. */
export function valueAt(data: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return data;
  return typeof data === 'object' && data !== null && Object.hasOwn(data, name) ? valueAt((data as Record<string, unknown>)[name], rest) : undefined;
}

/** Go writes `<no value>` for what is missing; here it is nothing. */
const shown = (value: unknown): string => (value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean));
