import { retrying } from '../../db/database.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import { goneError, hasExpired } from '../lifecycle.ts';
import { updateFlow } from '../store.ts';
import { COMPLETED, type LoginEngine } from './context.ts';
import { loadLogin, personOf } from './load.ts';
import { render } from './render.ts';
import { loginToWire } from './wire.ts';

/** A login flow as its page shows it: for a browser, only the one that started it. */
export const fetchLogin = (engine: LoginEngine, exchange: Exchange): Promise<Answer> => retrying(() => attempt(engine, exchange));

async function attempt(engine: LoginEngine, exchange: Exchange): Promise<Answer> {
  const { core } = engine;
  const flow = await loadLogin(engine, exchange.query('id') ?? '');
  if (flow.context.browser !== undefined) exchange.csrf.checkMark(flow.context.browser);
  if (hasExpired(flow, core.clock.now())) throw goneError(flow, core.config);
  const rendered = render(engine, flow, await personOf(engine, flow));
  // The person has got a key since: what it is asked must be known when it answers.
  const newDraft = Object.keys(rendered.draft).some((method) => !(method in flow.draft));
  if (newDraft && flow.state !== COMPLETED) await core.db.write([updateFlow({ ...flow, draft: { ...flow.draft, ...rendered.draft } }, core.sealer)]);
  return json(loginToWire(engine, exchange, flow, rendered));
}
