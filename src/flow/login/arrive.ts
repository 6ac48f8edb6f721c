import type { Core } from '../../core.ts';
import { apiErrors, ValidationError } from '../../errors.ts';
import { askBefore } from '../../hooks/before.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Account } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import type { Statement } from '../../oidc/providers.ts';
import { normaliseAddress } from '../../schema/normalise.ts';
import { formUrl } from '../after.ts';
import { hasExpired, startFlow } from '../lifecycle.ts';
import { returnToOf } from '../return-to.ts';
import { type Arrive, AWAY, type HandOver, payloadOf, stepsOf, type TakeOver, takeUp } from '../returning.ts';
import { insertFlow } from '../store.ts';
import { initUrl, pageUrl } from '../urls.ts';
import { COMPLETED, type LoginContext, type LoginEngine, type LoginFlow, type Submit } from './context.ts';
import { loadLogin, personOf } from './load.ts';
import type { AnyLoginMethod, LoginOutcome } from './method.ts';
import { render } from './render.ts';
import { carryOut } from './sign-in.ts';
import { refuse, replace, requireUse, toRegistration } from './submit.ts';
import { turnOf } from './turn.ts';
import { loginToWire } from './wire.ts';

type Result = Answer | HandOver;

/** A person back in a login from a provider: the checks of a submit, in the same order, and then what the method makes of it. */
export const arriveInLogin =
  (engine: LoginEngine): Arrive =>
  (exchange, back) =>
    takeUp<Submit, Result>(engine.core, back, runner(engine, exchange, back.flowId), (submit, statement, { startedAt }) => complete(submit, { statement, startedAt }));

const runner = (engine: LoginEngine, exchange: Exchange, flowId: string, submits = false) =>
  stepsOf<Submit, Result>(
    () => open(engine, exchange, flowId, submits),
    (submit, error) => refuse(submit, error, methodOf(engine)),
  );

function methodOf({ methods, core }: LoginEngine): AnyLoginMethod {
  const method = methods.find(({ id }) => id === AWAY);
  if (!method?.enabled(core.config, 'aal1')) throw apiErrors.methodDisabled();
  return method;
}

async function open(engine: LoginEngine, exchange: Exchange, flowId: string, submits: boolean): Promise<Submit | Answer> {
  const { core } = engine;
  const flow = await loadLogin(engine, flowId, 'This login flow does not exist. Start a new one.');
  if (flow.context.browser !== undefined) exchange.csrf.checkMark(flow.context.browser);
  if (hasExpired(flow, core.clock.now())) return replace(engine, flow);
  if (flow.state === COMPLETED && core.config.preset === 'kratos') throw apiErrors.badRequest('This login has done its work already.');
  if (flow.state === COMPLETED) return seeOther(initUrl('login', core.config, { return_to: returnToOf(flow.requestUrl, core.config) }));
  // Whoever is signed in in the browser that an app has opened has nothing to do with the app's session.
  const signedIn = flow.type === 'api' ? undefined : await core.sessions.of(exchange);
  requireUse(engine, flow, signedIn);
  return { engine, exchange, flow, signedIn, person: await personOf(engine, flow), json: submits && exchange.wantsJson, arrives: !submits };
}

async function complete(submit: Submit, { statement, startedAt, submits }: Pick<HandOver, 'statement' | 'startedAt' | 'submits'>): Promise<Result> {
  const { engine, flow } = submit;
  const method = methodOf(engine);
  const outcome = await method.complete?.(turnOf(submit, method, undefined), statement);
  if (outcome === undefined) throw apiErrors.methodDisabled();
  if (outcome.kind === 'unknown') return { ...toRegistration(submit, outcome, payloadOf(flow), startedAt), ...(submits ? { submits } : {}) };
  if (outcome.kind === 'proven' && outcome.account.identity.state !== 'active') throw new ValidationError({ message: m.identityDisabled() });
  return carryOut({ ...submit, transientPayload: submit.transientPayload ?? payloadOf(flow) }, method, outcome, []);
}

/** Somebody wanted to register, and has an account: either linked already, or to be signed in to before it can be linked. */
export const takeOverInLogin =
  (engine: LoginEngine): TakeOver =>
  async (exchange, handOver) => {
    const { statement, startedAt, conflict, submits, from } = handOver;
    const { core } = engine;
    const { type, requestUrl, browser, exchange: codes, transientPayload } = from;
    const method = methodOf(engine);
    const provider = core.config.selfservice.methods.oidc.config.providers.find(({ id }) => id === statement.provider);
    const name = provider?.label ?? statement.provider;
    const notice = (name_: string, flowId: string) =>
      m.loginLinkNotice({ duplicateIdentifier: name_, provider: name, newLoginUrl: pageUrl('login', flowId, core.config), availableCredentialTypes: [], availableProviders: [] });
    const started = startFlow<LoginContext>({
      kind: 'login',
      type,
      state: 'choose_method',
      requestUrl,
      context: { refresh: false, aal: 'aal1', ...(browser === undefined ? {} : { browser }), ...(codes === undefined ? {} : { exchange: codes }) },
      now: core.clock.now(),
      config: core.config,
    });
    const flow: LoginFlow =
      conflict === undefined
        ? started
        : { ...started, draft: { [AWAY]: method.waits?.({ statement: { ...statement, claims: {} }, conflict, startedAt }) }, form: { messages: [notice(conflict, started.id)], fields: {} } };
    await core.db.write([insertFlow(flow, core.sealer), ...(await askBefore(core, { flow, exchange }))]);
    const onForm = (): Answer =>
      submits && exchange.wantsJson ? json(loginToWire(engine, exchange, flow, render(engine, flow, undefined)), { status: 400 }) : seeOther(formUrl(flow, AWAY, core.config, !submits));
    const join = async (submit: Submit): Promise<Answer> => {
      const account = await certainly(core, statement, conflict);
      if (account === undefined) return onForm();
      return carryOut({ ...submit, transientPayload }, method, { kind: 'proven', account, authentication: authenticationBy(statement) }, []);
    };
    if (conflict !== undefined) return (await runner(engine, exchange, flow.id, submits)(join)) ?? onForm();
    const step = (submit: Submit) => complete({ ...submit, transientPayload }, handOver);
    return (await runner(engine, exchange, flow.id, submits)(step)) ?? seeOther(pageUrl('login', flow.id, core.config));
  };

const authenticationBy = ({ provider, twoFactors }: Statement): AuthenticationBy => ({ method: 'oidc', aal: twoFactors ? 'aal2' : 'aal1', provider });
type AuthenticationBy = Extract<LoginOutcome, { kind: 'proven' }>['authentication'];

/**
 * Whose it is for certain, where the configuration lets addresses decide (`account_linking_mode: automatic`): the provider
 * has seen to it that the address is theirs, and so have we. One of the two alone would give the account to whoever says so.
 */
async function certainly({ config, providers, accounts }: Core, statement: Statement, address: string | undefined): Promise<Account | undefined> {
  const provider = config.selfservice.methods.oidc.config.providers.find(({ id }) => id === statement.provider);
  if (provider?.account_linking_mode !== 'automatic' || address === undefined) return undefined;
  if (!providers.map(statement).verified.some(({ via, value }) => normaliseAddress(via, value) === address)) return undefined;
  const account = await accounts.byIdentifier(address);
  return account?.identity.state === 'active' && account.identity.verifiableAddresses.some(({ value, verified }) => verified && value === address) ? account : undefined;
}
