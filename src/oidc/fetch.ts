import type { CustomFetch } from 'openid-client';
import type { Clock } from '../clock.ts';
import { ProviderFailure } from './kind.ts';

/** What a provider says of itself is asked for again after this time. */
const DESCRIPTION_LIFE = 3_600_000;
/** No document of a provider is larger. */
const MAX_BYTES = 512 * 1024;

/** Reads no more than it should, and follows nothing: what answers with a redirect is no provider's API. */
export const limitedFetch: CustomFetch = async (url, options) => {
  const { body, ...rest } = options;
  const response = await fetch(url, { ...rest, ...(body === undefined || body === null ? {} : { body: body as BodyInit }), redirect: 'manual' });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new ProviderFailure('its answer is too large');
    chunks.push(chunk);
  }
  const isEmpty = [204, 205, 304].includes(response.status);
  return new Response(isEmpty ? null : Buffer.concat(chunks), { status: response.status, headers: response.headers });
};

/** Keeps for a while what a provider says of itself, and nothing else. */
export function remembering(fetch: CustomFetch, clock: Clock): CustomFetch {
  let known: { readonly url: string; readonly body: ArrayBuffer; readonly headers: Headers; readonly until: number } | undefined;
  return async (url, options) => {
    if (!url.endsWith('/.well-known/openid-configuration')) return fetch(url, options);
    if (known?.url === url && clock.now() < known.until) return new Response(known.body, { headers: known.headers });
    const response = await fetch(url, options);
    if (response.status === 200) known = { url, body: await response.clone().arrayBuffer(), headers: response.headers, until: clock.now() + DESCRIPTION_LIFE };
    return response;
  };
}
