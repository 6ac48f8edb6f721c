import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';

/** What a lying or slow provider does; each for the next answers, until it is set anew. */
export interface Misbehaviour {
  /** Over the claims of the ID token; undefined removes. */
  readonly idToken?: Readonly<Record<string, unknown>>;
  /** Signs with a key that it never published. */
  readonly strangeKey?: boolean;
  /** Sends each call to the token endpoint on to another address, again and again. */
  readonly redirects?: boolean;
  /** Never answers at the token endpoint. */
  readonly silent?: boolean;
  /** Bytes of answer to send at the token endpoint. */
  readonly floods?: number;
}

/** A provider of OpenID Connect of our own, small and as dishonest as a test wants it. */
export interface Stub {
  readonly issuer: string;
  /** Who signs in there next, without being asked. */
  person: Readonly<Record<string, unknown>>;
  misbehaviour: Misbehaviour;
  /** The person says no next time. */
  refuses: boolean;
  /** From now on it signs with another key, and publishes only that. */
  rotate(): void;
  /** How often the token endpoint was asked. */
  redeemed: number;
  /** An ID token as its kit for apps hands out: about a person, for client-acme unless the claims say otherwise. @param strange signed with a key that it never published */
  token(claims: Readonly<Record<string, unknown>>, strange?: boolean): string;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const newKey = (): { kid: string; privateKey: KeyObject; publicKey: KeyObject } => ({ kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) });

function signedBy({ kid, privateKey }: ReturnType<typeof newKey>, claims: Readonly<Record<string, unknown>>): string {
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'RS256', kid })}.${part({ iat: now, exp: now + 600, ...claims })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** Which client asks, by its secret in the header or its id in the form. */
function clientOf(form: URLSearchParams, authorization = ''): string {
  const [id = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':');
  return form.get('client_id') ?? decodeURIComponent(id);
}

/** Runs until the test file is done. */
export async function startStub(): Promise<Stub> {
  let key = newKey();
  const strange = newKey();
  const grants = new Map<string, { claims: Readonly<Record<string, unknown>>; nonce: string | null; client: string; challenge: string | null }>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void answer(new URL(request.url ?? '/', stub.issuer), Buffer.concat(chunks).toString(), request.headers.authorization, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stub: Stub = {
    issuer,
    person: { sub: 'nobody' },
    misbehaviour: {},
    refuses: false,
    redeemed: 0,
    rotate() {
      key = newKey();
    },
    token: (claims, strangely = false) => signedBy(strangely ? strange : key, { iss: issuer, aud: 'client-acme', ...claims }),
  };

  function answer(url: URL, body: string, authorization: string | undefined, response: ServerResponse): unknown {
    const json = (value: unknown, status = 200): unknown => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.pathname === '/.well-known/openid-configuration')
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      });
    if (url.pathname === '/jwks') return json({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: key.kid, use: 'sig', alg: 'RS256' }] });
    if (url.pathname === '/authorize') {
      const back = new URL(url.searchParams.get('redirect_uri') ?? issuer);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      if (stub.refuses) back.searchParams.set('error', 'access_denied');
      else {
        const code = randomUUID();
        grants.set(code, { claims: stub.person, nonce: url.searchParams.get('nonce'), client: url.searchParams.get('client_id') ?? '', challenge: url.searchParams.get('code_challenge') });
        back.searchParams.set('code', code);
      }
      stub.refuses = false;
      return response.writeHead(302, { location: back.href }).end();
    }
    if (url.pathname === '/token') return redeem(new URLSearchParams(body), authorization, json, response);
    if (url.pathname === '/userinfo') return json(stub.person);
    return json({ error: 'not_found' }, 404);
  }

  function redeem(form: URLSearchParams, authorization: string | undefined, json: (value: unknown, status?: number) => unknown, response: ServerResponse): unknown {
    stub.redeemed += 1;
    const { idToken = {}, strangeKey, redirects, silent, floods } = stub.misbehaviour;
    if (silent) return undefined;
    if (redirects) return response.writeHead(307, { location: `${issuer}/token` }).end();
    if (floods !== undefined) return response.writeHead(200, { 'content-type': 'application/json' }).end(`{"access_token":"${'a'.repeat(floods)}"}`);
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant === undefined || grant.client !== clientOf(form, authorization) || (grant.challenge !== null && grant.challenge !== verifier)) return json({ error: 'invalid_grant' }, 400);
    const claims = { iss: issuer, aud: grant.client, ...(grant.nonce === null ? {} : { nonce: grant.nonce }), ...grant.claims, ...idToken };
    return json({ access_token: `at-${randomUUID()}`, token_type: 'Bearer', expires_in: 600, id_token: signedBy(strangeKey ? strange : key, claims) });
  }
  return stub;
}

/** Claims as traits of the customer's schema. */
export const MAPPER = `base64://${Buffer.from(`local claims = std.extVar('claims');
{ identity: { traits: { [if 'email' in claims then 'email']: claims.email, [if 'given_name' in claims then 'name']: { first: claims.given_name } } } }`).toString('base64')}`;

/** A configuration with these providers, all of them the stub. */
export const withProviders = (stub: Stub, ids: readonly string[] = ['acme', 'globex'], more: Readonly<Record<string, unknown>> = {}): ConfigInput => ({
  selfservice: {
    methods: {
      oidc: {
        enabled: true,
        config: {
          providers: ids.map((id) => ({
            id,
            provider: 'generic',
            client_id: `client-${id}`,
            client_secret: 'secret',
            issuer_url: stub.issuer,
            mapper_url: MAPPER,
            scope: ['openid', 'email'],
            ...more,
          })),
        },
      },
    },
    flows: { registration: { after: { oidc: { hooks: [{ hook: 'session' }] } } } },
  },
});
