import type { Hasher } from '../crypto/passwords/hasher.ts';
import type { Sealer } from '../crypto/seal.ts';
import { apiErrors } from '../errors.ts';
import { isObject, type JsonObject } from '../schema/field.ts';
import type { Credential, CredentialType, NewCredential } from './identity.ts';
import { keysFromWire, keysToWire } from './key-shape.ts';
import { codesFromWire, codesToWire } from './lookup-shape.ts';
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
  password: {
    toWire: ([row]) => row?.config ?? {},
    fromWire: importPassword,
  },
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

async function importPassword(config: JsonObject, { hasher }: Keeping): Promise<readonly NewCredential[]> {
  const plain = text(config, 'password', 'credentials.password.config');
  const hashed = text(config, 'hashed_password', 'credentials.password.config');
  if (config['use_password_migration_hook'] !== undefined && config['use_password_migration_hook'] !== false)
    throw apiErrors.badRequest('credentials.password.config.use_password_migration_hook is not supported by this server.');
  if (hashed !== undefined) {
    const problem = hasher.refusal(hashed);
    if (problem !== undefined) throw apiErrors.badRequest(`credentials.password.config.hashed_password: ${problem}`);
    return [{ type: 'password', slot: '', config: { hashed_password: hashed } }];
  }
  if (plain === undefined || plain === '') return [];
  return [{ type: 'password', slot: '', config: { hashed_password: await hasher.hash(plain) } }];
}

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
