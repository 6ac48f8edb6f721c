import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchProtectedResource,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { sha256url } from '../crypto/digest.ts';
import type { Sealer } from '../crypto/seal.ts';
import { ValidationError } from '../errors.ts';
import type { Log } from '../log.ts';
import { m } from '../messages/catalogue.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import { type Attempt, type Destination, newState } from './attempt.ts';
import { createClient, idTokensOf } from './client.ts';
import { type Brought, readIdToken } from './id-token.ts';
import { type Api, type Claims, type Kind, type ProviderConfig, ProviderFailure } from './kind.ts';
import { createMapper, type Mapped, type Mapper } from './mapper.ts';
import { KINDS } from './providers/index.ts';
import { subjectOf } from './subject.ts';

/** What a provider has said of a person who has just signed in there. */
export interface Statement {
  readonly provider: string;
  /** Who it is there. */
  readonly subject: string;
  /** A name the person knows this account by, such as an address. */
  readonly account?: string;
  readonly tokens: { readonly id?: string; readonly access?: string; readonly refresh?: string };
  /** The provider has seen two factors, by the values that the configuration takes for it. */
  readonly twoFactors: boolean;
  readonly claims: Claims;
}

/** All that is asked of the providers in the configuration. What goes wrong with one of them is said in the form, and logged. */
export interface Providers {
  /** Begins a trip: where to, and what to keep for the way back. @throws ValidationError */
  begin(id: string, destination: Destination, upstream: Readonly<Record<string, string>>): Promise<{ readonly to: string; readonly attempt: Attempt }>;
  /** Redeems what the person has brought back, once. @throws ValidationError */
  finish(attempt: Attempt, state: string, brought: URLSearchParams): Promise<Statement>;
  /** Checks an ID token that an app brings. @throws ValidationError */
  check(id: string, brought: Brought): Promise<Statement>;
  /** What the statement means for an account here. @throws ValidationError */
  map(statement: Pick<Statement, 'provider' | 'claims'>): Mapped;
}

interface Provider {
  readonly config: ProviderConfig;
  readonly kind: Kind;
  readonly client: () => Promise<Configuration>;
  readonly mapper: Mapper;
}

/** A person's whole record; more is no statement but a load. */
const MOST_CLAIMS = 64 * 1024;

export interface ProvidersNeeds {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly outgoing: Outgoing;
}

/** @throws Error if a mapper cannot be read or is no Jsonnet */
export async function createProviders({ config, clock, log, sealer, outgoing }: ProvidersNeeds): Promise<Providers> {
  const { enabled, config: settings } = config.selfservice.methods.oidc;
  const known = new Map<string, Provider>();
  for (const each of enabled ? settings.providers : []) {
    const kind = KINDS[each.provider];
    known.set(each.id, { config: each, kind, client: createClient(each, kind, { clock, outgoing }), mapper: await createMapper(each, outgoing) });
  }
  const providerOf = (id: string): Provider => {
    const found = known.get(id);
    if (found === undefined) throw new ValidationError({ message: m.providerUnknown() });
    return found;
  };

  async function toForm<T>({ config: provider }: Provider, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      log.warn({ err: error, provider: provider.id }, 'a provider of accounts did not do its part');
      throw new ValidationError({ message: m.providerFailed({ provider: provider.label ?? provider.id }) });
    }
  }

  return {
    async begin(id, destination, upstream) {
      const provider = providerOf(id);
      return toForm(provider, async () => {
        const client = await provider.client();
        const { pkce, requested_claims: claims, scope } = provider.config;
        const isPlainOauth = provider.kind.ask !== undefined;
        const scopes = [...new Set([...(isPlainOauth ? [] : ['openid']), ...(provider.kind.scopes ?? []), ...scope])];
        const verifier = pkce === 'force' || (pkce === 'auto' && client.serverMetadata().supportsPKCE()) ? randomPKCECodeVerifier() : undefined;
        // Kratos sends none, and its recorded addresses are compared to the letter.
        const nonce = isPlainOauth || config.preset === 'kratos' ? undefined : randomNonce();
        const state = newState(destination, sealer);
        const redirectUri = `${settings.base_redirect_uri.replace(/\/+$/, '')}/self-service/methods/oidc/callback${pkce === 'force' ? '' : `/${encodeURIComponent(id)}`}`;
        const to = buildAuthorizationUrl(client, {
          ...upstream,
          ...provider.kind.parameters?.(provider.config, scopes),
          ...(claims === undefined ? {} : { claims: JSON.stringify(claims) }),
          ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
          ...(verifier === undefined ? {} : { code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }),
          ...(nonce === undefined ? {} : { nonce }),
          redirect_uri: redirectUri,
          state,
        });
        to.searchParams.sort();
        return {
          to: to.href,
          attempt: { state: sha256url(state), provider: id, redirectUri, startedAt: clock.now(), ...(nonce === undefined ? {} : { nonce }), ...(verifier === undefined ? {} : { verifier }) },
        };
      });
    },

    async finish(attempt, state, brought) {
      const provider = providerOf(attempt.provider);
      const refused = brought.get('error');
      if (refused !== null) throw new ValidationError({ message: m.validationGeneric({ reason: refusal(refused, provider.config) }) });
      return toForm(provider, () => redeem(provider, attempt, state, brought));
    },

    async check(id, brought) {
      const provider = providerOf(id);
      const { client_id, additional_id_token_audiences, label = id } = provider.config;
      try {
        const { issuers, algorithms, keys } = await idTokensOf(provider.kind, await provider.client());
        const claims = readIdToken(brought, { issuers, algorithms, keys, audiences: [client_id, ...additional_id_token_audiences], now: clock.now() });
        return stated(provider, claims, (await provider.kind.read?.(claims, new URLSearchParams(), NO_API, provider.config)) ?? claims, { id: brought.token });
      } catch (error) {
        log.warn({ err: error, provider: id }, 'an ID token that an app has brought was refused');
        throw new ValidationError({ message: m.providerTokenRefused({ provider: label }) });
      }
    },

    map: ({ provider, claims }) => providerOf(provider).mapper(claims),
  };
}

/** What went wrong at the provider; the text it sends along is left out, as anybody may have put it into the address. */
function refusal(error: string, { label, id }: ProviderConfig): string {
  if (error === 'access_denied') return `You did not let ${label ?? id} sign you in. Try again, or choose another way.`;
  return `${label ?? id} could not sign you in${/^[\w.-]{1,64}$/.test(error) ? ` (${error})` : ''}. Try again, or choose another way.`;
}

async function redeem(provider: Provider, { redirectUri, nonce, verifier }: Attempt, state: string, brought: URLSearchParams): Promise<Statement> {
  const { config, kind } = provider;
  const client = await provider.client();
  const back = new URL(redirectUri);
  for (const name of ['code', 'iss']) if (brought.has(name)) back.searchParams.set(name, brought.get(name) ?? '');
  back.searchParams.set('state', state);
  const tokens = await authorizationCodeGrant(client, back, {
    expectedState: state,
    idTokenExpected: kind.ask === undefined,
    ...(nonce === undefined ? {} : { expectedNonce: nonce }),
    ...(verifier === undefined ? {} : { pkceCodeVerifier: verifier }),
  });
  const api: Api = {
    accessToken: tokens.access_token,
    async get(url) {
      const response = await fetchProtectedResource(client, tokens.access_token, new URL(url), 'GET', null, new Headers({ accept: 'application/json', 'user-agent': 'zelos' }));
      if (!response.ok) throw new ProviderFailure(`${new URL(url).pathname} answered ${response.status}`);
      return response.json();
    },
  };
  const signed: Claims = tokens.claims() ?? {};
  const { access_token: access, id_token: id, refresh_token: refresh } = tokens;
  return stated(provider, signed, await claimsOf(), { access, ...(id === undefined ? {} : { id }), ...(refresh === undefined ? {} : { refresh }) });

  async function claimsOf(): Promise<Claims> {
    if (kind.ask !== undefined) return kind.ask(api, config);
    const more = config.claims_source === 'userinfo' ? await fetchUserInfo(client, tokens.access_token, subjectOf(signed)) : {};
    const all: Claims = { ...signed, ...more };
    return kind.read?.(all, brought, api, config) ?? all;
  }
}

/** @param signed what the provider has put its signature under @param claims all that it has said @throws ProviderFailure */
function stated({ config }: Provider, signed: Claims, claims: Claims, tokens: Statement['tokens']): Statement {
  if (JSON.stringify(claims).length > MOST_CLAIMS) throw new ProviderFailure('it says too much of the person');
  const account = [claims['email'], claims['preferred_username'], claims['nickname'], claims['name']].find((name): name is string => typeof name === 'string' && name !== '' && name.length <= 320);
  const amr = Array.isArray(signed['amr']) ? signed['amr'] : [];
  return {
    provider: config.id,
    subject: subjectOf(claims),
    ...(account === undefined ? {} : { account }),
    tokens,
    twoFactors: config.aal2_acr_values.some((acr) => acr === signed['acr']) || config.aal2_amr_values.some((one) => amr.includes(one)),
    claims,
  };
}

/** A token that was brought lets nobody ask for more. */
const NO_API: Api = {
  accessToken: '',
  get: async () => {
    throw new ProviderFailure('it can be asked for nothing with an ID token alone');
  },
};
