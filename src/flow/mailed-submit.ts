import { reaches } from '../config/reach.ts';
import type { Core } from '../core.ts';
import { retrying, type Write } from '../db/database.ts';
import { ValidationError } from '../errors.ts';
import { type Answer, json, seeOther } from '../http/answer.ts';
import type { Fields } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import { m } from '../messages/catalogue.ts';
import type { Message } from '../messages/message.ts';
import { isEmail } from '../schema/compile.ts';
import { isPhone, normaliseIdentifier } from '../schema/normalise.ts';
import { required, requireOrigin, submittedFlow, textField } from './fields.ts';
import { emptyForm, refusedForm } from './flow.ts';
import type { TransientPayload } from './happening.ts';
import { expiredError, hasExpired, replacementOf, startFlow } from './lifecycle.ts';
import { COMPLETED, lifespanOf, type Mailed, type MailedContext, type MailedFlow } from './mailed.ts';
import { mailedToWire } from './mailed-form.ts';
import { newProof, proves } from './mailed-proof.ts';
import { loadMailed, requireEnabled } from './mailed-start.ts';
import { insertFlow, updateFlow } from './store.ts';
import { transientPayloadOf } from './transient-payload.ts';
import { pageUrl } from './urls.ts';

interface Submit {
  readonly core: Core;
  readonly mailed: Mailed;
  readonly exchange: Exchange;
  readonly flow: MailedFlow;
  readonly json: boolean;
}

/**
 * A submit of a recovery or verification flow: an address to send something to, or what has come back from there. A link in
 * a mail is a submit by GET. Every answer is counted or used up in the flow's own row, so that of parallel submits of one
 * code one succeeds, and wrong ones add up. An address that nobody has is answered like any other.
 */
export const submitMailed = (core: Core, mailed: Mailed, exchange: Exchange): Promise<Answer> => retrying(() => attempt(core, mailed, exchange));

async function attempt(core: Core, mailed: Mailed, exchange: Exchange): Promise<Answer> {
  const flow = await loadMailed(core, mailed, submittedFlow(exchange), `This ${mailed.kind} flow does not exist. Start a new one.`);
  const isOpened = exchange.method === 'GET';
  if (flow.type === 'api' && !isOpened) exchange.expectJson();
  requireEnabled(mailed, core);
  if (hasExpired(flow, core.clock.now())) return replace(core, flow);
  const submit: Submit = { core, mailed, exchange, flow, json: exchange.wantsJson };
  let body: Fields = {};
  try {
    body = await exchange.fields();
    if (!isOpened && !flow.context.byAdmin) requireOrigin(exchange, flow.type, body);
    if (flow.state === COMPLETED) return await mailed.replay(submit);
    const { email, answer } = understood(body, submit);
    const transientPayload = transientPayloadOf(body);
    if (answer !== undefined) return await judge(submit, answer, transientPayload);
    return await send(submit, email);
  } catch (error) {
    if (error instanceof ValidationError) return keep(submit, { ...flow, form: refusedForm(error.issues, typed(body, flow)) }, 400);
    throw error;
  }
}

/** What was typed stands there again; an address that was sent to is shown by the flow itself. */
const typed = ({ email }: Fields, { context }: MailedFlow): Record<string, unknown> =>
  context.sent === undefined && typeof email === 'string' && email !== '' && email.length <= 1024 ? { email } : {};

function understood(body: Fields, { core, flow: { context }, mailed }: Submit): { readonly answer: string; readonly email?: undefined } | { readonly email: string; readonly answer?: undefined } {
  const answer = textField(body, context.use === 'code' ? 'code' : 'token');
  const email = textField(body, 'email');
  const method = textField(body, 'method');
  if (method ? method !== context.use : !answer && !email) throw new ValidationError({ message: mailed.says.noStrategy() });
  if (answer) return { answer };
  if (!email) throw required(context.sent === undefined ? 'email' : 'code');
  const address = normaliseIdentifier(email);
  if (!isEmail(address) && !(isPhone(address) && reaches(core.config, 'sms'))) throw new ValidationError({ field: 'email', message: m.validationEmail({ value: email }) });
  return { email: address };
}

/** Sends a code or link to the address if somebody has it; whether somebody does, no answer tells. */
async function send(submit: Submit, email: string): Promise<Answer> {
  const { core, mailed, flow } = submit;
  const { use } = flow.context;
  const account = await mailed.find(email, core, flow);
  const { secret, proof } = newProof(use, flow.id, core.clock.now() + lifespanOf(use, core.config), core.sealer);
  const isTold = account !== undefined || core.config.selfservice.flows[mailed.kind].notify_unknown_recipients;
  const mail = isTold ? core.outbox.queue(mailed.notice(email, secret, account, flow, core.config), submit.exchange) : [];
  const sent = { email, ...(account === undefined ? {} : { proof: { ...proof, identityId: account.identity.id } }) };
  const next: MailedFlow = { ...flow, state: 'sent_email', context: { ...flow.context, sent }, form: { ...emptyForm, messages: [use === 'code' ? mailed.says.codeSent() : mailed.says.linkSent()] } };
  return keep(submit, next, 200, [...mail, ...(account === undefined ? [] : await mailed.alongside(account, email, core, flow))]);
}

async function judge(submit: Submit, answer: string, transientPayload: TransientPayload | undefined): Promise<Answer> {
  const { core, mailed, exchange, flow } = submit;
  const { context } = flow;
  const proof = context.sent?.proof;
  const isLeft = context.wrong < core.config.selfservice.methods.code.config.max_submissions;
  const isRight = isLeft && proof !== undefined && proves(proof, answer, flow.id, core.clock.now(), core.sealer);
  const account = isRight ? await core.accounts.byId(proof.identityId) : undefined;
  if (account?.identity.state === 'active' && mailed.isStillOf(account, flow))
    return mailed.pass({ core, exchange, flow, account, json: submit.json, transientPayload, client: exchange.method === 'GET' ? 'browser' : flow.type });
  if (!isLeft) throw new ValidationError({ message: m.validationGeneric({ reason: 'There were too many wrong tries. Start again, and use the new code.' }) });
  const said = context.use === 'code' ? mailed.says.codeInvalid() : mailed.says.linkInvalid();
  const next: MailedFlow = { ...flow, context: { ...context, wrong: context.wrong + 1 }, form: { ...emptyForm, messages: [said] } };
  return exchange.method === 'GET' ? startAnew(submit, next, said) : keep(submit, next, 200);
}

/** A link that leads nowhere may have been opened anywhere: that browser gets a flow of its own. */
async function startAnew({ core, mailed, exchange, json: asJson }: Submit, counted: MailedFlow, said: Message): Promise<Answer> {
  const { use } = counted.context;
  const context: MailedContext = { use, wrong: 0, browser: exchange.csrf.mark() };
  const fresh = startFlow<MailedContext>({
    kind: mailed.kind,
    type: 'browser',
    state: 'choose_method',
    requestUrl: counted.requestUrl,
    context,
    now: core.clock.now(),
    config: core.config,
    messages: [said],
  });
  await core.db.write([updateFlow(counted, core.sealer), insertFlow(fresh, core.sealer)]);
  return asJson ? json(mailedToWire(fresh, exchange, core.config), { status: 400 }) : seeOther(pageUrl(mailed.kind, fresh.id, core.config));
}

async function keep({ core, mailed, exchange, flow, json: asJson }: Submit, next: MailedFlow, status: number, writes: readonly Write[] = []): Promise<Answer> {
  await core.db.write([updateFlow(next, core.sealer), ...writes]);
  if (!asJson) return seeOther(pageUrl(mailed.kind, flow.id, core.config));
  return json({ ...mailedToWire(next, exchange, core.config), transient_payload: {} }, { status });
}

async function replace(core: Core, expired: MailedFlow): Promise<never> {
  const now = core.clock.now();
  const { use, browser } = expired.context;
  const replacement = replacementOf<MailedContext>({ ...expired, context: { use, wrong: 0, ...(browser === undefined ? {} : { browser }) } }, now, core.config);
  await core.db.write([insertFlow(replacement, core.sealer)]);
  throw expiredError(expired, replacement, now, core.config);
}
