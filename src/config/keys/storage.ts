import { s } from '../spec.ts';

export const dsn = s.text('Database: `memory`, `sqlite://FILE`, `postgres://…` (also `postgresql://`, `cockroach://`)', { default: 'sqlite://./zelos.db' });

export const database = s.object('Removal of expired rows, which runs by itself', {
  cleanup: s.object('How expired rows are removed', {
    batch_size: s.integer('Rows removed at once', { default: 100, min: 1, max: 10_000 }),
    sleep: s.object('Pauses', { tables: s.duration('Pause between two rounds', { default: '1m', min: 1 }) }),
    older_than: s.duration('How long a row has to be expired', { default: '0s' }),
  }),
});

const secret = s.text('Secret of at least 16 characters', { minLength: 16 });

export const secrets = s.object('Keys. In each list the first signs and seals, all of them are accepted: put a new one in front to rotate', {
  default: s.list('Used where a list of its own is missing', secret, { derived: 'made once and kept beside an embedded database; new at each start for `memory`; required for PostgreSQL' }),
  cookie: s.list('Cookies', secret, { derived: '`secrets.default`' }),
  cipher: s.list('What is stored sealed; each exactly 32 characters', s.text('Secret of exactly 32 characters', { minLength: 32, maxLength: 32 }), { derived: '`secrets.default`' }),
  pagination: s.list('Page tokens', secret, { derived: '`secrets.default`', inert: 'page tokens hold nothing secret' }),
});

export const ciphers = s.object('How tokens of providers are stored', {
  algorithm: s.choice('Cipher', ['noop', 'aes', 'xchacha20-poly1305'], { default: 'aes', inert: 'secrets are always stored sealed, with AES-256-GCM' }),
});

const hint = { inert: 'a hint for tuning by hand' } as const;

export const hashers = s.object('How new passwords are hashed; every known format is accepted at sign-in', {
  algorithm: s.choice('For new passwords; `argon2` is argon2id', ['argon2', 'bcrypt'], { default: 'argon2' }),
  bcrypt: s.object('bcrypt', { cost: s.integer('Cost', { default: 12, min: 4, max: 31 }) }),
  argon2: s.object('argon2id', {
    memory: s.size('Memory for one hash', { default: '19MB' }),
    iterations: s.integer('Passes', { default: 2, min: 1, max: 100 }),
    parallelism: s.integer('Lanes', { default: 1, min: 1, max: 255 }),
    salt_length: s.integer('Bytes of salt', { default: 16, min: 8, max: 1024 }),
    key_length: s.integer('Bytes of the hash', { default: 32, min: 16, max: 1024 }),
    expected_duration: s.duration('Wanted time for one hash', { default: '500ms', ...hint }),
    expected_deviation: s.duration('Accepted deviation', { default: '500ms', ...hint }),
    dedicated_memory: s.size('Memory for all hashes', { default: '1GB', ...hint }),
  }),
});
