import { escapeHtml } from '../http/answer.ts';
import type { Fact, Language, Part, Said } from './words.ts';

/** The templates of a message. A text message has `sms` only. */
export interface Sources {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sms: string;
}

/** How our own words are laid out: as plain text, and as HTML that says the same. */
export const layOut = ({ subject, sms, parts }: Said, language: Language): Sources => ({ subject, sms, text: `${parts.map(plain).join('').trimEnd()}\n`, html: page(subject, parts, language) });

/** With the empty line behind it. */
function plain(part: Part): string {
  if (typeof part === 'object' && 'facts' in part) return `${part.facts.map(([name, field]) => `{{ if .${field} }}${name} {{ .${field} }}\n{{ end }}`).join('')}\n`;
  return `${typeof part === 'string' ? part : 'code' in part ? part.code : 'link' in part ? part.link : part.small}\n\n`;
}

/**
 * Programs that show mail know little CSS, and some take `<style>` away: so everything stands at the elements, in light
 * colours, and the dark ones are laid over it where `<style>` and dark mode are known.
 */
const DARK = `:root { color-scheme: light dark; supported-color-schemes: light dark }
@media (max-width: 480px) {
  .page { padding: 0 !important; background: #ffffff !important }
  .card { border: 0 !important; border-radius: 0 !important; padding: 24px 20px !important }
}
@media (prefers-color-scheme: dark) {
  .page { background: #18181b !important; color: #f4f4f5 !important }
  .card { background: #232326 !important; border-color: #3f3f46 !important }
  .code { background: #18181b !important; border-color: #3f3f46 !important; color: #f4f4f5 !important }
  .button { background: #93b4ff !important; color: #111827 !important }
  .small { color: #b4b4bd !important }
  .rule, .facts { border-color: #3f3f46 !important }
  .small a { color: #93b4ff !important }
}
@media (prefers-color-scheme: dark) and (max-width: 480px) {
  .card { background: #18181b !important }
  .code { background: #232326 !important }
}`;

const FONT = "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

function page(subject: string, parts: readonly Part[], language: Language): string {
  const title = escapeHtml(subject);
  const isSmall = (part: Part): boolean => typeof part === 'object' && 'small' in part;
  const below = parts.filter(isSmall);
  const first = parts.find((part) => typeof part === 'string') ?? '';
  return `<!doctype html>
<html lang="${language.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>
${DARK}
</style>
</head>
<body class="page" style="margin: 0; padding: 0; background: #f4f4f5; color: #18181b">
<div style="display: none; max-height: 0; overflow: hidden; opacity: 0">${escapeHtml(first)}</div>
<div class="page" style="padding: 32px 16px; background: #f4f4f5; color: #18181b; ${FONT}; font-size: 16px; line-height: 1.5">
<div class="card" style="max-width: 480px; margin: 0 auto; padding: 32px; background: #ffffff; border: 1px solid #e4e4e7; border-radius: 8px">
<h1 style="margin: 0 0 16px; font-size: 22px; line-height: 1.3; font-weight: 600">${title}</h1>
${parts
  .filter((part) => !isSmall(part))
  .map((part) => block(part, language))
  .join('\n')}
${below.length === 0 ? '' : `<div class="rule" style="margin: 24px 0 0; padding: 16px 0 0; border-top: 1px solid #e4e4e7">\n${below.map((part) => block(part, language)).join('\n')}\n</div>\n`}</div>
</div>
</body>
</html>
`;
}

const fact = ([name, field]: Fact): string => `{{ if .${field} }}<p style="margin: 0"><span class="small" style="color: #52525b">${escapeHtml(name)}</span> {{ .${field} }}</p>{{ end }}`;

function block(part: Part, { orOpen }: Language): string {
  if (typeof part === 'string') return `<p style="margin: 0 0 16px">${escapeHtml(part)}</p>`;
  if ('small' in part) return `<p class="small" style="margin: 0 0 8px; font-size: 14px; color: #52525b">${escapeHtml(part.small)}</p>`;
  if ('facts' in part) return `<div class="facts" style="margin: 0 0 16px; padding: 8px 0 8px 16px; border-left: 3px solid #e4e4e7">\n${part.facts.map(fact).join('\n')}\n</div>`;
  if ('code' in part)
    return `<p class="code" style="margin: 0 0 16px; padding: 16px; background: #f4f4f5; border: 1px solid #e4e4e7; border-radius: 8px; text-align: center; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 32px; line-height: 1.25; font-weight: 600; letter-spacing: 6px">${part.code}</p>`;
  return `<p style="margin: 0 0 16px"><a class="button" href="${part.link}" style="display: inline-block; padding: 12px 24px; border-radius: 8px; background: #1d4ed8; color: #ffffff; font-weight: 600; text-decoration: none">${escapeHtml(part.label)}</a></p>
<p class="small" style="margin: 0 0 16px; font-size: 14px; color: #52525b">${escapeHtml(orOpen)} <a href="${part.link}" style="color: #1d4ed8; word-break: break-all">${part.link}</a></p>`;
}
