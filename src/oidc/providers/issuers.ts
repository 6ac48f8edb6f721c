import type { Kind } from '../kind.ts';

/** Those who keep to OpenID Connect: where they describe themselves is all there is to know. */
export const issuers = {
  /** Whoever is at `issuer_url`. */
  generic: {},
  auth0: {},
  okta: {},
  keycloak: {},
  jackson: {},
  google: { issuer: 'https://accounts.google.com', idTokens: { issuers: ['https://accounts.google.com', 'accounts.google.com'] } },
  gitlab: { issuer: ({ issuer_url }) => issuer_url ?? 'https://gitlab.com' },
  slack: { issuer: 'https://slack.com' },
  linkedin: { issuer: 'https://www.linkedin.com/oauth', clientAuth: 'post' },
  linkedin_v2: { issuer: 'https://www.linkedin.com/oauth', clientAuth: 'post' },
  netid: { issuer: ({ issuer_url }) => issuer_url ?? 'https://broker.netid.de' },
  line: { issuer: 'https://access.line.me', clientAuth: 'post' },
  salesforce: { issuer: ({ issuer_url }) => issuer_url ?? 'https://login.salesforce.com' },
} as const satisfies Record<string, Kind>;
