import { form, hasErrors, messages, planForms } from './forms.ts';
import { cardPage } from './frame.ts';
import { html } from './html.ts';
import { type Look, pageUrl } from './look.ts';
import type { WireFlow } from './wire.ts';

/** A change of address that can be taken back, as the API tells of it. */
export interface WireUndo extends Pick<WireFlow, 'state' | 'ui'> {
  readonly address: string;
  readonly expires_at: string;
}

/** Where the link in the mail to a former address leads: asks first, because mail programs open links by themselves. */
export function addressChangePage(undo: WireUndo | 'over' | 'done', look: Look, mayRecover: boolean): string {
  const { addressChange: words, home, links, error } = look.words;
  if (typeof undo === 'string') {
    const ways = html`<p class="stack"><a class="button primary" href="${pageUrl(look.base, 'login')}">${home.signIn}</a>${mayRecover && html`<a class="button" href="${pageUrl(look.base, 'recovery')}">${words.recover}</a>`}</p>`;
    return cardPage({ title: words[undo].title, failed: undo === 'over', heading: words[undo], content: ways }, look);
  }
  const flow: WireFlow = { ...undo, id: '' };
  const refused = hasErrors(flow);
  const heading = refused ? words.refused : words.ask;
  const content = refused
    ? html`${messages(flow, undo.ui.nodes, look)}<p class="stack"><a class="button" href="${pageUrl(look.base, '')}">${error.home}</a></p>`
    : html`<ul class="points">${words.steps(undo.address).map((step) => html`<li>${step}</li>`)}</ul>${planForms(undo.ui.nodes).map((plan) => form(plan, flow, look))}<p class="muted small">${words.until} ${look.words.exactly(Date.parse(undo.expires_at))}. ${words.nothing}</p>`;
  return cardPage({ title: heading.title, failed: refused, heading, content, below: html`<p><a href="${pageUrl(look.base, 'login')}">${links.login[1]}</a></p>` }, look);
}
