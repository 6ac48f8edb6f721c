import { timestamp } from '../../clock.ts';
import type { Core } from '../../core.ts';
import { ApiError } from '../../errors.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { m } from '../../messages/catalogue.ts';
import { input, submit } from '../../ui/nodes.ts';
import { textField } from '../fields.ts';
import { emptyForm, type FlowType } from '../flow.ts';
import { startFlow } from '../lifecycle.ts';
import { lifespanOf, type Mailed, type MailedFlow } from '../mailed.ts';
import { newProof } from '../mailed-proof.ts';
import { insertFlow } from '../store.ts';
import { initUrl, pageUrl, UNDO_PATH, undoPageUrl, undoUrl } from '../urls.ts';
import { findUndo, takeBack, type Undo } from './undo.ts';

/**
 * The link that former addresses are sent when the account's address changes. Mail programs open links by themselves, so a
 * GET only tells what would be done, and the POST behind its button does it. Neither needs a session, and the POST no token
 * against other sites: it acts by what stands in the link, and by nothing that a browser would send along.
 * @param recovery how whoever is back gets into the account
 */
export const addressChangeRoutes = (core: Core, recovery: Mailed): Route[] => [
  { method: 'GET', path: UNDO_PATH, answer: (exchange) => ask(core, exchange) },
  { method: 'POST', path: UNDO_PATH, answer: (exchange) => undo(core, recovery, exchange) },
];

async function ask(core: Core, exchange: Exchange): Promise<Answer> {
  const token = exchange.query('token');
  if (!exchange.wantsJson) return seeOther(undoPageUrl(core.config, { token }));
  const found = await findUndo(core, token);
  const nodes = [input('default', 'token', 'hidden', { value: token, required: true }), ...(found.refusal === undefined ? [submit('profile', 'method', 'undo', m.addressUndo())] : [])];
  return json({
    ...about(found),
    state: 'show_form',
    ui: { action: undoUrl(core.config), method: 'POST', nodes, messages: [found.refusal ?? m.addressUndoAsked({ address: found.former.mailbox })] },
  });
}

async function undo(core: Core, recovery: Mailed, exchange: Exchange): Promise<Answer> {
  const token = textField(await exchange.fields(), 'token');
  // A page has its cookie against other sites from the GET before.
  const type: FlowType = exchange.wantsJson && exchange.header('cookie') === undefined ? 'api' : 'browser';
  try {
    const { undo: done, led } = await takeBack(core, exchange, token, type, (back) => wayBack(core, recovery, exchange, type, back));
    const page = led && pageUrl('recovery', led.id, core.config);
    if (!exchange.wantsJson) return seeOther(page ?? undoPageUrl(core.config, { done: 'true' }));
    const continueWith = led ? [{ action: 'show_recovery_ui', flow: { id: led.id, ...(type === 'browser' ? { url: page } : {}) } }] : [];
    return json({ ...about(done), state: 'success', continue_with: continueWith });
  } catch (error) {
    // The page asks again what there is to be said.
    if (error instanceof ApiError && !exchange.wantsJson) return seeOther(undoPageUrl(core.config, { token }));
    throw error;
  }
}

const about = ({ row, former }: Undo): Record<string, unknown> => ({ address: former.mailbox, changed_at: timestamp(row.created_at), expires_at: timestamp(row.expires_at) });

/** Somebody else was in the account and may have changed the password: a recovery through the address that is back, its code under way. */
function wayBack({ config, clock, sealer, outbox }: Core, recovery: Mailed, exchange: Exchange, type: FlowType, { former, restored: { account } }: Undo) {
  const { enabled, use } = config.selfservice.flows.recovery;
  const email = former.mailbox;
  if (!enabled || !account.identity.recoveryAddresses.some(({ via, value }) => via === 'email' && value === email)) return { writes: [], led: undefined };
  const now = clock.now();
  const begun = startFlow<MailedFlow['context']>({
    kind: 'recovery',
    type,
    state: 'sent_email',
    requestUrl: initUrl('recovery', config, {}, type),
    context: { use, wrong: 0, ...(type === 'browser' ? { browser: exchange.csrf.mark() } : {}) },
    now,
    config,
  });
  const { secret, proof } = newProof(use, begun.id, now + lifespanOf(use, config), sealer);
  const flow: MailedFlow = {
    ...begun,
    context: { ...begun.context, sent: { email, proof: { ...proof, identityId: account.identity.id } } },
    form: { ...emptyForm, messages: [m.addressRestored({ address: email })] },
  };
  return { writes: [insertFlow(flow, sealer), ...outbox.queue(recovery.notice(email, secret, account, flow, config), exchange)], led: flow };
}
