import type { CustomFetch } from 'openid-client';
import type { Clock } from '../clock.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import { ProviderFailure } from './kind.ts';

/** What a provider says of itself is asked for again after this time. */
const DESCRIPTION_LIFE = 3_600_000;
/** No document of a provider is larger. */
const MAX_BYTES = 512 * 1024;

/** openid-client's calls, by ours. They follow nothing: what answers with a redirect is no provider's API. */
export const fetchBy =
  (outgoing: Outgoing, timeout: number): CustomFetch =>
  async (url, { method, headers, body, signal }) => {
    const {
      status,
      headers: answered,
      text,
    } = await outgoing.fetch(url, {
      method,
      headers,
      timeout,
      maxBytes: MAX_BYTES,
      ...(body === undefined || body === null ? {} : { body: textOf(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    return new Response([204, 205, 304].includes(status) ? null : text, { status, headers: answered });
  };

/** openid-client sends forms only. */
function textOf(body: unknown): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body);
  throw new ProviderFailure('the request has a body of another kind');
}

/** Keeps for a while what a provider says of itself, and nothing else. */
export function remembering(ask: CustomFetch, clock: Clock): CustomFetch {
  let known: { readonly url: string; readonly body: ArrayBuffer; readonly headers: Headers; readonly until: number } | undefined;
  return async (url, options) => {
    if (!url.endsWith('/.well-known/openid-configuration')) return ask(url, options);
    if (known?.url === url && clock.now() < known.until) return new Response(known.body, { headers: known.headers });
    const response = await ask(url, options);
    if (response.status === 200) known = { url, body: await response.clone().arrayBuffer(), headers: response.headers, until: clock.now() + DESCRIPTION_LIFE };
    return response;
  };
}
