import type { Write } from '../../db/database.ts';
import { apiErrors } from '../../errors.ts';
import { consequencesOf } from '../../hooks/consequences.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import { applyChanges, type Circumstances } from '../../identity/changes.ts';
import { reachableAal } from '../../identity/factors.ts';
import type { Account, Change } from '../../identity/identity.ts';
import { unchanged } from '../../identity/store.ts';
import { verifyAddress } from '../../identity/verify.ts';
import { identityToWire } from '../../identity/wire.ts';
import { satisfies } from '../../session/assurance.ts';
import type { Session } from '../../session/session.ts';
import { sessionToWire } from '../../session/wire.ts';
import { afterUrl } from '../after.ts';
import { emptyForm } from '../flow.ts';
import { dropPausedOfIdentity } from '../paused.ts';
import { returnToOf } from '../return-to.ts';
import { updateFlow } from '../store.ts';
import { handOut } from '../token-exchange.ts';
import { initUrl, pageUrl } from '../urls.ts';
import { COMPLETED, type LoginEngine, type LoginFlow, type Submit } from './context.ts';
import type { AnyLoginMethod, LoginOutcome } from './method.ts';
import { render } from './render.ts';
import { loginToWire } from './wire.ts';

/** Carries out what a method has decided: in one transaction, or not at all. @param right what is written with it when somebody has proven who they are */
export async function carryOut(submit: Submit, method: AnyLoginMethod, outcome: LoginOutcome, right: readonly Write[]): Promise<Answer> {
  if (outcome.kind === 'proven') return signIn(submit, method, outcome, right);
  const { engine, exchange, flow, person } = submit;
  const { core } = engine;
  const { [method.id]: _, ...otherDrafts } = flow.draft;
  const kept: LoginFlow = { ...flow, draft: outcome.draft === undefined ? otherDrafts : { ...otherDrafts, [method.id]: outcome.draft }, context: { ...flow.context, active: method.id } };
  if (outcome.kind === 'leave') {
    await core.db.write([updateFlow({ ...kept, form: emptyForm }, core.sealer)]);
    throw apiErrors.locationChangeRequired(outcome.to);
  }
  const rendered = render(engine, kept, person);
  const next = { ...kept, state: outcome.state ?? flow.state, draft: rendered.draft, form: { ...emptyForm, messages: outcome.messages ?? [] } };
  await core.db.write([updateFlow(next, core.sealer), ...(outcome.notices ?? []).flatMap((notice) => core.outbox.queue(notice, exchange))]);
  const page = pageUrl('login', flow.id, core.config);
  if (outcome.reload && submit.json && flow.type === 'browser') throw apiErrors.locationChangeRequired(page);
  // An intermediate step is answered with 400, as nobody is signed in yet.
  return submit.json ? json(loginToWire(engine, exchange, next, rendered), { status: 400 }) : seeOther(page);
}

async function signIn(
  { engine, exchange, flow, signedIn, person, json: asJson, arrives }: Submit,
  method: AnyLoginMethod,
  { account: given, authentication, changes: own = [], mailbox }: Extract<LoginOutcome, { kind: 'proven' }>,
  right: readonly Write[],
): Promise<Answer> {
  const { core } = engine;
  const circumstances: Circumstances = { schema: core.schemas.get(given.identity.schemaId), now: core.clock.now(), usable: core.usable };
  const { account, writes: shown } = mailbox === undefined ? { account: given, writes: [] } : verifyAddress(given, { via: 'email', value: mailbox }, circumstances);
  if (flow.context.aal === 'aal2' && account.identity.id !== person?.identity.id) throw apiErrors.identityMismatch();
  const target = afterUrl(flow, method.id, core.config);
  const changes = [...own, ...joined(engine, flow, account)];
  const { account: after, writes } =
    changes.length === 0 && reachableAal(core.usable(account)) === account.identity.availableAal ? { account, writes: [unchanged(account.identity)] } : applyChanges(account, changes, circumstances);
  const continued = signedIn?.identity.id === after.identity.id ? signedIn : undefined;
  const issued = continued ? core.sessions.renew(continued, authentication, exchange) : core.sessions.begin({ identity: after.identity, proven: authentication, exchange, existing: signedIn });
  // Somebody else takes this client over: what the person before had begun here ends with their session.
  const taken = signedIn && !continued ? [dropPausedOfIdentity(signedIn.identity.id)] : [];
  const completed = updateFlow({ ...flow, state: COMPLETED, form: emptyForm, draft: {}, context: { ...flow.context, active: method.id } }, core.sealer);
  const codes = flow.context.exchange;
  const handedOut = arrives && flow.type === 'api' && codes ? handOut(codes, issued, target, core) : undefined;
  const followed = consequencesOf(core, { flow, method: method.id, before: given, after, session: issued.session, exchange });
  await core.db.write([completed, ...(handedOut?.writes ?? []), ...shown, ...writes, ...issued.writes, ...taken, ...right, ...followed.writes]);

  if (flow.type === 'browser' && continued) core.sessions.reissueCookie(exchange, issued.session, issued.token);
  if (flow.type === 'browser' && !continued) core.sessions.carry(exchange, issued);
  const enough = satisfies(issued.session, after.identity, core.config.session.whoami.required_aal);
  const session = sessionToWire(continued ? withThisDevice(continued.session, issued.session, exchange) : issued.session, core.clock.now(), {
    identity: enough ? identityToWire(after.identity, core.config) : null,
    devices: true,
  });
  if (handedOut) return seeOther(handedOut.to);
  if (flow.type === 'api') return json({ session_token: issued.token, session, continue_with: null });
  if (!enough) throw apiErrors.locationChangeRequired(initUrl('login', core.config, { aal: 'aal2', return_to: returnToOf(flow.requestUrl, core.config) }));
  return asJson ? json({ session, continue_with: [{ action: 'redirect_browser_to', redirect_browser_to: target }] }) : seeOther(target);
}

/** What waits in this form for the person to sign in, whichever way they do. */
const joined = ({ methods, core }: LoginEngine, flow: LoginFlow, account: Account): Change[] => {
  const login = Object.values(core.schemas.get(account.identity.schemaId).identifiers(account.identity.traits).login).flat();
  return methods.flatMap((method) => method.joins?.({ draft: flow.draft[method.id], sealer: core.sealer, usable: core.usable }, account, login) ?? []);
};

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The wire lists the device of every proof. One that is known is not kept twice, and so has no id of its own here. */
const withThisDevice = (before: Session, after: Session, { ip, userAgent }: Exchange): Session =>
  after.devices.length > before.devices.length ? after : { ...after, devices: [...after.devices, { id: NO_ID, ipAddress: ip, userAgent, location: '' }] };
