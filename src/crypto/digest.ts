import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 in base64url: how tokens are kept at rest. For secrets of full entropy only, never for passwords. */
export const sha256url = (text: string): string => hash('sha256', text, 'base64url');

export const sha256hex = (text: string): string => hash('sha256', text, 'hex');

/** Compares in a time that tells nothing of where the two differ; the length is no secret. */
export function equal(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const left = typeof a === 'string' ? Buffer.from(a) : a;
  const right = typeof b === 'string' ? Buffer.from(b) : b;
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

/** HMAC-SHA-256 in base64. */
export const hmacSha256 = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('base64');
