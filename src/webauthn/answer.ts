import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { ValidationError } from '../errors.ts';
import { isObject } from '../json.ts';
import { m } from '../messages/catalogue.ts';

/** Much more than the longest that authenticators send, statements about their make included. */
const MOST_CHARACTERS = 64 * 1024;
/** WebAuthn §4, Credential ID: at most 1023 bytes. */
const MOST_ID_BYTES = 1023;

/** The answer to `navigator.credentials.create` as a page posts it: its form only. @throws ValidationError 4000001 */
export function readRegistration(text: string): RegistrationResponseJSON {
  const { id, response } = readCredential(text);
  const { clientDataJSON, attestationObject, transports } = response;
  if (!isBase64url(clientDataJSON) || !isBase64url(attestationObject)) throw unreadable();
  const known = Array.isArray(transports) ? transports.filter((transport) => typeof transport === 'string' && TRANSPORTS.has(transport)) : [];
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON, attestationObject, transports: [...new Set(known)] } };
}

/** The answer to `navigator.credentials.get`. @throws ValidationError 4000001 */
export function readAssertion(text: string): AuthenticationResponseJSON {
  const { id, response } = readCredential(text);
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  if (!isBase64url(clientDataJSON) || !isBase64url(authenticatorData) || !isBase64url(signature)) throw unreadable();
  const handle = userHandle === undefined || userHandle === null || userHandle === '' ? {} : isBase64url(userHandle) ? { userHandle } : undefined;
  if (handle === undefined) throw unreadable();
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON, authenticatorData, signature, ...handle } };
}

function readCredential(text: string): { id: string; response: Record<string, unknown> } {
  if (text.length > MOST_CHARACTERS) throw unreadable();
  let sent: unknown;
  try {
    sent = JSON.parse(text);
  } catch {
    throw unreadable();
  }
  if (!isObject(sent)) throw unreadable();
  const { id, rawId, type, response } = sent;
  if (!isBase64url(id) || id !== rawId || Buffer.byteLength(id, 'base64url') > MOST_ID_BYTES || type !== 'public-key' || !isObject(response)) throw unreadable();
  return { id, response };
}

/** How a key can be reached (WebAuthn §5.8.4); browsers are told again when it is asked for. */
const TRANSPORTS: ReadonlySet<unknown> = new Set(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/** The one spelling of these bytes: no padding, no other alphabet, no stray bits at the end. */
const isBase64url = (value: unknown): value is string => typeof value === 'string' && /^[\w-]+$/.test(value) && Buffer.from(value, 'base64url').toString('base64url') === value;

const unreadable = (): ValidationError => new ValidationError({ message: m.validationGeneric({ reason: 'What the browser sent of your security key or passkey cannot be read. Try again.' }) });
