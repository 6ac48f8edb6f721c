import { hmacSha256 } from '../crypto/digest.ts';

export interface SignatureConfig {
  /** Those that receivers may know; none: the call is not signed. */
  readonly secrets: readonly string[];
}

/**
 * Headers by which a receiver knows that a call is ours, is whole, and was not kept to be sent again: the Standard Webhooks scheme.
 * Signed with every secret, so that a receiver that knows any of them is content while secrets change.
 * @param id the same over all tries of one call
 * @param now milliseconds
 */
export function signatureHeaders({ secrets }: SignatureConfig, id: string, body: string, now: number): Record<string, string> {
  if (secrets.length === 0) return {};
  const timestamp = String(Math.floor(now / 1000));
  const signatures = secrets.map((secret) => `v1,${hmacSha256(keyOf(secret), `${id}.${timestamp}.${body}`)}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/** `whsec_` and base64 as the scheme writes keys; any other text is the key itself. */
const keyOf = (secret: string): Buffer => (secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret));
