/**
 * What a configuration of Kratos can ask for and this server has not. A key that needs one of these stops the start (its author must
 * not believe that it works), or loads with a warning (`warn`: nobody relies on it, and what is missing shows by itself).
 */
const ABSENT = {
  choose_address: { missing: 'refuse', what: 'choosing the address that a recovery code is sent to' },
  cors_routes: { missing: 'never', what: 'answering OPTIONS by routes: preflights are answered for all of them' },
  cors_log: { missing: 'warn', what: 'a log line for each decision about other origins' },
  tracing: { missing: 'warn', what: 'tracing (spans go to the OpenTelemetry SDK that the process is started with)' },
  insecure_origins: { missing: 'never', what: 'unsafe wildcards in origins and return URLs' },
  leaks: { missing: 'warn', what: 'secrets in the log: they are always left out' },
  redaction: { missing: 'warn', what: 'a text in place of secrets: they are left out of the log' },
  metrics_port: { missing: 'never', what: 'a port of its own for metrics: they are at /metrics on the admin port' },
  oauth2: { missing: 'never', what: 'login and consent for an OAuth2 server' },
  organizations: { missing: 'never', what: 'organizations' },
  commercial: { missing: 'never', what: 'a key of the commercial edition' },
  config_key: { missing: 'never', what: 'naming further files inside a file: give each with --config' },
  eventual_reads: { missing: 'warn', what: 'eventually consistent reads: every read sees what was written' },
} as const satisfies Record<string, Absent>;

interface Absent {
  /** `never` refuses, too, and promises nothing. */
  readonly missing: 'warn' | 'refuse' | 'never';
  readonly what: string;
}
export type Feature = keyof typeof ABSENT;

export const feature = (name: Feature): Absent => ABSENT[name];
