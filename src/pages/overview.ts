import { labelOf } from './fields.ts';
import { forecast } from './forecast.ts';
import { type Content, type Html, html } from './html.ts';
import { iconOf } from './icons.ts';
import type { Heading } from './locales/locale.ts';
import { type Look, sectionUrl } from './look.ts';
import { pendingSection } from './pending-address.ts';
import { isInput, nodeName, type WireFlow } from './wire.ts';

/** Nodes that are there once for each thing a person has set up, such as a button that removes it. */
const HAD = ['totp_unlink', 'passkey_remove', 'webauthn_remove', 'lookup_secret_disable', 'unlink'];

/** The account at a glance: who it belongs to, and how each way to sign in stands. Read from the flow's nodes, not from anything else. */
export function overview(flow: WireFlow, sections: readonly { readonly id: string; readonly heading: Heading; readonly groups: readonly string[] }[], look: Look): Content {
  const { words } = look;
  const change = (id: string, title: string, text = words.overview.change): Html => html`<a href="${sectionUrl(look, flow.id, id)}">${text}<span class="unseen"> ${title}</span></a>`;
  const details = flow.ui.nodes.filter((given) => nodeName(given).startsWith('traits.') && given.type === 'input' && !isInput(given, 'hidden') && given.meta.label);
  const filled = details.map((given) => ({ label: labelOf(given, look), stored: stored(flow, nodeName(given)) })).filter(({ stored }) => valuesOf(stored).length > 0);
  const ids = sections.map(({ id }) => id);
  const ways = sections.filter(({ id, groups }) => groups.length > 0 && id !== 'profile');
  return [
    pendingSection.draw(flow.ui.nodes, flow, look),
    details.length > 0 &&
      html`<section class="panel rows"><div class="row head"><h2>${words.overview.details}</h2>${change('profile', words.sections.profile.title)}</div>${
        filled.length === 0
          ? html`<p class="row muted">${words.overview.empty}</p>`
          : html`<dl>${filled.map((detail) => html`<div class="row"><dt>${detail.label}</dt><dd>${value(detail.stored, flow, look)}</dd></div>`)}</dl>`
      }</section>`,
    forecast(flow, ids, look),
    ways.length > 0 &&
      html`<section class="panel rows"><div class="row head"><h2>${words.overview.security}</h2></div><ul>${ways.map(({ id, heading, groups }) => {
        const count = id === 'password' ? (flow.factors?.['password']?.first ?? 0) : flow.ui.nodes.filter((given) => groups.includes(given.group) && HAD.includes(nodeName(given))).length;
        return html`<li class="row">${iconOf(id)}<span class="grow">${heading.title}</span><span class="muted">${flow.factors && words.overview.state(id, count)}</span>${change(id, heading.title, count > 0 || !flow.factors ? words.overview.change : words.overview.setUp)}</li>`;
      })}</ul></section>`,
  ];
}

/** The value in the account. The node's own may be one that was typed and refused. */
const stored = ({ identity }: WireFlow, name: string): unknown =>
  name
    .split('.')
    .slice(1)
    .reduce<unknown>((at, key) => (at !== null && typeof at === 'object' ? (at as Record<string, unknown>)[key] : undefined), identity?.traits);

/** One, or those of a list; none that is empty. */
const valuesOf = (given: unknown): unknown[] => (Array.isArray(given) ? given : [given]).filter((one) => (one ?? '') !== '');

const value = (given: unknown, flow: WireFlow, look: Look): Content => valuesOf(given).map((one) => html`<div>${single(one, flow, look)}</div>`);

/** An address says that it is confirmed, or leads to where it can be; where nobody can confirm it, there is nothing to say. */
function single(given: unknown, { identity }: WireFlow, { words: { overview: words }, confirm }: Look): Content {
  if (typeof given === 'boolean') return given ? words.yes : words.no;
  const text = String(given);
  const address = identity?.verifiable_addresses?.find((known) => known.value === text || known.value === text.replace(/[^+\d]/g, ''));
  if (address?.verified) return html`<span>${text}</span> <span class="badge is-good">${words.verified}</span>`;
  const to = address && confirm?.(address.value);
  return html`<span>${text}</span>${to !== undefined && html` <span class="badge">${words.unverified}</span> <a href="${to}">${words.confirm}<span class="unseen"> ${text}</span></a>`}`;
}
