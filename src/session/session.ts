import type { Aal, Identity } from '../identity/identity.ts';

export interface Session {
  readonly id: string;
  readonly identityId: string;
  readonly active: boolean;
  readonly aal: Aal;
  readonly methods: readonly AuthenticationMethod[];
  readonly devices: readonly Device[];
  readonly authenticatedAt: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface AuthenticationMethod {
  readonly method: 'password' | 'totp' | 'lookup_secret' | 'webauthn' | 'passkey' | 'oidc' | 'code' | 'code_recovery' | 'link_recovery';
  readonly aal: Aal;
  readonly completedAt: number;
  readonly provider?: string;
}

export interface Device {
  readonly id: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly location: string;
}

/** A session that a request has proven, with its person. */
export interface SignedIn {
  readonly session: Session;
  readonly identity: Identity;
  /** How the request carried it: a cookie gets a new value at step-up, a token stays. */
  readonly carrier: 'cookie' | 'token';
}
