import { hasHookAfter } from '../config/hook-lists.ts';
import type { Core } from '../core.ts';
import { type Consequences, type Happening, isRepetition } from '../flow/happening.ts';

/** `revoke_active_sessions`: all sessions of the person end but the one they go on with, in the same transaction, whatever becomes of other hooks. */
export function revokeOthers({ config, sessions }: Core, happening: Happening): Consequences {
  const { flow, method, session } = happening;
  const isRevoking = session !== undefined && !isRepetition(happening) && hasHookAfter(config, flow.kind, method, 'revoke_active_sessions');
  return { writes: isRevoking ? sessions.revokeOthers(session) : [], continueWith: [] };
}
