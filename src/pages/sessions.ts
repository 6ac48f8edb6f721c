import { deviceOf } from '../http/device.ts';
import { accountPage, type Entry } from './frame.ts';
import { attributes, type Html, html } from './html.ts';
import { icons } from './icons.ts';
import { type Look, pageUrl } from './look.ts';
import { personOf } from './person.ts';
import { ago } from './times.ts';
import type { WireSession } from './wire.ts';

/** The devices that are signed in: this one, and the others, each with a way to end it. */
export function sessionsPage(
  current: WireSession,
  others: readonly WireSession[],
  look: Look,
  frame: { readonly entries: readonly Entry[]; readonly flowId: string; readonly csrfToken: string; readonly done: string | undefined },
): string {
  const { sessions: words, ...rest } = look.words;
  const heading = rest.sections.sessions;
  const form = (to: string, sessionId: string | undefined, text: string): Html =>
    html`<form class="inline" method="post" action="${pageUrl(look.base, to)}"><input type="hidden" name="csrf_token" value="${frame.csrfToken}"><input type="hidden" name="flow" value="${frame.flowId}">${
      sessionId !== undefined && html`<input type="hidden" name="session" value="${sessionId}">`
    }<button type="submit" class="danger" data-busy="${rest.busy}">${text}</button></form>`;
  const doubt = ({ open, text, button }: typeof words.end, to: string, about: string, sessionId?: string): Html =>
    html`<details class="doubt"><summary${attributes({ class: 'button', 'aria-label': sessionId === undefined ? undefined : `${button}: ${about}` })}>${open}</summary><div class="sure"><p>${text}</p>${form(to, sessionId, button)}</div></details>`;
  const done = frame.done === 'one' ? words.ended : frame.done === 'others' ? words.endedOthers : undefined;
  return accountPage(
    {
      title: heading.title,
      heading,
      entries: frame.entries,
      current: 'sessions',
      person: personOf(current.identity),
      csrfToken: frame.csrfToken,
      content: html`${done !== undefined && html`<p class="saved" role="status" data-announce>${done}</p>`}<section class="panel rows"><ul>${row(current, look, html`<span class="badge is-good">${words.current}</span>`)}${others.map(
        (session) => row(session, look, doubt(words.end, 'sessions/end', nameOf(session, look), session.id)),
      )}</ul></section>${others.length === 0 ? html`<p class="muted">${words.onlyThis}</p>` : others.length > 1 && doubt(words.endOthers, 'sessions/end-others', '')}`,
    },
    look,
  );
}

function nameOf({ devices }: WireSession, { words: { sessions: words } }: Look): string {
  const { browser, system } = deviceOf(devices?.at(-1)?.user_agent ?? '');
  return words.device(browser, system) || words.unknownDevice;
}

function row(session: WireSession, look: Look, action: Html): Html {
  const device = session.devices?.at(-1);
  const place = [device?.location, device?.ip_address].filter(Boolean).join(' · ') || look.words.sessions.unknownAddress;
  const since = session.authenticated_at;
  return html`<li class="row session">${deviceOf(device?.user_agent ?? '').handheld ? icons.phone : icons.sessions}<div class="grow"><p class="name"${attributes({ title: device?.user_agent })}>${nameOf(session, look)}</p><p class="muted small"><span>${place}</span>${
    since !== undefined && html` <span>${look.words.sessions.signedIn} ${ago(since, look)}</span>`
  }</p></div>${action}</li>`;
}
