import { apiErrors, ValidationError } from '../../errors.ts';
import { askBefore } from '../../hooks/before.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Traits } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import { afterUrl } from '../after.ts';
import { emptyForm, refusedForm } from '../flow.ts';
import { hasExpired, startFlow } from '../lifecycle.ts';
import { returnToOf } from '../return-to.ts';
import { type Arrive, AWAY, type HandOver, leavingOf, payloadOf, stepsOf, type TakeOver, takeUp } from '../returning.ts';
import { insertFlow } from '../store.ts';
import { pageUrl } from '../urls.ts';
import { COMPLETED, firstScreen, type RegistrationContext, type RegistrationEngine, type RegistrationFlow, type Submit } from './context.ts';
import { loadRegistration, requireEnabled } from './load.ts';
import type { AnyRegistrationMethod } from './method.ts';
import { register } from './register.ts';
import { schemaOf, viewOf } from './render.ts';
import { keep, refuse, replace, tripOf } from './submit.ts';

type Result = Answer | HandOver;

/** A person back in a registration from a provider: the checks of a submit, in the same order, and then what the method makes of it. */
export const arriveInRegistration =
  (engine: RegistrationEngine): Arrive =>
  (exchange, back) =>
    takeUp<Submit, Result>(engine.core, back, runner(engine, exchange, back.flowId), (submit, statement, { startedAt }) => complete(submit, { statement, startedAt }));

const runner = (engine: RegistrationEngine, exchange: Exchange, flowId: string, submits = false) =>
  stepsOf<Submit, Result>(
    () => open(engine, exchange, flowId, submits),
    (submit, error) => refuse(submit, submit.flow.context, error, undefined, {}),
  );

async function open(engine: RegistrationEngine, exchange: Exchange, flowId: string, submits: boolean): Promise<Submit | Answer> {
  const { core } = engine;
  requireEnabled(engine);
  const flow = await loadRegistration(engine, flowId, 'This registration flow does not exist. Start a new one.');
  if (flow.context.browser !== undefined) exchange.csrf.checkMark(flow.context.browser);
  if (hasExpired(flow, core.clock.now())) return replace(engine, flow);
  if (flow.type === 'browser' && (await core.sessions.of(exchange)) !== undefined)
    throw apiErrors.sessionAlreadyAvailable(returnToOf(flow.requestUrl, core.config) ?? core.config.selfservice.default_browser_return_url);
  if (flow.state === COMPLETED) return seeOther(afterUrl(flow, flow.context.active ?? '', core.config));
  return { engine, exchange, flow, json: submits && exchange.wantsJson, arrives: !submits };
}

function methodOf({ methods, core }: RegistrationEngine): AnyRegistrationMethod & Required<Pick<AnyRegistrationMethod, 'complete'>> {
  const method = methods.find(({ id }) => id === AWAY);
  if (!method?.complete || !method.enabled(core.config)) throw apiErrors.methodDisabled();
  return { ...method, complete: method.complete };
}

async function complete(submit: Submit, { statement, startedAt, submits, traits: sent }: Pick<HandOver, 'statement' | 'startedAt' | 'submits' | 'traits'>): Promise<Result> {
  const { engine, flow } = submit;
  const method = methodOf(engine);
  const transientPayload = submit.transientPayload ?? payloadOf(flow);
  const found = await method.complete({ ...viewOf(engine, flow, method), submission: undefined, ...tripOf(submit) }, statement);
  const onward = { to: 'login', statement, startedAt, from: leavingOf(flow, transientPayload), ...(submits ? { submits } : {}) } as const;
  if (found.kind === 'known') return onward;

  const schema = schemaOf(engine, flow);
  // What the person says goes over what the provider says of them, but for what is closed to them.
  const traits = schema.normalise(sent === undefined ? found.traits : schema.keepClosed(found.traits, { ...found.traits, ...sent }));
  const kept: RegistrationFlow = { ...flow, draft: { ...flow.draft, [method.id]: found.draft }, context: { ...flow.context, typed: traits, active: method.id } };
  const issues = [...schema.validate(traits), ...schema.deniedChanges(found.traits, traits)];
  if (issues.length > 0) return keep(submit, { ...kept, form: refusedForm(issues) });
  const outcome = await method.submit({
    ...viewOf(engine, kept, method),
    submission: undefined,
    traits,
    hasher: engine.core.hasher,
    breaches: engine.core.breaches,
    sealer: engine.core.sealer,
    flowId: flow.id,
  });
  if ('kind' in outcome) return keep(submit, { ...kept, draft: { ...kept.draft, [method.id]: outcome.draft }, form: { ...emptyForm, messages: outcome.messages } }, outcome.notices);
  try {
    return await register({ ...submit, flow: kept, transientPayload }, method, traits, outcome);
  } catch (error) {
    const conflict = isTaken(error) ? await nameIn(engine, kept, traits) : undefined;
    if (conflict === undefined) throw error;
    return { ...onward, conflict };
  }
}

const isTaken = (error: unknown): boolean => error instanceof ValidationError && error.issues.some(({ message }) => message.id === m.duplicateCredentials.id || message.id === m.duplicateWithHints.id);

/** Of the names that the person would sign in by, the one that somebody signs in by already. */
async function nameIn(engine: RegistrationEngine, flow: RegistrationFlow, traits: Traits): Promise<string | undefined> {
  for (const name of Object.values(schemaOf(engine, flow).identifiers(traits).login).flat()) if (await engine.core.accounts.byIdentifier(name)) return name;
  return undefined;
}

/** Somebody wanted to sign in, and nobody here has that account: it may become a new one. */
export const takeOverInRegistration =
  (engine: RegistrationEngine): TakeOver =>
  async (exchange, handOver) => {
    const { flowId, submits, from } = handOver;
    const { type, requestUrl, browser, exchange: codes, transientPayload } = from;
    const { core } = engine;
    requireEnabled(engine);
    const step = (submit: Submit) => complete({ ...submit, transientPayload }, handOver);
    const run = async (id: string) => (await runner(engine, exchange, id, submits)(step)) ?? seeOther(pageUrl('registration', id, core.config));
    if (flowId !== undefined) return run(flowId);
    const flow = startFlow<RegistrationContext>({
      kind: 'registration',
      type,
      state: 'choose_method',
      requestUrl,
      context: { screen: firstScreen(core.config), typed: {}, ...(browser === undefined ? {} : { browser }), ...(codes === undefined ? {} : { exchange: codes }) },
      now: core.clock.now(),
      config: core.config,
    });
    await core.db.write([insertFlow(flow, core.sealer), ...(await askBefore(core, { flow, exchange }))]);
    return run(flow.id);
  };
