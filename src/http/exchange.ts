import { uuid } from '../crypto/random.ts';
import { countsAsJson, prefersJson } from './accept.ts';
import { decodeBody, decodeQuery, type Fields } from './body.ts';
import type { ClientIp } from './client-ip.ts';
import { type Cookie, type Cookies, cookieValues } from './cookies.ts';
import { Csrf } from './csrf.ts';

/** A request as it comes in, whatever brings it: a Request or a socket (`web.ts`, `node.ts`). */
export interface Incoming {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** @param name in lower case */
  header(name: string): string | undefined;
  /** Address of whoever has the connection, a proxy perhaps; '' when unknown. */
  readonly peer: string;
  /** @throws ApiError 413 above MAX_BODY_BYTES */
  body(): Promise<Uint8Array>;
}

/** What all exchanges of one port share. */
export interface Edge {
  /** The address clients know this port by, without a slash at the end. */
  readonly baseUrl: string;
  readonly cookies: Cookies;
  readonly clientIp: ClientIp;
}

const REQUEST_ID = /^[\w.:/+=-]{1,128}$/;
const MAX_USER_AGENT = 512;

/** One request, and the cookies that go with what will be answered. Everything is read when it is asked for, not before. */
export class Exchange {
  readonly #incoming: Incoming;
  readonly #edge: Edge;
  readonly #params: Readonly<Record<string, string>>;
  #url: URL | undefined;
  #ip: string | undefined;
  #requestId: string | undefined;
  #fields: Promise<Fields> | undefined;
  #csrf: Csrf | undefined;
  #json: boolean | undefined;
  /** What the answer will set, by name: the last one counts. */
  readonly outgoingCookies: Map<string, Cookie>;
  /** Fields that count as sent besides those that were. */
  #implied: Fields = {};

  constructor(incoming: Incoming, edge: Edge, params: Readonly<Record<string, string>> = {}, outgoingCookies = new Map<string, Cookie>()) {
    this.#incoming = incoming;
    this.#edge = edge;
    this.#params = params;
    this.outgoingCookies = outgoingCookies;
  }

  /**
   * The same request, as if a page had made it to another address of this port: for adapters of older paths.
   * @param target path and query
   * @param implied fields that a body of today has besides
   */
  asPage(target: string, implied: Fields = {}): Exchange {
    const { method, peer } = this.#incoming;
    const header = (name: string): string | undefined => (name === 'accept' ? 'text/html' : this.header(name));
    const twin = new Exchange({ method, target, peer, header, body: () => this.bytes() }, this.#edge, {}, this.outgoingCookies);
    twin.#csrf = this.csrf;
    twin.#json = false;
    twin.#implied = implied;
    return twin;
  }

  get method(): string {
    return this.#incoming.method;
  }
  /** As the client should write it: below the configured base URL, whatever Host says. */
  get url(): URL {
    return (this.#url ??= new URL(this.#edge.baseUrl + this.#incoming.target));
  }
  /** Address of the client; '' when unknown. */
  get ip(): string {
    return (this.#ip ??= this.#edge.clientIp(this.#incoming.peer, this.header('x-forwarded-for')));
  }
  /** As much of it as is kept and shown; '' when unknown. */
  get userAgent(): string {
    return this.header('user-agent')?.slice(0, MAX_USER_AGENT) ?? '';
  }
  /** X-Request-ID of the request if it is harmless, else a new one. */
  get requestId(): string {
    if (this.#requestId === undefined) {
      const given = this.header('x-request-id');
      this.#requestId = given !== undefined && REQUEST_ID.test(given) ? given : uuid();
    }
    return this.#requestId;
  }
  /** @param name in lower case */
  header(name: string): string | undefined {
    return this.#incoming.header(name);
  }
  query(name: string): string | undefined {
    return this.url.searchParams.get(name) ?? undefined;
  }
  /** A part of the path, decoded. */
  param(name: string): string {
    return this.#params[name] ?? '';
  }

  cookie(name: string): string | undefined {
    return this.cookies(name)[0];
  }
  cookies(name: string): string[] {
    return cookieValues(this.header('cookie'), name);
  }
  setCookie(cookie: Cookie): void {
    this.outgoingCookies.set(cookie.name, cookie);
  }
  get csrf(): Csrf {
    return (this.#csrf ??= new Csrf(this, this.#edge.cookies));
  }

  /** Whether this client is answered with JSON (`json_detection`). Opening a flow follows `acceptsJson`. */
  get wantsJson(): boolean {
    return (this.#json ??= countsAsJson(this.header('accept'), this.header('content-type')));
  }
  get acceptsJson(): boolean {
    return prefersJson(this.header('accept'));
  }
  /** From now on this client counts as one of JSON: it has turned out to use a flow for native apps. */
  expectJson(): void {
    this.#json = true;
  }

  /** The decoded body, or for a GET the query. @throws ValidationError 4000001 @throws ApiError 413 */
  fields(): Promise<Fields> {
    return (this.#fields ??= this.#decoded().then((sent) => ({ ...sent, ...this.#implied })));
  }
  async #decoded(): Promise<Fields> {
    if (this.method === 'GET' || this.method === 'HEAD') return decodeQuery(this.url.searchParams);
    return decodeBody(await this.bytes(), this.header('content-type'));
  }
  /** The body as it came, for what is no form. @throws ApiError 413 */
  bytes(): Promise<Uint8Array> {
    return this.#incoming.body();
  }
}
