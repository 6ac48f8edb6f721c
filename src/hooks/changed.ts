import type { Occurrence } from '../events/event.ts';
import type { Happening } from '../flow/happening.ts';
import { differencesOf } from '../identity/differences.ts';

/** What a flow has changed of an account that was there before. */
export function changedBy({ flow: { kind }, before, after }: Happening): Occurrence[] {
  const changed = before === undefined ? [] : differencesOf(before, after);
  // A password that was hashed anew at sign-in, or brought over from the former system, is the one it was.
  return kind === 'login' ? changed.filter((one) => !one.kind.startsWith('password.')) : changed;
}
