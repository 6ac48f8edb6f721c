import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { type Database, Duplicate, type Write } from '../db/database.ts';
import { apiErrors, ValidationError } from '../errors.ts';
import type { Occurrence } from '../events/event.ts';
import { originOf, type SecurityLog } from '../events/log.ts';
import type { Exchange } from '../http/exchange.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { IdentitySchema, Schemas } from '../schema/identity-schema.ts';
import type { IdentityBody } from './admin-body.ts';
import { type Applied, applyChanges, newIdentity } from './changes.ts';
import { credentialShapes, type Keeping } from './credential-shapes.ts';
import { differencesOf } from './differences.ts';
import type { UsableFactors } from './factors.ts';
import type { Account, CredentialType, NewCredential } from './identity.ts';
import { withPassword } from './password-shape.ts';

/** What the admin API of identities works with. */
export interface IdentityNeeds extends Keeping {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly schemas: Schemas;
  readonly usable: UsableFactors;
  readonly securityLog: SecurityLog;
}

/** A new identity as an administrator describes it; the caller writes it. @throws ApiError, ValidationError */
export async function createdFrom(body: IdentityBody, needs: IdentityNeeds): Promise<Applied> {
  const schema = schemaFor(body, needs);
  checkTraits(body, schema);
  const { metadataPublic, metadataAdmin, externalId, organizationId, addresses, traits, state = 'active' } = body;
  const credentials = await importedCredentials(body.credentials, needs);
  return newIdentity({ traits, credentials, addresses, state, metadataPublic, metadataAdmin, externalId, organizationId }, { schema, now: needs.clock.now(), usable: needs.usable });
}

/** The identity with all that an administrator may replace replaced; credentials that are not named stay. @throws ApiError, ValidationError */
export async function replacedBy(body: IdentityBody, before: Account, needs: IdentityNeeds): Promise<Applied> {
  const schema = schemaFor(body, needs);
  checkTraits(body, schema);
  const { metadataPublic, metadataAdmin, externalId, organizationId, addresses, traits, state = before.identity.state } = body;
  const credentials = await importedCredentials(body.credentials, needs);
  return applyChanges(
    before,
    [{ type: 'setTraits', traits }, ...credentials.map((credential) => ({ type: 'setCredential' as const, credential: followingOn(before, credential, needs.config) }))],
    { schema, now: needs.clock.now(), usable: needs.usable },
    { schemaId: schema.id, state, metadataPublic, metadataAdmin, externalId, organizationId, addresses },
  );
}

/** A password that an administrator sets takes its place in the row of those that are not to be had again. */
function followingOn(before: Account, credential: NewCredential, config: Config): NewCredential {
  const { hashed_password: hash } = credential.config;
  return credential.type === 'password' && typeof hash === 'string' ? withPassword(before, hash, config.selfservice.methods.password.config.history_size) : credential;
}

/** What an administrator has done to an account, with what tells its log of it. @param before none: it is new */
export function toldOf({ account, writes }: Applied, before: Account | undefined, exchange: Exchange, { securityLog }: IdentityNeeds): Write[] {
  if (writes.length === 0) return writes;
  const changed: Occurrence[] = before === undefined ? [{ kind: 'identity.created' }] : [...stateOf(before, account), ...differencesOf(before, account)];
  const all: Occurrence[] = changed.length === 0 ? [{ kind: 'identity.updated' }] : changed;
  return [
    ...writes,
    ...securityLog.record(
      account.identity,
      all.map(({ kind, details }) => ({ kind, details: { ...details, by: 'admin' } })),
      originOf(exchange),
    ),
  ];
}

const stateOf = ({ identity: before }: Account, { identity: after }: Account): Occurrence[] =>
  before.state === after.state ? [] : [{ kind: after.state === 'active' ? 'identity.activated' : 'identity.deactivated' }];

/** @throws ApiError 409 if a name, a link or the external id belongs to somebody else */
export async function written(db: Database, writes: readonly Write[]): Promise<void> {
  try {
    await db.write(writes);
  } catch (error) {
    if (error instanceof Duplicate)
      throw apiErrors.conflict(error.table === 'identities' ? 'This external_id belongs to another identity.' : 'An address, sign-in name or linked account of this identity belongs to another one.');
    throw error;
  }
}

function schemaFor({ schemaId }: IdentityBody, { schemas }: IdentityNeeds): IdentitySchema {
  const schema = schemas.find(schemaId ?? schemas.defaultId);
  if (schema === undefined) throw apiErrors.badRequest(`There is no identity schema ${JSON.stringify(schemaId)}.`);
  return schema;
}

function checkTraits({ traits, addresses, recovery }: IdentityBody, schema: IdentitySchema): void {
  const normal = schema.normalise(traits);
  const issues = schema.validate(normal);
  if (issues.length > 0) throw new ValidationError(...issues);
  const derived = schema.identifiers(normal);
  const isIn = (known: readonly { via: string; value: string }[]) => (address: { via: string; value: string }) => known.some(({ via, value }) => via === address.via && value === address.value);
  if (!addresses.every(isIn(derived.verifiable)))
    throw apiErrors.badRequest('verifiable_addresses has an address that the traits do not hold, or that the identity schema does not mark for verification.');
  if (!recovery.every(isIn(derived.recovery))) throw apiErrors.badRequest('recovery_addresses has an address that the traits do not hold, or that the identity schema does not mark for recovery.');
}

async function importedCredentials(credentials: JsonObject, keeping: Keeping): Promise<NewCredential[]> {
  const imported: NewCredential[] = [];
  for (const [type, credential] of Object.entries(credentials)) {
    if (credential === null || credential === undefined) continue;
    const shape = isCredentialType(type) ? credentialShapes[type] : undefined;
    if (shape?.fromWire === undefined) throw apiErrors.badRequest(`credentials.${type} cannot be imported.`);
    const config = isObject(credential) ? (credential['config'] ?? {}) : undefined;
    if (!isObject(config)) throw apiErrors.badRequest(`credentials.${type}.config must be an object.`);
    imported.push(...(await shape.fromWire(config, keeping)));
  }
  return imported;
}

export const isCredentialType = (type: string): type is CredentialType => Object.hasOwn(credentialShapes, type);
