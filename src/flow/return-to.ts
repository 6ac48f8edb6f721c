import type { Config } from '../config/config.ts';
import { apiErrors } from '../errors.ts';

/**
 * Where a flow may lead: an address under `selfservice.allowed_return_urls`, the server's own self-service routes, or its
 * own pages. Compared by parts of the parsed address (scheme, host, port, whole path segments), never as text.
 * @returns the address as given, absolute.
 * @throws self_service_flow_return_to_forbidden
 */
export function allowedReturnTo(given: string, config: Config): string {
  const base = config.selfservice.default_browser_return_url;
  let url: URL;
  try {
    url = new URL(given, base);
  } catch {
    throw apiErrors.returnToForbidden(given);
  }
  const own = config.serve.public.base_url;
  const places = [...config.selfservice.allowed_return_urls, `${own}/self-service`, `${own}/ui`, base];
  if (!isPlain(given, url) || !places.some((place) => isUnder(url, new URL(place, base)))) throw apiErrors.returnToForbidden(given);
  return /^[a-z][a-z0-9+.-]*:/i.test(given) ? given : url.href;
}

/** The allowed `return_to` in the address that started a flow, if it has one. */
export function returnToOf(requestUrl: string, config: Config): string | undefined {
  const given = new URL(requestUrl).searchParams.get('return_to');
  return given ? allowedReturnTo(given, config) : undefined;
}

/** No user info, and nothing that browsers read differently from URL parsers: backslashes, control characters, blanks. */
const isPlain = (given: string, url: URL): boolean => url.username === '' && url.password === '' && !/[\\\u0000-\u0020\u007f]/.test(given) && !/%(?:2e|2f|5c)/i.test(url.pathname);

function isUnder(url: URL, place: URL): boolean {
  if (url.protocol !== place.protocol || url.port !== place.port || !sameHost(url.hostname, place.hostname)) return false;
  const root = place.pathname.replace(/\/+$/, '');
  return url.pathname === root || url.pathname.startsWith(`${root}/`);
}

/** `*.example.org` stands for every name below it, at a label's boundary. */
const sameHost = (host: string, pattern: string): boolean => (pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1 : host === pattern);
