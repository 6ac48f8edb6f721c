import { hasHookAfter } from '../config/hook-lists.ts';
import type { Core } from '../core.ts';
import { type Consequences, type Happening, isRepetition } from '../flow/happening.ts';
import { endIntruders } from '../flow/intruders.ts';
import { changedBy } from './changed.ts';

/** A new password keeps out whoever was in with the old one, once the person has said that somebody was. */
export function endThoseWhoKnew({ clock, config }: Core, happening: Happening): Consequences {
  const { flow, session } = happening;
  const isNew = flow.kind === 'settings' && config.preset !== 'kratos' && changedBy(happening).some(({ kind }) => kind.startsWith('password.'));
  return { writes: session !== undefined && isNew ? [endIntruders(session.identityId, clock.now(), session.id)] : [], continueWith: [] };
}

/** `revoke_active_sessions`: all sessions of the person end but the one they go on with, in the same transaction, whatever becomes of other hooks. */
export function revokeOthers({ config, sessions }: Core, happening: Happening): Consequences {
  const { flow, method, session } = happening;
  const isRevoking = session !== undefined && !isRepetition(happening) && hasHookAfter(config, flow.kind, method, 'revoke_active_sessions');
  return { writes: isRevoking ? sessions.revokeOthers(session) : [], continueWith: [] };
}
