import type { Write } from '../../db/database.ts';
import { apiErrors } from '../../errors.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import { applyChanges } from '../../identity/changes.ts';
import { sessionToWire } from '../../session/wire.ts';
import { afterUrl } from '../after.ts';
import { emptyForm } from '../flow.ts';
import { dropPausedOfIdentity } from '../paused.ts';
import { returnToOf } from '../return-to.ts';
import { updateFlow } from '../store.ts';
import { initUrl, pageUrl } from '../urls.ts';
import { COMPLETED, type LoginFlow } from './context.ts';
import type { AnyLoginMethod, LoginOutcome } from './method.ts';
import { render } from './render.ts';
import type { Submit } from './submit.ts';
import { loginToWire } from './wire.ts';

/** Carries out what a method has decided: in one transaction, or not at all. */
export async function carryOut(submit: Submit, method: AnyLoginMethod, outcome: LoginOutcome): Promise<Answer> {
  if (outcome.kind === 'proven') return signIn(submit, method, outcome);
  const { engine, exchange, flow, person } = submit;
  const { core } = engine;
  const { [method.id]: _, ...otherDrafts } = flow.draft;
  const kept: LoginFlow = { ...flow, draft: outcome.draft === undefined ? otherDrafts : { ...otherDrafts, [method.id]: outcome.draft }, context: { ...flow.context, active: method.id } };
  if (outcome.kind === 'leave') {
    await core.db.write([updateFlow({ ...kept, form: emptyForm }, core.sealer)]);
    throw apiErrors.locationChangeRequired(outcome.to);
  }
  const rendered = render(engine, kept, person);
  const next = { ...kept, draft: rendered.draft, form: { ...emptyForm, messages: outcome.messages ?? [] } };
  await core.db.write([updateFlow(next, core.sealer)]);
  // An intermediate step is answered with 400, as nobody is signed in yet.
  return submit.json ? json(loginToWire(engine, exchange, next, rendered), { status: 400 }) : seeOther(pageUrl('login', flow.id, core.config));
}

async function signIn({ engine: { core }, exchange, flow, signedIn, person, json: asJson }: Submit, method: AnyLoginMethod, { account, authentication, changes = [] }: Extract<LoginOutcome, { kind: 'proven' }>): Promise<Answer> {
  if (flow.context.aal === 'aal2' && account.identity.id !== person?.identity.id) throw apiErrors.identityMismatch();
  const target = afterUrl(flow, method.id, core.config);
  const changed = applyChanges(account, changes, { schema: core.schemas.get(account.identity.schemaId), now: core.clock.now(), usable: core.usable });
  const { identity } = changed.account;
  const continued = signedIn?.identity.id === identity.id ? signedIn : undefined;
  const begun = continued ? core.sessions.authenticated(continued, authentication, exchange) : core.sessions.begin(identity, [authentication], exchange);
  const writes: Write[] = [updateFlow({ ...flow, state: COMPLETED, form: emptyForm, draft: {}, context: { ...flow.context, active: method.id } }, core.sealer), ...changed.writes, ...begun.writes];
  // Somebody else takes over this client: what the person before had begun here ends.
  if (signedIn && !continued) writes.push(dropPausedOfIdentity(signedIn.identity.id), ...core.sessions.end(signedIn.session));
  await core.db.write(writes);

  if (flow.type === 'browser') {
    core.sessions.setCookie(exchange, begun);
    if (!continued) exchange.csrf.rotate();
  }
  const needsMore = core.sessions.needsMore(begun.session, identity);
  if (flow.type === 'api') return json({ session_token: begun.token, session: sessionToWire(begun.session, needsMore ? null : identity, core.config), continue_with: null });
  if (needsMore) throw apiErrors.locationChangeRequired(initUrl('login', core.config, { aal: 'aal2', return_to: returnToOf(flow.requestUrl, core.config) }));
  if (!asJson) return seeOther(target);
  return json({ session: sessionToWire(begun.session, identity, core.config), continue_with: [{ action: 'redirect_browser_to', redirect_browser_to: target }] });
}
