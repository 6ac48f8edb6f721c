import { escapeHtml } from '../http/answer.ts';

/** Text that is known to be HTML. Only `html` and `attributes` make it, so that nothing gets out unescaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: HTML, text (escaped), lists of them; `undefined`, `null` and `false` are nothing. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

function render(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content));
  return content ? content.map(render).join('') : '';
}

/** A template whose slots are escaped. Slots inside a tag belong between double quotes, or are made by `attributes`. */
export const html = (strings: TemplateStringsArray, ...slots: readonly Content[]): Html => new Html(strings.reduce((text, part, i) => text + render(slots[i - 1]) + part));

/** Attributes of a tag, with a blank before each. `true` is the bare name; what is nothing is left out. */
export const attributes = (given: Readonly<Record<string, string | number | boolean | null | undefined>>): Html =>
  new Html(
    Object.entries(given)
      .map(([name, value]) => (value === undefined || value === null || value === false ? '' : value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`))
      .join(''),
  );

const NOWHERE = 'about:blank';

/** An address that a page may link to. Anything but http, https and mailto leads nowhere: `javascript:` would run as the page. */
export function safeUrl(url: string, base: string): string {
  const parsed = URL.parse(url, base);
  return parsed && ['http:', 'https:', 'mailto:'].includes(parsed.protocol) ? parsed.href : NOWHERE;
}
