import { deviceOf } from '../http/device.ts';
import { accountPage, type Entry } from './frame.ts';
import { attributes, type Html, html } from './html.ts';
import { iconOf } from './icons.ts';
import { type Look, pageUrl, sectionUrl } from './look.ts';
import { personOf } from './person.ts';
import { ago } from './times.ts';
import type { WireIdentity } from './wire.ts';

/** An event of the security log, as the API tells of it. */
export interface WireEvent {
  readonly kind: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly ip_address: string;
  readonly user_agent: string;
  readonly created_at: string;
}

/** What has happened to the account, the newest first, and what to do about what one has not done. */
export function activityPage(
  events: readonly WireEvent[],
  look: Look,
  frame: {
    readonly entries: readonly Entry[];
    readonly flowId: string;
    readonly csrfToken: string;
    readonly identity: WireIdentity | undefined;
    readonly older: string | undefined;
    readonly isFirst: boolean;
  },
): string {
  const { sections, activity: words } = look.words;
  const heading = sections.activity;
  const other = (text: string, older?: string): Html => html`<a class="button" href="${pageUrl(look.base, 'activity', { flow: frame.flowId, older })}">${text}</a>`;
  const pages = html`<p class="stack">${!frame.isFirst && other(words.newest)}${frame.older !== undefined && other(words.older, frame.older)}</p>`;
  const advice = frame.entries.filter(({ id }) => id === 'sessions' || id === 'password').reverse();
  return accountPage(
    {
      title: heading.title,
      heading,
      entries: frame.entries,
      current: 'activity',
      person: personOf(frame.identity),
      csrfToken: frame.csrfToken,
      content: html`${
        events.length === 0
          ? html`<p class="muted">${words.empty}</p>`
          : html`<section class="panel rows"><ul>${events.map((event) => html`<li class="row session">${told(event, look)}</li>`)}</ul></section>`
      }${(!frame.isFirst || frame.older !== undefined) && pages}<section class="panel"><h2>${words.doubt.title}</h2><p>${words.doubt.lead}</p><p class="actions">${advice.map(({ id, title }) => html`<a class="button" href="${sectionUrl(look, frame.flowId, id)}">${words.go[id] ?? title}</a>`)}</p></section>`,
    },
    look,
  );
}

/** Which section an event belongs to, for its picture. */
const SECTIONS: readonly (readonly [start: string, section: string])[] = [
  ['password.', 'password'],
  ['totp.', 'two-step'],
  ['webauthn.', 'keys'],
  ['passkey.', 'keys'],
  ['lookup_secret.', 'backup-codes'],
  ['oidc.', 'connected'],
  ['address.', 'mail'],
  ['recovery', 'mail'],
  ['log', 'sessions'],
  ['sessions.', 'sessions'],
  ['registration', 'profile'],
  ['identity.', 'profile'],
];

/** What has happened, from where and when. */
export function told({ kind, details, ip_address: ip, user_agent: userAgent, created_at: at }: WireEvent, look: Look): Html {
  const { activity: words, sessions, plain } = look.words;
  const { browser, system } = deviceOf(userAgent);
  const place = details['by'] === 'admin' ? words.byAdmin : [sessions.device(browser, system), ip].filter(Boolean).join(' · ') || sessions.unknownDevice;
  const section = SECTIONS.find(([start]) => kind.startsWith(start))?.[1] ?? 'other';
  return html`${iconOf(section)}<div class="grow"><p class="name">${words.event(kind, details) ?? plain(kind)}</p><p class="muted small"><span${attributes({ title: userAgent || undefined })}>${place}</span> <span>${ago(at, look)}</span></p></div>`;
}
