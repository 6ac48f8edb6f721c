import type { RelyingParty } from './relying-party.ts';

/** COSE algorithms by preference, as the wire has them: ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384, PS512, EdDSA. */
export const ALGORITHMS: readonly number[] = [-7, -35, -36, -257, -258, -259, -37, -38, -39, -8];

/** What browsers are told of a key that is known. */
export interface Descriptor {
  readonly type: 'public-key';
  readonly id: string;
  readonly transports?: readonly string[];
}

export type Verification = 'required' | 'preferred' | 'discouraged';

export interface Creation {
  readonly party: RelyingParty;
  readonly challenge: string;
  /** `id`: the user handle, base64url. */
  readonly user: { readonly id: string; readonly name: string };
  readonly exclude: readonly Descriptor[];
  /** milliseconds */
  readonly timeout: number;
  readonly selection: Readonly<Record<string, unknown>>;
  readonly attestation?: string;
}

/** Options for `navigator.credentials.create` in JSON form (WebAuthn §5.4), in the wire's order. */
export const creationOptions = ({ party, challenge, user, exclude, timeout, selection, attestation }: Creation): { publicKey: Record<string, unknown> } => ({
  publicKey: {
    rp: { name: party.name, id: party.id },
    user: { name: user.name, displayName: user.name, id: user.id },
    challenge,
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout,
    ...(exclude.length === 0 ? {} : { excludeCredentials: exclude }),
    authenticatorSelection: selection,
    ...(attestation === undefined ? {} : { attestation }),
  },
});

/** Options for `navigator.credentials.get` in JSON form (WebAuthn §5.5). Without `allow` any passkey of this site will do. */
export const requestOptions = ({
  party,
  challenge,
  allow = [],
  timeout,
  verification,
}: {
  party: RelyingParty;
  challenge: string;
  allow?: readonly Descriptor[];
  timeout: number;
  verification: Verification;
}): { publicKey: Record<string, unknown> } => ({
  publicKey: { challenge, timeout, rpId: party.id, ...(allow.length === 0 ? {} : { allowCredentials: allow }), userVerification: verification },
});
