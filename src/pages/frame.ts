import { script, stylesheet } from './assets.ts';
import { attributes, type Content, type Html, html } from './html.ts';
import { iconOf, icons } from './icons.ts';
import type { Heading } from './locales/locale.ts';
import { type Look, pageUrl } from './look.ts';

interface Page {
  readonly title: string;
  /** Says so in the title, the first thing that is read out. */
  readonly failed?: boolean;
  /** Seconds until the page is loaded again. */
  readonly refresh?: number | undefined;
}

function document({ title, failed, refresh }: Page, look: Look, layout: string, body: Content): string {
  return html`<!doctype html>
<html lang="${look.words.lang}">
<head>
<meta charset="utf-8">
<title>${failed && look.words.errorPrefix}${title} · ${look.product}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">${
    refresh !== undefined &&
    html`
<meta http-equiv="refresh" content="${refresh}">`
  }
<link rel="icon" href="${icons.favicon}">
<link rel="stylesheet" href="${look.base}${stylesheet.path}">
<script defer src="${look.base}${script.path}"></script>
</head>
<body class="${layout}">
${body}${
  look.mailbox !== undefined &&
  html`
<footer><span class="muted">${look.words.mailbox.development}:</span> <a href="${look.mailbox}">${look.words.mailbox.open}</a></footer>`
}
</body>
</html>
`.text;
}

const brand = (look: Look): Html => html`<a class="brand" href="${pageUrl(look.base, '')}">${icons.mark}<span>${look.product}</span></a>`;

/** A page with one thing to do: a narrow card, the product's name above it. */
export function cardPage(page: Page & { readonly heading: Heading; readonly content: Content; readonly below?: Content }, look: Look): string {
  return document(
    page,
    look,
    'layout-card',
    html`<header>${brand(look)}</header>
<main><div class="card"><h1>${page.heading.title}</h1>${page.heading.lead !== '' && html`<p class="lead">${page.heading.lead}</p>`}${page.content}</div>${page.below && html`<div class="below">${page.below}</div>`}</main>`,
  );
}

/** A page with room for what is wider than a form. */
export const widePage = (page: Page & { readonly heading: Heading; readonly content: Content }, look: Look): string =>
  document(
    page,
    look,
    'layout-wide',
    html`<header>${brand(look)}</header>
<main><h1>${page.heading.title}</h1>${page.heading.lead !== '' && html`<p class="lead">${page.heading.lead}</p>`}${page.content}</main>`,
  );

/** An entry of the list beside the settings. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly href: string;
}

/** A page of the account: sections on the left (above, when narrow), one of them beside. */
export function accountPage(
  page: Page & { readonly heading: Heading; readonly entries: readonly Entry[]; readonly current: string; readonly person: string; readonly csrfToken: string; readonly content: Content },
  look: Look,
): string {
  const { words } = look;
  return document(
    page,
    look,
    'layout-account',
    html`<a class="skip" href="#content">${words.links.skip}</a>
<header>${brand(look)}<div class="person"><span class="who">${page.person}</span>${signOut(page.csrfToken, look, 'quiet')}</div></header>
<div class="columns">
<nav aria-label="${words.links.sections}"><ul>${page.entries.map(
      ({ id, title, href }) => html`<li><a${attributes({ href, 'aria-current': id === page.current ? 'page' : undefined })}>${iconOf(id)}<span>${title}</span></a></li>`,
    )}</ul></nav>
<main id="content" tabindex="-1"><h1>${page.heading.title}</h1>${page.heading.lead !== '' && html`<p class="lead">${page.heading.lead}</p>`}${page.content}</main>
</div>`,
  );
}

/** Ending the session changes something, so it is a form and not a link. */
export const signOut = (csrfToken: string, look: Look, rank: 'quiet' | 'secondary', text = look.words.links.signOut): Html =>
  html`<form class="inline" method="post" action="${pageUrl(look.base, 'logout')}"><input type="hidden" name="csrf_token" value="${csrfToken}"><button type="submit" class="${rank}">${text}</button></form>`;
