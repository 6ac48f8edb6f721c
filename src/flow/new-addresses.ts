import type { Config } from '../config/config.ts';
import type { Core } from '../core.ts';
import { m } from '../messages/catalogue.ts';
import { emptyForm, type Flow } from './flow.ts';
import type { Consequences, Happening } from './happening.ts';
import { startFlow } from './lifecycle.ts';
import { lifespanOf, type MailedContext } from './mailed.ts';
import { verificationNotice } from './mailed-notice.ts';
import { newProof } from './mailed-proof.ts';
import { returnToOf } from './return-to.ts';
import { insertFlow } from './store.ts';
import { pageUrl } from './urls.ts';

/** How an address begins that nobody has proven: told of at once, where verification is on. */
export const firstStatus = ({ selfservice: { flows } }: Config): 'sent' | 'pending' => (flows.verification.enabled ? 'sent' : 'pending');

/** One verification, and one mail, for each unproven address of which nobody was told before: a new one, or one that an administrator brought. */
export function verifyNew(core: Core, { before, after, flow, method, exchange }: Happening): Consequences {
  const { config, clock, sealer, outbox } = core;
  if (!config.selfservice.flows.verification.enabled) return { writes: [], continueWith: [] };
  const told = new Set(before?.identity.verifiableAddresses.filter(({ status }) => status !== 'pending').map(({ id }) => id));
  const fresh = after.identity.verifiableAddresses.filter(({ id, status, via }) => !told.has(id) && status === 'sent' && via === 'email');
  const { use } = config.selfservice.flows.verification;
  const now = clock.now();
  const started = fresh.map(({ value }) => {
    const begun = startFlow<MailedContext>({
      kind: 'verification',
      type: flow.type,
      state: 'sent_email',
      requestUrl: requestUrl(flow, config),
      context: { use, wrong: 0 },
      now,
      config,
      identityId: after.identity.id,
    });
    const { secret, proof } = newProof(use, begun.id, now + lifespanOf(use, config), sealer);
    const said = use === 'code' ? m.verificationCodeSent() : m.verificationLinkSent();
    const whole = { ...begun, context: { ...begun.context, sent: { email: value, proof: { ...proof, identityId: after.identity.id } } }, form: { ...emptyForm, messages: [said] } };
    return { id: begun.id, value, writes: [insertFlow(whole, sealer), ...outbox.queue(verificationNotice(value, secret, after, whole, config), exchange)] };
  });
  const isAsked = hasHook(flow, method, config);
  const isShown = isAsked || config.feature_flags.legacy_continue_with_verification_ui;
  const pageOf = (id: string): string => pageUrl('verification', id, config);
  return {
    writes: started.flatMap(({ writes }) => writes),
    continueWith: isShown ? started.map(({ id, value }) => ({ action: 'show_verification_ui', flow: { id, verifiable_address: value, ...(flow.type === 'browser' ? { url: pageOf(id) } : {}) } })) : [],
    page: isAsked && flow.kind === 'registration' ? started.map(({ id }) => pageOf(id))[0] : undefined,
  };
}

type Hooks = { readonly hooks?: readonly { readonly hook: string }[] };

function hasHook({ kind }: Pick<Flow, 'kind'>, method: string, { selfservice: { flows } }: Config): boolean {
  const after = flows[kind].after as Hooks & Readonly<Record<string, Hooks | undefined>>;
  return [...(after.hooks ?? []), ...(after[method]?.hooks ?? [])].some(({ hook }) => hook === 'show_verification_ui');
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
