import { type Answer, html as page } from '../http/answer.ts';
import { widePage } from './frame.ts';
import { attributes, type Content, type Html, html } from './html.ts';
import { icons } from './icons.ts';
import { type Look, pageUrl } from './look.ts';
import { copyButton } from './nodes.ts';
import { ago } from './times.ts';

/** A message as `/admin/courier/messages` gives it to developers. */
export interface WireMail {
  readonly id: string;
  readonly status: 'queued' | 'processing' | 'sent' | 'abandoned';
  readonly type: 'email' | 'phone';
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  /** The HTML of a mail; only one that is asked for by itself has it. */
  readonly html?: string;
  readonly template_type: string;
  readonly send_count: number;
  readonly created_at: string;
}

/** How the mailbox looks, and what it knows of how messages leave. */
export interface MailboxLook extends Look {
  /** Whether messages of this kind are sent anywhere. */
  hasWayOut(type: WireMail['type']): boolean;
}

/** Seconds between two looks of a page that was told to keep looking. */
const PAUSE = 5;
const REDACTED = '<redacted-unless-dev-mode>';

const subjectOf = ({ type, subject }: WireMail, { words }: Look): string => (type === 'phone' || subject === '' ? words.mailbox.textMessage : subject);
const statusOf = ({ status, type, send_count: tries }: WireMail, { words, hasWayOut }: MailboxLook): string => words.mailbox.status(status, { hasWayOut: hasWayOut(type), tries });

const KINDS = ['email', 'phone'] as const;
const isKept = ({ status, type }: WireMail, { hasWayOut }: MailboxLook): boolean => status === 'queued' && !hasWayOut(type);

/** What was sent or would have been, the newest first. */
export function mailboxPage(mails: readonly WireMail[], look: MailboxLook, asked: { readonly to?: string | undefined; readonly watch: boolean; readonly older?: string | undefined }): string {
  const { mailbox: words } = look.words;
  const { to, watch, older } = asked;
  const here = (query: Readonly<Record<string, string | undefined>>): string => pageUrl(look.base, 'mailbox', { to, ...query });
  const content = html`<p class="tools">${
    watch ? html`<a href="${here({})}">${words.rest}</a>` : html`<a href="${here({})}">${words.look}</a><a href="${here({ watch: '1' })}">${words.watch}</a>`
  }${to !== undefined && html`<span class="muted">${words.only(to)}</span><a href="${pageUrl(look.base, 'mailbox')}">${words.everything}</a>`}</p>${KINDS.map((kind) => mails.some((mail) => mail.type === kind && isKept(mail, look)) && html`<p class="muted">${words.noWayOut[kind]}</p>`)}${
    mails.length === 0
      ? html`<section class="panel"><p class="muted">${to === undefined ? words.empty : words.emptyFor(to)}</p></section>`
      : html`<section class="panel rows"><ul>${mails.map((mail) => row(mail, look))}</ul></section>`
  }${older !== undefined && html`<p><a href="${here({ older })}">${words.older}</a></p>`}`;
  return widePage({ title: words.heading.title, heading: words.heading, content, refresh: watch ? PAUSE : undefined }, look);
}

const row = (mail: WireMail, look: MailboxLook): Html =>
  html`<li class="row mail">${mail.type === 'phone' ? icons.phone : icons.mail}<div class="grow"><p class="name"><a href="${pageUrl(look.base, `mailbox/${mail.id}`)}">${subjectOf(mail, look)}</a></p><p class="muted small"><span>${mail.recipient}</span> <span>${ago(mail.created_at, look)}</span></p></div>${badge(mail, look)}</li>`;

const badge = (mail: WireMail, look: MailboxLook): Html =>
  html`<span${attributes({ class: mail.status === 'sent' ? 'badge is-good' : mail.status === 'abandoned' ? 'badge is-bad' : 'badge' })}>${statusOf(mail, look)}</span>`;

/** One message: what is known of it, its code, and what its reader sees. */
export function mailPage(mail: WireMail, look: MailboxLook): string {
  const { mailbox: words } = look.words;
  const code = codeIn(mail.body);
  const all = pageUrl(look.base, 'mailbox', { to: mail.recipient });
  const fact = (name: string, value: Content): Html => html`<div class="row"><dt>${name}</dt><dd>${value}</dd></div>`;
  const title = subjectOf(mail, look);
  const content = html`<p class="tools"><a href="${pageUrl(look.base, 'mailbox')}">${words.back}</a></p><section class="panel rows"><dl>${[
    fact(words.to, html`<a href="${all}">${mail.recipient}</a>`),
    fact(words.when, ago(mail.created_at, look)),
    fact(words.state, html`${badge(mail, look)}${isKept(mail, look) && html` <span class="muted small">${words.noWayOut[mail.type]}</span>`}`),
    fact(words.template, html`<code>${mail.template_type}</code>`),
    code !== undefined && fact(words.code, html`<code class="code">${code}</code> ${copyButton(code, look)}`),
  ]}</dl></section>${
    mail.body === REDACTED
      ? html`<p class="muted">${words.sealed}</p>`
      : html`${mail.html !== undefined && html`<section><h2>${words.html}</h2><iframe class="letter"${attributes({ src: pageUrl(look.base, `mailbox/${mail.id}/html`), title: words.html, sandbox: LINKS })}></iframe></section>`}<section><h2>${words.plain}</h2><pre class="panel letter-text">${withLinks(mail.body)}</pre></section>`
  }`;
  return widePage({ title, heading: { title, lead: '' }, content }, look);
}

/** What stands alone on its line, or is all the digits there are. */
const codeIn = (text: string): string | undefined => /^\s*(\d{4,10})\s*$/m.exec(text)?.[1] ?? /(?<![\w/=&?%#.-])\d{6}(?![\w/-])/.exec(text)?.[0];

const withLinks = (text: string): Html => html`${text.split(/(https?:\/\/[^\s<>"]+)/).map((part, i) => (i % 2 === 1 ? html`<a href="${part}">${part}</a>` : part))}`;

/** What an HTML mail may do: lead somewhere, when somebody presses a link. */
const LINKS = 'allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox';

/** The HTML of a mail as its reader has it, in a frame of its own: it runs nothing, loads nothing, and its links lead out of the frame. */
export const letter = (source: string): Answer =>
  page(/<head[^>]*>/i.test(source) ? source.replace(/<head[^>]*>/i, (head) => `${head}<base target="_top">`) : `<base target="_top">${source}`, {
    headers: {
      'content-security-policy': `sandbox ${LINKS}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
