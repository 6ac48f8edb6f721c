import { type Content, html } from './html.ts';
import { type Look, sectionUrl } from './look.ts';
import type { WireFlow } from './wire.ts';

/** What a sign-in lacks for an operation, and where it is made up for. */
export interface Lacking {
  readonly reason: string | undefined;
  readonly to: string;
}

/** The first of these operations that this session may not do now, if signing in once more would let it. */
export function lackingFor(operations: readonly string[], { assurance }: WireFlow): Lacking | undefined {
  const need = operations.map((operation) => assurance?.[operation]).find((each) => each?.satisfied === false && each.redirect_browser_to !== undefined);
  return need?.redirect_browser_to === undefined ? undefined : { reason: need.reason, to: need.redirect_browser_to };
}

/** Said where a form would stand, so that nothing is typed in vain. It leads back to the section. */
export function confirmFirst({ reason, to }: Lacking, flow: WireFlow, section: string, look: Look): Content {
  const { confirm } = look.words;
  const url = new URL(to, look.base);
  url.searchParams.set('return_to', sectionUrl(look, flow.id, section));
  return html`<h2>${confirm.title}</h2><p>${reason === 'session_aal2_required' ? confirm.aal : confirm.age}</p><p class="actions"><a class="button primary" href="${url.href}">${confirm.go}</a></p>`;
}
