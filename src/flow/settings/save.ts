import { Duplicate, type Write } from '../../db/database.ts';
import { apiErrors, type FormIssue, ValidationError } from '../../errors.ts';
import { originOf } from '../../events/log.ts';
import { ask } from '../../hooks/asked.ts';
import { consequencesOf } from '../../hooks/consequences.ts';
import { NOTHING } from '../../hooks/edit.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import { type Applied, applyChanges } from '../../identity/changes.ts';
import type { FactorCount } from '../../identity/factors.ts';
import type { Account, Change } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';
import { stillActive } from '../../session/store.ts';
import { afterUrl } from '../after.ts';
import { type Draft, emptyForm } from '../flow.ts';
import type { Happening, TransientPayload } from '../happening.ts';
import { firstStatus } from '../new-addresses.ts';
import { dropPausedOfFlow, type Paused, usePaused } from '../paused.ts';
import { awayWith } from '../returning.ts';
import { updateFlow } from '../store.ts';
import { noteUnlinked } from '../unlinked.ts';
import { pageUrl } from '../urls.ts';
import type { Person, SettingsEngine, SettingsFlow, Submit } from './engine.ts';
import type { AnySettingsMethod, Operation, Outcome } from './method.ts';
import { changePending } from './pending.ts';
import { render, shown, viewOf } from './render.ts';
import { unprovenWaysIn } from './unproven.ts';
import { settingsToWire } from './wire.ts';

/** Carries out what a method has decided: in one transaction, or not at all. */
export async function save(
  submit: Submit,
  method: AnySettingsMethod,
  outcome: Outcome,
  how: { digest: string; operation?: Operation; resumed?: Paused; revokeOthers?: boolean; writes?: readonly Write[]; active?: string; transientPayload?: TransientPayload | undefined },
): Promise<Answer> {
  const used = how.resumed ? [usePaused(how.resumed)] : submit.waiting ? [dropPausedOfFlow(submit.flow)] : [];
  if (outcome.kind === 'show') return stay(submit, method, outcome, [...used, ...told(submit, how.operation)]);
  if (outcome.kind === 'pending') return changePending(submit, method, outcome, used);
  if (outcome.kind === 'leave') return leave(submit, method, outcome, used, how.transientPayload);

  const { engine, exchange, flow, person } = submit;
  const { core } = engine;
  const target = afterUrl(flow, method.id, core.config, pageUrl('settings', flow.id, core.config));
  const before = person.account;
  const circumstances = { schema: core.schemas.get(before.identity.schemaId), now: core.clock.now(), usable: core.usable, firstStatus: firstStatus(core.config) };
  const asked = applyChanges(before, outcome.changes, circumstances);
  const voided = voidedBy(engine, before, asked.account);
  const unproven = unprovenWaysIn(engine, person, asked.account);
  const apply = ({ changes, edit } = NOTHING): Applied => applyChanges(before, [...outcome.changes, ...voided, ...unproven, ...changes], circumstances, edit);
  const decided = voided.length + unproven.length === 0 ? asked : apply();
  if (core.usable(before).first > 0 && core.usable(decided.account).first === 0) throw new ValidationError({ message: m.lastCredentialProtection({ id: 'last_credential_protection' }) });

  const proven = raises(outcome, person, core.usable(before)) ? outcome.authentication : undefined;
  const renewed = proven && core.sessions.authenticated(person.session, proven, exchange);
  const ended = (outcome.ends ?? []).flatMap((provider) => noteUnlinked(core, before.identity.id, provider));
  const others = how.revokeOthers ? core.sessions.revokeOthers(person.session) : [];
  const session = renewed?.session ?? person.session;
  const { operation, transientPayload } = how;
  const happening: Happening = {
    flow,
    method: method.id,
    ...(operation === undefined ? {} : { operation }),
    before,
    after: decided.account,
    session,
    exchange,
    endsOthers: how.revokeOthers === true,
    transientPayload,
  };
  const changed = await ask(core, happening, decided, apply);

  const nextPerson: Person = { ...person, account: changed.account, session };
  const { [method.id]: _, ...otherDrafts } = flow.draft;
  const own = outcome.draft === undefined || outcome.draft === null ? {} : { [method.id]: outcome.draft };
  const kept = { ...flow, draft: { ...otherDrafts, ...own, ...issued(engine, flow, nextPerson, outcome) } };
  const rendered = render(engine, kept, nextPerson, true);
  const next: SettingsFlow = {
    ...kept,
    state: 'success',
    form: { ...emptyForm, messages: [m.settingsSaved(), ...(voided.length === 0 ? [] : [m.settingsLookupVoided()]), ...(unproven.length === 0 ? [] : [m.settingsUnprovenRemoved()])] },
    draft: rendered.draft,
    context: { session: person.session.id, ...(how.active === undefined ? {} : { active: how.active }), applied: { digest: how.digest, version: changed.account.identity.version, method: method.id } },
  };
  const followed = consequencesOf(core, { ...happening, after: changed.account });
  // Whoever was signed out meanwhile (a hook may take its time) changes nothing that is protected; whoever is signed out by this very change needs no session.
  const isProtected = operation !== undefined && operation !== 'profile.update';
  const standing = changed.account.identity.state === 'active' ? (renewed?.writes ?? (isProtected ? [stillActive(session.id)] : [])) : [];
  const anew = proven ? core.attempts.forget({ factor: method.id, identityId: before.identity.id }) : [];
  await written(submit, [...changed.writes, ...standing, ...followed.writes, ...ended, ...others, ...used, ...anew, ...(how.writes ?? []), updateFlow(next, core.sealer)], outcome.taken);

  if (flow.type === 'browser') core.sessions.reissueCookie(exchange, nextPerson.session, renewed?.token);
  if (!submit.json) return seeOther(target);
  const continueWith = [...followed.continueWith, ...(flow.type === 'browser' ? [{ action: 'redirect_browser_to', redirect_browser_to: target }] : [])];
  return json(settingsToWire(engine, exchange, next, nextPerson, rendered, { continueWith }));
}

/** Only the very first second factor makes a session strong by being enrolled: whoever has one already shows that one first. */
const raises = ({ authentication }: Extract<Outcome, { kind: 'save' }>, { session }: Person, usable: FactorCount): boolean =>
  authentication?.aal !== 'aal2' || session.aal === 'aal2' || usable.second === 0;

/** What another method has to show because of this change, such as backup codes beside the first authenticator app. */
function issued(engine: SettingsEngine, flow: SettingsFlow, person: Person, { issue }: Extract<Outcome, { kind: 'save' }>): Draft {
  const issuer = shown(engine, flow.type).find(({ id }) => id === issue);
  const draft: unknown = issuer?.issue?.(viewOf(engine, flow, person, issuer));
  return issuer === undefined || draft === undefined ? {} : { [issuer.id]: draft };
}

/** Who removes the last second factor to carry loses those that only stood in for it. Kratos leaves them. */
function voidedBy({ methods, core: { config } }: SettingsEngine, before: Account, after: Account): Change[] {
  const carried = (account: Account): number => methods.reduce((sum, method) => sum + (method.standsIn ? 0 : method.countUsable(account, config).second), 0);
  if (config.preset === 'kratos' || carried(before) === 0 || carried(after) > 0) return [];
  const standIns = methods.filter((method) => method.standsIn).map(({ id }) => id);
  return after.credentials.filter(({ type }) => standIns.includes(type)).map(({ type, slot }) => ({ type: 'removeCredential', credentialType: type, slot }));
}

/** Codes that are shown once more are no change, but somebody has seen them. */
const told = ({ engine: { core }, person, exchange }: Submit, operation: Operation | undefined): Write[] =>
  operation === 'lookup_secret.reveal' ? core.securityLog.record(person.account.identity, [{ kind: 'lookup_secret.revealed' }], originOf(exchange, person.session.id)) : [];

/** Stays on the form with something new to show, such as fresh backup codes that wait to be confirmed. */
async function stay(submit: Submit, method: AnySettingsMethod, outcome: Extract<Outcome, { kind: 'show' }>, used: Write[]): Promise<Answer> {
  const { engine, exchange, flow, person } = submit;
  const { [method.id]: _, ...otherDrafts } = flow.draft;
  const kept = { ...flow, draft: outcome.draft === null ? otherDrafts : { ...otherDrafts, [method.id]: outcome.draft } };
  const rendered = render(engine, kept, person);
  const next: SettingsFlow = { ...kept, state: 'show_form', context: { session: person.session.id }, draft: rendered.draft, form: { ...emptyForm, messages: outcome.messages ?? [] } };
  await written(submit, [...used, updateFlow(next, engine.core.sealer)]);
  return submit.json ? json(settingsToWire(engine, exchange, next, person, rendered)) : seeOther(pageUrl('settings', flow.id, engine.core.config));
}

/** Off to a provider: a browser follows, a JSON client is told where to. */
async function leave(submit: Submit, method: AnySettingsMethod, outcome: Extract<Outcome, { kind: 'leave' }>, used: Write[], payload: TransientPayload | undefined): Promise<never> {
  const { engine, flow } = submit;
  const draft = { ...flow.draft, [method.id]: awayWith(outcome.draft, payload) };
  await written(submit, [...used, updateFlow({ ...flow, form: emptyForm, draft }, engine.core.sealer)]);
  throw apiErrors.locationChangeRequired(outcome.to);
}

/** @throws ValidationError if a name or address belongs to somebody else, without telling whose */
async function written({ engine }: Submit, writes: Write[], taken: FormIssue = { message: m.duplicateCredentials() }): Promise<void> {
  try {
    await engine.core.db.write(writes);
  } catch (error) {
    if (error instanceof Duplicate) throw new ValidationError(taken);
    throw error;
  }
}
