import { apiErrors } from '../../errors.ts';
import type { Exchange } from '../../http/exchange.ts';
import { readCredential } from '../../identity/rows.ts';
import type { Session } from '../../session/session.ts';
import { credentialsByToken, sessionByToken } from '../../session/store.ts';
import { pendingByToken } from '../address-change-store.ts';
import { type Paused, readPaused } from '../paused.ts';
import { pausedOfFlow } from '../paused-store.ts';
import { holdsBack, readPending } from '../pending-address.ts';
import { flowById, readFlow } from '../store.ts';
import type { Person, SettingsEngine, SettingsFlow } from './engine.ts';

/** What a request to a settings flow is about. */
export interface Found {
  readonly person: Person | undefined;
  readonly flow: SettingsFlow | undefined;
  readonly waiting: Paused | undefined;
}

/** Session, identity, credentials, flow and what waits in it: one round trip. Without a token nothing is asked of the database. */
export async function load({ core }: SettingsEngine, exchange: Exchange, flowId?: string): Promise<Found> {
  const proof = core.sessions.proofOf(exchange);
  if (proof === undefined) return { person: undefined, flow: undefined, waiting: undefined };
  const { hash } = proof;
  const id = flowId?.toLowerCase() ?? '';
  const ofPerson = [sessionByToken({ hash }), credentialsByToken({ hash })] as const;
  // Nobody has addresses that wait where none are held back.
  const waiting = holdsBack(core.config) ? [pendingByToken({ hash, now: core.clock.now() })] : [];
  const [sessions, credentials, flows, paused, addresses] =
    flowId === undefined
      ? await core.db.read(...ofPerson, ...waiting).then(([one, two, ...rest]) => [one, two, [], [], ...rest] as const)
      : await core.db.read(...ofPerson, flowById({ id }), pausedOfFlow({ flow_id: id }), ...waiting);
  const signedIn = core.sessions.read(sessions[0], proof);
  return {
    person: signedIn && { session: signedIn.session, account: { identity: signedIn.identity, credentials: credentials.map(readCredential) }, pending: readPending(addresses ?? [], core.sealer) },
    flow: signedIn && ofSession(readFlow(flows[0], 'settings', core.sealer), signedIn.session),
    waiting: signedIn && readPaused(paused, signedIn.session, core.clock.now(), core),
  };
}

/** What was begun in one session (a secret shown, a challenge, fresh codes) ends with it: another session begins its own. */
const ofSession = (flow: SettingsFlow | undefined, { id }: Session): SettingsFlow | undefined =>
  flow === undefined || flow.context.session === id ? flow : { ...flow, draft: {}, context: { session: id } };

/** @throws session_inactive; `redirect`: where a browser goes to sign in */
export function requireSession(found: Found, redirect: () => string | undefined): Person {
  if (found.person === undefined) throw apiErrors.sessionInactive(redirect());
  return found.person;
}
