/**
 * What a route gives back, as plain data: the edge turns it into a Response or writes it to a socket. Cookies are collected
 * by the exchange. Unless said otherwise an answer may not be cached.
 */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

interface Options {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_UTF8 = { 'content-type': 'application/json; charset=utf-8' };
const HTML_UTF8 = { 'content-type': 'text/html; charset=utf-8' };
const TEXT_UTF8 = { 'content-type': 'text/plain; charset=utf-8' };
const NONE = {};

export const json = (body: unknown, { status = 200, headers }: Options = {}): Answer => ({
  status,
  headers: headers === undefined ? JSON_UTF8 : { ...JSON_UTF8, ...headers },
  body: `${JSON.stringify(body)}\n`,
});

export const html = (body: string, { status = 200, headers }: Options = {}): Answer => ({ status, headers: { ...HTML_UTF8, ...headers }, body });

export const text = (body: string, { status = 200, headers }: Options = {}): Answer => ({ status, headers: { ...TEXT_UTF8, ...headers }, body });

/** The client goes on with a GET there. The edge adds the small page with a link that answers to GET have. */
export const seeOther = (url: string): Answer => ({ status: 303, headers: { location: url }, body: null });

/** The client asks the same of another server, with the same method and body. */
export const temporaryRedirect = (url: string): Answer => ({ status: 307, headers: { location: url }, body: null });

export const noContent = (headers: Readonly<Record<string, string>> = NONE): Answer => ({ status: 204, headers, body: null });

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it stands in HTML, between tags or between double quotes. */
export const escapeHtml = (plain: string): string => plain.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** The page of a redirect, for whoever does not follow it by itself. */
export const linkPage = (url: string): string => `<a href="${escapeHtml(url)}">Continue</a>.\n`;
