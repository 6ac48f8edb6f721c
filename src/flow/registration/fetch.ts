import { type Answer, json } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import { goneError, hasExpired } from '../lifecycle.ts';
import type { RegistrationEngine } from './context.ts';
import { loadRegistration, requireEnabled } from './load.ts';
import { render } from './render.ts';
import { registrationToWire } from './wire.ts';

/** A registration flow as its page shows it: for a browser, only the one that started it. */
export async function fetchRegistration(engine: RegistrationEngine, exchange: Exchange): Promise<Answer> {
  const { core } = engine;
  requireEnabled(engine);
  const flow = await loadRegistration(engine, exchange.query('id') ?? '');
  if (flow.context.browser !== undefined) exchange.csrf.checkMark(flow.context.browser);
  if (hasExpired(flow, core.clock.now())) throw goneError(flow, core.config);
  return json(registrationToWire(engine, exchange, flow, render(engine, flow)));
}
