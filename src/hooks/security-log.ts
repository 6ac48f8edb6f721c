import { hasHookAfter } from '../config/hook-lists.ts';
import type { Core } from '../core.ts';
import type { Occurrence } from '../events/event.ts';
import { originOf } from '../events/log.ts';
import { type Consequences, type Happening, isRepetition } from '../flow/happening.ts';
import type { Session } from '../session/session.ts';
import { changedBy } from './changed.ts';
import { TAKEN_BACK } from './former-addresses.ts';

/** What a flow has done goes into the security log. */
export function logged({ securityLog, config }: Core, happening: Happening): Consequences {
  const { flow, method, after, session, exchange, endsOthers } = happening;
  const byHook = session !== undefined && !isRepetition(happening) && hasHookAfter(config, flow.kind, method, 'revoke_active_sessions');
  const ended = endsOthers ? [endedOthers('person')] : byHook ? [endedOthers('hook')] : [];
  return { writes: securityLog.record(after.identity, [...occurrencesOf(happening), ...ended], originOf(exchange, session?.id)), continueWith: [] };
}

const endedOthers = (by: string): Occurrence => ({ kind: 'sessions.ended', details: { which: 'others', by } });

function occurrencesOf(happening: Happening): Occurrence[] {
  const { flow, method, operation, session } = happening;
  const { kind } = flow;
  const changed = changedBy(happening);
  if (operation === TAKEN_BACK) return [{ kind: 'address.restored' }, ...changed, { kind: 'sessions.ended', details: { which: 'all', by: 'undo' } }];
  switch (kind) {
    case 'registration':
      return [{ kind, details: { method } }, ...(session === undefined ? [] : [signIn(session)])];
    case 'login':
      return [...(session === undefined ? [] : [signIn(session)]), ...changed];
    case 'recovery':
      // Whoever was signed in before the mailbox was proven need not have been its owner.
      return [{ kind, details: { method } }, ...changed, ...(changed.some((one) => one.kind === 'address.verified') ? [endedOthers('recovery')] : [])];
    default:
      return changed;
  }
}

/** A session with one proof has begun with it; with more of them, the last one has refreshed it or raised its level. */
function signIn({ methods, aal }: Session): Occurrence {
  const last = methods.at(-1);
  const before = methods.slice(0, -1);
  const kind = before.length === 0 ? 'login' : last?.aal === 'aal2' && before.every((one) => one.aal === 'aal1') ? 'login.step_up' : 'login.refresh';
  return { kind, details: { method: last?.method ?? '', aal, ...(last?.provider === undefined ? {} : { provider: last.provider }) } };
}
