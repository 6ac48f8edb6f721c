import type { Write } from '../../db/database.ts';
import { apiErrors, ValidationError } from '../../errors.ts';
import { ask } from '../../hooks/asked.ts';
import { consequencesOf } from '../../hooks/consequences.ts';
import { isNothing, NOTHING } from '../../hooks/edit.ts';
import { requireVerified } from '../../hooks/require-verified.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import { type Applied, applyChanges, type Circumstances } from '../../identity/changes.ts';
import { reachableAal } from '../../identity/factors.ts';
import type { Account, Change } from '../../identity/identity.ts';
import { unchanged } from '../../identity/store.ts';
import { verifyAddress } from '../../identity/verify.ts';
import { identityToWire } from '../../identity/wire.ts';
import { m } from '../../messages/catalogue.ts';
import { viaOf } from '../../schema/normalise.ts';
import { satisfies } from '../../session/assurance.ts';
import type { Session } from '../../session/session.ts';
import { sessionToWire } from '../../session/wire.ts';
import { afterUrl } from '../after.ts';
import { type Draft, emptyForm } from '../flow.ts';
import type { Happening } from '../happening.ts';
import { startFlow } from '../lifecycle.ts';
import { firstStatus, remindsAtLogin } from '../new-addresses.ts';
import { dropPausedOfIdentity } from '../paused.ts';
import { returnToOf } from '../return-to.ts';
import { AWAY, awayWith } from '../returning.ts';
import { insertFlow, updateFlow } from '../store.ts';
import { handOut } from '../token-exchange.ts';
import { unlinkedAt } from '../unlinked.ts';
import { initUrl, pageUrl } from '../urls.ts';
import { COMPLETED, type LoginContext, type LoginEngine, type LoginFlow, raisedBy, type Submit, standing } from './context.ts';
import type { AnyLoginMethod, LoginOutcome } from './method.ts';
import { render } from './render.ts';
import { loginToWire } from './wire.ts';

/** Carries out what a method has decided: in one transaction, or not at all. @param right what is written with it when somebody has proven who they are */
export async function carryOut(submit: Submit, method: AnyLoginMethod, outcome: LoginOutcome, right: readonly Write[]): Promise<Answer> {
  if (outcome.kind === 'proven') return signIn(submit, method, outcome, right);
  const { engine, exchange, flow, person } = submit;
  const { core } = engine;
  const { [method.id]: _, ...drafts } = flow.draft;
  const otherDrafts = outcome.kind === 'show' && outcome.anew ? waiting(engine, drafts) : drafts;
  const kept: LoginFlow = { ...flow, draft: outcome.draft === undefined ? otherDrafts : { ...otherDrafts, [method.id]: outcome.draft }, context: { ...flow.context, active: method.id } };
  if (outcome.kind === 'leave') {
    const draft = { ...kept.draft, [method.id]: awayWith(outcome.draft, submit.transientPayload) };
    await core.db.write([updateFlow({ ...kept, draft, form: emptyForm }, core.sealer)]);
    throw apiErrors.locationChangeRequired(outcome.to);
  }
  const rendered = render(engine, kept, person);
  const next = { ...kept, state: outcome.state ?? flow.state, draft: { ...kept.draft, ...rendered.draft }, form: { ...emptyForm, messages: [...(outcome.messages ?? []), ...standing(flow)] } };
  await core.db.write([updateFlow(next, core.sealer), ...(outcome.notices ?? []).flatMap((notice) => core.outbox.queue(notice, exchange))]);
  const page = pageUrl('login', flow.id, core.config);
  if (outcome.reload && submit.json && flow.type === 'browser') throw apiErrors.locationChangeRequired(page);
  // An intermediate step is answered with 400, as nobody is signed in yet.
  return submit.json ? json(loginToWire(engine, exchange, next, rendered), { status: 400 }) : seeOther(page);
}

/** What stays whoever it is that signs in: an account elsewhere that waits to be joined. */
const waiting = ({ methods }: LoginEngine, drafts: Draft): Draft =>
  Object.fromEntries(Object.entries(drafts).filter(([id]) => methods.some((method) => method.id === id && method.joins !== undefined)));

async function signIn(
  { engine, exchange, flow, signedIn, person, json: asJson, arrives, transientPayload }: Submit,
  method: AnyLoginMethod,
  { account: given, authentication, changes: own = [], mailbox }: Extract<LoginOutcome, { kind: 'proven' }>,
  right: readonly Write[],
): Promise<Answer> {
  const { core } = engine;
  const circumstances: Circumstances = { schema: core.schemas.get(given.identity.schemaId), now: core.clock.now(), usable: core.usable };
  const { account, writes: shown } = mailbox === undefined ? { account: given, writes: [] } : verifyAddress(given, { via: viaOf(mailbox), value: mailbox }, circumstances);
  if (flow.context.aal === 'aal2' && account.identity.id !== person?.identity.id) throw apiErrors.identityMismatch();
  const target = afterUrl(flow, method.id, core.config);
  const joining = await joined(engine, flow, account);
  // Whoever has a second factor shows it first: nothing is added to what they can sign in with before that.
  const isStrong = authentication.aal === 'aal2' || core.usable(account).second === 0 || (signedIn?.identity.id === account.identity.id && signedIn.session.aal === 'aal2');
  const changes = [...own, ...(isStrong ? joining : [])];
  const { aal } = flow.context;
  const isReminding = remindsAtLogin({ flow, method: method.id, aal }, core.config);
  const apply = (agreed = NOTHING): Applied => {
    const first = isReminding || agreed.changes.length > 0 ? { firstStatus: firstStatus(core.config) } : {};
    const isAsItWas = changes.length === 0 && !isReminding && isNothing(agreed) && reachableAal(core.usable(account)) === account.identity.availableAal;
    const applied = isAsItWas ? { account, writes: [] } : applyChanges(account, [...changes, ...agreed.changes], { ...circumstances, ...first }, agreed.edit);
    return applied.writes.length > 0 ? applied : { account, writes: [unchanged(account.identity)] };
  };
  const decided = apply();
  const continued = signedIn?.identity.id === account.identity.id ? signedIn : undefined;
  const issued = continued ? core.sessions.renew(continued, authentication, exchange) : core.sessions.begin({ identity: account.identity, proven: authentication, exchange, existing: signedIn });
  const happening: Happening = { flow, method: method.id, aal, before: given, after: decided.account, session: issued.session, exchange, transientPayload };
  await requireVerified(core, happening, right);
  const { account: after, writes } = await ask(core, happening, decided, apply).catch(async (error: unknown) => {
    // Whoever has shown what they should have has not guessed, whatever a hook says to it.
    if (right.length > 0) await core.db.write(right);
    throw error;
  });
  if (after.identity.state !== 'active') throw new ValidationError({ message: m.identityDisabled() });
  // Somebody else takes this client over: what the person before had begun here ends with their session.
  const taken = signedIn && !continued ? [dropPausedOfIdentity(signedIn.identity.id)] : [];
  const completed = updateFlow({ ...flow, state: COMPLETED, form: emptyForm, draft: {}, context: { ...flow.context, active: method.id } }, core.sealer);
  const codes = flow.context.exchange;
  const handedOut = arrives && flow.type === 'api' && codes ? handOut(codes, issued, target, core) : undefined;
  const followed = consequencesOf(core, { ...happening, after });
  await core.db.write([completed, ...(handedOut?.writes ?? []), ...shown, ...writes, ...issued.writes, ...taken, ...right, ...followed.writes]);

  if (flow.type === 'browser' && continued) core.sessions.reissueCookie(exchange, issued.session, issued.token);
  if (flow.type === 'browser' && !continued) core.sessions.carry(exchange, issued);
  const onward = !isStrong && joining.length > 0 ? await goOn(engine, exchange, flow, issued.session, after) : undefined;
  const enough = satisfies(issued.session, after.identity, core.config.session.whoami.required_aal);
  const session = sessionToWire(continued ? withThisDevice(continued.session, issued.session, exchange) : issued.session, core.clock.now(), {
    identity: enough ? identityToWire(after.identity, core.config) : null,
    devices: true,
  });
  if (handedOut) return seeOther(handedOut.to);
  if (flow.type === 'api') {
    const continueWith = [...followed.continueWith, ...(onward ? [{ action: 'show_login_ui', flow: { id: onward.id, url: pageUrl('login', onward.id, core.config) } }] : [])];
    return json({ session_token: issued.token, session, continue_with: continueWith.length > 0 ? continueWith : null });
  }
  if (onward) throw apiErrors.locationChangeRequired(pageUrl('login', onward.id, core.config));
  if (!enough) throw apiErrors.locationChangeRequired(initUrl('login', core.config, { aal: 'aal2', return_to: returnToOf(flow.requestUrl, core.config) }));
  if (!asJson) return seeOther(followed.page ?? target);
  return json({ session, continue_with: [...followed.continueWith, { action: 'redirect_browser_to', redirect_browser_to: target }] });
}

/** What waits in this form for the person to sign in, whichever way they do. */
async function joined({ methods, core }: LoginEngine, flow: LoginFlow, account: Account): Promise<Change[]> {
  const login = Object.values(core.schemas.get(account.identity.schemaId).identifiers(account.identity.traits).login).flat();
  const view = { sealer: core.sealer, unlinkedAt: (identityId: string, provider: string) => unlinkedAt(core, identityId, provider) };
  const changes = await Promise.all(methods.map(async (method) => (await method.joins?.({ ...view, draft: flow.draft[method.id] }, account, login)) ?? []));
  return changes.flat();
}

/** The question for the second factor, in which waits what has waited in the form before. */
async function goOn(engine: LoginEngine, exchange: Exchange, { type, requestUrl, draft }: LoginFlow, session: Session, account: Account): Promise<LoginFlow> {
  const { core } = engine;
  const started = startFlow<LoginContext>({
    kind: 'login',
    type,
    state: 'choose_method',
    requestUrl,
    context: { refresh: false, aal: 'aal2', raises: raisedBy(session), ...(type === 'browser' ? { browser: exchange.csrf.mark() } : {}) },
    now: core.clock.now(),
    config: core.config,
    identityId: account.identity.id,
    messages: [m.loginSecondFactorNotice(), m.loginLinkThen()],
  });
  const flow: LoginFlow = { ...started, draft: { ...render(engine, started, account).draft, [AWAY]: draft[AWAY] } };
  await core.db.write([insertFlow(flow, core.sealer)]);
  return flow;
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The wire lists the device of every proof. One that is known is not kept twice, and so has no id of its own here. */
const withThisDevice = (before: Session, after: Session, { ip, userAgent }: Exchange): Session =>
  after.devices.length > before.devices.length ? after : { ...after, devices: [...after.devices, { id: NO_ID, ipAddress: ip, userAgent, location: '' }] };
