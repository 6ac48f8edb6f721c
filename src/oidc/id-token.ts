import { constants, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { type Claims, claimsIn, ProviderFailure } from './kind.ts';

/** An ID token that an app has got by a provider's own kit, and brings instead of sending its person there. */
export interface Brought {
  readonly token: string;
  /** What the app had the provider put into the token. */
  readonly nonce: string | undefined;
}

/** Whom such a token may come from and be meant for. */
export interface Expected {
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  /** The provider's keys (JWK Set). */
  readonly keys: unknown;
  /** What it says it signs with; undefined: what every provider can. */
  readonly algorithms: readonly string[] | undefined;
  /** Milliseconds. */
  readonly now: number;
}

/** Longer than any provider's. */
const LONGEST = 16 * 1024;
/** Clocks differ by that much, in seconds. */
const SKEW = 60;

/** Signatures by JOSE's names (RFC 7518, RFC 8037). Those that need no key of the provider's are not among them. */
const ALGORITHMS: Readonly<Record<string, { readonly type: 'RSA' | 'EC' | 'OKP'; readonly curve?: string; readonly hash: string | null; readonly padding?: 'pss' }>> = {
  RS256: { type: 'RSA', hash: 'sha256' },
  RS384: { type: 'RSA', hash: 'sha384' },
  RS512: { type: 'RSA', hash: 'sha512' },
  PS256: { type: 'RSA', hash: 'sha256', padding: 'pss' },
  PS384: { type: 'RSA', hash: 'sha384', padding: 'pss' },
  PS512: { type: 'RSA', hash: 'sha512', padding: 'pss' },
  ES256: { type: 'EC', curve: 'P-256', hash: 'sha256' },
  ES384: { type: 'EC', curve: 'P-384', hash: 'sha384' },
  ES512: { type: 'EC', curve: 'P-521', hash: 'sha512' },
  EdDSA: { type: 'OKP', curve: 'Ed25519', hash: null },
};

/**
 * The claims of a token that its provider has signed, for us, not too long ago, and for this very sign-in: the nonce stands
 * in for the state that a trip would have had. @throws ProviderFailure
 */
export function readIdToken({ token, nonce }: Brought, { issuers, audiences, keys, algorithms = ['RS256'], now }: Expected): Claims {
  if (token.length > LONGEST) throw new ProviderFailure('the token is too long');
  const [head = '', body = '', signature = '', ...more] = token.split('.');
  if (more.length > 0) throw new ProviderFailure('this is no signed token');
  const { alg, kid } = part(head);
  if (typeof alg !== 'string' || !algorithms.includes(alg)) throw new ProviderFailure(`the token is signed by ${JSON.stringify(alg)}`);
  if (!candidates(keys, alg, kid).some((key) => isSigned(alg, key, `${head}.${body}`, signature))) throw new ProviderFailure('the token is signed by nobody known');

  const claims = part(body);
  const seconds = now / 1000;
  const { iss, aud, azp, exp, nbf } = claims;
  const meantFor = Array.isArray(aud) ? aud : [aud];
  if (!issuers.some((issuer) => issuer.replace('{tenantid}', String(claims['tid'])) === iss)) throw new ProviderFailure('the token is by somebody else');
  if (!meantFor.some((one) => audiences.includes(one)) || (azp !== undefined && !audiences.includes(String(azp)))) throw new ProviderFailure('the token is for somebody else');
  if (typeof exp !== 'number' || exp + SKEW <= seconds) throw new ProviderFailure('the token is too old');
  if (typeof nbf === 'number' && nbf - SKEW > seconds) throw new ProviderFailure('the token is not good yet');
  // Apple tells so of devices that cannot carry one.
  if (claims['nonce'] === undefined && claims['nonce_supported'] === false && nonce === undefined) return claims;
  if (typeof claims['nonce'] !== 'string' || claims['nonce'] === '' || claims['nonce'] !== nonce) throw new ProviderFailure('the token is not of this sign-in');
  return claims;
}

function part(text: string): Claims {
  try {
    return claimsIn(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (error) {
    throw new ProviderFailure('this is no signed token', { cause: error });
  }
}

/** The published keys that could have made the signature. */
function candidates(keys: unknown, alg: string, kid: unknown): JsonWebKey[] {
  const all = claimsIn(keys)['keys'];
  const { type, curve } = ALGORITHMS[alg] ?? {};
  return (Array.isArray(all) ? (all as JsonWebKey[]) : []).filter(
    (key) => key.kty === type && (curve === undefined || key.crv === curve) && (kid === undefined || key['kid'] === kid) && (key['use'] ?? 'sig') === 'sig' && (key['alg'] ?? alg) === alg,
  );
}

function isSigned(alg: string, jwk: JsonWebKey, text: string, signature: string): boolean {
  const how = ALGORITHMS[alg];
  if (how === undefined) return false;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return false;
  }
  const options = how.padding === 'pss' ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : { key, dsaEncoding: 'ieee-p1363' as const };
  return verify(how.hash, Buffer.from(text), options, Buffer.from(signature, 'base64url'));
}
