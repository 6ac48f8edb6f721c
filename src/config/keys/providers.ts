/** The kinds of providers that can be named in `providers[].provider`; what is known of each stands in src/oidc/providers/. */
export const PROVIDER_KINDS = [
  'generic',
  'google',
  'github',
  'github-app',
  'gitlab',
  'microsoft',
  'apple',
  'facebook',
  'discord',
  'slack',
  'spotify',
  'linkedin',
  'linkedin_v2',
  'auth0',
  'okta',
  'keycloak',
  'netid',
  'line',
  'amazon',
  'patreon',
  'yandex',
  'salesforce',
  'jackson',
] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Keys that a kind cannot do without, besides those that all need. */
export const PROVIDER_NEEDS: Partial<Record<ProviderKind, readonly ('issuer_url' | 'microsoft_tenant' | 'apple_team_id' | 'apple_private_key_id' | 'apple_private_key')[]>> = {
  generic: ['issuer_url'],
  auth0: ['issuer_url'],
  okta: ['issuer_url'],
  keycloak: ['issuer_url'],
  jackson: ['issuer_url'],
  microsoft: ['microsoft_tenant'],
  apple: ['apple_team_id', 'apple_private_key_id', 'apple_private_key'],
};

/** Kinds that sign no ID tokens: an app cannot bring one. */
export const WITHOUT_ID_TOKENS: ReadonlySet<ProviderKind> = new Set(['github', 'github-app', 'discord', 'spotify', 'amazon', 'patreon', 'yandex']);
