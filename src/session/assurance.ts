import type { Aal, Identity } from '../identity/identity.ts';
import type { AuthenticationMethod, Session } from './session.ts';

/** What may be asked of a session; `highest_available`: a second factor of those who have one. */
export type RequiredAal = Aal | 'highest_available';

/** The level that these proofs amount to. */
export const aalOf = (methods: readonly AuthenticationMethod[]): Aal => (methods.some(({ aal }) => aal === 'aal2') ? 'aal2' : 'aal1');

export function satisfies(session: Session, identity: Identity, required: RequiredAal): boolean {
  if (session.aal === 'aal2' || required === 'aal1') return true;
  return required === 'highest_available' && identity.availableAal !== 'aal2';
}

/** A mailbox is one kind of proof, however its code or link was asked for. Each other method is a kind of its own. */
const KINDS: Partial<Record<AuthenticationMethod['method'], string>> = { code: 'mailbox', code_recovery: 'mailbox', link_recovery: 'mailbox' };
const kindOf = (method: AuthenticationMethod['method']): string => KINDS[method] ?? method;

/** Whether a proof adds to what has made a session: the same kind twice is one thing to steal. @param firsts left out: there is no session to raise */
export const adds = (method: AuthenticationMethod['method'], firsts?: readonly AuthenticationMethod['method'][]): boolean => firsts?.some((first) => kindOf(first) !== kindOf(method)) ?? true;

/** Whether the last proof is fresh enough for a sensitive change. @param maxAge milliseconds; 0: never, so it is always asked for */
export const isPrivileged = (session: Session, maxAge: number, now: number): boolean => maxAge > 0 && now - session.authenticatedAt < maxAge;

/** Still good: neither ended nor expired. */
export const isAlive = (session: Session, now: number): boolean => session.active && session.expiresAt > now;

/** Proven by a mailbox alone: the person has lost what they signed in with. */
export const isRecovered = ({ methods }: Session): boolean => methods.every(({ method }) => method === 'code_recovery' || method === 'link_recovery');
