import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { reaches } from '../config/reach.ts';
import { type Answer, html as page, seeOther } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { errorPage } from './home.ts';
import { en } from './locales/en.ts';
import { type Look, pageUrl } from './look.ts';
import { type ApiAnswer, ask, type PublicFetch } from './public-api.ts';
import { pageHeaders } from './security.ts';
import type { WireError, WireFlow } from './wire.ts';

export interface SiteNeeds {
  readonly config: Config;
  readonly clock: Clock;
  readonly publicFetch: PublicFetch;
}

/** What the routes of all pages share: how they look, how they ask the public API as their visitor, and where they lead when it says no. */
export type Site = ReturnType<typeof createSite>;

export function createSite({ config, clock, publicFetch }: SiteNeeds) {
  const base = config.serve.public.base_url;
  const { flows, methods } = config.selfservice;
  const headers = pageHeaders(config);
  // The name people know from prompts for passkeys.
  const product = methods.passkey.config.rp?.display_name ?? methods.webauthn.config.rp?.display_name ?? 'Zelos';
  const offers = { registration: flows.registration.enabled, recovery: flows.recovery.enabled };
  const textsPhones = reaches(config, 'sms');
  const lookOf = (flow: string): Look => ({
    words: en,
    flow,
    base,
    product,
    minPasswordLength: methods.password.config.min_password_length,
    now: clock.now(),
    hidden: config.security_log.enabled ? [] : ['activity'],
    confirm: (address) => (flows.verification.enabled && (address.includes('@') || textsPhones) ? pageUrl(base, 'verification', { return_to: pageUrl(base, 'settings') }) : undefined),
    mailbox: config.dev && MAY_SEND_MAIL.has(flow) ? pageUrl(base, 'mailbox') : undefined,
  });
  const shown = (body: string, status = 200): Answer => page(body, { status, headers });
  const get = (exchange: Exchange, path: string): Promise<ApiAnswer> => ask(publicFetch, exchange, 'GET', path);

  const start = (kind: string, query: Readonly<Record<string, string | undefined>> = {}): Answer => {
    const url = new URL(`${base}/self-service/${kind}/browser`);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    return seeOther(url.href);
  };
  /** Signed in, but not well enough for the page that was asked for: it is there again afterwards. */
  const secondStep = (exchange: Exchange): Answer => start('login', { aal: 'aal2', return_to: exchange.url.href });
  const failed = (exchange: Exchange, answer: ApiAnswer): Answer => shown(errorPage(errorIn(answer), lookOf('error'), exchange.requestId), answer.status);

  /** The flow in the address, or where to go instead; `again`: what to do about a flow that is over or somebody else's. */
  async function flowOf(
    exchange: Exchange,
    kind: string,
    again: (returnTo?: string) => Answer | Promise<Answer> = (returnTo) => start(kind, { return_to: returnTo }),
  ): Promise<{ flow: WireFlow } | { instead: Answer }> {
    const id = exchange.query('flow');
    if (id === undefined) {
      const asked = kind === 'login' ? ['return_to', 'identity_schema', 'refresh', 'aal'] : kind === 'registration' ? ['return_to', 'identity_schema'] : ['return_to'];
      return { instead: start(kind, Object.fromEntries(asked.map((name) => [name, exchange.query(name)]))) };
    }
    exchange.csrf.ensure();
    const answer = await get(exchange, `/self-service/${kind}/flows?id=${encodeURIComponent(id)}`);
    if (answer.status === 200) return { flow: answer.body as WireFlow };
    const refusal = errorIn(answer);
    if (answer.status === 401) return { instead: start('login', { return_to: exchange.url.href }) };
    if (refusal?.id === 'session_aal2_required') return { instead: secondStep(exchange) };
    if (answer.status === 404 || answer.status === 410 || refusal?.id === 'security_identity_mismatch') return { instead: await again(returnToIn(answer)) };
    // Started before somebody signed in here, in another browser, or under another name of this machine. Who sends no cookie
    // would go round in circles: a new flow is shown at this very address, and its cookie comes with it.
    if (refusal?.id === 'security_csrf_violation') {
      if (exchange.header('cookie')?.includes('csrf_token_')) return { instead: await again() };
      const fresh = await get(exchange, `/self-service/${kind}/browser`);
      if (fresh.status === 200) return { flow: fresh.body as WireFlow };
    }
    return { instead: failed(exchange, answer) };
  }

  return { base, offers, lookOf, shown, get, start, secondStep, failed, flowOf };
}

/** From these pages a developer looks for a mail. */
const MAY_SEND_MAIL: ReadonlySet<string> = new Set(['login', 'registration', 'recovery', 'verification', 'settings']);

export const errorIn = ({ body }: ApiAnswer): WireError | undefined => (body as { error?: WireError } | undefined)?.error;

/** What an expired flow says about where it would have led. */
const returnToIn = (answer: ApiAnswer): string | undefined => {
  const to = (errorIn(answer) as { details?: { return_to?: unknown } } | undefined)?.details?.return_to;
  return typeof to === 'string' && to !== '' ? to : undefined;
};
