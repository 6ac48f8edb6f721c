import { isDeepStrictEqual } from 'node:util';
import { isUuid } from '../../crypto/random.ts';
import { Conflict, retrying, type Write } from '../../db/database.ts';
import { apiErrors, ValidationError } from '../../errors.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Fields } from '../../http/body.ts';
import type { Exchange } from '../../http/exchange.ts';
import { NOT_GUESSED, type Tries } from '../../identity/attempts.ts';
import { m } from '../../messages/catalogue.ts';
import { isTrue, requireOrigin } from '../fields.ts';
import { refusedForm } from '../flow.ts';
import { expiredError, hasExpired, replacementOf } from '../lifecycle.ts';
import { dropPaused, dropPausedOfFlow, type Paused, type Sent, usePaused } from '../paused.ts';
import { draftAfterRefusal } from '../refused.ts';
import { insertFlow, updateFlow } from '../store.ts';
import { transientPayloadOf } from '../transient-payload.ts';
import { pageUrl } from '../urls.ts';
import { lack } from './assurance.ts';
import { confirmFirst, showSecondFirst, signedInSince } from './confirm.ts';
import type { Person, SettingsContext, SettingsEngine, SettingsFlow, Submit } from './engine.ts';
import { meetsFlowAal } from './gate.ts';
import { load, requireSession } from './load.ts';
import type { AnySettingsMethod } from './method.ts';
import { render, shown, viewOf } from './render.ts';
import { save } from './save.ts';
import { choose, sentOrPaused } from './sent.ts';
import { turnOf } from './turn.ts';
import { settingsToWire } from './wire.ts';

/**
 * A submit of the settings flow, in the one order of checks for every method (reference: settings-sequence §3; pinned by
 * test/settings/order.test.ts). Nothing is written before every check has passed. Whoever loses a race decides anew on
 * what is there then.
 */
export function submitSettings(engine: SettingsEngine, exchange: Exchange): Promise<Answer> {
  const tries = engine.core.attempts.ofRequest(exchange);
  return retrying(() => attempt(engine, exchange, tries));
}

async function attempt(engine: SettingsEngine, exchange: Exchange, tries: Tries): Promise<Answer> {
  const { core } = engine;
  const now = core.clock.now();
  const id = exchange.query('flow') ?? '';
  const found = await load(engine, exchange, id);
  const person = requireSession(found, () => (exchange.wantsJson ? undefined : core.config.selfservice.flows.login.ui_url));
  if (!isUuid(id)) throw apiErrors.badRequest('The flow query parameter is missing or malformed.');
  const { flow } = found;
  if (flow === undefined) throw apiErrors.notFound('This settings flow does not exist. Start a new one.');
  if (flow.type === 'api') exchange.expectJson();
  const submit: Submit = { engine, exchange, flow, person, waiting: found.waiting, json: flow.type === 'api' || exchange.wantsJson };
  if (!meetsFlowAal(person, core)) return showSecondFirst(submit);
  if (hasExpired(flow, now)) return replace(engine, flow, person);
  if (flow.identityId !== person.account.identity.id) return refuseStranger(submit);

  let sent: Sent = { body: {}, source: 'json' };
  let resumed: Paused | undefined;
  let method: AnySettingsMethod | undefined;
  try {
    ({ sent, resumed } = await sentOrPaused(submit));
    const { body } = sent;
    const chosen = choose(submit, body, resumed);
    method = chosen;
    const view = viewOf(engine, flow, person, method, sent.source);
    const submission = method.parse(body, view);
    if (!resumed) requireOrigin(exchange, flow.type, body);
    const transientPayload = transientPayloadOf(body);
    const digest = digestOf(body, submit);
    const turn = turnOf(submit, view, submission);
    if (isRepeated(submit, digest)) return await save(submit, method, { kind: 'save', changes: [] }, { digest });
    const missing = lack(submission.operation, person.session, turn.usable, now, core.config);
    if (missing === 'factor') throw new ValidationError({ message: m.secondFactorFirst() });
    if (missing === 'aal') return await confirmFirst(submit, method, sent, missing, resumed);
    const trial = method.guesses?.(submission) ? await tries.begin({ name: person.account.identity.id, ip: exchange.ip }) : NOT_GUESSED;
    const proven = (await trial.judge(async () => chosen.reauthenticates?.(turn) ?? false)) || signedInSince(resumed, person);
    if (missing === 'age' && !proven) return await confirmFirst(submit, method, sent, missing, resumed);
    const outcome = await method.submit(turn);
    return await save(submit, method, outcome, {
      digest,
      operation: submission.operation,
      ...(resumed ? { resumed } : {}),
      revokeOthers: isTrue(body['revoke_other_sessions']),
      writes: trial.right,
      transientPayload,
    });
  } catch (error) {
    if (error instanceof ValidationError) return refuse(submit, error, method, sent, resumed);
    throw error;
  }
}

/** Recognises the same body sent twice (a double click, a retry) without keeping what it said. */
function digestOf(body: Fields, { engine, flow }: Submit): string {
  const { csrf_token: _, ...said } = body;
  return engine.core.sealer.sign(`settings-applied:${flow.id}`, JSON.stringify(said));
}
const isRepeated = ({ flow, person }: Submit, digest: string): boolean =>
  flow.state === 'success' && flow.context.applied?.digest === digest && flow.context.applied.version === person.account.identity.version;

export async function replace(engine: SettingsEngine, expired: SettingsFlow, person: Person): Promise<never> {
  const { core } = engine;
  const now = core.clock.now();
  const started = replacementOf<SettingsContext>({ ...expired, context: { session: person.session.id } }, now, core.config, person.account.identity.id);
  const replacement = { ...started, draft: render(engine, started, person).draft };
  await core.db.write([insertFlow(replacement, core.sealer)]);
  throw expiredError(expired, replacement, now, core.config);
}

/** Somebody else has signed in on this client: what it had waiting in other people's flows dies. */
export async function refuseStranger({ engine: { core }, exchange }: Submit): Promise<never> {
  const dropped = dropPaused(exchange, core);
  if (dropped.length > 0) await core.db.write(dropped);
  throw apiErrors.identityMismatch();
}

/** Shows the form again with what is wrong. What waited is used up: by being refused itself, or by the newer body that was. */
export async function refuse(submit: Submit, error: ValidationError, method: AnySettingsMethod | undefined, { body, source }: Sent, resumed: Paused | undefined, active?: string): Promise<Answer> {
  const { engine, exchange, flow, person, waiting } = submit;
  const { core } = engine;
  const echo = method && shown(engine, flow.type).includes(method) ? method.echo?.(body, viewOf(engine, flow, person, method, source)) : undefined;
  const rendered = render(engine, { ...flow, draft: draftAfterRefusal(flow.draft, method, error, body, core.config) }, person);
  const next: SettingsFlow = {
    ...flow,
    state: 'show_form',
    context: { session: person.session.id, ...(active === undefined ? {} : { active }) },
    draft: rendered.draft,
    form: refusedForm(error.issues, echo, method?.group),
  };
  const used: Write[] = resumed ? [usePaused(resumed)] : method && waiting ? [dropPausedOfFlow(flow)] : [];
  try {
    await core.db.write([updateFlow(next, core.sealer), ...used]);
  } catch (failure) {
    // Another submit of this form was faster, and its messages stand. Only what is spent by being refused must be written.
    if (!(failure instanceof Conflict) || used.length > 0 || !isDeepStrictEqual(next.draft, flow.draft)) throw failure;
  }
  if (!submit.json) return seeOther(pageUrl('settings', flow.id, core.config));
  return json(settingsToWire(engine, exchange, next, person, rendered), { status: 400 });
}
