import { type Answer, json } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import { goneError, hasExpired } from '../lifecycle.ts';
import type { LoginEngine } from './context.ts';
import { loadLogin, personOf } from './load.ts';
import { render } from './render.ts';
import { loginToWire } from './wire.ts';

/** A login flow as its page shows it: for a browser, only the one that started it. */
export async function fetchLogin(engine: LoginEngine, exchange: Exchange): Promise<Answer> {
  const { core } = engine;
  const flow = await loadLogin(engine, exchange.query('id') ?? '');
  if (flow.context.browser !== undefined) exchange.csrf.checkMark(flow.context.browser);
  if (hasExpired(flow, core.clock.now())) throw goneError(flow, core.config);
  return json(loginToWire(engine, exchange, flow, render(engine, flow, await personOf(engine, flow))));
}
