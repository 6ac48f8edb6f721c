/** What a DSN names, so far as others than the database need to know. */
export type Dsn = { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres' };

/** Reads a DSN in the forms that Kratos takes. @throws Error that says what is allowed and repeats no part that may be a password */
export function readDsn(dsn: string): Dsn {
  if (dsn === 'memory' || dsn.startsWith('memory://')) return { kind: 'memory' };
  const scheme = /^([a-z0-9+]+):\/\//i.exec(dsn)?.[1]?.toLowerCase();
  if (scheme === 'sqlite' || scheme === 'sqlite3') return sqlite(dsn.slice(`${scheme}://`.length));
  if (scheme === 'postgres' || scheme === 'postgresql' || scheme === 'cockroach' || scheme === 'cockroachdb') {
    if (!URL.canParse(dsn.replace(/^[a-z0-9+]+:/i, 'postgres:'))) throw new Error('this is no address of a PostgreSQL database: write postgres://user:password@host:5432/database');
    return { kind: 'postgres' };
  }
  if (scheme === 'mysql') throw new Error('MySQL is not supported: use SQLite or PostgreSQL');
  throw new Error(`a DSN is "memory" or starts with sqlite://, postgres:// or cockroach://${scheme === undefined ? '' : `, not with ${scheme}://`}`);
}

function sqlite(rest: string): Dsn {
  const [path = '', query = ''] = rest.replace(/^file:/, '').split('?', 2);
  if (path === ':memory:' || new URLSearchParams(query).get('mode') === 'memory') return { kind: 'memory' };
  if (path === '') throw new Error('the DSN names no file: write sqlite:///var/lib/zelos/zelos.db, or sqlite://./zelos.db for one in this folder');
  try {
    return { kind: 'sqlite', file: decodeURIComponent(path) };
  } catch {
    throw new Error('the file name has a % that starts no escape: write %25 for a percent sign');
  }
}
