import type { Notice } from '../../courier/outbox.ts';
import { retrying } from '../../db/database.ts';
import { apiErrors, ValidationError } from '../../errors.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Fields } from '../../http/body.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Traits } from '../../identity/identity.ts';
import { isObject } from '../../json.ts';
import { m } from '../../messages/catalogue.ts';
import type { Message } from '../../messages/message.ts';
import type { Statement } from '../../oidc/providers.ts';
import { afterUrl, formUrl } from '../after.ts';
import { methodFor, requireOrigin, submittedFlow } from '../fields.ts';
import { emptyForm, refusedForm } from '../flow.ts';
import type { TransientPayload } from '../happening.ts';
import { expiredError, hasExpired, replacementOf } from '../lifecycle.ts';
import { draftAfterRefusal } from '../refused.ts';
import { returnToOf } from '../return-to.ts';
import { awayWith, type HandOver, leavingOf } from '../returning.ts';
import { insertFlow, updateFlow } from '../store.ts';
import { transientPayloadOf } from '../transient-payload.ts';
import { COMPLETED, firstScreen, type RegistrationContext, type RegistrationEngine, type RegistrationFlow, type Screen, type Submit } from './context.ts';
import { loadRegistration, requireEnabled } from './load.ts';
import type { AnyRegistrationMethod, RegistrationTrip } from './method.ts';
import { register } from './register.ts';
import { offered, render, schemaOf, viewOf } from './render.ts';
import { typedAfter } from './typed.ts';
import { registrationToWire } from './wire.ts';

/**
 * A submit of the registration flow, in the one order of checks for every method. Nothing is written before every check
 * has passed, then everything at once. Whoever loses a race decides anew on what is there then.
 */
export const submitRegistration = (engine: RegistrationEngine, exchange: Exchange): Promise<Answer | HandOver> => retrying(() => attempt(engine, exchange));

async function attempt(engine: RegistrationEngine, exchange: Exchange): Promise<Answer | HandOver> {
  const { core } = engine;
  const flow = await loadRegistration(engine, submittedFlow(exchange), 'This registration flow does not exist. Start a new one.');
  if (flow.type === 'api') exchange.expectJson();
  requireEnabled(engine);
  if (hasExpired(flow, core.clock.now())) return replace(engine, flow);
  if ((await core.sessions.of(exchange)) !== undefined) throw apiErrors.sessionAlreadyAvailable(returnToOf(flow.requestUrl, core.config) ?? core.config.selfservice.default_browser_return_url);
  const submit: Submit = { engine, exchange, flow, json: exchange.wantsJson };
  if (flow.state === COMPLETED) return refuseReplay(submit);

  let context = flow.context;
  let body: Fields = {};
  let method: AnyRegistrationMethod | undefined;
  try {
    body = await exchange.fields();
    requireOrigin(exchange, flow.type, body);
    const traits = traitsOf(body, submit);
    context = { ...context, typed: typedAfter(context.typed, body['traits'], traits) };
    const turned = screenAfter(body, context.screen);
    if (turned === 'profile') return await show(submit, { ...context, screen: turned });
    const issues = [...schemaOf(engine, flow).validate(traits), ...schemaOf(engine, flow).deniedChanges(givenIn(submit), traits)];
    if (turned === 'credential' && issues.length === 0) return await show(submit, { ...context, screen: turned }, m.registrationChooseCredential());
    if (turned === 'credential') throw new ValidationError(...issues);

    method = methodFor(offered(engine, flow), body, m.registrationNoStrategy());
    const { active: _, ...rest } = context;
    context = { ...rest, active: method.id };
    const view = viewOf(engine, flow, method);
    const submission = method.parse(body, view);
    const transientPayload = transientPayloadOf(body);
    const statement = await method.brings?.({ ...view, submission, ...tripOf(submit) });
    if (statement) return brought(submit, statement, isObject(body['traits']) ? traits : undefined, transientPayload);
    const away = await method.leave?.({ ...view, submission, ...tripOf(submit) });
    if (away) {
      await core.db.write([updateFlow({ ...flow, context, form: emptyForm, draft: { ...flow.draft, [method.id]: awayWith(away.draft, transientPayload) } }, core.sealer)]);
      throw apiErrors.locationChangeRequired(away.to);
    }
    if (issues.length > 0) throw new ValidationError(...issues);
    const outcome = await method.submit({ ...view, submission, traits, hasher: core.hasher, breaches: core.breaches, sealer: core.sealer, flowId: flow.id });
    if ('kind' in outcome)
      return await keep(submit, { ...flow, context, state: 'sent_email', draft: { ...flow.draft, [method.id]: outcome.draft }, form: { ...emptyForm, messages: outcome.messages } }, outcome.notices);
    return await register({ ...submit, flow: { ...flow, context }, transientPayload }, method, traits, outcome);
  } catch (error) {
    if (error instanceof ValidationError) return refuse(submit, context, error, method, body);
    throw error;
  }
}

/** The same form goes on with it. */
function brought({ engine: { core }, flow }: Submit, statement: Statement, traits: Traits | undefined, transientPayload: TransientPayload | undefined): HandOver {
  return { to: 'registration', statement, startedAt: core.clock.now(), submits: true, flowId: flow.id, from: leavingOf(flow, transientPayload), ...(traits === undefined ? {} : { traits }) };
}

/** The second screen need not send again what the first has brought, and nobody what is given already and closed to them. */
function traitsOf(body: Fields, submit: Submit): Traits {
  const { engine, flow } = submit;
  return body['traits'] === undefined && flow.context.screen === 'credential' ? flow.context.typed : schemaOf(engine, flow).keepClosed(givenIn(submit), schemaOf(engine, flow).cast(body['traits']));
}

const givenIn = ({ engine, flow }: Submit): Traits =>
  offered(engine, flow)
    .map((method) => method.given?.(flow.draft[method.id]))
    .find((given) => given !== undefined) ?? {};

/** What a method needs to lead elsewhere and back. */
export const tripOf = ({ engine: { core }, flow }: Submit): Pick<RegistrationTrip<unknown>, 'flowId' | 'providers' | 'comesBack' | 'findByLink'> => ({
  flowId: flow.id,
  providers: core.providers,
  comesBack: flow.type === 'browser' || flow.context.exchange !== undefined,
  findByLink: core.accounts.byLink,
});

/** Which screen the body asks for, if it asks for one: only where there are two. */
function screenAfter(body: Fields, now: Screen): Screen | undefined {
  if (now === 'everything') return undefined;
  if (body['screen'] === 'previous') return 'profile';
  return body['screen'] === 'credential-selection' || body['method'] === 'profile' ? 'credential' : undefined;
}

/** Turns to another screen. An intermediate step is answered with 400, as nothing is done yet. */
const show = (submit: Submit, context: RegistrationContext, ...messages: Message[]): Promise<Answer> => keep(submit, { ...submit.flow, context, form: { ...emptyForm, messages } });

/** Shows the form again with what is wrong, and what was typed; never the password. */
export function refuse(submit: Submit, context: RegistrationContext, error: ValidationError, method: AnyRegistrationMethod | undefined, body: Fields): Promise<Answer> {
  const { flow, engine } = submit;
  return keep(submit, { ...flow, draft: draftAfterRefusal(flow.draft, method, error, body, engine.core.config), context, form: refusedForm(error.issues) });
}

export async function keep({ engine, exchange, json: asJson, arrives }: Submit, flow: RegistrationFlow, notices: readonly Notice[] = []): Promise<Answer> {
  const { core } = engine;
  const rendered = render(engine, flow);
  const next = { ...flow, draft: rendered.draft };
  await core.db.write([updateFlow(next, core.sealer), ...notices.flatMap((notice) => core.outbox.queue(notice, exchange))]);
  return asJson ? json(registrationToWire(engine, exchange, next, rendered), { status: 400 }) : seeOther(formUrl(flow, flow.context.active ?? '', core.config, arrives));
}

export async function replace(engine: RegistrationEngine, expired: RegistrationFlow): Promise<never> {
  const { core } = engine;
  const now = core.clock.now();
  const { active: _, ...context } = expired.context;
  const started = replacementOf<RegistrationContext>({ ...expired, context: { ...context, screen: firstScreen(core.config), typed: {} } }, now, core.config);
  const replacement = { ...started, draft: render(engine, started).draft };
  await core.db.write([insertFlow(replacement, core.sealer)]);
  throw expiredError(expired, replacement, now, core.config);
}

/** A double click: a browser goes where the first click went. */
function refuseReplay({ engine, exchange, flow, json: asJson }: Submit): Answer {
  if (!asJson) return seeOther(afterUrl(flow, flow.context.active ?? '', engine.core.config));
  return json(registrationToWire(engine, exchange, { ...flow, form: { ...emptyForm, messages: [m.registrationAlreadyCompleted()] } }, render(engine, flow)), { status: 400 });
}
