import { field, labelOf } from './fields.ts';
import { attributes, type Content, type Html, html, safeUrl } from './html.ts';
import { type Look, say } from './look.ts';
import { isButton, nodeName, valueText, type WireMessage, type WireNode } from './wire.ts';

/** Any node there is, by its type; names the pages know only make it nicer. `rank`: how much a button stands out. */
export function node(given: WireNode, look: Look, place: { readonly last?: boolean; readonly rank?: Rank } = {}): Content {
  switch (given.type) {
    case 'input':
      return isButton(given) ? button(given, look, place.rank ?? 'secondary') : field(given, look, place.last ?? false);
    case 'img':
      return image(given, look);
    case 'text':
      return text(given, look);
    case 'a':
      return html`<p class="actions"><a class="button"${attributes({ id: given.attributes.id, href: safeUrl(given.attributes.href ?? '', look.base) })}>${given.attributes.title ? say(given.attributes.title, look) : labelOf(given, look)}</a></p>`;
    case 'script':
      return script(given, look);
    default:
      return given.messages.map((message) => html`<p>${say(message, look)}</p>`);
  }
}

export type Rank = 'primary' | 'secondary' | 'quiet';

function button(given: WireNode, look: Look, rank: Rank): Html {
  const { name, type, value, disabled, onclickTrigger } = given.attributes;
  const label = look.words.button(look.flow, given.group, nodeName(given)) ?? labelOf(given, look);
  const trouble = given.messages.length > 0 && html`<div class="error">${given.messages.map((message) => html`<p>${say(message, look)}</p>`)}</div>`;
  // Needs WebAuthn, so it waits for the script, which runs the named function in place of an inline handler.
  if (type === 'button') {
    return html`<p class="actions" hidden data-script><button type="button"${attributes({ class: rank, name, value: valueText(value) ?? '', disabled, 'data-trigger': onclickTrigger })}>${label}</button></p>${trouble}<noscript><p class="hint">${look.words.form.needsScript}</p></noscript>`;
  }
  const doubt = look.words.doubt(nodeName(given), label);
  const submit = html`<button type="submit"${attributes({ class: doubt ? 'danger' : rank, name, value: valueText(value) ?? '', disabled, 'data-busy': look.words.busy })}>${label}</button>`;
  if (doubt && !disabled) return html`<details class="doubt"><summary class="button">${doubt.open}</summary><div class="sure"><p>${doubt.text}</p>${submit}</div></details>${trouble}`;
  return html`${submit}${trouble}`;
}

const image = ({ attributes: { id, src = '', width, height }, meta }: WireNode, look: Look): Html =>
  html`<figure class="image"><img${attributes({ id, src: src.startsWith('data:image/') ? src : safeUrl(src, look.base), width, height, alt: meta.label ? say(meta.label, look) : '' })}></figure>`;

function text(given: WireNode, look: Look): Html {
  const content = given.attributes.text;
  const label = given.meta.label && say(given.meta.label, look);
  const secrets = content?.context?.['secrets'];
  const secret = content?.context?.['secret'];
  return html`<div class="text"${attributes({ id: given.attributes.id })}>${label !== undefined && html`<p class="caption">${label}</p>`}${
    Array.isArray(secrets)
      ? codes(secrets as readonly WireMessage[], look)
      : typeof secret === 'string'
        ? html`<p><code class="secret">${inFours(secret)}</code></p>${tools(secret, look)}`
        : html`<p>${content ? say(content, look) : ''}</p>`
  }</div>`;
}

/** Easier to read off and to check. The blanks are for the eye only: what is copied has none. */
const inFours = (secret: string): Html => html`${(secret.match(/.{1,4}/gsu) ?? []).map((part) => html`<span>${part}</span>`)}`;

function codes(secrets: readonly WireMessage[], look: Look): Html {
  const code = ({ context }: WireMessage): string | undefined => (typeof context?.['secret'] === 'string' ? context['secret'] : undefined);
  const usable = secrets.map(code).filter((secret) => secret !== undefined);
  return html`<ol class="codes">${secrets.map((message) => {
    const secret = code(message);
    return html`<li>${secret === undefined ? html`<span class="muted" title="${say(message, look)}">${look.words.form.used}</span>` : html`<code>${inFours(secret)}</code>`}</li>`;
  })}</ol>${usable.length > 0 && tools(usable.join('\n'), look, true)}`;
}

const tools = (copied: string, { words: { form } }: Look, print = false): Html =>
  html`<p class="tools" hidden data-script><button type="button" class="quiet" data-copy="${copied}" data-done="${form.copied}">${form.copy}</button>${print && html`<button type="button" class="quiet" data-print>${form.print}</button>`}</p>`;

/** Only our own: the policy of the page would refuse any other. */
function script({ attributes: given }: WireNode, look: Look): Content {
  const src = safeUrl(given.src ?? '', look.base);
  if (new URL(src).origin !== new URL(look.base).origin) return undefined;
  return html`<script defer${attributes({ src, integrity: given.integrity, crossorigin: given.crossorigin, referrerpolicy: given.referrerpolicy })}></script>`;
}
