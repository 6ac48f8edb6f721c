import { isDeepStrictEqual } from 'node:util';
import { Conflict, retrying } from '../../db/database.ts';
import { apiErrors, ValidationError } from '../../errors.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Fields } from '../../http/body.ts';
import type { Exchange } from '../../http/exchange.ts';
import { NOT_GUESSED, type Tried, type Tries } from '../../identity/attempts.ts';
import { m } from '../../messages/catalogue.ts';
import type { SignedIn } from '../../session/session.ts';
import { formUrl } from '../after.ts';
import { methodFor, requireOrigin, submittedFlow } from '../fields.ts';
import { refusedForm } from '../flow.ts';
import type { TransientPayload } from '../happening.ts';
import { expiredError, hasExpired, replacementOf } from '../lifecycle.ts';
import { draftAfterRefusal } from '../refused.ts';
import { returnToOf } from '../return-to.ts';
import { type HandOver, leavingOf } from '../returning.ts';
import { insertFlow, updateFlow } from '../store.ts';
import { transientPayloadOf } from '../transient-payload.ts';
import { initUrl } from '../urls.ts';
import { COMPLETED, type LoginContext, type LoginEngine, type LoginFlow, type Submit, standing } from './context.ts';
import { loadLogin, personOf } from './load.ts';
import type { AnyLoginMethod, Unknown } from './method.ts';
import { offered, render, viewOf } from './render.ts';
import { carryOut } from './sign-in.ts';
import { turnOf } from './turn.ts';
import { loginToWire } from './wire.ts';

/**
 * A submit of the login flow, in the one order of checks for every method (pinned by test/login/order.test.ts). Nothing is
 * written before every check has passed, then everything at once. Whoever loses a race decides anew on what is there then.
 */
export function submitLogin(engine: LoginEngine, exchange: Exchange): Promise<Answer | HandOver> {
  const tries = engine.core.attempts.ofRequest(exchange);
  return retrying(() => attempt(engine, exchange, tries));
}

async function attempt(engine: LoginEngine, exchange: Exchange, tries: Tries): Promise<Answer | HandOver> {
  const { core } = engine;
  const flow = await loadLogin(engine, submittedFlow(exchange), 'This login flow does not exist. Start a new one.');
  if (flow.type === 'api') exchange.expectJson();
  if (hasExpired(flow, core.clock.now())) return replace(engine, flow);
  // A double click: a browser goes where a signed-in person is sent on, or may sign in once more.
  if (flow.state === COMPLETED && !exchange.wantsJson) return seeOther(initUrl('login', core.config, { return_to: returnToOf(flow.requestUrl, core.config) }));
  const signedIn = await core.sessions.of(exchange);
  requireUse(engine, flow, signedIn);
  const submit: Submit = { engine, exchange, flow, signedIn, person: await personOf(engine, flow), json: exchange.wantsJson };
  if (flow.state === COMPLETED) return refuseReplay(submit);

  let body: Fields = {};
  let method: AnyLoginMethod | undefined;
  try {
    body = await exchange.fields();
    requireOrigin(exchange, flow.type, body);
    const chosen = methodFor(offered(engine, flow), body, m.loginNoStrategy());
    method = chosen;
    const view = viewOf(engine, flow, submit.person, method);
    const submission: unknown = method.parse(body, view);
    const transientPayload = transientPayloadOf(body);
    const tried = triedWith(method, body, submit);
    const trial = tried ? await tries.begin(tried) : NOT_GUESSED;
    const outcome = await trial.judge(() => chosen.submit(turnOf(submit, chosen, submission)));
    if (outcome.kind === 'unknown') return { ...toRegistration(submit, outcome, transientPayload), submits: true };
    if (outcome.kind === 'proven' && outcome.account.identity.state !== 'active') return await refuse(submit, new ValidationError({ message: m.identityDisabled() }), method);
    return await carryOut({ ...submit, transientPayload }, method, outcome, trial.right);
  } catch (error) {
    if (error instanceof ValidationError) return refuse(submit, error, method, body);
    throw error;
  }
}

/** Somebody has an account elsewhere that nobody here has: it may become a new one. @throws ValidationError */
export function toRegistration({ engine: { core }, flow, person }: Submit, { statement }: Unknown, transientPayload: TransientPayload | undefined, startedAt = core.clock.now()): HandOver {
  if (person !== undefined || !core.config.selfservice.flows.registration.enabled) throw new ValidationError({ message: m.accountNotFound() });
  return { to: 'registration', statement, startedAt, from: leavingOf(flow, transientPayload) };
}

function triedWith({ id, guesses }: AnyLoginMethod, { identifier }: Fields, { person, exchange }: Submit): Tried | undefined {
  if (guesses === 'name') return { name: String(identifier), ip: exchange.ip };
  return guesses === 'person' && person !== undefined ? { factor: id, identityId: person.identity.id } : undefined;
}

/**
 * Whoever is signed in need not sign in, except to prove anew who they are. A second factor is for the session that it was
 * asked for, while that is there: another one of the same person begins its own flow.
 */
export function requireUse({ core: { config } }: LoginEngine, { context, requestUrl }: LoginFlow, signedIn: SignedIn | undefined): void {
  if (context.aal === 'aal2') {
    if (signedIn === undefined) throw apiErrors.sessionAal1Required();
    if (signedIn.session.id !== context.raises?.session) throw apiErrors.identityMismatch();
  }
  if (signedIn !== undefined && !context.refresh && signedIn.session.aal >= context.aal)
    throw apiErrors.sessionAlreadyAvailable(returnToOf(requestUrl, config) ?? config.selfservice.default_browser_return_url);
}

export async function replace({ core, ...engine }: LoginEngine, expired: LoginFlow): Promise<never> {
  const now = core.clock.now();
  const { active: _, ...context } = expired.context;
  const started = replacementOf<LoginContext>({ ...expired, context }, now, core.config, expired.identityId ?? undefined);
  const replacement = { ...started, draft: render({ core, ...engine }, started, await personOf({ core, ...engine }, started)).draft };
  await core.db.write([insertFlow(replacement, core.sealer)]);
  throw expiredError(expired, replacement, now, core.config);
}

/** A second submit of a form that has done its work. */
function refuseReplay({ engine, exchange, flow, person }: Submit): Answer {
  return json(loginToWire(engine, exchange, { ...flow, form: { messages: [m.loginAlreadyCompleted()], fields: {} } }, render(engine, flow, person)), { status: 400 });
}

/** Nobody's name is longer: it is not kept to be shown again. */
const LONGEST_SHOWN = 1024;

/** Shows the form again with what is wrong, and who was typed; never the password. */
export async function refuse({ engine, exchange, flow, person, json: asJson, arrives }: Submit, error: ValidationError, method: AnyLoginMethod | undefined, body: Fields = {}): Promise<Answer> {
  const { core } = engine;
  const { active: _, ...context } = flow.context;
  const { identifier } = body;
  const keeps = method?.keepsIdentifier?.(core.config) ?? true;
  const typed = keeps && person === undefined && typeof identifier === 'string' && identifier.length <= LONGEST_SHOWN ? { identifier } : {};
  const kept = { ...flow, draft: draftAfterRefusal(flow.draft, method, error, body, core.config) };
  const rendered = render(engine, kept, person);
  const refused = refusedForm(error.issues, typed);
  const next: LoginFlow = {
    ...kept,
    draft: { ...kept.draft, ...rendered.draft },
    context: method ? { ...context, active: method.id } : context,
    form: { ...refused, messages: [...refused.messages, ...standing(flow)] },
  };
  try {
    await core.db.write([updateFlow(next, core.sealer)]);
  } catch (failure) {
    // Another submit of this form was faster, and its messages stand. Deciding anew would check the password anew.
    if (!(failure instanceof Conflict) || !isDeepStrictEqual(next.draft, flow.draft)) throw failure;
  }
  if (!asJson) return seeOther(formUrl(flow, method?.id ?? '', core.config, arrives));
  return json(loginToWire(engine, exchange, next, rendered), { status: 400 });
}
