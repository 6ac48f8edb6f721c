import { hasHookAfter } from '../config/hook-lists.ts';
import type { Core } from '../core.ts';
import type { Occurrence } from '../events/event.ts';
import { originOf } from '../events/log.ts';
import { type Consequences, type Happening, isRepetition } from '../flow/happening.ts';
import { differencesOf } from '../identity/differences.ts';
import type { Session } from '../session/session.ts';

/** What a flow has done goes into the security log. */
export function logged({ securityLog, config }: Core, happening: Happening): Consequences {
  const { flow, method, after, session, exchange, endsOthers } = happening;
  const byHook = session !== undefined && !isRepetition(happening) && hasHookAfter(config, flow.kind, method, 'revoke_active_sessions');
  const ended = endsOthers ? [endedOthers('person')] : byHook ? [endedOthers('hook')] : [];
  return { writes: securityLog.record(after.identity, [...occurrencesOf(happening), ...ended], originOf(exchange, session?.id)), continueWith: [] };
}

const endedOthers = (by: string): Occurrence => ({ kind: 'sessions.ended', details: { which: 'others', by } });

function occurrencesOf({ flow: { kind }, method, before, after, session }: Happening): Occurrence[] {
  const changed = before === undefined ? [] : differencesOf(before, after);
  switch (kind) {
    case 'registration':
      return [{ kind, details: { method } }, ...(session === undefined ? [] : [signIn(session)])];
    case 'login':
      // A password that was hashed anew at sign-in is the one it was.
      return [...(session === undefined ? [] : [signIn(session)]), ...changed.filter((one) => one.kind !== 'password.changed')];
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
