import type { Migration } from './migration.ts';

/** Sessions that wait for the native app whose person has signed in in a browser. */
export const exchanges: Migration = {
  number: 4,
  name: 'exchanges',
  up: [
    `create table exchanges (
      id text primary key,
      identity_id text not null references identities (id) on delete cascade,
      payload text not null,
      expires_at bigint not null
    )`,
    'create index exchanges_identity_id on exchanges (identity_id)',
    'create index exchanges_expires_at on exchanges (expires_at)',
  ],
};
