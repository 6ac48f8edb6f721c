import type { Config } from '../../config/config.ts';
import type { FactorCount } from '../../identity/factors.ts';
import { isPrivileged, isRecovered, type RequiredAal } from '../../session/assurance.ts';
import type { Session } from '../../session/session.ts';
import type { Operation } from './method.ts';

/** What an operation asks of the session. `maxAge`: milliseconds since the last authentication; undefined: any. */
export interface Need {
  readonly aal: RequiredAal;
  readonly maxAge: number | undefined;
}

/** What stands between a session and an operation: there is no second factor to show, one was not shown, or the sign-in is too long ago. */
export type Lack = 'factor' | 'aal' | 'age';

/** What the table in the configuration asks for an operation (SPEC §4; its defaults: config/keys/assurance.ts). */
export function needOf(operation: Operation, config: Config): Need {
  const { aal, max_age } = config.selfservice.flows.settings.assurance[operation];
  return { aal, maxAge: max_age ?? undefined };
}

/** Whether a second factor is asked for: of everybody, or of those who have one. */
export const asksForSecond = (required: RequiredAal, usable: FactorCount): boolean => required === 'aal2' || (required === 'highest_available' && usable.second > 0);

const ENROLMENTS: ReadonlySet<Operation> = new Set(['totp.enrol', 'webauthn.add', 'lookup_secret.regenerate', 'lookup_secret.confirm']);
/** What leads to a first second factor, so that none can be asked for. A key that signs in without a password is no second factor. */
const enrolsSecond = (operation: Operation, config: Config): boolean => ENROLMENTS.has(operation) && !(operation === 'webauthn.add' && config.selfservice.methods.webauthn.config.passwordless);

/** Whoever came back through a mailbox sets a new way in, and signs in with it for everything else that is protected. */
const WAYS_IN: ReadonlySet<Operation> = new Set(['password.set', 'password.change', 'passkey.add', 'webauthn.add', 'oidc.link', 'totp.enrol', 'lookup_secret.regenerate', 'lookup_secret.confirm']);
const setsWayIn = (operation: Operation): boolean => WAYS_IN.has(operation);

/**
 * Whether this session is good enough for an operation, and if not, what is missing. Where a second factor is asked for of
 * somebody who has none, everything waits until there is one, except enrolling it.
 */
export function lack(operation: Operation, session: Session, usable: FactorCount, now: number, config: Config): Lack | undefined {
  const { aal, maxAge } = needOf(operation, config);
  const asked = [config.selfservice.flows.settings.required_aal, aal].some((required) => asksForSecond(required, usable));
  if (asked && session.aal !== 'aal2') {
    if (usable.second > 0) return 'aal';
    if (!enrolsSecond(operation, config)) return 'factor';
  }
  if (maxAge !== undefined && (!isPrivileged(session, maxAge, now) || (config.preset !== 'kratos' && isRecovered(session) && !setsWayIn(operation)))) return 'age';
  return undefined;
}
