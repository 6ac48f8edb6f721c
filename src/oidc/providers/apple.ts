import { createPrivateKey, sign } from 'node:crypto';
import { type Claims, type Kind, said } from '../kind.ts';

const ISSUER = 'https://appleid.apple.com';
const LIFE_SECONDS = 300;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Apple wants a secret signed anew by the key of the team, sends the answer as a form once a name or address is asked for,
 * and tells a name only the first time, beside the token (so it is no more than what the browser says).
 */
export const apple: Kind = {
  issuer: ISSUER,
  clientAuth: 'post',
  parameters: (_provider, scopes): Readonly<Record<string, string>> => (scopes.some((scope) => scope === 'name' || scope === 'email') ? { response_mode: 'form_post' } : {}),
  secret({ client_id, apple_team_id, apple_private_key_id, apple_private_key = '' }, now) {
    const iat = Math.floor(now / 1000);
    const signed = `${part({ alg: 'ES256', kid: apple_private_key_id })}.${part({ iss: apple_team_id, iat, exp: iat + LIFE_SECONDS, aud: ISSUER, sub: client_id })}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key: createPrivateKey(apple_private_key), dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  },
  read: (claims, brought) => ({ ...claims, ...('email_verified' in claims ? { email_verified: String(claims['email_verified']) === 'true' } : {}), ...nameIn(brought.get('user')) }),
};

function nameIn(user: string | null): Claims {
  try {
    const { firstName, lastName } = (JSON.parse(user ?? '{}') as { name?: { firstName?: unknown; lastName?: unknown } }).name ?? {};
    return said({ given_name: typeof firstName === 'string' ? firstName : undefined, family_name: typeof lastName === 'string' ? lastName : undefined });
  } catch {
    return {};
  }
}
