import { s } from '../spec.ts';
import { PROVIDER_KINDS } from './providers.ts';
import { call } from './web-call.ts';

const enabled = <const On extends boolean>(on: On) => s.boolean('The method is on', { default: on });
const lifespan = s.duration('How long it can be used', { default: '1h', min: 1 });

const password = s.object('Passwords', {
  enabled: enabled(true),
  config: s.object('Rules for new passwords', {
    haveibeenpwned_enabled: s.boolean('Ask a list of leaked passwords; five characters of a hash leave the house', { default: true }),
    haveibeenpwned_host: s.text('Host of that list', { default: 'api.pwnedpasswords.com' }),
    haveibeenpwned_file: s.text('A file made by `zelos breaches build`, read in place of asking the host: nothing leaves the house', { own: true }),
    haveibeenpwned_mode: s.choice('A leaked password is refused, or taken from whoever chooses it again after a warning', ['reject', 'warn'], {
      default: 'reject',
      own: true,
    }),
    max_breaches: s.integer('How often it may be on the list', { default: 0, max: 100 }),
    ignore_network_errors: s.boolean('Accept the password when the list cannot be reached', { default: true }),
    min_password_length: s.integer('Least number of characters', { default: 8, min: 6, max: 1024 }),
    max_password_length: s.integer('Greatest number of bytes', { derived: '72 with bcrypt, which sees no more; else 1024', min: 8, max: 4096, own: true }),
    identifier_similarity_check_enabled: s.boolean('Refuse passwords that are like the identifier', { default: true }),
    reject_same_password: s.boolean('Refuse the password that is set already; with a `history_size` it is refused in any case', { default: true, own: true }),
    history_size: s.integer('How many former passwords are refused; each costs a hash at every change', { default: 0, max: 24, own: true }),
    require_current_password: s.boolean('A change needs the current password', { default: false, own: true }),
    migrate_hook: s.object('Ask the old system at the first sign-in', { enabled: s.boolean('Ask', { default: false }), config: s.object('The call', { ...call('POST'), url: s.url('Where to') }) }),
  }),
});

const code = s.object('Codes by mail', {
  enabled: enabled(true),
  passwordless_enabled: s.boolean('Sign in and register by code', { default: false }),
  mfa_enabled: s.boolean('A second factor by code', { default: false }),
  config: s.object('Codes', {
    lifespan,
    max_submissions: s.integer('Tries for a flow', { default: 5, min: 1, max: 255 }),
    missing_credential_fallback_enabled: s.boolean('Make missing credentials on the way', { default: false, inert: 'codes are sent to whoever has a mailbox' }),
  }),
});

const link = s.object('Links by mail', {
  enabled: enabled(false),
  config: s.object('Links', { lifespan, base_url: s.url('Address in the links', { derived: '`serve.public.base_url`' }) }),
});

const totp = s.object('Authenticator apps', {
  enabled: enabled(false),
  config: s.object('Settings', { issuer: s.text('Name that the app shows', { derived: 'host of `serve.public.base_url`' }) }),
});

const lookupSecret = s.object('Backup codes', {
  enabled: enabled(false),
  config: s.object('Settings', {
    issue_after_totp: s.boolean('Show fresh codes when the first authenticator app is added', { derived: '`true`, `false` with `preset: kratos`', own: true }),
    reveal_enabled: s.boolean('Codes can be shown again, so they are stored sealed beside their hashes', { derived: '`false`, `true` with `preset: kratos`', own: true }),
  }),
});

const origin = s.url('Origin', { schemes: [] });
const party = {
  id: s.text('Domain the keys belong to', { derived: 'host of `serve.public.base_url`' }),
  display_name: s.text('Name that the browser shows'),
  origins: s.list('Origins of the pages', origin),
};
const webauthn = s.object('Security keys', {
  enabled: enabled(false),
  config: s.object('Settings', {
    passwordless: s.boolean('Sign in by key alone instead of a second factor', { default: false }),
    rp: s.object('Who asks for the key', { ...party, origin: s.url('One origin; older way', { schemes: [] }), icon: s.text('An icon', { inert: 'browsers no longer show it' }) }),
  }),
});

const LEVELS = ['required', 'preferred', 'discouraged'] as const;
const passkey = s.object('Passkeys', {
  enabled: enabled(false),
  config: s.object('Settings', {
    rp: s.object('Who asks for the passkey', party),
    authenticator_selection: s.object('Which authenticators', {
      attachment: s.choice('Built in or not', ['platform', 'cross-platform']),
      resident_key: s.choice('Kept on the authenticator', LEVELS, { default: 'required' }),
      user_verification: s.choice('Checks who holds it', LEVELS, { default: 'preferred' }),
    }),
    attestation: s.object('Proof of its make', { preference: s.choice('Asked for', ['none', 'indirect', 'direct', 'enterprise'], { default: 'none' }) }),
    timeouts: s.object('How long the browser waits', { registration: s.duration('When adding', { default: '5m', min: 1 }), login: s.duration('When signing in', { default: '5m', min: 1 }) }),
  }),
});

const text = (help: string) => s.text(help);
const provider = s.object('Provider', {
  id: s.text('Name of the provider in URLs and nodes', { required: true, minLength: 1 }),
  provider: s.choice('Its kind', PROVIDER_KINDS, { required: true }),
  client_id: s.text('Id of the client', { required: true, minLength: 1 }),
  client_secret: text('Secret of the client'),
  label: text('Name on the button'),
  issuer_url: s.url('Issuer'),
  auth_url: s.url('Authorization endpoint'),
  token_url: s.url('Token endpoint'),
  mapper_url: s.url('Jsonnet that maps claims to traits', { schemes: ['file', 'http', 'https', 'base64'], required: true }),
  scope: s.list('Scopes', text('Scope'), { default: [] }),
  requested_claims: s.any('`claims` parameter of OpenID Connect'),
  additional_id_token_audiences: s.list('Whom ID tokens may be meant for that an app brings, besides `client_id`', text('Client id'), { default: [] }),
  organization_id: s.text('Organization', { needs: 'organizations' }),
  microsoft_tenant: text('Tenant (Microsoft)'),
  subject_source: s.choice('Where the subject comes from (Microsoft)', ['userinfo', 'me', 'oid'], { default: 'userinfo' }),
  apple_team_id: text('Team (Apple)'),
  apple_private_key_id: text('Id of the key (Apple)'),
  apple_private_key: text('Private key (Apple)'),
  claims_source: s.choice('Where claims come from', ['id_token', 'userinfo'], { default: 'id_token' }),
  pkce: s.choice('Proof key', ['auto', 'never', 'force'], { default: 'auto' }),
  account_linking_mode: s.choice('When the address is known already', ['confirm_with_existing_credential', 'automatic'], { default: 'confirm_with_existing_credential' }),
  update_identity_on_login: s.choice('Traits at sign-in', ['never', 'automatic'], { default: 'never' }),
  aal2_acr_values: s.list('`acr` that count as two factors', text('Value'), { default: [] }),
  aal2_amr_values: s.list('`amr` that count as two factors', text('Value'), { default: [] }),
});
const oidc = s.object('Accounts of other providers', {
  enabled: enabled(false),
  config: s.object('Settings', { base_redirect_uri: s.url('Address of the callbacks', { derived: '`serve.public.base_url`' }), providers: s.list('Providers', provider, { default: [] }) }),
});

export const methods = s.object('Ways to sign in and to change an account', {
  profile: s.object('Traits', { enabled: enabled(true) }),
  password,
  code,
  link,
  totp,
  lookup_secret: lookupSecret,
  webauthn,
  passkey,
  oidc,
  b2b: s.any('Organizations', { needs: 'organizations' }),
});
