import { ask } from '../../hooks/asked.ts';
import { askBefore } from '../../hooks/before.ts';
import { consequencesOf } from '../../hooks/consequences.ts';
import { type Agreed, applyAgreed } from '../../hooks/edit.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Applied } from '../../identity/changes.ts';
import { markSent, verifyAddress } from '../../identity/verify.ts';
import { m } from '../../messages/catalogue.ts';
import { viaOf } from '../../schema/normalise.ts';
import type { Happening } from '../happening.ts';
import type { Mailed, Proven } from '../mailed.ts';
import { mailedToWire } from '../mailed-form.ts';
import { verificationNotice } from '../mailed-notice.ts';
import { firstStatus } from '../new-addresses.ts';
import { updateFlow } from '../store.ts';
import { pageUrl } from '../urls.ts';
import { completed } from './completed.ts';
import { confirmPending, findPending, sentToPending } from './pending.ts';

/** Proving that an address is one's own. It signs nobody in. */
export const verification: Mailed = {
  kind: 'verification',
  before: askBefore,
  async find(email, core, flow) {
    if (flow.context.change !== undefined) return findPending(email, core, flow);
    const account = await core.accounts.byAddress('verify', viaOf(email), email);
    return account?.identity.state === 'active' ? account : undefined;
  },
  isStillOf: () => true,
  notice: verificationNotice,
  async alongside(account, email, core, flow) {
    if (flow.context.change !== undefined) return sentToPending(core, flow);
    const { schemas, clock, usable } = core;
    return markSent(account, { via: viaOf(email), value: email }, { schema: schemas.get(account.identity.schemaId), now: clock.now(), usable }).writes;
  },
  pass: (proven) => (proven.flow.context.change === undefined ? pass(proven) : confirmPending(proven)),
  replay: ({ core, exchange, flow, json: asJson }) => Promise.resolve(asJson ? json(mailedToWire(flow, exchange, core.config)) : seeOther(pageUrl('verification', flow.id, core.config))),
  says: {
    codeSent: m.verificationCodeSent,
    linkSent: m.verificationLinkSent,
    codeInvalid: m.verificationCodeInvalid,
    linkInvalid: m.verificationTokenInvalid,
    noStrategy: m.verificationNoStrategy,
  },
};

async function pass({ core, exchange, flow, account, json: asJson, transientPayload }: Proven): Promise<Answer> {
  const { schemas, clock, usable, config, sealer } = core;
  const value = flow.context.sent?.email ?? '';
  const circumstances = { schema: schemas.get(account.identity.schemaId), now: clock.now(), usable };
  const decided = verifyAddress(account, { via: viaOf(value), value }, circumstances);
  const happening: Happening = { flow, method: flow.context.use, before: account, after: decided.account, session: undefined, exchange, transientPayload };
  const apply = (so: Agreed): Applied => applyAgreed(decided, so, { ...circumstances, firstStatus: firstStatus(config) });
  const { account: after, writes } = await ask(core, happening, decided, apply);
  const next = completed(flow, exchange);
  const followed = consequencesOf(core, { ...happening, after });
  await core.db.write([updateFlow(next, sealer), ...writes, ...followed.writes]);
  return asJson ? json({ ...mailedToWire(next, exchange, config), transient_payload: {} }) : seeOther(pageUrl('verification', flow.id, config));
}
