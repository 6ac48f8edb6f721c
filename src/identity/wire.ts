import { timestamp } from '../clock.ts';
import type { IdentitySchema } from '../schema/identity-schema.ts';
import { credentialShapes } from './credential-shapes.ts';
import type { Account, Credential, CredentialType, Identity } from './identity.ts';

/** The part of the configuration that shows in an identity's JSON. */
interface PublicAddress {
  readonly serve: { readonly public: { readonly base_url: string } };
}

type Wire = Record<string, unknown>;

/** An identity as its owner sees it: no credentials, nothing that is for administrators. Fields in the wire's order. */
export const identityToWire = (identity: Identity, config: PublicAddress): Wire => ({
  id: identity.id,
  ...(identity.externalId === null ? {} : { external_id: identity.externalId }),
  ...beginning(identity, config),
  metadata_public: identity.metadataPublic,
  ...ending(identity),
});

/** An identity in lists for administrators. */
export const identityToAdminWire = (identity: Identity, config: PublicAddress): Wire => ({
  id: identity.id,
  ...(identity.externalId === null ? {} : { external_id: identity.externalId }),
  ...beginning(identity, config),
  metadata_public: identity.metadataPublic,
  metadata_admin: identity.metadataAdmin,
  ...ending(identity),
});

export interface CredentialView {
  readonly schema: IdentitySchema | undefined;
  /** Types whose stored values are shown, hashes and sealed values as they are. */
  readonly include: ReadonlySet<CredentialType>;
  /** The identity has just been made. */
  readonly fresh?: boolean;
}

/** A single identity for administrators: with what the person can sign in with. */
export function accountToAdminWire({ identity, credentials }: Account, config: PublicAddress, view: CredentialView): Wire {
  const { id, external_id, ...rest } = identityToAdminWire(identity, config);
  return { id, ...(external_id === undefined ? {} : { external_id }), credentials: credentialsToWire(identity, credentials, view), ...rest };
}

/** Rows of one type become one object. Types that the schema gives names for stand there even while there is no secret. */
function credentialsToWire(identity: Identity, credentials: readonly Credential[], { schema, include, fresh = false }: CredentialView): Wire {
  const login = schema?.identifiers(identity.traits).login ?? {};
  const groups: [string, Wire][] = Object.entries(login)
    .filter(([type, names]) => names.length > 0 && !credentials.some((c) => c.type === type))
    // A group without a secret counts from 0, which shows only in the answer to its making; one of codes needs no secret.
    .map(([type, names]) => [type, { type, identifiers: names, version: fresh && type !== 'code' ? 0 : 1, created_at: timestamp(identity.createdAt), updated_at: timestamp(identity.createdAt) }]);
  for (const [type, rows] of Map.groupBy(credentials, (c) => c.type)) groups.push([type, groupToWire(type, rows, include.has(type))]);
  return Object.fromEntries(groups.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const groupToWire = (type: CredentialType, rows: readonly Credential[], included: boolean): Wire => ({
  type,
  identifiers: [...new Set(rows.flatMap((row) => row.identifiers))],
  ...(included ? { config: credentialShapes[type].toWire(rows) } : {}),
  version: Math.max(...rows.map((row) => row.version)),
  created_at: timestamp(Math.min(...rows.map((row) => row.createdAt))),
  updated_at: timestamp(Math.max(...rows.map((row) => row.updatedAt))),
});

const beginning = (identity: Identity, config: PublicAddress): Wire => ({
  schema_id: identity.schemaId,
  schema_url: schemaUrl(identity.schemaId, config),
  state: identity.state,
  state_changed_at: timestamp(identity.stateChangedAt),
  traits: identity.traits,
  ...(identity.verifiableAddresses.length === 0
    ? {}
    : {
        verifiable_addresses: identity.verifiableAddresses.map((a) => ({
          id: a.id,
          value: a.value,
          verified: a.verified,
          via: a.via,
          status: a.status,
          ...(a.verifiedAt === null ? {} : { verified_at: timestamp(a.verifiedAt) }),
          created_at: timestamp(a.createdAt),
          updated_at: timestamp(a.updatedAt),
        })),
      }),
  ...(identity.recoveryAddresses.length === 0
    ? {}
    : { recovery_addresses: identity.recoveryAddresses.map((a) => ({ id: a.id, value: a.value, via: a.via, created_at: timestamp(a.createdAt), updated_at: timestamp(a.updatedAt) })) }),
});

const ending = (identity: Identity): Wire => ({
  created_at: timestamp(identity.createdAt),
  updated_at: timestamp(identity.updatedAt),
  organization_id: identity.organizationId,
});

export const schemaUrl = (schemaId: string, config: PublicAddress): string => `${config.serve.public.base_url}/schemas/${Buffer.from(schemaId).toString('base64url')}`;
