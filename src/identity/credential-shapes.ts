import type { Hasher } from '../crypto/passwords/hasher.ts';
import type { Sealer } from '../crypto/seal.ts';
import { apiErrors } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Credential, CredentialType, NewCredential } from './identity.ts';
import { keysFromWire, keysToWire } from './key-shape.ts';
import { codesFromWire, codesToWire } from './lookup-shape.ts';
import { passwordFromWire, passwordToWire } from './password-shape.ts';
import { appFromWire, appsToWire } from './totp-shape.ts';

/** With what secrets become what is stored. */
export interface Keeping {
  readonly hasher: Hasher;
  readonly sealer: Sealer;
}

/** How the rows of one type stand on the wire: one object for all of them, as administrators read and import it. */
export interface CredentialShape {
  toWire(rows: readonly Credential[]): JsonObject;
  /** Left out: this type cannot be imported. @throws ApiError 400 */
  fromWire?(config: JsonObject, keeping: Keeping): Promise<readonly NewCredential[]>;
}

/** Secrets of these types are sealed or hashed here, so their rows mean nothing elsewhere. */
const withheld: CredentialShape = { toWire: () => ({}) };

/** A method that comes later puts its shape here. */
export const credentialShapes: Readonly<Record<CredentialType, CredentialShape>> = {
  password: { toWire: passwordToWire, fromWire: (config, { hasher }) => passwordFromWire(config, hasher) },
  oidc: {
    toWire: (rows) => ({ providers: rows.map((row) => row.config) }),
    fromWire: async (config) => importLinks(config),
  },
  totp: { toWire: appsToWire, fromWire: async (config, { sealer }) => appFromWire(config, sealer) },
  lookup_secret: { toWire: codesToWire, fromWire: async (config, { sealer }) => codesFromWire(config, sealer) },
  webauthn: { toWire: keysToWire, fromWire: async (config) => keysFromWire('webauthn', config) },
  passkey: { toWire: keysToWire, fromWire: async (config) => keysFromWire('passkey', config) },
  code: withheld,
};

function importLinks(config: JsonObject): readonly NewCredential[] {
  const providers = config['providers'] ?? [];
  if (!Array.isArray(providers)) throw apiErrors.badRequest('credentials.oidc.config.providers must be a list.');
  return providers.map((entry: unknown, i): NewCredential => {
    const at = `credentials.oidc.config.providers[${i}]`;
    if (!isObject(entry)) throw apiErrors.badRequest(`${at} must be an object.`);
    const provider = text(entry, 'provider', at);
    const subject = text(entry, 'subject', at);
    if (!provider || !subject) throw apiErrors.badRequest(`${at} needs a provider and a subject.`);
    const slot = `${provider}:${subject}`;
    return { type: 'oidc', slot, identifiers: [slot], config: { provider, subject } };
  });
}

function text(from: JsonObject, key: string, at: string): string | undefined {
  const value = from[key];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw apiErrors.badRequest(`${at}.${key} must be text.`);
}
