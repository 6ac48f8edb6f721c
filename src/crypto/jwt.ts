import { constants, createHmac, createPrivateKey, createSecretKey, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { isObject } from '../json.ts';

/** A key that tokens are signed with: the first private one of a JSON Web Key Set. */
export interface SigningKey {
  readonly algorithm: Algorithm;
  readonly kid: string | undefined;
  readonly key: KeyObject;
}

const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA', 'HS256', 'HS384', 'HS512'] as const;
type Algorithm = (typeof ALGORITHMS)[number];
const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
/** For a key that does not say. */
const USUAL: Readonly<Record<string, Algorithm>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512', Ed25519: 'EdDSA', RSA: 'RS256' };

/** Shorter ones can be guessed, or are refused by those who check tokens (RFC 7518 §3.2, §3.3). */
const LEAST_RSA_BITS = 2048;

type Jwk = JsonWebKey & { readonly alg?: unknown; readonly kid?: unknown };

/** @param document the text of a JSON Web Key Set, or of a single key @throws Error that says what is wrong, and nothing of the key */
export function signingKeyIn(document: string): SigningKey {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    throw new Error('it is not JSON');
  }
  const set = isObject(parsed) && Array.isArray(parsed['keys']) ? parsed['keys'] : [parsed];
  const jwk = set.find((each): each is Jwk => isObject(each) && (typeof each['d'] === 'string' || typeof each['k'] === 'string'));
  if (jwk === undefined) throw new Error('it is no JSON Web Key Set with a private key');
  const named = jwk.alg ?? USUAL[jwk.crv ?? ''] ?? USUAL[jwk.kty ?? ''];
  const algorithm = ALGORITHMS.find((each) => each === named);
  if (algorithm === undefined) throw new Error(`its first private key needs an alg: one of ${ALGORITHMS.join(', ')}`);
  return { algorithm, kid: typeof jwk.kid === 'string' ? jwk.kid : undefined, key: keyFor(algorithm, jwk) };
}

function keyFor(algorithm: Algorithm, jwk: Jwk): KeyObject {
  if (algorithm.startsWith('HS')) {
    const secret = Buffer.from(jwk.kty === 'oct' ? (jwk.k ?? '') : '', 'base64url');
    if (secret.byteLength * 8 < Number(algorithm.slice(2))) throw new Error(`a secret for ${algorithm} has at least ${algorithm.slice(2)} bits`);
    return createSecretKey(secret);
  }
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: jwk, format: 'jwk' });
  } catch {
    throw new Error('its first private key cannot be read');
  }
  const fits = algorithm === 'EdDSA' ? jwk.crv === 'Ed25519' : algorithm.startsWith('ES') ? jwk.crv === CURVES[algorithm] : jwk.kty === 'RSA';
  if (!fits) throw new Error(`its first private key cannot sign with ${algorithm}`);
  if (jwk.kty === 'RSA' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS) throw new Error(`an RSA key has at least ${LEAST_RSA_BITS} bits`);
  return key;
}

/** A JSON Web Token in compact form (RFC 7519). */
export function signJwt(claims: Readonly<Record<string, unknown>>, { algorithm, kid, key }: SigningKey): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: algorithm, ...(kid === undefined ? {} : { kid }), typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${signature(algorithm, key, Buffer.from(signed)).toString('base64url')}`;
}

function signature(algorithm: Algorithm, key: KeyObject, data: Buffer): Buffer {
  const hash = `sha${algorithm.slice(2)}`;
  if (algorithm === 'EdDSA') return sign(null, data, key);
  if (algorithm.startsWith('HS')) return createHmac(hash, key).update(data).digest();
  if (algorithm.startsWith('ES')) return sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });
  return sign(hash, data, algorithm.startsWith('PS') ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : key);
}
