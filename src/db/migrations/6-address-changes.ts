import type { Migration } from './migration.ts';

/** Addresses that wait to be proven, and changes of address that the former address can take back. */
export const addressChanges: Migration = {
  number: 6,
  name: 'address_changes',
  up: [
    `create table address_changes (
      id text primary key,
      kind text not null,
      identity_id text not null references identities (id) on delete cascade,
      session_id text references sessions (id) on delete cascade,
      flow_id text,
      token_hash text,
      payload text not null,
      sends integer not null,
      sent_at bigint not null,
      created_at bigint not null,
      expires_at bigint not null
    )`,
    'create index address_changes_identity_id on address_changes (identity_id, created_at)',
    'create index address_changes_session_id on address_changes (session_id)',
    'create unique index address_changes_token_hash on address_changes (token_hash)',
    'create index address_changes_expires_at on address_changes (expires_at)',
  ],
};
