import { timestamp } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { uuid } from '../crypto/random.ts';
import { type ApiError, apiErrors } from '../errors.ts';
import { m } from '../messages/catalogue.ts';
import type { Message } from '../messages/message.ts';
import { emptyForm, type Flow, type FlowKind, type FlowType } from './flow.ts';
import { returnToOf } from './return-to.ts';
import { initUrl, pageUrl } from './urls.ts';

/** A flow at its start. */
export function startFlow<Context>(start: {
  kind: FlowKind;
  type: FlowType;
  state: string;
  requestUrl: string;
  context: Context;
  now: number;
  config: Config;
  identityId?: string;
  messages?: readonly Message[];
}): Flow<Context> {
  return {
    id: uuid(),
    kind: start.kind,
    type: start.type,
    state: start.state,
    identityId: start.identityId ?? null,
    requestUrl: start.requestUrl,
    form: start.messages ? { ...emptyForm, messages: start.messages } : emptyForm,
    context: start.context,
    draft: {},
    revision: 0,
    issuedAt: start.now,
    expiresAt: start.now + start.config.selfservice.flows[start.kind].lifespan,
  };
}

/** A flow lives up to, not including, the millisecond it expires at. */
export const hasExpired = (flow: Pick<Flow, 'expiresAt'>, now: number): boolean => now >= flow.expiresAt;

const EXPIRED_MESSAGES = {
  settings: m.settingsFlowExpired,
  login: m.loginFlowExpired,
  registration: m.registrationFlowExpired,
  recovery: m.recoveryFlowExpired,
  verification: m.verificationFlowExpired,
};

/** The flow that takes an expired one's place: same type, same way back, and a message that says what happened. */
export const replacementOf = <Context>(expired: Flow<Context>, now: number, config: Config, identityId?: string): Flow<Context> =>
  startFlow({
    kind: expired.kind,
    type: expired.type,
    state: expired.kind === 'settings' ? 'show_form' : 'choose_method',
    requestUrl: expired.requestUrl,
    context: expired.context,
    now,
    config,
    ...(identityId === undefined ? {} : { identityId }),
    messages: [EXPIRED_MESSAGES[expired.kind]({ expiredAt: expired.expiresAt })],
  });

/** The answer to a submit that came too late: 410, or for a browser the replacement's page. */
export const expiredError = (expired: Flow, replacement: Flow, now: number, config: Config): ApiError =>
  apiErrors.flowExpired({
    expiredAt: timestamp(expired.expiresAt),
    sinceNanoseconds: (now - expired.expiresAt) * 1e6,
    useFlowId: replacement.id,
    redirect: pageUrl(expired.kind, replacement.id, config),
  });

/** The answer to a fetch that came too late: 410 with where a new flow starts. */
export function goneError(flow: Flow, config: Config): ApiError {
  if (flow.type === 'api') return apiErrors.flowGone({ api: initUrl(flow.kind, config, {}, 'api') });
  const returnTo = returnToOf(flow.requestUrl, config);
  return apiErrors.flowGone({ redirect_to: initUrl(flow.kind, config, { return_to: returnTo }), return_to: returnTo ?? '' });
}
