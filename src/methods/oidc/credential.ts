import type { Config } from '../../config/config.ts';
import type { Sealer } from '../../crypto/seal.ts';
import { ValidationError } from '../../errors.ts';
import { textField } from '../../flow/fields.ts';
import type { Away } from '../../flow/returning.ts';
import type { Waiting } from '../../flow/settings/method.ts';
import type { Fields } from '../../http/body.ts';
import type { Account, Credential, NewCredential } from '../../identity/identity.ts';
import { isObject } from '../../json.ts';
import { m } from '../../messages/catalogue.ts';
import type { Brought } from '../../oidc/id-token.ts';
import type { ProviderConfig } from '../../oidc/kind.ts';
import type { Statement } from '../../oidc/providers.ts';

/** The stored shape of a link, one row for each, as it is also imported and exported. Tokens are sealed. */
export interface LinkConfig {
  readonly provider: string;
  readonly subject: string;
  /** A name the person knows the account by. */
  readonly account?: string;
  readonly initial_id_token?: string;
  readonly initial_access_token?: string;
  readonly initial_refresh_token?: string;
}
export type Link = Credential<LinkConfig>;

export const linksOf = ({ credentials }: Account): Link[] => credentials.filter(({ type }) => type === 'oidc') as unknown as Link[];

/** What is kept of a statement: who it is there. Nothing in it can be opened for another link. */
export function linkFor({ provider, subject, account, tokens }: Statement, sealer: Sealer): NewCredential {
  const slot = `${provider}:${subject}`;
  const seal = (kind: string, token: string | undefined): string | undefined => (token === undefined ? undefined : sealer.seal(`oidc-token:${kind} ${slot}`, token));
  const config = { provider, subject, account, initial_id_token: seal('id', tokens.id), initial_access_token: seal('access', tokens.access), initial_refresh_token: seal('refresh', tokens.refresh) };
  return { type: 'oidc', slot, identifiers: [slot], config: Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)) };
}

/** What settings keep while an account is being linked. */
export interface LinkDraft extends Away {
  /** An account that a browser has proven for an app: the app brings the code that goes with it. */
  readonly waiting?: Waiting;
}

/** The providers that can be used now, in the configuration's order. */
export function providersOf({ selfservice: { methods } }: Config): readonly ProviderConfig[] {
  return methods.oidc.enabled ? methods.oidc.config.providers : [];
}
export const providerOf = (config: Config, id: string): ProviderConfig | undefined => providersOf(config).find((provider) => provider.id === id);
export const nameOf = ({ id, label }: ProviderConfig): string => label || id;

/** A link counts if its provider can be used. */
export const isUsable = (link: Link, config: Config): boolean => providerOf(config, link.config.provider) !== undefined;

/** An ID token that an app brings. @throws ValidationError */
export function broughtIn(body: Fields): Brought | undefined {
  const token = textField(body, 'id_token');
  return token ? { token, nonce: textField(body, 'id_token_nonce') || undefined } : undefined;
}

/** What a form may pass on to a provider. All else could change what is asked of it. */
const UPSTREAM = ['login_hint', 'hd', 'prompt', 'auth_type', 'acr_values'] as const;
const MOST = 512;

/** `upstream_parameters` of a body. @throws ValidationError */
export function upstreamIn(body: Fields): Readonly<Record<string, string>> {
  const given = body['upstream_parameters'];
  if (given === undefined || given === null || given === '') return {};
  const refuse = (reason: string): ValidationError => new ValidationError({ message: m.validationGeneric({ reason }) });
  if (!isObject(given)) throw refuse('upstream_parameters must be an object of texts.');
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!UPSTREAM.some((one) => one === name)) throw refuse(`upstream_parameters may hold ${UPSTREAM.join(', ')}, not ${name.slice(0, 64)}.`);
    if (typeof value !== 'string' || value.length > MOST) throw refuse(`upstream_parameters.${name} must be a text of at most ${MOST} characters.`);
    out[name] = value;
  }
  return out;
}
