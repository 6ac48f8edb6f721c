import { apiErrors } from '../../errors.ts';
import { askBefore } from '../../hooks/before.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import { refuseAsks } from '../asked-schema.ts';
import type { FlowType } from '../flow.ts';
import { startFlow } from '../lifecycle.ts';
import { allowedReturnTo, returnToOf } from '../return-to.ts';
import { insertFlow } from '../store.ts';
import { beginExchange } from '../token-exchange.ts';
import { pageUrl } from '../urls.ts';
import { firstScreen, type RegistrationContext, type RegistrationEngine, type RegistrationFlow } from './context.ts';
import { requireEnabled } from './load.ts';
import { render } from './render.ts';
import { registrationToWire } from './wire.ts';

/** Starts a registration, for somebody who has no session. */
export async function initRegistration(engine: RegistrationEngine, exchange: Exchange, type: FlowType): Promise<Answer> {
  const { core } = engine;
  requireEnabled(engine);
  refuseAsks(core, exchange);
  const returnTo = returnToOf(exchange.url.href, core.config);
  const afterVerification = exchange.query('after_verification_return_to');
  if (afterVerification) allowedReturnTo(afterVerification, core.config);
  if ((await core.sessions.of(exchange)) !== undefined) throw apiErrors.sessionAlreadyAvailable(returnTo ?? core.config.selfservice.default_browser_return_url);

  const codes = beginExchange(exchange, type);
  const started = startFlow<RegistrationContext>({
    kind: 'registration',
    type,
    state: 'choose_method',
    requestUrl: exchange.url.href,
    context: { screen: firstScreen(core.config), typed: {}, ...(type === 'browser' ? { browser: exchange.csrf.mark() } : {}), ...(codes === undefined ? {} : { exchange: codes.kept }) },
    now: core.clock.now(),
    config: core.config,
  });
  const rendered = render(engine, started);
  const flow: RegistrationFlow = { ...started, draft: rendered.draft };
  await core.db.write([insertFlow(flow, core.sealer), ...(await askBefore(core, { flow, exchange }))]);
  if (type === 'browser' && !exchange.acceptsJson) return seeOther(pageUrl('registration', flow.id, core.config));
  return json({ ...registrationToWire(engine, exchange, flow, rendered), ...(codes === undefined ? {} : { session_token_exchange_code: codes.code }) });
}
