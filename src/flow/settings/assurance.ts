import type { Config } from '../../config/config.ts';
import type { FactorCount } from '../../identity/factors.ts';
import type { Aal } from '../../identity/identity.ts';
import { isPrivileged } from '../../session/assurance.ts';
import type { Session } from '../../session/session.ts';
import type { Operation } from './method.ts';

/** What an operation asks of the session. `maxAge`: milliseconds since the last authentication; undefined: any. */
export interface Need {
  readonly aal: Aal | 'highest_available';
  readonly maxAge: number | undefined;
}

/** What the table in the configuration asks for an operation (SPEC §4; its defaults: config/keys/assurance.ts). */
export function needOf(operation: Operation, config: Config): Need {
  const { aal, max_age } = config.selfservice.flows.settings.assurance[operation];
  return { aal, maxAge: max_age ?? undefined };
}

const ENROLMENTS: ReadonlySet<Operation> = new Set(['totp.enrol', 'webauthn.add', 'lookup_secret.regenerate', 'lookup_secret.confirm']);

/** Where the flow asks for `aal2` of everybody, who has no second factor yet may do one thing: enrol it. */
export const mustEnrolFirst = (operation: Operation, session: Session, usable: FactorCount, config: Config): boolean =>
  config.selfservice.flows.settings.required_aal === 'aal2' && session.aal !== 'aal2' && usable.second === 0 && !ENROLMENTS.has(operation);

/** Whether this session is good enough, and if not, what is missing: a second factor, or a fresh sign-in. */
export function lack(need: Need, session: Session, usable: FactorCount, now: number): 'aal' | 'age' | undefined {
  const wanted = need.aal === 'highest_available' ? (usable.second > 0 ? 'aal2' : 'aal1') : need.aal;
  if (wanted === 'aal2' && session.aal !== 'aal2') return 'aal';
  if (need.maxAge !== undefined && !isPrivileged(session, need.maxAge, now)) return 'age';
  return undefined;
}
