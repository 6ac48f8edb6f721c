import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { ValidationError } from '../errors.ts';
import { m } from '../messages/catalogue.ts';
import { ALGORITHMS } from './options.ts';
import type { RelyingParty } from './relying-party.ts';

/** Loaded with the first key: it is a quarter of what a start would take, and not everybody has keys. */
const library = async () => ({ ...(await import('@simplewebauthn/server')), ...(await import('@simplewebauthn/server/helpers')) });
type Library = Awaited<ReturnType<typeof library>>;

/** What a ceremony was asked for, and by whom. `verified`: who held the key must have shown it (PIN, fingerprint). */
export interface Expectation {
  readonly party: RelyingParty;
  readonly challenge: string;
  readonly verified: boolean;
}

/** What is known of a key after a ceremony. Bytes are base64. */
export interface Facts {
  readonly counter: number;
  readonly userVerified: boolean;
  /** May be copied to other devices (a synced passkey), and whether it has been. */
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
}
export interface NewKey extends Facts {
  /** base64url */
  readonly id: string;
  readonly publicKey: string;
  /** As UUID; all zero when the authenticator does not tell. */
  readonly aaguid: string;
  readonly transports: readonly string[];
}

/**
 * Checks the answer to a creation (WebAuthn §7.1): type, challenge, origin, domain, flags, algorithm. Nothing rests on who
 * made the authenticator, so a statement about that is set aside unread: reading one can mean asking an address that stands
 * in it. @throws ValidationError 4000043 for anything that is wrong
 */
export async function verifyRegistration(response: RegistrationResponseJSON, { party, challenge, verified }: Expectation): Promise<NewKey> {
  const { registrationInfo: found } = await refusingErrors(async (webauthn) => {
    forbidFrames(response.response.clientDataJSON, webauthn);
    return webauthn.verifyRegistrationResponse({
      response: { ...response, response: { ...response.response, attestationObject: withoutStatement(response.response.attestationObject, webauthn) } },
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: verified,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
  });
  if (found === undefined || found.credential.id !== response.id) throw refused();
  return {
    id: found.credential.id,
    publicKey: Buffer.from(found.credential.publicKey).toString('base64'),
    aaguid: found.aaguid,
    transports: response.response.transports ?? [],
    counter: found.credential.counter,
    userVerified: found.userVerified,
    backupEligible: found.credentialDeviceType === 'multiDevice',
    backedUp: found.credentialBackedUp,
  };
}

/**
 * Checks the answer to a request made with a known key (WebAuthn §7.2). The counter is for the caller to judge.
 * @param key `publicKey` base64 @throws ValidationError 4000043 for anything that is wrong
 */
export async function verifyAssertion(
  response: AuthenticationResponseJSON,
  { party, challenge, verified }: Expectation,
  key: { readonly publicKey: string; readonly backupEligible: boolean | undefined },
): Promise<Facts> {
  const { verified: signed, authenticationInfo: found } = await refusingErrors(async (webauthn) => {
    forbidFrames(response.response.clientDataJSON, webauthn);
    return webauthn.verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: verified,
      credential: { id: response.id, publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64')), counter: 0 },
    });
  });
  const backupEligible = found.credentialDeviceType === 'multiDevice';
  // §7.2 step 20: whether a key can be copied never changes.
  if (!signed || (key.backupEligible !== undefined && key.backupEligible !== backupEligible)) throw refused();
  return { counter: found.newCounter, userVerified: found.userVerified, backupEligible, backedUp: found.credentialBackedUp };
}

export const refused = (): ValidationError => new ValidationError({ message: m.webauthnInvalid() });

/** Whatever the bytes of a stranger make a parser throw means the same: they are no good. */
async function refusingErrors<T>(verify: (webauthn: Library) => Promise<T>): Promise<T> {
  const webauthn = await library();
  try {
    return await verify(webauthn);
  } catch {
    throw refused();
  }
}

/** No page of ours asks from within another site's frame. */
function forbidFrames(clientDataJSON: string, { decodeClientDataJSON }: Library): void {
  const { crossOrigin, topOrigin } = decodeClientDataJSON(clientDataJSON);
  if ((crossOrigin !== undefined && crossOrigin) || topOrigin !== undefined) throw refused();
}

const STATEMENTS: ReadonlySet<string> = new Set(['packed', 'tpm', 'android-key', 'android-safetynet', 'fido-u2f', 'apple']);

/** The same attestation object, saying that there is no statement. One that claims so and has a statement stays as it is, to be refused. */
function withoutStatement(attestationObject: string, { decodeAttestationObject, isoBase64URL, isoCBOR }: Library): string {
  const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  if (!STATEMENTS.has(decoded.get('fmt'))) return attestationObject;
  const nothing = new Map<string, never>();
  return isoBase64URL.fromBuffer(
    isoCBOR.encode(
      new Map<string, string | Uint8Array | typeof nothing>([
        ['fmt', 'none'],
        ['attStmt', nothing],
        ['authData', decoded.get('authData')],
      ]),
    ),
  );
}
