import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { equal } from './digest.ts';

/**
 * Authenticated encryption and signatures under rotatable secrets: the first seals and signs, all open and verify. Each purpose
 * has keys of its own and is bound into what is sealed, so that nothing made for one purpose passes for another.
 */
export interface Sealer {
  /** @returns base64url of nonce (12 bytes) ‖ tag (16) ‖ ciphertext; AES-256-GCM (NIST SP 800-38D) */
  seal(purpose: string, text: string): string;
  /** @returns undefined if it was made for another purpose, under unknown secrets, or has been changed */
  open(purpose: string, sealed: string): string | undefined;
  /** HMAC-SHA-256 in base64url. The same every time. */
  sign(purpose: string, text: string): string;
  verify(purpose: string, text: string, signature: string): boolean;
}

const NONCE = 12;
const TAG = 16;
/** What follows the colon names one row (`flow-draft:<id>`): it is bound in as additional data, but has no key of its own. */
const family = (purpose: string): string => purpose.split(':', 1)[0] ?? purpose;

/** @param secrets the newest first; at least one */
export function createSealer(secrets: readonly string[]): Sealer {
  const newest = secrets[0];
  if (newest === undefined) throw new Error('sealing needs a secret');
  const keys = new Map<string, KeyObject>();

  /** HKDF (RFC 5869), kept: there are few secrets and few families of purposes, and deriving costs more than sealing. As an object, because bytes would be made into one at each use, which costs more as well. */
  function key(use: 'seal' | 'sign', secret: string, purpose: string): KeyObject {
    const name = `${use} ${secrets.indexOf(secret)} ${family(purpose)}`;
    let found = keys.get(name);
    if (found === undefined) {
      found = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'zelos', `${use}:${family(purpose)}`, 32)));
      keys.set(name, found);
    }
    return found;
  }

  const signature = (secret: string, purpose: string, text: string): string =>
    createHmac('sha256', key('sign', secret, purpose))
      .update(`${purpose}\0${text}`)
      .digest('base64url');

  function openWith(secret: string, purpose: string, bytes: Buffer): string | undefined {
    const decipher = createDecipheriv('aes-256-gcm', key('seal', secret, purpose), bytes.subarray(0, NONCE), { authTagLength: TAG });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    try {
      const text = decipher.update(bytes.subarray(NONCE + TAG));
      // Adds nothing in this mode, but says whether any of it is genuine.
      decipher.final();
      return text.toString('utf8');
    } catch {
      return undefined;
    }
  }

  return {
    seal(purpose, text) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key('seal', newest, purpose), nonce, { authTagLength: TAG });
      cipher.setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < NONCE + TAG) return undefined;
      for (const secret of secrets) {
        const text = openWith(secret, purpose, bytes);
        if (text !== undefined) return text;
      }
      return undefined;
    },
    sign: (purpose, text) => signature(newest, purpose, text),
    verify: (purpose, text, given) => secrets.some((secret) => equal(signature(secret, purpose, text), given)),
  };
}
