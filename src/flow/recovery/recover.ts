import { ApiError, apiErrors, ValidationError } from '../../errors.ts';
import { ask } from '../../hooks/asked.ts';
import { askBefore } from '../../hooks/before.ts';
import { consequencesOf } from '../../hooks/consequences.ts';
import { type Agreed, applyAgreed } from '../../hooks/edit.ts';
import { type Answer, json, seeOther } from '../../http/answer.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { Applied } from '../../identity/changes.ts';
import { endSessionsOf, unchanged } from '../../identity/store.ts';
import { verifiableOf, verifyAddress } from '../../identity/verify.ts';
import { m } from '../../messages/catalogue.ts';
import { viaOf } from '../../schema/normalise.ts';
import type { Session } from '../../session/session.ts';
import { emptyForm, type Flow } from '../flow.ts';
import type { Happening } from '../happening.ts';
import { endIntruders } from '../intruders.ts';
import { startFlow } from '../lifecycle.ts';
import { COMPLETED, type MailedFlow, type Proven } from '../mailed.ts';
import { mailedToWire } from '../mailed-form.ts';
import { firstStatus } from '../new-addresses.ts';
import { dropPausedOfIdentity } from '../paused.ts';
import { returnToOf } from '../return-to.ts';
import { insertFlow, updateFlow } from '../store.ts';
import { pageUrl, withQuery } from '../urls.ts';

/**
 * The person is back: a session of the first level, whatever they had before, and a settings flow to set a new way in. A
 * second factor is asked for where it always is. The code has also shown whose the mailbox is; if nobody had shown that
 * before, whoever was signed in until now need not have been its owner, and is signed out.
 */
export async function recover({ core, exchange, flow, account, json: asJson, client, transientPayload }: Proven): Promise<Answer> {
  const { config, clock, sealer, sessions, schemas, usable } = core;
  const now = clock.now();
  const value = flow.context.sent?.email ?? '';
  const address = { via: viaOf(value), value };
  const circumstances = { schema: schemas.get(account.identity.schemaId), now, usable };
  const decided = verifyAddress(account, address, circumstances);
  const isFirstProof = decided.account !== account && verifiableOf(account, address)?.verified === false;

  const existing = await sessions.of(exchange);
  const issued = sessions.begin({ identity: account.identity, proven: { method: flow.context.use === 'code' ? 'code_recovery' : 'link_recovery', aal: 'aal1' }, exchange, existing });
  const happening: Happening = { flow, method: flow.context.use, before: account, after: decided.account, session: issued.session, exchange, transientPayload };
  const apply = (so: Agreed): Applied => applyAgreed(decided, so, { ...circumstances, firstStatus: firstStatus(config) });
  const { account: after, writes } = await ask(core, happening, decided, apply);
  if (after.identity.state !== 'active') throw new ValidationError({ message: m.identityDisabled() });

  const settings = settingsFor(flow, issued.session, client, exchange, core);
  const { proof: _, ...sent } = flow.context.sent ?? {};
  const completed: MailedFlow = {
    ...flow,
    state: COMPLETED,
    identityId: after.identity.id,
    form: emptyForm,
    context: { ...flow.context, sent, led: { session: issued.session.id, settings: settings.id } },
  };
  const followed = consequencesOf(core, { ...happening, after });
  await core.db.write([
    updateFlow(completed, sealer),
    ...(writes.length > 0 ? writes : [unchanged(account.identity)]),
    isFirstProof ? endSessionsOf(after.identity.id, now) : endIntruders(after.identity.id, now),
    dropPausedOfIdentity(after.identity.id),
    ...issued.writes,
    insertFlow(settings, sealer),
    ...(await askBefore(core, { flow: settings, exchange })),
    ...followed.writes,
  ]);

  if (client === 'browser') sessions.carry(exchange, issued);
  const page = pageUrl('settings', settings.id, config);
  if (!asJson || exchange.method === 'GET') return seeOther(page);
  const continueWith = [...(client === 'api' ? [{ action: 'set_ory_session_token', ory_session_token: issued.token }] : []), { action: 'show_settings_ui', flow: { id: settings.id, url: page } }];
  if (config.feature_flags.use_continue_with_transitions) return json({ ...mailedToWire(completed, exchange, config), continue_with: continueWith, transient_payload: {} });
  if (client === 'browser') throw apiErrors.locationChangeRequired(page);
  // A native app has no browser that could go there: it is told how to go on by itself.
  const { id, code, message, reason, extra } = apiErrors.locationChangeRequired(page);
  throw new ApiError(code, { ...(id === undefined ? {} : { id }), message, ...(reason === undefined ? {} : { reason }), extra: { ...extra, continue_with: continueWith } });
}

/** A settings flow as the settings would start it; what its form shows is made when it is read. */
function settingsFor(flow: MailedFlow, session: Session, type: Flow['type'], exchange: Exchange, { clock, config }: Proven['core']): Flow<{ readonly session: string }> {
  const requestUrl = new URL(exchange.url.href);
  for (const secret of ['token', 'code']) requestUrl.searchParams.delete(secret);
  return startFlow({
    kind: 'settings',
    type,
    state: 'show_form',
    requestUrl: withQuery(requestUrl.href, { return_to: returnToOf(flow.requestUrl, config) }),
    context: { session: session.id },
    now: clock.now(),
    config,
    identityId: session.identityId,
    messages: [m.recoverySuccess({ privilegedUntil: session.authenticatedAt + config.selfservice.flows.settings.privileged_session_max_age })],
  });
}
