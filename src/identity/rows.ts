import type { CredentialRow, IdentityRow } from '../db/tables.ts';
import type { Credential, CredentialType, Identity } from './identity.ts';

/** The parts of a row that are text of JSON, of the shape they were written with. */
const parse = <T>(text: string): T => JSON.parse(text) as T;
const parseNullable = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
const formatNullable = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

export const readIdentity = (row: IdentityRow): Identity => ({
  id: row.id,
  schemaId: row.schema_id,
  state: row.state,
  stateChangedAt: row.state_changed_at,
  traits: parse(row.traits),
  metadataPublic: parseNullable(row.metadata_public),
  metadataAdmin: parseNullable(row.metadata_admin),
  verifiableAddresses: parse(row.verifiable_addresses),
  recoveryAddresses: parse(row.recovery_addresses),
  externalId: row.external_id,
  organizationId: row.organization_id,
  availableAal: row.available_aal,
  version: row.version,
  logHead: row.log_head,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const identityRow = (identity: Identity): IdentityRow => ({
  id: identity.id,
  schema_id: identity.schemaId,
  state: identity.state,
  state_changed_at: identity.stateChangedAt,
  traits: JSON.stringify(identity.traits),
  metadata_public: formatNullable(identity.metadataPublic),
  metadata_admin: formatNullable(identity.metadataAdmin),
  verifiable_addresses: JSON.stringify(identity.verifiableAddresses),
  recovery_addresses: JSON.stringify(identity.recoveryAddresses),
  external_id: identity.externalId,
  organization_id: identity.organizationId,
  available_aal: identity.availableAal,
  version: identity.version,
  log_head: identity.logHead,
  created_at: identity.createdAt,
  updated_at: identity.updatedAt,
});

export const readCredential = (row: CredentialRow): Credential => ({
  id: row.id,
  type: row.type as CredentialType,
  slot: row.slot,
  identifiers: parse(row.identifiers),
  config: parse(row.config),
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const credentialRow = (credential: Credential, identityId: string): CredentialRow => ({
  id: credential.id,
  identity_id: identityId,
  type: credential.type,
  slot: credential.slot,
  identifiers: JSON.stringify(credential.identifiers),
  config: JSON.stringify(credential.config),
  version: credential.version,
  created_at: credential.createdAt,
  updated_at: credential.updatedAt,
});
