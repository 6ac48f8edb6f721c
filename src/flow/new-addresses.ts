import type { Config } from '../config/config.ts';
import { hasHookAfter } from '../config/hook-lists.ts';
import { reaches } from '../config/reach.ts';
import type { Core } from '../core.ts';
import type { Write } from '../db/database.ts';
import type { FirstStatus } from '../identity/addresses.ts';
import type { VerifiableAddress } from '../identity/identity.ts';
import { m } from '../messages/catalogue.ts';
import { emptyForm, type Flow } from './flow.ts';
import type { Consequences, Happening } from './happening.ts';
import { startFlow } from './lifecycle.ts';
import { lifespanOf, type MailedContext, type MailedFlow } from './mailed.ts';
import { verificationNotice } from './mailed-notice.ts';
import { newProof } from './mailed-proof.ts';
import { returnToOf } from './return-to.ts';
import { insertFlow, updateFlow } from './store.ts';
import { pageUrl } from './urls.ts';

/** How an address begins that nobody has proven: told of at once, where verification is on and there is a way to it. */
export const firstStatus =
  (config: Config): FirstStatus =>
  (via) =>
    config.selfservice.flows.verification.enabled && reaches(config, via) ? 'sent' : 'pending';

/** One verification, and one mail, for each unproven address of which nobody was told before: a new one, or one that an administrator brought. */
export function verifyNew(core: Core, happening: Happening): Consequences {
  const { before, after, flow, method } = happening;
  const { config } = core;
  if (!config.selfservice.flows.verification.enabled) return { writes: [], continueWith: [] };
  const told = new Set(before?.identity.verifiableAddresses.filter(({ status }) => status !== 'pending').map(({ id }) => id));
  const isDue = remindsAtLogin(happening, config) ? ({ verified }: VerifiableAddress) => !verified : ({ id, status }: VerifiableAddress) => !told.has(id) && status === 'sent';
  const started = after.identity.verifiableAddresses.filter((address) => reaches(config, address.via) && isDue(address)).map(({ value }) => startVerification(core, happening, value));
  const isAsked = hasHookAfter(config, flow.kind, method, 'show_verification_ui');
  const isShown = isAsked || config.feature_flags.legacy_continue_with_verification_ui;
  return {
    writes: started.flatMap(({ writes }) => writes),
    continueWith: isShown ? started.map(({ item }) => item(flow.type === 'browser')) : [],
    page: isAsked && flow.kind !== 'settings' ? started[0]?.page : undefined,
  };
}

/** The hooks `verification` and `verify` at a login: whoever has proven no address yet is mailed again. A second factor is part of a login, not one of its own. */
export const remindsAtLogin = ({ flow, method, aal }: Pick<Happening, 'flow' | 'method' | 'aal'>, config: Config): boolean =>
  flow.kind === 'login' && aal !== 'aal2' && config.selfservice.flows.verification.enabled && hasHookAfter(config, 'login', method, 'verification', 'verify');

export interface StartedVerification {
  readonly id: string;
  readonly writes: readonly Write[];
  /** Where a browser goes for it. */
  readonly page: string;
  /** For `continue_with`. */
  item(withUrl: boolean): unknown;
}

/** What a verification is for, if it is for more than the address; `into`: the one that is open already, and gets new proof. */
export interface VerificationOf {
  readonly change?: string;
  readonly into?: MailedFlow | undefined;
}

/** A verification of this address that waits for the code, and the mail with it. */
export function startVerification(
  { config, clock, sealer, outbox }: Core,
  { after, flow, exchange }: Pick<Happening, 'after' | 'exchange'> & { readonly flow: Pick<Flow, 'type' | 'requestUrl'> },
  value: string,
  { change, into }: VerificationOf = {},
): StartedVerification {
  const use = into?.context.use ?? config.selfservice.flows.verification.use;
  const now = clock.now();
  const begun =
    into ??
    startFlow<MailedContext>({
      kind: 'verification',
      type: flow.type,
      state: 'sent_email',
      requestUrl: requestUrl(flow, config),
      context: { use, wrong: 0, ...(change === undefined ? {} : { change }) },
      now,
      config,
      identityId: after.identity.id,
    });
  const { secret, proof } = newProof(use, begun.id, now + lifespanOf(use, config), sealer);
  const said = use === 'code' ? m.verificationCodeSent() : m.verificationLinkSent();
  const whole = { ...begun, context: { ...begun.context, sent: { email: value, proof: { ...proof, identityId: after.identity.id } } }, form: { ...emptyForm, messages: [said] } };
  const page = pageUrl('verification', begun.id, config);
  return {
    id: begun.id,
    writes: [into === undefined ? insertFlow(whole, sealer) : updateFlow(whole, sealer), ...outbox.queue(verificationNotice(value, secret, after, whole, config), exchange)],
    page,
    item: (withUrl) => ({ action: 'show_verification_ui', flow: { id: begun.id, verifiable_address: value, ...(withUrl ? { url: page } : {}) } }),
  };
}

/** Verifying has its own way back, if it was asked for: not that of the flow it comes from. */
function requestUrl(flow: Pick<Flow, 'requestUrl'>, config: Config): string {
  const url = new URL(flow.requestUrl);
  const wanted = url.searchParams.get('after_verification_return_to');
  if (!wanted && !url.searchParams.has('return_to')) return flow.requestUrl;
  for (const name of ['return_to', 'after_verification_return_to']) url.searchParams.delete(name);
  if (wanted) url.searchParams.set('return_to', wanted);
  returnToOf(url.href, config);
  return url.href;
}
