import type { PoolConfig } from 'pg';

/** Options that belong to the pool, not to the connection, as Kratos names them in a DSN. */
const POOL_OPTIONS = ['max_conns', 'max_idle_conns', 'max_conn_lifetime', 'max_conn_idle_time', 'connect_timeout'];

/** Without `max_conns`. One process keeps few busy: a query takes well under a millisecond. */
const DEFAULT_CONNECTIONS = 10;
const DEFAULT_CONNECT_TIMEOUT = 10_000;

/**
 * `postgres://user:password@host:port/database?sslmode=…&max_conns=…` as options of the pool. `sslmode` means what it means to
 * libpq and pgx; `prefer` and `allow`, which promise nothing, and none at all connect without TLS.
 */
export function postgresOptions(dsn: string): PoolConfig {
  const url = new URL(dsn.replace(/^[a-z0-9+]+:/i, 'postgres:'));
  const query = url.searchParams;
  const given = Object.fromEntries(POOL_OPTIONS.map((name) => [name, query.get(name)]));
  for (const name of POOL_OPTIONS) query.delete(name);
  const sslMode = query.get('sslmode');
  if (sslMode === 'prefer' || sslMode === 'allow') query.set('sslmode', 'disable');
  if (sslMode !== null && !query.has('uselibpqcompat')) query.set('uselibpqcompat', 'true');
  const lifetime = milliseconds(given['max_conn_lifetime']);
  const idle = milliseconds(given['max_conn_idle_time']);
  return {
    connectionString: url.href,
    application_name: query.get('application_name') ?? 'zelos',
    max: Math.max(1, Number(given['max_conns'] ?? DEFAULT_CONNECTIONS) || DEFAULT_CONNECTIONS),
    connectionTimeoutMillis: milliseconds(given['connect_timeout']) ?? DEFAULT_CONNECT_TIMEOUT,
    idleTimeoutMillis: idle ?? 60_000,
    ...(lifetime === undefined ? {} : { maxLifetimeSeconds: lifetime / 1000 }),
  };
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `1h30m` as Kratos writes durations, or a bare number of seconds as libpq does. */
function milliseconds(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.length === 0 ? undefined : parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0), 0);
}
