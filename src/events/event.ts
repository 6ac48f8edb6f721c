/**
 * What the security log tells of an account. Everything that was done by somebody else than its person says so: `by`.
 * A way to sign in is told by what its person calls it, an address is masked: no detail signs anybody in.
 */
export type Kind =
  | 'registration'
  | 'login'
  | 'login.refresh'
  | 'login.step_up'
  | 'logout'
  | 'lockout'
  | 'sessions.ended'
  | 'recovery'
  | 'recovery.by_admin'
  | 'alarm'
  | 'address.added'
  | 'address.removed'
  | 'address.verified'
  | 'address.restored'
  | 'password.set'
  | 'password.changed'
  | 'password.removed'
  | 'totp.added'
  | 'totp.removed'
  | 'webauthn.added'
  | 'webauthn.renamed'
  | 'webauthn.removed'
  | 'passkey.added'
  | 'passkey.renamed'
  | 'passkey.removed'
  | 'lookup_secret.confirmed'
  | 'lookup_secret.revealed'
  | 'lookup_secret.used_up'
  | 'lookup_secret.disabled'
  | 'oidc.linked'
  | 'oidc.unlinked'
  | 'code.added'
  | 'code.removed'
  | 'identity.created'
  | 'identity.updated'
  | 'identity.activated'
  | 'identity.deactivated';

export type Details = Readonly<Record<string, string | number | boolean>>;

/** Something that happens to an account. */
export interface Occurrence {
  readonly kind: Kind;
  readonly details?: Details;
}

/** Where it comes from. */
export interface Origin {
  readonly ip: string;
  readonly userAgent: string;
  readonly sessionId?: string | undefined;
}

/** Whose log it goes into: `logHead` as it was read with the identity. */
export interface Owner {
  readonly id: string;
  readonly logHead: string;
}

/** `ada@example.org` → `a…@example.org`: enough for whoever has it to know it again. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address;
  return at > 0 ? `${first}…${address.slice(at)}` : `…${address.slice(-2)}`;
}
