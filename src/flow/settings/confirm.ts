import { ApiError, apiErrors, ValidationError } from '../../errors.ts';
import { isTrue, requireOrigin } from '../fields.ts';
import { hasExpired } from '../lifecycle.ts';
import { type Paused, pause, type Sent } from '../paused.ts';
import type { Person, Submit } from './engine.ts';
import { confirmUrl } from './gate.ts';
import type { AnySettingsMethod } from './method.ts';
import { choose, posted } from './sent.ts';

/** Keeps the submit and asks the person to sign in again, or with a second factor; one that waits already goes on waiting. */
export async function confirmFirst({ engine: { core }, exchange, flow, person }: Submit, method: AnySettingsMethod, sent: Sent, missing: 'aal' | 'age', resumed: Paused | undefined): Promise<never> {
  if (!resumed) await core.db.write(pause(flow, person.session, method.id, sent, exchange, core));
  throw missing === 'aal' ? apiErrors.sessionAal2Required(confirmUrl(missing, flow, core.config)) : apiErrors.sessionRefreshRequired(confirmUrl(missing, flow, core.config));
}

/** Coming back from signing in again is what a paused submit has waited for, however short the max age. */
export const signedInSince = (resumed: Paused | undefined, { session }: Person): boolean => resumed !== undefined && session.authenticatedAt > resumed.createdAt;

/** The session is too weak for the whole flow: nothing of it is shown or checked, but what was sent to it waits as any submit does. */
export async function showSecondFirst(submit: Submit): Promise<never> {
  const { engine, exchange, flow, person } = submit;
  const { core } = engine;
  if (exchange.method === 'POST' && flow.identityId === person.account.identity.id && !hasExpired(flow, core.clock.now())) {
    const kept = await understood(submit);
    if (kept) await core.db.write(pause(flow, person.session, kept.method.id, kept.sent, exchange, core));
  }
  throw apiErrors.sessionAal2Required(confirmUrl('aal', flow, core.config));
}

/** A body that came from this flow's own form and is for one of its methods; undefined for anything else. */
async function understood(submit: Submit): Promise<{ sent: Sent; method: AnySettingsMethod } | undefined> {
  try {
    const sent = await posted(submit.exchange);
    requireOrigin(submit.exchange, submit.flow.type, sent.body);
    return isTrue(sent.body['resume']) ? undefined : { sent, method: choose(submit, sent.body) };
  } catch (error) {
    if (error instanceof ValidationError || error instanceof ApiError) return undefined;
    throw error;
  }
}
