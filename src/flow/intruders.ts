import { sha256url } from '../crypto/digest.ts';
import type { Write } from '../db/database.ts';
import { endSessionsOf } from '../identity/store.ts';
import { dropMailedLink, endSessionsIfMarked, insertMailedLink } from './mailed-link-store.ts';
import { dropPausedOfIdentity } from './paused.ts';
import { dropFlowsOf } from './store.ts';

/**
 * Somebody else was in the account, says its person, and may know the password. They can come back with it as long as it is
 * good, also between a recovery and the new password. So whoever is in ends with each of these, for as long as it is remembered.
 */
const PURPOSE = 'alarmed';
const markOf = (identityId: string): string => sha256url(`${PURPOSE}:${identityId}`);

/** Whoever is in is signed out, and what they had under way is over. @param remembered for how long, in milliseconds */
export function endEverything(identityId: string, now: number, remembered: number): Write[] {
  const id = markOf(identityId);
  const mark = { id, identity_id: identityId, purpose: PURPOSE, payload: '', expires_at: now + remembered };
  return [endSessionsOf(identityId, now), dropPausedOfIdentity(identityId), dropFlowsOf(identityId), dropMailedLink(id), insertMailedLink(mark)];
}

/** Ends all sessions of a person but one, if somebody else was in the account lately. */
export const endIntruders = (identityId: string, now: number, except = ''): Write => endSessionsIfMarked({ mark: markOf(identityId), identity_id: identityId, except, now });
