import { told, type WireEvent } from './activity.ts';
import { cardPage } from './frame.ts';
import { html } from './html.ts';
import { type Look, pageUrl } from './look.ts';

/** A change that somebody says was not theirs, as the API tells of it. */
export interface WireAlarm {
  readonly about: WireEvent;
  readonly expires_at: string;
  readonly action: string;
  readonly recovery: boolean;
}

/** Where the link in a notice leads: asks first, because mail programs open links by themselves. */
export function alarmPage(alarm: WireAlarm | 'over' | 'done', look: Look, token: string, mayRecover: boolean): string {
  const { alarm: words, home, busy } = look.words;
  if (typeof alarm === 'string') {
    const ways = html`<p class="stack"><a class="button primary" href="${pageUrl(look.base, 'login')}">${home.signIn}</a>${mayRecover && html`<a class="button" href="${pageUrl(look.base, 'recovery')}">${words.recover}</a>`}</p>`;
    return cardPage({ title: words[alarm].title, failed: alarm === 'over', heading: words[alarm], content: ways }, look);
  }
  const steps = html`<ul class="points">${words.steps(alarm.recovery).map((step) => html`<li>${step}</li>`)}</ul>`;
  const button = html`<form method="post" action="${alarm.action}"><input type="hidden" name="token" value="${token}"><div class="actions"><button type="submit" class="danger" data-busy="${busy}">${words.button}</button></div></form>`;
  const until = html`<p class="muted small">${words.until} ${look.words.exactly(Date.parse(alarm.expires_at))}. ${words.nothing}</p>`;
  return cardPage({ title: words.ask.title, heading: words.ask, content: html`<div class="row session">${told(alarm.about, look)}</div>${steps}${button}${until}` }, look);
}
