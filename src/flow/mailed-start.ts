import type { Core } from '../core.ts';
import { isUuid } from '../crypto/random.ts';
import { apiErrors } from '../errors.ts';
import { type Answer, json, seeOther } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { FlowType } from './flow.ts';
import { goneError, hasExpired, startFlow } from './lifecycle.ts';
import type { Mailed, MailedContext, MailedFlow } from './mailed.ts';
import { mailedToWire } from './mailed-form.ts';
import { returnToOf } from './return-to.ts';
import { flowById, insertFlow, readFlow } from './store.ts';
import { pageUrl } from './urls.ts';

/** @throws self_service_flow_disabled */
export function requireEnabled({ kind }: Mailed, { config }: Core): void {
  if (!config.selfservice.flows[kind].enabled) throw apiErrors.flowDisabled(`${kind === 'recovery' ? 'Recovery' : 'Verification'} is switched off here.`);
}

/** Starts a recovery, for somebody who has no session, or a verification, for anybody. */
export async function initMailed(core: Core, mailed: Mailed, exchange: Exchange, type: FlowType): Promise<Answer> {
  const { config } = core;
  requireEnabled(mailed, core);
  const returnTo = returnToOf(exchange.url.href, config);
  if (mailed.kind === 'recovery' && (await core.sessions.of(exchange)) !== undefined) throw apiErrors.sessionAlreadyAvailable(returnTo ?? config.selfservice.default_browser_return_url);
  const { use } = config.selfservice.flows[mailed.kind];
  const flow = startFlow<MailedContext>({
    kind: mailed.kind,
    type,
    state: 'choose_method',
    requestUrl: exchange.url.href,
    context: { use, wrong: 0, ...(type === 'browser' ? { browser: exchange.csrf.mark() } : {}) },
    now: core.clock.now(),
    config,
  });
  await core.db.write([insertFlow(flow, core.sealer), ...(await mailed.before(core, { flow, exchange }))]);
  if (type === 'browser' && !exchange.acceptsJson) return seeOther(pageUrl(mailed.kind, flow.id, config));
  return json(mailedToWire(flow, exchange, config));
}

/** @throws 404 */
export async function loadMailed({ db, sealer }: Core, { kind }: Mailed, id: string, unknown?: string): Promise<MailedFlow> {
  const [[row]] = isUuid(id) ? await db.read(flowById({ id: id.toLowerCase() })) : [[]];
  const flow = readFlow<MailedContext>(row, kind, sealer);
  if (flow === undefined) throw apiErrors.notFound(unknown);
  return flow;
}

/** A flow as its page shows it: for a browser, only the one that started it. */
export async function fetchMailed(core: Core, mailed: Mailed, exchange: Exchange): Promise<Answer> {
  requireEnabled(mailed, core);
  const flow = await loadMailed(core, mailed, exchange.query('id') ?? '');
  if (flow.context.browser !== undefined) exchange.csrf.checkMark(flow.context.browser);
  if (hasExpired(flow, core.clock.now())) throw goneError(flow, core.config);
  return json(mailedToWire(flow, exchange, core.config));
}
