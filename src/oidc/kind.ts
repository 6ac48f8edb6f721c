import type { Config } from '../config/config.ts';
import type { ProviderKind } from '../config/keys/providers.ts';

/** One entry of `selfservice.methods.oidc.config.providers`. */
export type ProviderConfig = Config['selfservice']['methods']['oidc']['config']['providers'][number];
export type { ProviderKind };

/** What a provider says of a person. `sub` names them there, for good. */
export type Claims = Readonly<Record<string, unknown>>;

/** Asks a provider's own API in the name of the person who has just signed in there. */
export interface Api {
  readonly accessToken: string;
  /** JSON of an address. @throws ProviderFailure */
  get(url: string): Promise<unknown>;
}

/** The facts in which one kind of provider differs from another. What is left out is as OpenID Connect says. */
export interface Kind {
  /** Where the rest is described (OpenID Connect Discovery); left out: `issuer_url` of the configuration. */
  readonly issuer?: string | ((provider: ProviderConfig) => string);
  /** For those who describe themselves nowhere. */
  readonly endpoints?: Endpoints | ((provider: ProviderConfig) => Endpoints);
  /** Who signs the ID tokens of its kits for apps, and where the keys are, if it is not as the rest is described. */
  readonly idTokens?: { readonly issuers: readonly string[]; readonly keys?: string };
  /** Asked for besides what the configuration asks for. */
  readonly scopes?: readonly string[];
  /** How the client proves itself, where the provider does not say it. */
  readonly clientAuth?: 'basic' | 'post';
  /** Further parameters of the address a person is sent to. */
  readonly parameters?: (provider: ProviderConfig, scopes: readonly string[]) => Readonly<Record<string, string>>;
  /** The client's secret, where it is made for the occasion. @param now milliseconds */
  readonly secret?: (provider: ProviderConfig, now: number) => string;
  /** For those who sign no ID token: who the person is, from an API of their own. */
  readonly ask?: (api: Api, provider: ProviderConfig) => Promise<Claims>;
  /** What the ID token's claims become, with what the browser brought along. */
  readonly read?: (claims: Claims, brought: URLSearchParams, api: Api, provider: ProviderConfig) => Claims | Promise<Claims>;
}

export interface Endpoints {
  readonly authorize: string;
  readonly token: string;
}

/** The provider cannot be reached, or does not keep to the protocol. `reason` is for the person, the cause for the log. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';
}

/** An object out of JSON. @throws ProviderFailure */
export function claimsIn(value: unknown): Claims {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ProviderFailure('it did not answer with an object');
  return value as Claims;
}

/** Ids that come as numbers are text here; what is no id stays none. */
export const idOf = (value: unknown): string | undefined => (typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined);

/** Leaves out what was not said. */
export const said = (claims: Readonly<Record<string, unknown>>): Claims => Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined && value !== null && value !== ''));
