import { hooksAfter, isAsked, type WebHook } from '../config/hook-lists.ts';
import type { Core } from '../core.ts';
import { apiErrors, ValidationError } from '../errors.ts';
import { type Happening, isRepetition } from '../flow/happening.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Applied } from '../identity/changes.ts';
import type { Account } from '../identity/identity.ts';
import { NoAnswer } from '../outgoing/outgoing.ts';
import { contextOf, type Occasion } from './context.ts';
import { type Agreed, agreedIn, isNothing, NOTHING, together } from './edit.ts';
import { Unusable, verdictOf } from './verdict.ts';

/**
 * Asks the web hooks that must agree before anything is written, one after the other; each sees what the ones before it have changed.
 * @param decided what was decided before they were asked @param apply the same with what they want changed
 * @returns what is to be written: `decided`, or what `apply` makes of it
 * @throws ValidationError if one says no @throws ApiError 502 or 504 if one does not answer as it should
 */
export async function ask(core: Core, happening: Happening, decided: Applied, apply: (agreed: Agreed) => Applied): Promise<Applied> {
  let agreed = NOTHING;
  let applied = decided;
  const hooks = isRepetition(happening) ? [] : hooksAfter(core.config, happening.flow.kind, happening.method);
  for (const hook of hooks) {
    if (hook.hook !== 'web_hook' || !isAsked(hook)) continue;
    const more = await answerOf(core, hook, { ...happening, after: applied.account });
    if (isNothing(more)) continue;
    agreed = together(agreed, more);
    applied = apply(agreed);
    if (core.usable(decided.account).first > 0 && core.usable(applied.account).first === 0)
      throw failed(core, hook, happening, new Unusable('with its answer nobody could sign in to the account any more'));
  }
  return applied;
}

/** What a request's hooks have said. A submit that decides anew after a race has asked already, if what it asks is the same: hooks may do things when they are asked. */
const said = new WeakMap<Exchange, Map<string, Promise<Agreed>>>();

export function answerOf(core: Core, hook: WebHook, occasion: Occasion): Promise<Agreed> {
  const answers = said.get(occasion.exchange) ?? new Map<string, Promise<Agreed>>();
  said.set(occasion.exchange, answers);
  const question = questionOf(hook, core, occasion);
  const answer = answers.get(question) ?? called(core, hook, occasion);
  answers.set(question, answer);
  return answer;
}

/** What a hook is asked, but for times, whether a mail is on its way, and the ids of what is made anew when the submit decides anew. */
function questionOf(hook: WebHook, { webHooks }: Core, { flow, method, operation, before, after, transientPayload }: Occasion): string {
  const substance = (account: Account | undefined): unknown => {
    if (account === undefined) return null;
    const { id, state, traits, metadataPublic, metadataAdmin, externalId, verifiableAddresses } = account.identity;
    return [id, state, traits, metadataPublic, metadataAdmin, externalId, verifiableAddresses.map(({ via, value, verified }) => [via, value, verified])];
  };
  return JSON.stringify([webHooks.get(hook.config)?.at, flow.kind, method, operation, substance(before), substance(after), transientPayload]);
}

async function called(core: Core, hook: WebHook, occasion: Occasion): Promise<Agreed> {
  const ready = core.webHooks.get(hook.config);
  if (ready === undefined) throw new Error('a web hook was not made ready at the start');
  try {
    const request = ready.call.request(contextOf(core, occasion));
    if (request === undefined) return NOTHING;
    const identity = verdictOf(await ready.call.send(request, { timeout: core.config.clients.web_hook.timeout }), hook.config.response.parse);
    return identity === undefined || occasion.after === undefined ? NOTHING : agreedIn(identity, occasion.after, core);
  } catch (error) {
    throw error instanceof ValidationError ? error : failed(core, hook, occasion, error);
  }
}

function failed({ webHooks, log }: Core, { config }: WebHook, { exchange }: Occasion, error: unknown): Error {
  log.warn({ hook: webHooks.get(config)?.at, request_id: exchange.requestId, err: error }, 'a web hook that must agree did not answer as it should; nothing was changed');
  return apiErrors.hookFailed(error instanceof NoAnswer && error.why === 'late', error);
}
