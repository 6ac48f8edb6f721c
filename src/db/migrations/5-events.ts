import type { Migration } from './migration.ts';

/** The security log, links in mails that protect an account, and what counts the mails to an address. */
export const events: Migration = {
  number: 5,
  name: 'events',
  up: [
    `create table events (
      id text primary key,
      identity_id text not null references identities (id) on delete cascade,
      sequence integer not null,
      kind text not null,
      details text not null,
      ip text not null,
      user_agent text not null,
      session_id text,
      previous text not null,
      hash text not null,
      created_at bigint not null,
      unique (identity_id, sequence)
    )`,
    'create index events_created_at on events (created_at)',
    "alter table identities add column log_head text not null default ''",
    `create table mailed_links (
      id text primary key,
      identity_id text not null references identities (id) on delete cascade,
      purpose text not null,
      payload text not null,
      expires_at bigint not null
    )`,
    'create index mailed_links_identity_id on mailed_links (identity_id)',
    'create index mailed_links_expires_at on mailed_links (expires_at)',
    'create index messages_recipient on messages (recipient, created_at)',
  ],
};
