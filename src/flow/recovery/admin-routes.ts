import { timestamp } from '../../clock.ts';
import { parseDuration } from '../../config/units.ts';
import type { Core } from '../../core.ts';
import { isUuid } from '../../crypto/random.ts';
import { apiErrors } from '../../errors.ts';
import { originOf } from '../../events/log.ts';
import { type Answer, json } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { readJson } from '../../identity/admin-body.ts';
import type { Account } from '../../identity/identity.ts';
import { isObject } from '../../json.ts';
import type { FlowType } from '../flow.ts';
import { startFlow } from '../lifecycle.ts';
import { lifespanOf, type MailedContext } from '../mailed.ts';
import { newProof, type Use } from '../mailed-proof.ts';
import { insertFlow } from '../store.ts';
import { linkUrl, pageUrl, withQuery } from '../urls.ts';

/** An administrator hands somebody a code or a link themselves: no mail is sent, and no mailbox is proven by it. */
export const recoveryAdminRoutes = (core: Core): Route[] => [
  { method: 'POST', path: '/admin/recovery/code', answer: (exchange) => make(core, exchange, 'code') },
  { method: 'POST', path: '/admin/recovery/link', answer: (exchange) => make(core, exchange, 'link') },
];

interface Asked {
  readonly account: Account;
  /** Milliseconds. */
  readonly lifespan: number;
  readonly type: FlowType;
}

async function make(core: Core, exchange: Exchange, use: Use): Promise<Answer> {
  const { config, clock, sealer, securityLog } = core;
  if (!config.selfservice.flows.recovery.enabled) throw apiErrors.badRequest('Recovery is switched off: selfservice.flows.recovery.enabled.');
  if (!config.selfservice.methods[use].enabled) throw apiErrors.badRequest(`The method ${use} is switched off: selfservice.methods.${use}.enabled.`);
  const { account, lifespan, type } = await asked(core, exchange, use);
  const now = clock.now();
  const started = startFlow<MailedContext>({
    kind: 'recovery',
    type,
    state: 'sent_email',
    requestUrl: exchange.url.href,
    context: { use, wrong: 0, byAdmin: true },
    now,
    config,
    identityId: account.identity.id,
  });
  const expiresAt = now + lifespan;
  const { secret, proof } = newProof(use, started.id, expiresAt, sealer);
  const flow = { ...started, expiresAt, context: { ...started.context, sent: { proof: { ...proof, identityId: account.identity.id } } } };
  const told = securityLog.record(account.identity, [{ kind: 'recovery.by_admin', details: { by: 'admin', method: use } }], originOf(exchange));
  await core.db.write([insertFlow(flow, sealer), ...told]);
  if (use === 'link') return json({ recovery_link: withQuery(linkUrl(flow, config), { token: secret }), expires_at: timestamp(expiresAt) });
  return json({ recovery_link: pageUrl('recovery', flow.id, config), recovery_code: secret, expires_at: timestamp(expiresAt) }, { status: 201 });
}

async function asked({ accounts, config }: Core, exchange: Exchange, use: Use): Promise<Asked> {
  const body = await readJson(exchange);
  if (!isObject(body)) throw apiErrors.badRequest('The body must be a JSON object.');
  const { identity_id: id, expires_in: expiresIn, flow_type: type = 'browser' } = body;
  if (typeof id !== 'string' || id === '') throw apiErrors.badRequest('identity_id is missing.');
  if (type !== 'browser' && type !== 'api') throw apiErrors.badRequest('flow_type must be browser or api.');
  const lifespan = expiresIn === undefined || expiresIn === '' ? lifespanOf(use, config) : typeof expiresIn === 'string' ? parseDuration(expiresIn) : undefined;
  if (lifespan === undefined || lifespan <= 0) throw apiErrors.badRequest('expires_in must be a duration above zero, such as 1h or 30m.');
  const account = isUuid(id) ? await accounts.byId(id.toLowerCase()) : undefined;
  if (account === undefined) throw apiErrors.notFound('There is no identity with this id.');
  return { account, lifespan, type };
}
