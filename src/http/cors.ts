import type { Config } from '../config/config.ts';
import { type Answer, noContent } from './answer.ts';
import type { Incoming } from './exchange.ts';

/** Calls of scripts from other origins (Fetch standard §3.2), as `serve.public.cors` allows them. */
export interface Cors {
  /** The answer to a preflight; undefined if the request is none. */
  preflight(incoming: Incoming): Answer | undefined;
  /** Headers for an answer to a request from an allowed origin. */
  headers(incoming: Incoming): Readonly<Record<string, string>> | undefined;
}

export function createCors(cors: Config['serve']['public']['cors']): Cors | undefined {
  if (!cors.enabled) return undefined;
  const any = cors.allowed_origins.includes('*');
  const patterns = cors.allowed_origins.map(
    (origin) =>
      new RegExp(
        `^${origin
          .split('*')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('[^/]*')}$`,
        'i',
      ),
  );

  function headers(incoming: Incoming): Record<string, string> | undefined {
    const origin = incoming.header('origin');
    if (origin === undefined || !(any || patterns.some((pattern) => pattern.test(origin)))) return undefined;
    // Cookies only go to origins that are named: with `*` any page on the web could read what is signed in here.
    if (any) return { 'access-control-allow-origin': '*', 'access-control-expose-headers': cors.exposed_headers.join(', ') };
    return {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': cors.exposed_headers.join(', '),
      ...(cors.allow_credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    };
  }

  return {
    headers,
    preflight(incoming) {
      if (incoming.method !== 'OPTIONS' || incoming.header('access-control-request-method') === undefined) return undefined;
      const allowed = headers(incoming);
      if (allowed === undefined) return noContent();
      return noContent({
        ...allowed,
        'access-control-allow-methods': cors.allowed_methods.join(', '),
        'access-control-allow-headers': cors.allowed_headers.join(', '),
        ...(cors.max_age > 0 ? { 'access-control-max-age': String(cors.max_age) } : {}),
      });
    },
  };
}
