import type { Clock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import { type Answer, html as page, seeOther } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { activityPage, type WireEvent } from './activity.ts';
import { addressChangePage, type WireUndo } from './address-change.ts';
import { alarmPage, type WireAlarm } from './alarm.ts';
import { script, stylesheet } from './assets.ts';
import { cookiesPage, errorPage, homePage } from './home.ts';
import { en } from './locales/en.ts';
import { type Look, pageUrl, sectionUrl } from './look.ts';
import { mailboxRoutes } from './mailbox-routes.ts';
import { type AdminFetch, type ApiAnswer, ask, type PublicFetch } from './public-api.ts';
import { pageHeaders } from './security.ts';
import { sessionsPage } from './sessions.ts';
import { entriesOf, sectionAfter, settingsPage } from './settings.ts';
import { type CardFlow, signInPage } from './sign-in.ts';
import { valueText, type WireError, type WireFlow, type WireSession } from './wire.ts';

export interface PagesNeeds {
  readonly config: Config;
  readonly clock: Clock;
  readonly publicFetch: PublicFetch;
  /** For the mailbox of developers. */
  readonly adminFetch: AdminFetch;
}

/** The built-in account UI under `/ui`. It knows the public API and nothing else of this server. */
export function pagesRoutes({ config, clock, publicFetch, adminFetch }: PagesNeeds): Route[] {
  const base = config.serve.public.base_url;
  const { flows, methods } = config.selfservice;
  const headers = pageHeaders(config);
  // The name people know from prompts for passkeys.
  const product = methods.passkey.config.rp?.display_name ?? methods.webauthn.config.rp?.display_name ?? 'Zelos';
  const offers = { registration: flows.registration.enabled, recovery: flows.recovery.enabled };
  const lookOf = (flow: string): Look => ({
    words: en,
    flow,
    base,
    product,
    minPasswordLength: methods.password.config.min_password_length,
    now: clock.now(),
    hidden: config.security_log.enabled ? [] : ['activity'],
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

  const card = (kind: CardFlow): Route => ({
    method: 'GET',
    path: `/ui/${kind}`,
    async answer(exchange) {
      const found = await flowOf(exchange, kind);
      return 'instead' in found ? found.instead : shown(signInPage(kind, found.flow, lookOf(kind), offers, exchange.csrf.token()));
    },
  });

  /** A new flow for a page of the account, made in process as an app would: so a section can be linked to, and whoever must sign in first comes back to it. */
  async function withFlow(exchange: Exchange, section: string): Promise<Answer> {
    const returnTo = exchange.query('return_to');
    const answer = await get(exchange, `/self-service/settings/browser${returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`}`);
    if (answer.status === 200) return seeOther(sectionUrl(lookOf('settings'), (answer.body as WireFlow).id, section));
    if (answer.status === 401) return start('login', { return_to: exchange.url.href });
    return errorIn(answer)?.id === 'session_aal2_required' ? secondStep(exchange) : failed(exchange, answer);
  }

  async function settings(exchange: Exchange): Promise<Answer> {
    const asked = exchange.query('section');
    if (exchange.query('flow') === undefined) return withFlow(exchange, asked ?? 'overview');
    const found = await flowOf(exchange, 'settings');
    if ('instead' in found) return found.instead;
    const look = lookOf('settings');
    // From a submit. The section goes into the address, where the next form's submit finds it.
    if (asked === undefined) return seeOther(sectionUrl(look, found.flow.id, sectionAfter(found.flow, sectionBefore(exchange, base), look.words), true));
    return shown(settingsPage(found.flow, look, { asked, news: exchange.query('news') !== undefined, csrfToken: exchange.csrf.token() }));
  }

  async function sessions(exchange: Exchange): Promise<Answer> {
    const again = (): Promise<Answer> => withFlow(exchange, 'sessions');
    if (exchange.query('flow') === undefined) return again();
    const found = await flowOf(exchange, 'settings', again);
    if ('instead' in found) return found.instead;
    const [current, others] = await Promise.all([get(exchange, '/sessions/whoami'), get(exchange, '/sessions')]);
    if (current.status !== 200) return failed(exchange, current);
    if (others.status !== 200) return failed(exchange, others);
    const look = lookOf('settings');
    return shown(
      sessionsPage(current.body as WireSession, others.body as WireSession[], look, {
        entries: entriesOf(found.flow, look),
        flowId: found.flow.id,
        csrfToken: exchange.csrf.token(),
        done: exchange.query('done'),
      }),
    );
  }

  async function activity(exchange: Exchange): Promise<Answer> {
    const again = (): Promise<Answer> => withFlow(exchange, 'activity');
    if (exchange.query('flow') === undefined) return again();
    const found = await flowOf(exchange, 'settings', again);
    if ('instead' in found) return found.instead;
    const older = exchange.query('older');
    const events = await get(exchange, `/security-events?page_size=${EVENTS_ON_A_PAGE}${older === undefined ? '' : `&page_token=${encodeURIComponent(older)}`}`);
    if (events.status !== 200) return failed(exchange, events);
    const look = lookOf('settings');
    const { flow } = found;
    const frame = { entries: entriesOf(flow, look), flowId: flow.id, csrfToken: exchange.csrf.token(), identity: flow.identity, older: events.next, isFirst: older === undefined };
    return shown(activityPage(events.body as WireEvent[], look, frame));
  }

  async function alarm(exchange: Exchange): Promise<Answer> {
    const look = lookOf('alarm');
    const token = exchange.query('token');
    if (token === undefined) return shown(alarmPage('done', look, '', offers.recovery));
    const answer = await get(exchange, `/self-service/alarm?token=${encodeURIComponent(token)}`);
    return answer.status === 200 ? shown(alarmPage(answer.body as WireAlarm, look, token, offers.recovery)) : shown(alarmPage('over', look, '', offers.recovery), 410);
  }

  /** A button of the sessions page: checks that it was ours, does it, shows the list again. */
  const end = (path: string, done: string, target: (session: string) => string): Route => ({
    method: 'POST',
    path,
    async answer(exchange) {
      const { csrf_token: token, session, flow } = await exchange.fields();
      exchange.csrf.check(token);
      const answer = await ask(publicFetch, exchange, 'DELETE', target(valueText(session) ?? ''), valueText(token));
      if (answer.status === 401) return start('login', { return_to: pageUrl(base, 'sessions') });
      if (answer.status >= 400) return failed(exchange, answer);
      return seeOther(pageUrl(base, 'sessions', { flow: valueText(flow), done }));
    },
  });

  async function logout(exchange: Exchange): Promise<Answer> {
    exchange.csrf.check((await exchange.fields())['csrf_token']);
    const answer = await get(exchange, '/self-service/logout/browser');
    return answer.status === 200 ? seeOther((answer.body as { logout_url: string }).logout_url) : seeOther(pageUrl(base, ''));
  }

  async function home(exchange: Exchange): Promise<Answer> {
    const answer = await get(exchange, '/sessions/whoami');
    // Signed in with one of two steps: here is as good a place as any to ask for the other.
    if (errorIn(answer)?.id === 'session_aal2_required') return secondStep(exchange);
    return shown(homePage(answer.status === 200 ? (answer.body as WireSession) : undefined, lookOf('home'), offers.registration, exchange.csrf.token()));
  }

  async function error(exchange: Exchange): Promise<Answer> {
    const id = exchange.query('id');
    const answer = id === undefined ? undefined : await get(exchange, `/self-service/errors?id=${encodeURIComponent(id)}`);
    const known = answer?.status === 200 ? (answer.body as { error: WireError }).error : undefined;
    // A form came from a browser that keeps no cookies, and it still has none.
    if (known?.id === 'security_csrf_violation' && exchange.header('cookie') === undefined) return shown(cookiesPage(lookOf('error')));
    return shown(errorPage(known, lookOf('error'), id));
  }

  async function addressChange(exchange: Exchange): Promise<Answer> {
    const look = lookOf('address-change');
    const token = exchange.query('token');
    if (token === undefined) return shown(addressChangePage('done', look, offers.recovery));
    const answer = await get(exchange, `/self-service/address-change/undo?token=${encodeURIComponent(token)}`);
    return answer.status === 200 ? shown(addressChangePage(answer.body as WireUndo, look, offers.recovery)) : shown(addressChangePage('over', look, offers.recovery), 410);
  }

  const asset = ({ path, type, content }: typeof script): Route => ({
    method: 'GET',
    path,
    csrfCookie: false,
    answer: () => ({ status: 200, headers: { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' }, body: content }),
  });

  return [
    { method: 'GET', path: '/ui', answer: home },
    { method: 'GET', path: '/ui/', answer: home },
    card('login'),
    card('registration'),
    card('recovery'),
    card('verification'),
    { method: 'GET', path: '/ui/settings', answer: settings },
    { method: 'GET', path: '/ui/sessions', answer: sessions },
    { method: 'GET', path: '/ui/activity', answer: activity },
    { method: 'GET', path: '/ui/alarm', answer: alarm, csrfCookie: false },
    end('/ui/sessions/end', 'one', (session) => `/sessions/${UUID.test(session) ? session : 'none'}`),
    end('/ui/sessions/end-others', 'others', () => '/sessions'),
    { method: 'POST', path: '/ui/logout', answer: logout },
    { method: 'GET', path: '/ui/error', answer: error },
    { method: 'GET', path: '/ui/address-change', answer: addressChange },
    ...mailboxRoutes({ config, adminFetch, lookOf }),
    asset(stylesheet),
    asset(script),
  ];
}

/** From these pages a developer looks for a mail. */
const MAY_SEND_MAIL: ReadonlySet<string> = new Set(['login', 'registration', 'recovery', 'verification', 'settings']);

const EVENTS_ON_A_PAGE = 30;

/** Anything else could be read as another path. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const errorIn = ({ body }: ApiAnswer): WireError | undefined => (body as { error?: WireError } | undefined)?.error;

/** What an expired flow says about where it would have led. */
const returnToIn = (answer: ApiAnswer): string | undefined => {
  const to = (errorIn(answer) as { details?: { return_to?: unknown } } | undefined)?.details?.return_to;
  return typeof to === 'string' && to !== '' ? to : undefined;
};

/** The section the last form was sent from. A browser that does not tell gets the one with errors, else the first. */
function sectionBefore(exchange: Exchange, base: string): string | undefined {
  const from = URL.parse(exchange.header('referer') ?? '');
  return from?.href.startsWith(`${base}/ui/settings?`) ? (from.searchParams.get('section') ?? undefined) : undefined;
}
