import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import { timestamp } from '../clock.ts';
import { apiErrors } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Credential, NewCredential } from './identity.ts';

/**
 * A security key or passkey as it is stored, one row each; but for the handle also its shape on the wire of
 * administrators, as Kratos writes and reads it. Bytes are base64. The row's slot is the credential id in base64url.
 */
export interface KeyConfig {
  readonly id: string;
  /** COSE_Key (RFC 9052). */
  readonly public_key: string;
  readonly attestation_type: string;
  /** `clone_warning`: the counter once fell, so there may be a copy of this key. */
  readonly authenticator: { readonly aaguid: string; readonly sign_count: number; readonly clone_warning: boolean };
  readonly display_name: string;
  /** Missing for keys that were imported without: then it is when the row was made. */
  readonly added_at?: string;
  readonly last_used_at?: string;
  readonly is_passwordless: boolean;
  /** Missing for keys that were imported without. */
  readonly flags?: { readonly user_present: boolean; readonly user_verified: boolean; readonly backup_eligible: boolean; readonly backup_state: boolean };
  readonly transport?: readonly string[];
  /** Under which the authenticator knows the person, in base64url; '' for keys that were imported without. */
  readonly user_handle: string;
}

export type Key = Credential<KeyConfig>;

/** Rows of one type as administrators see them. */
export function keysToWire(rows: readonly Credential[]): JsonObject {
  const keys = rows as unknown as readonly Key[];
  const handle = keys.find(({ config }) => config.user_handle !== '')?.config.user_handle;
  return {
    credentials: keys.map(({ config: { user_handle: _, ...config }, createdAt }) => ({ ...config, added_at: config.added_at ?? timestamp(createdAt) })),
    ...(handle === undefined ? {} : { user_handle: Buffer.from(handle, 'base64url').toString('base64') }),
  };
}

/** @throws ApiError 400 that names what cannot be read */
export function keysFromWire(type: 'webauthn' | 'passkey', { credentials = [], user_handle }: JsonObject): NewCredential[] {
  const at = `credentials.${type}.config`;
  if (!Array.isArray(credentials)) throw apiErrors.badRequest(`${at}.credentials must be a list.`);
  const handle = user_handle === undefined || user_handle === null ? '' : bytes(user_handle, `${at}.user_handle`, 64).toString('base64url');
  return credentials.map((entry: unknown, i) => {
    if (!isObject(entry)) throw apiErrors.badRequest(`${at}.credentials[${i}] must be an object.`);
    const config = keyFromWire(entry, `${at}.credentials[${i}]`, { passwordless: type === 'passkey', handle });
    return { type, slot: Buffer.from(config.id, 'base64').toString('base64url'), config: { ...config }, ...(type === 'passkey' ? { identifiers: handle === '' ? [] : [handle] } : {}) };
  });
}

function keyFromWire(entry: JsonObject, at: string, { passwordless, handle }: { passwordless: boolean; handle: string }): KeyConfig {
  const { id, public_key, display_name = '', attestation_type = 'none', added_at, is_passwordless = false, authenticator = {}, flags, transport = [] } = entry;
  const key = bytes(public_key, `${at}.public_key`, 4096);
  if (!isCoseKey(key)) throw apiErrors.badRequest(`${at}.public_key is no COSE key.`);
  if (typeof display_name !== 'string' || typeof attestation_type !== 'string') throw apiErrors.badRequest(`${at}.display_name and attestation_type must be text.`);
  if (typeof is_passwordless !== 'boolean') throw apiErrors.badRequest(`${at}.is_passwordless must be true or false.`);
  if (!isObject(authenticator)) throw apiErrors.badRequest(`${at}.authenticator must be an object.`);
  const { aaguid = '', sign_count = 0, clone_warning = false } = authenticator;
  if (typeof sign_count !== 'number' || !Number.isSafeInteger(sign_count) || sign_count < 0) throw apiErrors.badRequest(`${at}.authenticator.sign_count must be a whole number.`);
  if (!Array.isArray(transport) || !transport.every((one) => typeof one === 'string')) throw apiErrors.badRequest(`${at}.transport must be a list of texts.`);
  const addedAt = added_at === undefined || added_at === null ? undefined : Date.parse(String(added_at));
  if (Number.isNaN(addedAt)) throw apiErrors.badRequest(`${at}.added_at must be a time such as 2026-01-31T12:00:00Z.`);
  return {
    id: bytes(id, `${at}.id`, 1023).toString('base64'),
    public_key: key.toString('base64'),
    attestation_type,
    authenticator: { aaguid: aaguid === '' || aaguid === null ? '' : bytes(aaguid, `${at}.authenticator.aaguid`, 16).toString('base64'), sign_count, clone_warning: clone_warning === true },
    display_name,
    ...(addedAt === undefined ? {} : { added_at: timestamp(addedAt) }),
    is_passwordless: passwordless || is_passwordless,
    ...(isObject(flags)
      ? {
          flags: {
            user_present: flags['user_present'] === true,
            user_verified: flags['user_verified'] === true,
            backup_eligible: flags['backup_eligible'] === true,
            backup_state: flags['backup_state'] === true,
          },
        }
      : {}),
    transport,
    user_handle: handle,
  };
}

/** Base64, in either alphabet. */
function bytes(value: unknown, at: string, most: number): Buffer {
  if (typeof value !== 'string' || !/^[\w+/-]+={0,2}$/.test(value)) throw apiErrors.badRequest(`${at} must be given in base64.`);
  const decoded = Buffer.from(value, 'base64');
  if (decoded.length === 0 || decoded.length > most) throw apiErrors.badRequest(`${at} must have 1 to ${most} bytes.`);
  return decoded;
}

/** A map that says what kind of key it is (1) and for which algorithm (3). */
function isCoseKey(key: Buffer): boolean {
  try {
    const map: unknown = decodeCredentialPublicKey(new Uint8Array(key));
    return map instanceof Map && typeof map.get(1) === 'number' && typeof map.get(3) === 'number';
  } catch {
    return false;
  }
}
