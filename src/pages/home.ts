import { cardPage, signOut } from './frame.ts';
import { html } from './html.ts';
import { type Look, pageUrl } from './look.ts';
import { personOf } from './person.ts';
import type { WireError, WireSession } from './wire.ts';

/** Where somebody lands who came for nothing in particular: signed in or not, and where to go from here. */
export function homePage(session: WireSession | undefined, look: Look, mayRegister: boolean, csrfToken: string): string {
  const { home, links, sections } = look.words;
  const heading = session ? { ...home.signedIn, lead: personOf(session.identity) } : home.signedOut;
  const content = session
    ? html`<p class="stack"><a class="button primary" href="${pageUrl(look.base, 'settings')}">${home.account}</a><a class="button" href="${pageUrl(look.base, 'sessions')}">${sections.sessions.title}</a></p>`
    : html`<p class="stack"><a class="button primary" href="${pageUrl(look.base, 'login')}">${home.signIn}</a>${mayRegister && html`<a class="button" href="${pageUrl(look.base, 'registration')}">${home.register}</a>`}</p>`;
  return cardPage({ title: heading.title, heading, content, below: session && signOut(csrfToken, look, 'quiet', links.signOut) }, look);
}

/** For a browser that keeps no cookies: what to do about it, and the way to start again. */
export function cookiesPage(look: Look): string {
  const { cookies: words } = look.words;
  const heading = { title: words.title, lead: words.lead };
  const content = html`<ul class="points">${words.points(new URL(look.base).host).map((point) => html`<li>${point}</li>`)}</ul><p class="stack"><a class="button primary" href="${pageUrl(look.base, '')}">${words.again}</a></p>`;
  return cardPage({ title: heading.title, heading, content }, look);
}

/** What has happened, in words, and a way on. The server's own reason stands smaller: it helps those who are asked for help. */
export function errorPage(error: WireError | undefined, look: Look, reference: string | undefined): string {
  const { error: words } = look.words;
  const heading = words.heading(error?.id, error ? error.code : 404, error !== undefined);
  const detail = error && [error.reason, error.reason === undefined ? error.message : undefined].filter(Boolean).join(' ');
  const code = error && [error.id, error.code, reference].filter((part) => part !== undefined).join(' · ');
  const content = html`${detail && html`<p class="detail">${detail}</p>`}${code && html`<p class="muted small">${words.reference}: <code>${code}</code></p>`}<p class="stack"><a class="button primary" href="${pageUrl(look.base, '')}">${words.home}</a>${
    error?.id === 'session_inactive' && html`<a class="button" href="${pageUrl(look.base, 'login')}">${words.again}</a>`
  }</p>`;
  return cardPage({ title: heading.title, failed: true, heading, content }, look);
}
