import type { Migration } from './migration.ts';

const OF_IDENTITY = 'text not null references identities (id) on delete cascade';

/** The tables of tables.ts: documents as text, times as milliseconds, booleans as 0 or 1. Every foreign key has an index. */
export const tables: Migration = {
  number: 1,
  name: 'tables',
  up: [
    `create table identities (
      id text primary key,
      schema_id text not null,
      state text not null,
      state_changed_at bigint not null,
      traits text not null,
      metadata_public text,
      metadata_admin text,
      verifiable_addresses text not null,
      recovery_addresses text not null,
      external_id text,
      organization_id text,
      available_aal text not null,
      version bigint not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    'create unique index identities_external_id on identities (external_id)',
    'create index identities_created_at on identities (created_at, id)',

    `create table identifiers (
      kind text not null,
      value text not null,
      identity_id ${OF_IDENTITY},
      primary key (kind, value)
    )`,
    'create index identifiers_identity_id on identifiers (identity_id)',

    `create table credentials (
      id text primary key,
      identity_id ${OF_IDENTITY},
      type text not null,
      slot text not null,
      identifiers text not null,
      config text not null,
      version bigint not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    'create unique index credentials_slot on credentials (identity_id, type, slot)',

    `create table sessions (
      id text primary key,
      identity_id ${OF_IDENTITY},
      token_hash text not null,
      aal text not null,
      methods text not null,
      devices text not null,
      active integer not null,
      authenticated_at bigint not null,
      issued_at bigint not null,
      expires_at bigint not null,
      updated_at bigint not null
    )`,
    'create unique index sessions_token_hash on sessions (token_hash)',
    'create index sessions_identity_id on sessions (identity_id, issued_at)',
    'create index sessions_expires_at on sessions (expires_at)',

    `create table flows (
      id text primary key,
      kind text not null,
      type text not null,
      state text not null,
      identity_id text references identities (id) on delete cascade,
      request_url text not null,
      form text not null,
      context text not null,
      draft text,
      revision bigint not null,
      issued_at bigint not null,
      expires_at bigint not null
    )`,
    'create index flows_identity_id on flows (identity_id)',
    'create index flows_expires_at on flows (expires_at)',

    `create table paused (
      id text primary key,
      flow_id text not null references flows (id) on delete cascade,
      identity_id ${OF_IDENTITY},
      method text not null,
      payload text not null,
      created_at bigint not null,
      expires_at bigint not null
    )`,
    'create index paused_flow_id on paused (flow_id)',
    'create index paused_identity_id on paused (identity_id)',
    'create index paused_expires_at on paused (expires_at)',

    `create table errors (
      id text primary key,
      error text not null,
      created_at bigint not null,
      expires_at bigint not null
    )`,
    'create index errors_expires_at on errors (expires_at)',

    `create table messages (
      id text primary key,
      status text not null,
      type text not null,
      channel text not null,
      recipient text not null,
      template_type text not null,
      subject text not null,
      body text not null,
      send_count integer not null,
      due_at bigint not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    'create index messages_due_at on messages (status, due_at)',
    'create index messages_updated_at on messages (status, updated_at)',
    'create index messages_created_at on messages (created_at, id)',
  ],
};
