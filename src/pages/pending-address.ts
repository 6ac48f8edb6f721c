import { formAround, tokenOf } from './forms.ts';
import { attributes, type Html, html } from './html.ts';
import type { Look } from './look.ts';
import type { Rank } from './nodes.ts';
import type { SectionView } from './section.ts';
import { namedNodes, valueText, type WireFlow, type WireMessage, type WireNode } from './wire.ts';

const [ENTER, RESEND, CANCEL] = ['profile_pending_enter', 'profile_pending_resend', 'profile_pending_cancel'] as const;

/** Above the profile: each address that waits to be confirmed, and what can be done about it. */
export const pendingSection: SectionView = {
  names: ['profile_pending', ENTER, RESEND, CANCEL],
  draw: (nodes, flow, look) => namedNodes(nodes, 'profile_pending').map((given) => panel(given.attributes.text, nodes, flow, look)),
};

function panel(message: WireMessage | undefined, nodes: readonly WireNode[], flow: WireFlow, look: Look): Html {
  const { addressChange: words } = look.words;
  const address = String(message?.context?.['address'] ?? '');
  const until = message?.context?.['expires_at'];
  const one = (name: string): WireNode | undefined => namedNodes(nodes, name).find(({ meta }) => meta.label?.context?.['address'] === address);
  const enter = one(ENTER)?.attributes.href;
  return html`<section class="panel"><h2>${words.waits(address)}</h2><p>${words.waitsText}</p>${typeof until === 'string' && html`<p class="muted small">${words.waitsUntil} ${look.words.exactly(Date.parse(until))}.</p>`}<div class="actions">${
    enter !== undefined && html`<a class="button primary"${attributes({ href: enter })}>${words.enter}</a>`
  }${button(one(RESEND), words.resend, 'secondary', flow, look)}${button(one(CANCEL), words.cancel, 'quiet', flow, look)}</div></section>`;
}

/** The address stands above: the button need not say it again, but for those who do not see where it stands. */
const button = (given: WireNode | undefined, label: string, rank: Rank, flow: WireFlow, look: Look): Html | undefined =>
  given &&
  formAround(
    flow,
    [given.group],
    html`${tokenOf(flow, look)}<button type="submit"${attributes({ class: rank, name: given.attributes.name, value: valueText(given.attributes.value), 'aria-label': given.meta.label?.text, 'data-busy': look.words.busy })}>${label}</button>`,
  );
