import { RegExpRouter } from 'hono/router/reg-exp-router';
import { SmartRouter } from 'hono/router/smart-router';
import { TrieRouter } from 'hono/router/trie-router';
import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Route {
  readonly method: Method;
  /** `/sessions/:id` */
  readonly path: string;
  readonly answer: (exchange: Exchange) => Promise<Answer> | Answer;
  /** `json`: errors are JSON for browsers, too. Left out: a browser is sent to the error page. */
  readonly errors?: 'json';
  /** `false`: a GET here gives no CSRF cookie, because no form follows from it. */
  readonly csrfCookie?: false;
  /** Asked for again and again by machines: its log line is for debugging only, or there is none. */
  readonly log?: 'debug' | 'never';
}

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a path. Hono's routers do the matching, without its application around them. */
export interface Router {
  find(method: string, path: string): Found | undefined;
  /** The methods a path has routes for. */
  allowed(path: string): Method[];
}

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const NO_PARAMS = {};

/** @throws Error if two routes are the same */
export function createRouter(routes: readonly Route[]): Router {
  const router = new SmartRouter<Route>({ routers: [new RegExpRouter(), new TrieRouter()] });
  const known = new Set<string>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    if (known.has(name)) throw new Error(`there are two routes ${name}`);
    known.add(name);
    router.add(route.method, route.path, route);
  }

  function find(method: string, path: string): Found | undefined {
    const [matches, stash] = router.match(method === 'HEAD' ? 'GET' : method, path);
    const first = matches[0];
    if (first === undefined) return undefined;
    const [route, given] = first;
    let params: Record<string, string> | undefined;
    for (const [name, at] of Object.entries(given)) {
      const raw = typeof at === 'number' ? stash?.[at] : at;
      const value = decoded(raw ?? '');
      if (value === undefined) return undefined;
      (params ??= {})[name] = value;
    }
    return { route, params: params ?? NO_PARAMS };
  }

  return { find, allowed: (path) => METHODS.filter((method) => find(method, path) !== undefined) };
}

/** A path that is no valid UTF-8 belongs to no route. */
function decoded(part: string): string | undefined {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
