import { isUuid } from '../crypto/random.ts';
import { apiErrors } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isObject, type JsonObject } from '../json.ts';
import { isTooDeep, normaliseAddress } from '../schema/normalise.ts';
import type { NewVerifiable } from './addresses.ts';
import type { Identity, Traits } from './identity.ts';

/** An identity as administrators write it, understood. What was not given has its default: the whole identity is replaced. */
export interface IdentityBody {
  readonly schemaId: string | undefined;
  readonly traits: Traits;
  readonly state: Identity['state'] | undefined;
  readonly metadataPublic: unknown;
  readonly metadataAdmin: unknown;
  readonly externalId: string | null;
  readonly organizationId: string | null;
  readonly addresses: readonly NewVerifiable[];
  readonly recovery: readonly { readonly via: 'email' | 'sms'; readonly value: string }[];
  /** By type, not yet understood: credential-shapes.ts does. */
  readonly credentials: JsonObject;
}

/** The body, whatever JSON it is. @throws ApiError 400 */
export async function readJson(exchange: Exchange): Promise<unknown> {
  const sent = Buffer.from(await exchange.bytes()).toString('utf8');
  let body: unknown;
  try {
    body = JSON.parse(sent);
  } catch {
    throw apiErrors.badRequest('The body is not readable as JSON.');
  }
  if (isTooDeep(body)) throw apiErrors.badRequest('The JSON in the body is nested too deeply.');
  return body;
}

const KEYS: readonly string[] = ['schema_id', 'traits', 'credentials', 'state', 'metadata_public', 'metadata_admin', 'verifiable_addresses', 'recovery_addresses', 'external_id', 'organization_id'];

/** @throws ApiError 400 that names the field */
export function readIdentityBody(body: unknown): IdentityBody {
  if (!isObject(body)) throw apiErrors.badRequest('The body must be a JSON object.');
  const unknown = Object.keys(body).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw apiErrors.badRequest(`The body has an unknown field ${JSON.stringify(unknown)}; known are ${KEYS.join(', ')}.`);
  const { traits, state, credentials = {} } = body;
  if (!isObject(traits)) throw apiErrors.badRequest('traits must be given, and be an object.');
  if (state !== undefined && state !== null && state !== '' && state !== 'active' && state !== 'inactive') throw apiErrors.badRequest('state must be active or inactive.');
  if (!isObject(credentials)) throw apiErrors.badRequest('credentials must be an object.');
  const organization = text(body, 'organization_id');
  if (organization !== undefined && !isUuid(organization)) throw apiErrors.badRequest('organization_id must be a UUID or null.');
  return {
    schemaId: text(body, 'schema_id'),
    traits,
    state: state === 'active' || state === 'inactive' ? state : undefined,
    metadataPublic: body['metadata_public'] ?? null,
    metadataAdmin: body['metadata_admin'] ?? null,
    externalId: text(body, 'external_id') ?? null,
    organizationId: organization?.toLowerCase() ?? null,
    addresses: list(body, 'verifiable_addresses', readVerifiable),
    recovery: list(body, 'recovery_addresses', readAddress),
    credentials,
  };
}

/** Text; undefined for nothing, which null and '' say as well. */
function text(from: JsonObject, key: string, at = key): string | undefined {
  const value = from[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw apiErrors.badRequest(`${at} must be text.`);
  if (value.includes('\0')) throw apiErrors.badRequest(`${at} must not contain NUL.`);
  return value;
}

function list<T>(body: JsonObject, key: string, read: (entry: JsonObject, at: string) => T): T[] {
  const value = body[key] ?? [];
  if (!Array.isArray(value)) throw apiErrors.badRequest(`${key} must be a list.`);
  return value.map((entry: unknown, i) => {
    if (!isObject(entry)) throw apiErrors.badRequest(`${key}[${i}] must be an object.`);
    return read(entry, `${key}[${i}]`);
  });
}

function readAddress(entry: JsonObject, at: string): { via: 'email' | 'sms'; value: string } {
  const via = text(entry, 'via', `${at}.via`);
  const value = text(entry, 'value', `${at}.value`);
  if (via !== 'email' && via !== 'sms') throw apiErrors.badRequest(`${at}.via must be email or sms.`);
  if (value === undefined) throw apiErrors.badRequest(`${at}.value must be given.`);
  return { via, value: normaliseAddress(via, value) };
}

function readVerifiable(entry: JsonObject, at: string): NewVerifiable {
  const { verified = false, status = verified === true ? 'completed' : 'pending' } = entry;
  if (typeof verified !== 'boolean') throw apiErrors.badRequest(`${at}.verified must be true or false.`);
  if (status !== 'pending' && status !== 'sent' && status !== 'completed') throw apiErrors.badRequest(`${at}.status must be pending, sent or completed.`);
  const when = text(entry, 'verified_at', `${at}.verified_at`);
  const verifiedAt = when === undefined ? null : Date.parse(when);
  if (Number.isNaN(verifiedAt)) throw apiErrors.badRequest(`${at}.verified_at must be a time such as 2026-01-31T12:00:00Z.`);
  return { ...readAddress(entry, at), verified, status, verifiedAt };
}
