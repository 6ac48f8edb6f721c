/** A person (or thing) with an account, as the code sees it. The wire's shape is made in identity/wire.ts. */
export interface Identity {
  readonly id: string;
  readonly schemaId: string;
  readonly state: 'active' | 'inactive';
  readonly stateChangedAt: number;
  readonly traits: Traits;
  readonly metadataPublic: unknown;
  readonly metadataAdmin: unknown;
  readonly verifiableAddresses: readonly VerifiableAddress[];
  readonly recoveryAddresses: readonly RecoveryAddress[];
  readonly externalId: string | null;
  readonly organizationId: string | null;
  readonly availableAal: 'aal0' | Aal;
  readonly version: number;
  /** Where the security log stood when the identity was read (events/chain.ts): not part of the version. */
  readonly logHead: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type Traits = Readonly<Record<string, unknown>>;
export type Aal = 'aal1' | 'aal2';
export type Via = 'email' | 'sms';

export interface VerifiableAddress {
  readonly id: string;
  readonly value: string;
  readonly via: Via;
  readonly verified: boolean;
  readonly status: 'pending' | 'sent' | 'completed';
  readonly verifiedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}
export interface RecoveryAddress {
  readonly id: string;
  readonly value: string;
  readonly via: Via;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type CredentialType = 'password' | 'totp' | 'lookup_secret' | 'webauthn' | 'passkey' | 'oidc' | 'code';

export interface Credential<Config = Readonly<Record<string, unknown>>> {
  readonly id: string;
  readonly type: CredentialType;
  /** Tells several of one type apart; '' where there is but one. */
  readonly slot: string;
  readonly identifiers: readonly string[];
  readonly config: Config;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An identity with all it can sign in with: what every decision about factors is made on. */
export interface Account {
  readonly identity: Identity;
  readonly credentials: readonly Credential[];
}

/**
 * What a settings method (or registration, or the admin API) wants changed, as data. `identity/changes.ts` turns a list of
 * them into the next account and the writes that make it so, in one transaction.
 */
export type Change =
  | { readonly type: 'setTraits'; readonly traits: Traits }
  | { readonly type: 'setCredential'; readonly credential: NewCredential }
  | { readonly type: 'removeCredential'; readonly credentialType: CredentialType; readonly slot: string };

export interface NewCredential {
  readonly type: CredentialType;
  readonly slot: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Left out: derived from the traits by the identity schema. */
  readonly identifiers?: readonly string[];
}
