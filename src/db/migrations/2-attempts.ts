import type { Migration } from './migration.ts';

/** Wrong passwords and codes are counted, so that guessing gets slower and slower. */
export const attempts: Migration = {
  number: 2,
  name: 'attempts',
  up: [
    `create table attempts (
      id text primary key,
      identity_id text references identities (id) on delete cascade,
      failures integer not null,
      next_at bigint not null,
      expires_at bigint not null
    )`,
    'create index attempts_identity_id on attempts (identity_id)',
    'create index attempts_expires_at on attempts (expires_at)',
  ],
};
