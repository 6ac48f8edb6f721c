import { field, labelOf } from './fields.ts';
import { attributes, type Content, type Html, html, safeUrl } from './html.ts';
import { type Look, say } from './look.ts';
import { isButton, nodeName, valueText, type WireMessage, type WireNode } from './wire.ts';

/** `last`: nothing to fill in comes after it. `rank`: how much a button stands out. `asked`: what it takes away has been said already. */
interface Place {
  readonly last?: boolean;
  readonly rank?: Rank;
  readonly asked?: boolean;
}

/** Any node there is, by its type; names the pages know only make it nicer. */
export function node(given: WireNode, look: Look, place: Place = {}): Content {
  switch (given.type) {
    case 'input':
      return isButton(given) ? button(given, look, place) : field(given, look, place.last ?? false);
    case 'img':
      return image(given, look);
    case 'text':
      return text(given, look);
    case 'a':
      return html`<p class="actions"><a class="button primary"${attributes({ id: given.attributes.id, href: safeUrl(given.attributes.href ?? '', look.base) })}>${given.attributes.title ? say(given.attributes.title, look) : labelOf(given, look)}</a></p>`;
    case 'script':
      return script(given, look);
    default:
      return given.messages.map((message) => html`<p>${say(message, look)}</p>`);
  }
}

export type Rank = 'primary' | 'secondary' | 'quiet' | 'danger';

/** What went wrong at a node that has no field of its own to say it. */
export const trouble = (given: WireNode, look: Look): Content =>
  given.messages.length > 0 && html`<div class="error" role="alert">${given.messages.map((message) => html`<p>${say(message, look)}</p>`)}</div>`;

function button(given: WireNode, look: Look, { rank = 'secondary', asked = false }: Place): Html {
  const { name, type, value, disabled, onclickTrigger } = given.attributes;
  const label = look.words.button(look.flow, given.group, nodeName(given), look.lacks?.includes(given.group) ?? false) ?? labelOf(given, look);
  if (type === 'button')
    return html`${keyButton(html`<button type="button"${attributes({ class: rank, name, value: valueText(value) ?? '', disabled, 'data-trigger': onclickTrigger })}>${label}</button>`, look)}${trouble(given, look)}`;
  const doubt = asked ? undefined : look.words.doubt(nodeName(given), label);
  const submit = html`<button type="submit"${attributes({ class: doubt ? 'danger' : rank, name, value: valueText(value) ?? '', disabled, 'data-busy': look.words.busy })}>${label}</button>`;
  if (doubt && !disabled) return html`<details class="doubt"><summary class="button">${doubt.open}</summary><div class="sure"><p>${doubt.text}</p>${submit}</div></details>${trouble(given, look)}`;
  return html`${submit}${trouble(given, look)}`;
}

/** Needs WebAuthn, so it waits for the script, which runs the function the node names in place of an inline handler, and tells why it could not. */
const keyButton = (pressed: Html, { words: { form } }: Look): Html =>
  html`<div class="actions" hidden data-script="keys">${pressed}</div><p class="error" role="alert" hidden data-key-trouble${attributes({ 'data-cancelled': form.keyCancelled, 'data-known': form.keyKnown, 'data-other': form.keyFailed })}></p><p class="hint" hidden data-keyless>${form.needsKeys}</p><noscript><p class="hint">${form.needsScript}</p></noscript>`;

export const image = ({ attributes: { id, src = '', width, height }, meta }: WireNode, look: Look): Html =>
  html`<figure class="image"><img${attributes({ id, src: src.startsWith('data:image/') ? src : safeUrl(src, look.base), width, height, alt: meta.label ? say(meta.label, look) : '' })}></figure>`;

function text(given: WireNode, look: Look): Html {
  const content = given.attributes.text;
  const label = given.meta.label && say(given.meta.label, look);
  const secrets = content?.context?.['secrets'];
  const secret = content?.context?.['secret'];
  return html`<div class="text"${attributes({ id: given.attributes.id })}>${label !== undefined && html`<p class="caption">${label}</p>`}${
    Array.isArray(secrets)
      ? codeList(secrets as readonly WireMessage[], look)
      : typeof secret === 'string'
        ? html`<p><code class="secret">${inFours(secret)}</code></p><p class="tools">${copyButton(secret, look)}</p>`
        : html`<p>${content ? say(content, look) : ''}</p>`
  }</div>`;
}

/** Easier to read off and to check. The blanks are for the eye only: what is copied has none. */
export const inFours = (secret: string): Html => html`${(secret.match(/.{1,4}/gsu) ?? []).map((part) => html`<span>${part}</span>`)}`;

const codeIn = ({ context }: WireMessage): string | undefined => (typeof context?.['secret'] === 'string' ? context['secret'] : undefined);

/** The backup codes in a node, as one writes them on a sheet: those that can be used. */
export const usableCodes = (secrets: readonly WireMessage[]): string[] => secrets.map(codeIn).filter((secret) => secret !== undefined);

export const codeList = (secrets: readonly WireMessage[], look: Look): Html =>
  html`<ol class="codes">${secrets.map((message) => {
    const secret = codeIn(message);
    return html`<li>${secret === undefined ? html`<span class="muted" title="${say(message, look)}">${look.words.form.used}</span>` : html`<code>${inFours(secret)}</code>`}</li>`;
  })}</ol>`;

export const copyButton = (copied: string, { words: { form } }: Look, rank: Rank = 'quiet'): Html =>
  html`<button type="button" hidden data-script="copy"${attributes({ class: rank, 'data-copy': copied, 'data-done': form.copied })}>${form.copy}</button>`;

/** Only our own: the policy of the page would refuse any other. */
function script({ attributes: given }: WireNode, look: Look): Content {
  const src = safeUrl(given.src ?? '', look.base);
  if (new URL(src).origin !== new URL(look.base).origin) return undefined;
  return html`<script defer${attributes({ src, integrity: given.integrity, crossorigin: given.crossorigin, referrerpolicy: given.referrerpolicy })}></script>`;
}
