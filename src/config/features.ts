/**
 * What the keys of a configuration rest on. A key that needs a feature which is not `built` either stops the start
 * (`refuse`: its author must not believe that it works) or loads with a warning (`warn`: nobody relies on it, and what is missing shows by itself).
 * When a feature is there, its line becomes `built: true`, and nothing else has to change.
 */
export const FEATURES = {
  totp: { built: true, missing: 'warn', what: 'the method totp' },
  lookup_secret: { built: true, missing: 'warn', what: 'the method lookup_secret' },
  webauthn: { built: true, missing: 'warn', what: 'the method webauthn' },
  passkey: { built: true, missing: 'warn', what: 'the method passkey' },
  oidc: { built: true, missing: 'warn', what: 'the method oidc' },
  code: { built: true, missing: 'warn', what: 'the method code' },
  link: { built: true, missing: 'warn', what: 'the method link' },
  recovery: { built: true, missing: 'warn', what: 'the recovery flow' },
  verification: { built: true, missing: 'warn', what: 'the verification flow' },
  courier: { built: true, missing: 'warn', what: 'sending mail (courier)' },
  courier_http: { built: true, missing: 'refuse', what: 'sending mail or text messages by an HTTP call' },
  choose_address: { built: false, missing: 'refuse', what: 'choosing the address that a recovery code is sent to' },
  choose_login_address: { built: true, missing: 'refuse', what: 'choosing the address that a code is sent to when signing in again' },
  breach_warning: { built: true, missing: 'refuse', what: 'only warning of a leaked password' },
  hooks: { built: true, missing: 'refuse', what: 'hooks other than `session` after registration' },
  address_hooks: { built: true, missing: 'refuse', what: 'hooks that hold back a change of address, or tell the former one' },
  assurance: { built: true, missing: 'refuse', what: 'a need of assurance for each operation' },
  history: { built: true, missing: 'refuse', what: 'a history of passwords' },
  address_undo: { built: true, missing: 'refuse', what: 'undoing a change of address' },
  legacy: { built: true, missing: 'refuse', what: 'the paths and payloads of version 0.2' },
  migrate_hook: { built: true, missing: 'refuse', what: 'moving passwords over by a call to the old system' },
  sockets: { built: true, missing: 'refuse', what: 'listening on a UNIX socket' },
  tls: { built: true, missing: 'refuse', what: 'TLS on the listener' },
  cors_routes: { built: false, missing: 'never', what: 'answering OPTIONS by routes: preflights are answered for all of them' },
  cors_log: { built: false, missing: 'warn', what: 'a log line for each decision about other origins' },
  tokenizer: { built: true, missing: 'refuse', what: 'sessions as JSON Web Tokens' },
  cacheable_sessions: { built: true, missing: 'refuse', what: 'a cache header on whoami' },
  faster_extend: { built: true, missing: 'refuse', what: 'answering 204 to an extended session' },
  login_hints: { built: true, missing: 'refuse', what: 'hints at the way to sign in when an account exists' },
  clear_browser_data: { built: true, missing: 'refuse', what: 'Clear-Site-Data at logout' },
  identifier_first: { built: true, missing: 'refuse', what: 'login in two steps' },
  enumeration: { built: true, missing: 'refuse', what: 'hiding whether an account exists' },
  private_ranges: { built: true, missing: 'refuse', what: 'blocking calls to private addresses' },
  selectable_schemas: { built: true, missing: 'refuse', what: 'choosing the identity schema in a flow' },
  node_groups: { built: true, missing: 'refuse', what: 'other groups for traits in registration' },
  tracing: { built: false, missing: 'warn', what: 'tracing (spans go to the OpenTelemetry SDK that the process is started with)' },
  request_log: { built: true, missing: 'refuse', what: 'a switch for request log lines of health routes' },
  insecure_origins: { built: false, missing: 'never', what: 'unsafe wildcards in origins and return URLs' },
  leaks: { built: false, missing: 'warn', what: 'secrets in the log: they are always left out' },
  redaction: { built: false, missing: 'warn', what: 'a text in place of secrets: they are left out of the log' },
  metrics_port: { built: false, missing: 'never', what: 'a port of its own for metrics: they are at /metrics on the admin port' },
  oauth2: { built: false, missing: 'never', what: 'login and consent for an OAuth2 server' },
  organizations: { built: false, missing: 'never', what: 'organizations' },
  commercial: { built: false, missing: 'never', what: 'a key of the commercial edition' },
  config_key: { built: false, missing: 'never', what: 'naming further files inside a file: give each with --config' },
  eventual_reads: { built: false, missing: 'warn', what: 'eventually consistent reads: every read sees what was written' },
} as const satisfies Record<string, FeatureState>;

export interface FeatureState {
  readonly built: boolean;
  /** While it is not built: `never` refuses, too, and promises nothing. */
  readonly missing: 'warn' | 'refuse' | 'never';
  readonly what: string;
}
export type Feature = keyof typeof FEATURES;

export const feature = (name: Feature): FeatureState => FEATURES[name];
