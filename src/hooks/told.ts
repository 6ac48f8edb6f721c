import { hooksAfter, isAsked, type WebHook } from '../config/hook-lists.ts';
import type { Core } from '../core.ts';
import { bodyPurpose } from '../courier/outbox.ts';
import { fresh, insertMessage, WEB_HOOK } from '../courier/store.ts';
import type { Write } from '../db/database.ts';
import { type Consequences, type Happening, isRepetition } from '../flow/happening.ts';
import { contextOf, type Occasion } from './context.ts';

/** Web hooks that are told: what they will be sent is made now, and written with what they are told of. delivery.ts sends it. */
export function tell(core: Core, happening: Happening): Consequences {
  const hooks = isRepetition(happening) ? [] : hooksAfter(core.config, happening.flow.kind, happening.method);
  return { writes: hooks.flatMap((hook) => (hook.hook === 'web_hook' && !isAsked(hook) ? queued(core, hook, happening) : [])), continueWith: [] };
}

/** A body that cannot be made is no reason to refuse anybody anything: it is said in the log, and nothing is sent. */
export function queued({ webHooks, sealer, clock, log, ...core }: Core, hook: WebHook, occasion: Occasion): Write[] {
  const ready = webHooks.get(hook.config);
  if (ready === undefined) throw new Error('a web hook was not made ready at the start');
  try {
    const request = ready.call.request(contextOf({ ...core, clock }, occasion));
    if (request === undefined) return [];
    const { id } = request;
    const body = sealer.seal(bodyPurpose(id), JSON.stringify(request));
    return [insertMessage(fresh({ id, type: WEB_HOOK, channel: WEB_HOOK, recipient: ready.at, template_type: WEB_HOOK, subject: '', body, content: null }, clock.now()))];
  } catch (error) {
    log.error({ hook: ready.at, request_id: occasion.exchange.requestId, err: error }, 'the body of a web hook could not be made; it is not told');
    return [];
  }
}
