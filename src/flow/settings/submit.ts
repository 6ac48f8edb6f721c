import { retrying, type Write } from '../../db/database.ts';
import { apiErrors, ValidationError } from '../../errors.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Fields } from '../../http/body.ts';
import type { Exchange } from '../../http/exchange.ts';
import { m } from '../../messages/catalogue.ts';
import { isSet, isTrue, isUuid, requireOrigin } from '../fields.ts';
import { refusedForm } from '../flow.ts';
import { expiredError, hasExpired, replacementOf } from '../lifecycle.ts';
import { holdsKey, type Paused, pause, type Sent, usePaused } from '../paused.ts';
import { insertFlow, updateFlow } from '../store.ts';
import { actionUrl, initUrl, pageUrl } from '../urls.ts';
import { lack, mustEnrolFirst, needOf } from './assurance.ts';
import type { Person, SettingsContext, SettingsEngine, SettingsFlow } from './engine.ts';
import { requireFlowAal } from './gate.ts';
import { load, requireSession } from './load.ts';
import type { AnySettingsMethod, Turn } from './method.ts';
import { render, serves, shown, viewOf } from './render.ts';
import { save } from './save.ts';
import { settingsToWire } from './wire.ts';

/** One submit, with all that is known about it. */
export interface Submit {
  readonly engine: SettingsEngine;
  readonly exchange: Exchange;
  readonly flow: SettingsFlow;
  readonly person: Person;
  /** What waits in this flow for its person to come back. */
  readonly waiting: Paused | undefined;
  /** Whether the answer is JSON. */
  readonly json: boolean;
}

/**
 * A submit of the settings flow, in the one order of checks for every method (reference: settings-sequence §3; pinned by
 * test/settings/order.test.ts). Nothing is written before every check has passed. Whoever loses a race decides anew on
 * what is there then.
 */
export const submitSettings = (engine: SettingsEngine, exchange: Exchange): Promise<Answer> => retrying(() => attempt(engine, exchange));

async function attempt(engine: SettingsEngine, exchange: Exchange): Promise<Answer> {
  const { core } = engine;
  const now = core.clock.now();
  const id = exchange.query('flow') ?? '';
  const found = await load(engine, exchange, id);
  const person = requireSession(found, () => (exchange.wantsJson ? undefined : core.config.selfservice.flows.login.ui_url));
  if (!isUuid(id)) throw apiErrors.badRequest('The flow query parameter is missing or malformed.');
  const { flow } = found;
  if (flow === undefined) throw apiErrors.notFound('This settings flow does not exist. Start a new one.');
  if (flow.type === 'api') exchange.expectJson();
  requireFlowAal(person, core.config, actionUrl(flow, core.config));
  if (hasExpired(flow, now)) return replace(engine, flow, person);
  if (flow.identityId !== person.account.identity.id) throw apiErrors.identityMismatch();

  const submit: Submit = { engine, exchange, flow, person, waiting: found.waiting, json: flow.type === 'api' || exchange.wantsJson };
  let sent: Sent = { body: {}, source: 'json' };
  let resumed: Paused | undefined;
  let method: AnySettingsMethod | undefined;
  try {
    ({ sent, resumed } = await sentOrPaused(submit));
    const { body } = sent;
    method = choose(engine, submit, body, resumed);
    const view = viewOf(engine, flow, person.account, method, sent.source);
    const submission = method.parse(body, view);
    if (!resumed) requireOrigin(exchange, flow.type, body);
    const digest = digestOf(body, submit);
    const turn: Turn = { ...view, submission, session: person.session, hasher: core.hasher };
    if (isRepeated(submit, digest)) return await save(submit, method, { kind: 'save', changes: [] }, { digest });
    if (mustEnrolFirst(submission.operation, person.session, turn.usable, core.config)) throw new ValidationError({ message: m.secondFactorFirst() });
    const proven = (await method.reauthenticates?.(turn)) ?? false;
    const missing = lack(needOf(submission.operation, core.config), person.session, turn.usable, now);
    if (missing === 'aal' || (missing === 'age' && !proven && !signedInSince(resumed, person))) return await confirmFirst(submit, method, sent, missing, resumed);
    const outcome = await method.submit(turn);
    return await save(submit, method, outcome, { digest, ...(resumed ? { resumed } : {}), revokeOthers: isTrue(body['revoke_other_sessions']) });
  } catch (error) {
    if (error instanceof ValidationError) return refuse(submit, error, method, sent, resumed);
    throw error;
  }
}

/** The body that was posted; a GET, or `resume: true`, stands for the one that waits. */
async function sentOrPaused({ exchange, engine, waiting, flow }: Submit): Promise<{ sent: Sent; resumed: Paused | undefined }> {
  if (exchange.method === 'GET') {
    if (waiting === undefined || !holdsKey(waiting, exchange, engine.core)) throw new ValidationError({ message: m.validationGeneric({ reason: 'A form is sent by POST, with its fields in the body.' }) });
    return { sent: waiting.sent, resumed: waiting };
  }
  const body = await exchange.fields();
  if (!isTrue(body['resume'])) return { sent: { body, source: exchange.header('content-type')?.startsWith('application/json') ? 'json' : 'form' }, resumed: undefined };
  requireOrigin(exchange, flow.type, body);
  if (waiting === undefined) throw new ValidationError({ message: m.nothingPaused() });
  return { sent: waiting.sent, resumed: waiting };
}

/** The first method, in their order, that a body is for. @throws 4010004 if it is for none, 404 if its method is off */
function choose({ methods, core }: SettingsEngine, { flow }: Submit, body: Fields, resumed: Paused | undefined): AnySettingsMethod {
  const named = resumed?.method ?? body['method'];
  const method = methods.find((one) => serves(one, core.config, flow.type) && (one.triggers.some((trigger) => isSet(body[trigger])) || (one.byName && named === one.id)));
  if (method === undefined) throw new ValidationError({ message: m.settingsNoStrategy() });
  if (!method.enabled(core.config)) throw apiErrors.methodDisabled();
  return method;
}

/** Recognises the same body sent twice (a double click, a retry) without keeping what it said. */
function digestOf(body: Fields, { engine, flow }: Submit): string {
  const { csrf_token: _, ...said } = body;
  return engine.core.sealer.sign(`settings-applied:${flow.id}`, JSON.stringify(said));
}
const isRepeated = ({ flow, person }: Submit, digest: string): boolean => flow.state === 'success' && flow.context.applied?.digest === digest && flow.context.applied.version === person.account.identity.version;

/** Coming back from signing in again is what a paused submit has waited for, however short the max age. */
const signedInSince = (resumed: Paused | undefined, { session }: Person): boolean => resumed !== undefined && session.authenticatedAt > resumed.createdAt;

/** Keeps the submit and asks the person to sign in again, or with a second factor; one that waits already goes on waiting. */
async function confirmFirst({ engine: { core }, exchange, flow, person }: Submit, method: AnySettingsMethod, { body, source }: Sent, missing: 'aal' | 'age', resumed: Paused | undefined): Promise<never> {
  const { csrf_token: _, ...said } = body;
  if (!resumed) await core.db.write(pause(flow, person.account.identity.id, method.id, { body: said, source }, exchange, core));
  const back = actionUrl(flow, core.config);
  if (missing === 'aal') throw apiErrors.sessionAal2Required(initUrl('login', core.config, { aal: 'aal2', return_to: back }));
  throw apiErrors.sessionRefreshRequired(initUrl('login', core.config, { refresh: 'true', return_to: back }));
}

async function replace(engine: SettingsEngine, expired: SettingsFlow, person: Person): Promise<never> {
  const { core } = engine;
  const now = core.clock.now();
  const started = replacementOf<SettingsContext>({ ...expired, context: {} }, now, core.config, person.account.identity.id);
  const replacement = { ...started, draft: render(engine, started, person.account).draft };
  await core.db.write([insertFlow(replacement, core.sealer)]);
  throw expiredError(expired, replacement, now, core.config);
}

/** Shows the form again with what is wrong. A paused submit that is refused is used up. */
async function refuse({ engine, exchange, flow, person, json: asJson }: Submit, error: ValidationError, method: AnySettingsMethod | undefined, { body, source }: Sent, resumed: Paused | undefined): Promise<Answer> {
  const { core } = engine;
  const echo = method && shown(engine, flow.type).includes(method) ? method.echo?.(body, viewOf(engine, flow, person.account, method, source)) : undefined;
  const draft = method?.id === undefined || !(method.id in flow.draft) ? flow.draft : { ...flow.draft, [method.id]: method.afterRefusal?.(flow.draft[method.id], body, core.config) ?? flow.draft[method.id] };
  const next: SettingsFlow = { ...flow, state: 'show_form', context: {}, draft, form: refusedForm(error.issues, echo, method?.group) };
  const writes: Write[] = [updateFlow(next, core.sealer), ...(resumed ? [usePaused(resumed)] : [])];
  await core.db.write(writes);
  if (!asJson) return seeOther(pageUrl('settings', flow.id, core.config));
  return json(settingsToWire(engine, exchange, next, person, render(engine, next, person.account)), { status: 400 });
}

