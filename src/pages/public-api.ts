import { cookieNames } from '../http/cookies.ts';
import type { Exchange } from '../http/exchange.ts';

/** The public API of this server, called in process. The same as calling it over the network with the visitor's cookies. */
export type PublicFetch = (request: Request) => Promise<Response>;

/** The admin API, likewise: for what developers see and nobody else. */
export type AdminFetch = (request: Request) => Promise<Response>;

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON; `undefined` when there is none. */
  readonly body: unknown;
  /** The token of a list's next page. */
  readonly next?: string | undefined;
}

const nextIn = ({ headers }: Response): string | undefined => /[?&]page_token=([^&>]+)[^>]*>; rel="next"/.exec(headers.get('link') ?? '')?.[1];

/** Asks as the visitor of this exchange would: with their cookies, those included that this answer is about to set. */
export async function ask(publicFetch: PublicFetch, exchange: Exchange, method: 'GET' | 'DELETE', path: string, csrfToken?: string): Promise<ApiAnswer> {
  const sent = exchange.header('cookie');
  const known = new Set(cookieNames(sent));
  const cookie = [sent, ...[...exchange.outgoingCookies.values()].filter(({ name }) => !known.has(name)).map(({ name, value }) => `${name}=${value}`)].filter(Boolean).join('; ');
  const headers = {
    accept: 'application/json',
    'user-agent': exchange.userAgent,
    'x-request-id': exchange.requestId,
    ...(cookie === '' ? {} : { cookie }),
    ...(csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken }),
  };
  const response = await publicFetch(new Request(new URL(path, exchange.url.origin), { method, headers, redirect: 'manual' }));
  const text = await response.text();
  return { status: response.status, next: nextIn(response), body: response.headers.get('content-type')?.startsWith('application/json') && text !== '' ? JSON.parse(text) : undefined };
}

/** A list or a thing of the admin API. */
export async function askAdmin(adminFetch: AdminFetch, url: URL): Promise<ApiAnswer> {
  const response = await adminFetch(new Request(url, { headers: { accept: 'application/json' } }));
  return { status: response.status, body: await response.json(), next: nextIn(response) };
}
