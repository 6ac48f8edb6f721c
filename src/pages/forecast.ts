import { type Content, html } from './html.ts';
import { type Look, sectionUrl } from './look.ts';
import { waysOf } from './ways.ts';
import type { WireFlow } from './wire.ts';

/** What a person could still sign in with if the telephone were gone: the question behind every second step, answered before it comes up. */
export function forecast(flow: WireFlow, sections: readonly string[], look: Look): Content {
  const { forecast: words } = look.words;
  const { first, second } = waysOf(flow);
  if (first.length === 0) return undefined;
  const firstLeft = first.filter(({ survives }) => survives);
  const secondLeft = second.filter(({ survives }) => survives);
  const isSafe = firstLeft.length > 0 && (second.length === 0 || secondLeft.length > 0);
  const text = isSafe ? words.safe(firstLeft, secondLeft) : firstLeft.length === 0 ? words.noFirst(first) : words.noSecond;
  const advice = isSafe ? [] : firstLeft.length === 0 ? ['password', 'keys'] : ['backup-codes', 'keys'];
  const weak = isSafe && second.length === 0 && firstLeft.some(({ kind }) => kind === 'password') && sections.includes('two-step');
  const offered = [...advice, ...(weak ? ['two-step'] : [])].filter((section) => sections.includes(section));
  return html`<section class="panel forecast${!isSafe && ' is-open'}"><h2>${words.title}</h2><p>${text}</p>${weak && html`<p class="muted">${words.weak}</p>`}${
    offered.length > 0 && html`<p class="actions">${offered.map((section) => html`<a class="button" href="${sectionUrl(look, flow.id, section)}">${words.advice(section)}</a>`)}</p>`
  }</section>`;
}
