import { timestamp } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Identity } from '../identity/identity.ts';
import { identityToWire } from '../identity/wire.ts';
import type { Session } from './session.ts';

/** The parts of a session that are shown with it; `null`: not asked for. */
export interface SessionParts {
  readonly identity?: unknown;
  readonly devices: boolean;
}

/** A session on the wire. Its person and devices stand at the end, as far as they are shown. */
export const sessionToWire = (session: Session, now: number, { identity, devices }: SessionParts): Record<string, unknown> => ({
  id: session.id,
  active: session.active && session.expiresAt > now,
  expires_at: timestamp(session.expiresAt),
  authenticated_at: timestamp(session.authenticatedAt),
  authenticator_assurance_level: session.aal,
  authentication_methods: session.methods.map(({ method, aal, completedAt, provider }) => ({ method, aal, completed_at: timestamp(completedAt), ...(provider === undefined ? {} : { provider }) })),
  issued_at: timestamp(session.issuedAt),
  ...(identity === undefined ? {} : { identity }),
  devices: devices ? session.devices.map(({ id, ipAddress, userAgent, location }) => ({ id, ip_address: ipAddress, user_agent: userAgent, location })) : null,
});

/** A session as its own person sees it: whoami, and the answer to a sign-in. */
export const ownSessionToWire = (session: Session, identity: Identity, config: Config, now: number): Record<string, unknown> =>
  sessionToWire(session, now, { identity: identityToWire(identity, config), devices: true });

/** The person of a session in lists: as in Kratos without addresses, and without where the schema is. */
export function listedIdentity({ verifiable_addresses: _verifiable, recovery_addresses: _recovery, ...identity }: Record<string, unknown>): Record<string, unknown> {
  return { ...identity, schema_url: '' };
}
