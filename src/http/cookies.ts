import type { Config } from '../config/config.ts';
import { sha256hex } from '../crypto/digest.ts';

export type SameSite = 'Strict' | 'Lax' | 'None';

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly domain: string | undefined;
  readonly secure: boolean;
  readonly sameSite: SameSite;
  /** Seconds; 0 removes the cookie, undefined keeps it until the browser closes. */
  readonly maxAge: number | undefined;
}

const YEAR = 31_536_000;

/** The cookies there are, with the attributes that the configuration asks for: the same when one is set and when it is cleared. */
export interface Cookies {
  readonly csrfName: string;
  readonly sessionName: string;
  csrf(value: string): Cookie;
  /** @param lifespan milliseconds the session still has */
  session(value: string, lifespan: number): Cookie;
  endSession(): Cookie;
  /** For what the two above are not, such as paused submits. @param maxAge seconds */
  other(name: string, value: string, maxAge: number): Cookie;
}

export function createCookies(config: Config): Cookies {
  const { cookies, session, serve } = config;
  const shared = { path: cookies.path, domain: cookies.domain, secure: cookies.secure, sameSite: possible(cookies.same_site, cookies.secure) };
  const own = session.cookie;
  const forSession = { name: own.name, path: own.path, domain: own.domain, secure: own.secure, sameSite: possible(own.same_site, own.secure) };
  const csrfName = `csrf_token_${sha256hex(serve.public.base_url)}`;
  return {
    csrfName,
    sessionName: own.name,
    csrf: (value) => ({ name: csrfName, value, ...shared, maxAge: YEAR }),
    session: (value, lifespan) => ({ value, ...forSession, maxAge: own.persistent ? Math.max(1, Math.floor(lifespan / 1000)) : undefined }),
    endSession: () => ({ value: '', ...forSession, maxAge: 0 }),
    other: (name, value, maxAge) => ({ name, value, ...shared, maxAge }),
  };
}

/** Browsers drop `SameSite=None` without `Secure`. */
const possible = (sameSite: SameSite, secure: boolean): SameSite => (sameSite === 'None' && !secure ? 'Lax' : sameSite);

/** RFC 6265 §4.1. @param now milliseconds, for Expires */
export function serialise(cookie: Cookie, now: number): string {
  const { name, value, path, domain, maxAge, secure, sameSite } = cookie;
  const life = maxAge === undefined ? '' : `; Expires=${new Date(maxAge === 0 ? 0 : now + maxAge * 1000).toUTCString()}; Max-Age=${maxAge}`;
  return `${name}=${value}; Path=${path}${domain === undefined ? '' : `; Domain=${domain}`}${life}; HttpOnly${secure ? '; Secure' : ''}; SameSite=${sameSite}`;
}

/** Every value of one name, in the order sent: a browser sends several when domains or paths overlap. */
export function cookieValues(header: string | undefined, name: string): string[] {
  if (header === undefined || !header.includes(`${name}=`)) return [];
  const start = `${name}=`;
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(start))
    .map((part) => part.slice(start.length).replace(/^"(.*)"$/, '$1'));
}

export const cookieNames = (header: string | undefined): string[] =>
  (header ?? '')
    .split(';')
    .map((part) => part.split('=', 1)[0]?.trim() ?? '')
    .filter((name) => name !== '');
