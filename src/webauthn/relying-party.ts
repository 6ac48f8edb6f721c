import type { Config } from '../config/config.ts';

/** Who asks for a key: the domain it belongs to, its name in the browser's prompt, and the pages that may ask. */
export interface RelyingParty {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
}

export type KeyType = 'webauthn' | 'passkey';

/** As configured for this method; without origins the public address is the one. */
export function relyingParty(type: KeyType, { selfservice: { methods }, serve }: Config): RelyingParty {
  const { rp } = methods[type].config;
  const origin = 'origin' in rp ? rp.origin : undefined;
  const origins = rp.origins ?? [origin ?? serve.public.base_url];
  return { id: rp.id ?? '', name: rp.display_name ?? '', origins: origins.map(asBrowsersWriteIt) };
}

/** Pages of the web by scheme, host and port; apps have origins of another form, such as `android:apk-key-hash:…`. */
const asBrowsersWriteIt = (origin: string): string => (/^https?:/i.test(origin) ? new URL(origin).origin : origin);
