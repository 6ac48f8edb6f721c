import type { Core } from '../../core.ts';
import { isUuid } from '../../crypto/random.ts';
import { apiErrors } from '../../errors.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { readState } from '../../oidc/attempt.ts';
import { type Arrive, type Back, settled, type TakeOvers } from '../returning.ts';

/** Where people come back to from providers; the state says to which flow. Flows know nothing of one another. */
export interface Ends {
  readonly arrive: Readonly<Record<'settings' | 'login' | 'registration', Arrive>>;
  readonly takeOver: TakeOvers;
}

const PATH = '/self-service/methods/oidc/callback';

export function oidcRoutes(core: Core, ends: Ends): Route[] {
  if (!core.config.selfservice.methods.oidc.enabled) return [];
  return [PATH, `${PATH}/:provider`].flatMap((path): Route[] => [
    { method: 'GET', path, csrfCookie: false, answer: (exchange) => arrive(core, ends, exchange) },
    { method: 'POST', path, answer: postedBack },
  ]);
}

async function arrive(core: Core, ends: Ends, exchange: Exchange): Promise<Answer> {
  const brought = exchange.url.searchParams;
  const state = brought.get('state') ?? '';
  const destination = readState(state, core.sealer);
  if (destination === undefined || !isUuid(destination.flowId) || !Object.hasOwn(ends.arrive, destination.kind))
    throw apiErrors.badRequest('The answer of the provider does not belong to anything that was begun here. Start again.');
  const back: Back = { flowId: destination.flowId, provider: exchange.param('provider') || undefined, state, brought };
  return settled(ends.takeOver, exchange, await ends.arrive[destination.kind as keyof Ends['arrive']](exchange, back));
}

/** What a provider may send, and how much of it. */
const FIELDS: Readonly<Record<string, number>> = { state: 2048, code: 4096, error: 256, iss: 1024, user: 4096 };

/**
 * `response_mode=form_post`: the provider's page posts here from its own site, so that the browser keeps the cookies back.
 * Asked to come again by GET it sends them, as with every other provider. The state is what protects it.
 */
async function postedBack(exchange: Exchange): Promise<Answer> {
  const form = new URLSearchParams(Buffer.from(await exchange.bytes()).toString('utf8'));
  const query = new URLSearchParams();
  for (const [name, most] of Object.entries(FIELDS)) {
    const value = form.get(name);
    if (value === null) continue;
    if (value.length > most) throw apiErrors.badRequest(`The provider has sent too long a ${name}.`);
    query.set(name, value);
  }
  return seeOther(`${exchange.url.origin}${exchange.url.pathname}?${query}`);
}
