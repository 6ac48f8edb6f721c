import { s } from '../spec.ts';

const flag = (help: string) => s.boolean(help, { default: false });

export const clients = s.object('Calls to other machines', {
  http: s.object('HTTP', {
    disallow_private_ip_ranges: s.boolean('No calls to private, loopback and link-local addresses', { default: false }),
    private_ip_exception_urls: s.list('Exceptions', s.url('URL'), { default: [] }),
  }),
  smtp: s.object('SMTP', { disallow_private_ip_ranges: s.boolean('No connections to private, loopback and link-local addresses', { default: false }) }),
  web_hook: s.object('Web hooks', {
    header_allowlist: s.list('Request headers that templates see', s.text('Header'), {
      default: [
        'Accept',
        'Accept-Encoding',
        'Accept-Language',
        'Content-Length',
        'Content-Type',
        'Origin',
        'Priority',
        'Referer',
        'Sec-Ch-Ua',
        'Sec-Ch-Ua-Mobile',
        'Sec-Ch-Ua-Platform',
        'Sec-Fetch-Dest',
        'Sec-Fetch-Mode',
        'Sec-Fetch-Site',
        'Sec-Fetch-User',
        'True-Client-Ip',
        'User-Agent',
      ],
    }),
    timeout: s.duration('How long one is waited for', { default: '10s', min: 1, own: true }),
    retries: s.integer('How often one is told before it is given up, with ever longer pauses, ten minutes at most', { default: 15, min: 1, max: 1000, own: true }),
  }),
});

export const security = s.object('Precautions', {
  account_enumeration: s.object('Guessing accounts', {
    mitigate: s.boolean('Hide whether an account exists: a login in two steps offers every method to every name, and `login_hints` says nothing. Registration still says that a name is taken', {
      default: false,
    }),
  }),
  disallow_ref_in_identity_schemas: s.boolean('Restrict `$ref` in identity schemas', { default: false, inert: 'a `$ref` never leads out of its schema: nothing is read or fetched for it' }),
});

export const featureFlags = s.object('Switches between older and newer answers', {
  cacheable_sessions: s.boolean('Cache header on whoami', { default: false }),
  cacheable_sessions_max_age: s.duration('Upper limit for it', { default: '0s' }),
  use_continue_with_transitions: s.boolean('JSON answers of recovery carry `continue_with` instead of 422', { default: false }),
  choose_recovery_address: s.boolean('Choose the address in recovery', { default: false, needs: 'choose_address' }),
  legacy_continue_with_verification_ui: s.boolean('Always send to the verification page', { default: false }),
  legacy_require_verified_login_error: s.boolean('Form error 4000010 instead of `continue_with`', { default: false }),
  faster_session_extend: s.boolean('204 without a body when a session is extended', { default: false }),
  password_profile_registration_node_group: s.choice('Group of traits in registration', ['password', 'default'], { default: 'default' }),
  legacy_oidc_registration_node_group: s.boolean('Traits in group oidc when registration is completed', { default: false }),
  legacy_allow_insecure_origins: s.boolean('Accept unsafe wildcards', { default: false, needs: 'insecure_origins' }),
  refresh_login_choose_address: s.boolean('Choose the address for a code when signing in again', { default: false }),
});

export const log = s.object('Log, as JSON lines', {
  level: s.choice('Least severity', ['trace', 'debug', 'info', 'warning', 'error', 'fatal', 'panic'], { default: 'info' }),
  format: s.choice('Form of the lines', ['json', 'text'], { default: 'json' }),
  leak_sensitive_values: s.boolean('Log secrets', { default: false, needs: 'leaks' }),
  redaction_text: s.text('Text in place of secrets', { needs: 'redaction' }),
});

/** Command line flags of Kratos that its configuration knows, too, and keys of other editions. */
export const rest = {
  dev: flag("For work on one's own machine: cookies without Secure, and a mailbox that shows every message at `/ui/mailbox`"),
  version: s.text('Version of the format', { inert: 'there is one format' }),
  'sqa-opt-out': s.boolean('No analytics', { default: false, inert: 'there are no analytics' }),
  'watch-courier': s.boolean('Send mail from this process', { default: false, inert: 'the server always does' }),
  'expose-metrics-port': s.integer('Port for metrics', { default: 0, max: 65_535, needs: 'metrics_port' }),
  config: s.list('Further files', s.text('File'), { default: [], needs: 'config_key' }),
  tracing: s.any('OpenTelemetry', { needs: 'tracing' }),
  oauth2_provider: s.any('Login and consent for an OAuth2 server', { needs: 'oauth2' }),
  preview: s.object('Trials', { default_read_consistency_level: s.choice('Reads', ['strong', 'eventual'], { default: 'strong', needs: 'eventual_reads' }) }),
  organizations: s.any('Organizations', { needs: 'organizations' }),
  enterprise: s.any('Commercial edition', { needs: 'commercial' }),
  revision: s.any('Tooling of the commercial edition', { needs: 'commercial' }),
};
