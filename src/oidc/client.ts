import { allowInsecureRequests, type ClientAuth, ClientSecretBasic, ClientSecretPost, Configuration, type CustomFetch, customFetch, discovery, enableNonRepudiationChecks, None } from 'openid-client';
import type { Clock } from '../clock.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import { fetchBy, remembering } from './fetch.ts';
import { type Kind, type ProviderConfig, ProviderFailure } from './kind.ts';

/** For one call to a provider. */
const TIMEOUT_SECONDS = 8;

/** Makes a client of openid-client for one provider, anew for each use: keys are asked for each time, as a provider may change them at any moment. */
export function createClient(provider: ProviderConfig, kind: Kind, { clock, outgoing }: { readonly clock: Clock; readonly outgoing: Outgoing }): () => Promise<Configuration> {
  const ask = remembering(fetchBy(outgoing, TIMEOUT_SECONDS * 1000), clock);
  return async () => {
    const made = await describe(provider, kind, ask, authOf(kind, kind.secret?.(provider, clock.now()) ?? provider.client_secret));
    made[customFetch] = ask;
    made.timeout = TIMEOUT_SECONDS;
    if (isPlain(provider)) allowInsecureRequests(made);
    // The token comes by way of whoever stands between; its signature is checked all the same.
    if (kind.endpoints === undefined) enableNonRepudiationChecks(made);
    return made;
  };
}

async function describe(provider: ProviderConfig, kind: Kind, ask: CustomFetch, auth: ClientAuth): Promise<Configuration> {
  const { client_id, issuer_url = '', auth_url, token_url } = provider;
  const fixed = typeof kind.endpoints === 'function' ? kind.endpoints(provider) : kind.endpoints;
  if (fixed !== undefined)
    return new Configuration({ issuer: new URL(fixed.authorize).origin, authorization_endpoint: auth_url ?? fixed.authorize, token_endpoint: token_url ?? fixed.token }, client_id, {}, auth);
  const issuer = (typeof kind.issuer === 'function' ? kind.issuer(provider) : kind.issuer) ?? issuer_url;
  const described = await discovery(new URL(issuer), client_id, {}, auth, { [customFetch]: ask, timeout: TIMEOUT_SECONDS, execute: isPlain(provider) ? [allowInsecureRequests] : [] });
  if (auth_url === undefined && token_url === undefined) return described;
  const { supportsPKCE: _, ...known } = described.serverMetadata();
  return new Configuration(
    { ...known, ...(auth_url === undefined ? {} : { authorization_endpoint: auth_url }), ...(token_url === undefined ? {} : { token_endpoint: token_url }) },
    client_id,
    {},
    auth,
  );
}

/** Whose ID tokens are good, and the keys they are signed with, as they are published now. @throws ProviderFailure */
export async function idTokensOf(kind: Kind, client: Configuration): Promise<{ readonly issuers: readonly string[]; readonly keys: unknown; readonly algorithms: readonly string[] | undefined }> {
  const { issuer, jwks_uri, id_token_signing_alg_values_supported: algorithms } = client.serverMetadata();
  const issuers = kind.idTokens?.issuers ?? [issuer];
  const url = kind.idTokens?.keys ?? jwks_uri;
  if (url === undefined || (kind.endpoints !== undefined && kind.idTokens?.keys === undefined)) throw new ProviderFailure('it signs no ID tokens');
  const response = await client[customFetch]?.(url, { method: 'GET', headers: { accept: 'application/json' }, body: undefined, redirect: 'manual' });
  if (response?.status !== 200) throw new ProviderFailure(`its keys were answered with ${response?.status}`);
  return { issuers, keys: await response.json(), algorithms };
}

/** Without TLS only where the configuration says so itself. */
const isPlain = ({ issuer_url, auth_url, token_url }: ProviderConfig): boolean => [issuer_url, auth_url, token_url].some((url) => url?.startsWith('http:'));

/** As the provider says; those that say nothing take what the standard asks them to (RFC 6749, 2.3.1). */
function authOf({ clientAuth }: Kind, secret: string | undefined): ClientAuth {
  if (!secret) return None();
  const ways = { basic: ClientSecretBasic(secret), post: ClientSecretPost(secret) };
  return (as, ...rest) => {
    const offered = as.token_endpoint_auth_methods_supported;
    const way = clientAuth ?? (offered === undefined || offered.includes('client_secret_basic') ? 'basic' : 'post');
    return ways[way](as, ...rest);
  };
}
