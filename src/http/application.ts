import { type Clock, stopwatch } from '../clock.ts';
import { ApiError } from '../errors.ts';
import type { Log } from '../log.ts';
import { describeRequest, type Span, tracedRequest } from '../tracing.ts';
import { type Answer, linkPage, seeOther, temporaryRedirect, text } from './answer.ts';
import { serialise } from './cookies.ts';
import type { Cors } from './cors.ts';
import { asApiError, envelope } from './envelope.ts';
import { type Edge, Exchange, type Incoming } from './exchange.ts';
import { createRouter, type Found, type Route } from './router.ts';

/** An answer with all its headers, ready to be sent. */
export interface Outgoing {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string | Uint8Array | null;
}

export interface ApplicationOptions {
  readonly name: 'public' | 'admin';
  readonly routes: readonly Route[];
  readonly edge: Edge;
  readonly clock: Clock;
  readonly log: Log;
  readonly cors?: Cors | undefined;
  /** Routes of the other port, where clients that ask here are sent. */
  readonly elsewhere?: { readonly routes: readonly Route[]; readonly baseUrl: string };
  /** Keeps an error for the error page. @returns the address of that page */
  readonly errorPage?: (error: Record<string, unknown>) => Promise<string>;
  /** Errors of other layers that are no bugs. */
  readonly translate?: (error: unknown) => ApiError | undefined;
  /** Called after each answer. @param seconds from first look to last byte handed over */
  readonly observe?: (route: Route | undefined, method: string, status: number, seconds: number) => void;
}

/** One port: routes, and around them what is the same for all: errors, headers, the log line. */
export interface Application {
  handle(incoming: Incoming): Promise<Outgoing>;
  /** Requests under way: for a shutdown that lets them finish. */
  readonly running: number;
}

const SAFE = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' };
const UNCACHED = { 'cache-control': 'private, no-cache, no-store, must-revalidate', vary: 'Cookie' };

export function createApplication(options: ApplicationOptions): Application {
  const { edge, log, clock, cors, observe } = options;
  const router = createRouter(options.routes);
  const basePath = new URL(edge.baseUrl).pathname.replace(/\/$/, '');
  const elsewhere = options.elsewhere && { baseUrl: options.elsewhere.baseUrl, router: createRouter(options.elsewhere.routes) };
  let running = 0;

  async function answer(exchange: Exchange, found: Found | undefined, path: string): Promise<Answer> {
    if (found !== undefined) return found.route.answer(exchange);
    const allowed = router.allowed(path);
    if (allowed.length > 0) return text('Method Not Allowed\n', { status: 405, headers: { allow: allowed.join(', ') } });
    if (elsewhere !== undefined && elsewhere.router.allowed(path).length > 0) return temporaryRedirect(elsewhere.baseUrl + exchange.url.pathname.slice(basePath.length) + exchange.url.search);
    return text('404 page not found\n', { status: 404 });
  }

  async function refuse(error: unknown, exchange: Exchange, route: Route | undefined): Promise<Answer> {
    const known = asApiError(error) ?? options.translate?.(error);
    const refused = known ?? new ApiError(500, { reason: 'Something went wrong on the server. It has been written to its log.' });
    if (refused.code >= 500) log.error({ request_id: exchange.requestId, route: route?.path, err: known === undefined ? error : (known.cause ?? known) }, 'a request failed');
    if (exchange.wantsJson || route?.errors === 'json' || options.errorPage === undefined) return envelope(refused, exchange.header('x-request-id') === undefined ? undefined : exchange.requestId);
    return seeOther(refused.redirect ?? (await options.errorPage(refused.toJSON())));
  }

  /** Everything that goes wrong in a route is caught here, and only here. */
  async function respond(exchange: Exchange, found: Found | undefined, path: string): Promise<Answer> {
    try {
      return await answer(exchange, found, path);
    } catch (error) {
      try {
        return await refuse(error, exchange, found?.route);
      } catch (again) {
        log.error({ request_id: exchange.requestId, err: again }, 'an error could not be kept for the error page');
        return envelope(asApiError(error) ?? new ApiError(500), undefined);
      }
    }
  }

  function finish(given: Answer, exchange: Exchange, incoming: Incoming): Outgoing {
    const headers: Record<string, string> = { ...UNCACHED, ...SAFE, 'x-request-id': exchange.requestId, ...given.headers };
    const allowed = cors?.headers(incoming);
    if (allowed !== undefined) Object.assign(headers, allowed, { vary: `${headers.vary}, Origin` });
    let { body } = given;
    if (body === null && headers.location !== undefined && (incoming.method === 'GET' || incoming.method === 'HEAD')) {
      headers['content-type'] = 'text/html; charset=utf-8';
      body = linkPage(headers.location);
    }
    const cookies = exchange.outgoingCookies.size === 0 ? [] : Array.from(exchange.outgoingCookies.values(), (cookie) => serialise(cookie, clock.now()));
    return { status: given.status, headers, cookies, body };
  }

  /** One line for each request: the route's pattern and no query, because ids of flows, codes and tokens stand in the rest. */
  function note(exchange: Exchange, route: Route | undefined, status: number, seconds: number): void {
    observe?.(route, exchange.method, status, seconds);
    const level = route?.log ?? 'info';
    if (level === 'never') return;
    const { method, ip, requestId } = exchange;
    log[level]({ port: options.name, method, route: route?.path ?? 'none', status, ms: Math.round(seconds * 1e5) / 100, ip, request_id: requestId }, 'request');
  }

  async function handle(received: Incoming, span: Span): Promise<Outgoing> {
    const elapsed = stopwatch();
    running += 1;
    try {
      const incoming = withoutBase(received, basePath);
      const query = incoming.target.indexOf('?');
      const path = query === -1 ? incoming.target : incoming.target.slice(0, query);
      const found = router.find(incoming.method, path);
      const exchange = new Exchange(incoming, edge, found?.params);
      const given = cors?.preflight(incoming) ?? (await respond(exchange, found, path));
      if (options.name === 'public' && mayLeadToForm(incoming, found?.route, given)) exchange.csrf.ensure();
      const outgoing = finish(given, exchange, incoming);
      note(exchange, found?.route, outgoing.status, elapsed());
      describeRequest(span, { method: incoming.method, route: found?.route.path, status: outgoing.status });
      return outgoing;
    } finally {
      running -= 1;
    }
  }

  return {
    handle: (incoming) =>
      tracedRequest(
        (name) => incoming.header(name),
        (span) => handle(incoming, span),
      ),
    get running() {
      return running;
    },
  };
}

/** A browser gets its CSRF cookie before it needs one. Not for apps, and not with what caches may keep. */
const mayLeadToForm = ({ method }: Incoming, route: Route | undefined, { headers }: Answer): boolean =>
  (method === 'GET' || method === 'HEAD') && route?.csrfCookie !== false && !route?.path.endsWith('/api') && headers['cache-control'] === undefined;

/** Behind `https://example.org/auth` a proxy may leave `/auth` in the path, or take it off. */
function withoutBase(incoming: Incoming, basePath: string): Incoming {
  if (basePath === '' || !incoming.target.startsWith(`${basePath}/`)) return incoming;
  const target = incoming.target.slice(basePath.length);
  return { method: incoming.method, target, peer: incoming.peer, header: (name) => incoming.header(name), body: () => incoming.body() };
}
