import type { Answer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { accountRoutes } from './account-routes.ts';
import { addressChangePage, type WireUndo } from './address-change.ts';
import { alarmPage, type WireAlarm } from './alarm.ts';
import { script, stylesheet } from './assets.ts';
import { cookiesPage, errorPage, homePage } from './home.ts';
import { mailboxRoutes } from './mailbox-routes.ts';
import type { AdminFetch } from './public-api.ts';
import { type CardFlow, signInPage, withAddress } from './sign-in.ts';
import { createSite, errorIn, type SiteNeeds } from './site.ts';
import type { WireError, WireSession } from './wire.ts';

export interface PagesNeeds extends SiteNeeds {
  /** For the mailbox of developers. */
  readonly adminFetch: AdminFetch;
}

/** The built-in account UI under `/ui`. It knows the public API and nothing else of this server. */
export function pagesRoutes({ adminFetch, ...needs }: PagesNeeds): Route[] {
  const { config, publicFetch } = needs;
  const site = createSite(needs);
  const { offers, lookOf, shown, get, secondStep, flowOf } = site;

  const card = (kind: CardFlow): Route => ({
    method: 'GET',
    path: `/ui/${kind}`,
    async answer(exchange) {
      const found = await flowOf(exchange, kind);
      return 'instead' in found ? found.instead : shown(signInPage(kind, found.flow, lookOf(kind), offers, exchange.csrf.token()));
    },
  });

  /** Whoever is signed in need not type the address that is still to be confirmed. */
  async function verification(exchange: Exchange): Promise<Answer> {
    const found = await flowOf(exchange, 'verification');
    if ('instead' in found) return found.instead;
    const known = found.flow.state === 'choose_method' && exchange.query('flow') !== undefined ? await get(exchange, '/sessions/whoami') : undefined;
    const person = known?.status === 200 ? (known.body as WireSession).identity : undefined;
    const flow = person ? withAddress(found.flow, person) : found.flow;
    return shown(signInPage('verification', flow, lookOf('verification'), offers, exchange.csrf.token()));
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

  async function alarm(exchange: Exchange): Promise<Answer> {
    const look = lookOf('alarm');
    const token = exchange.query('token');
    if (token === undefined) return shown(alarmPage('done', look, '', offers.recovery));
    const answer = await get(exchange, `/self-service/alarm?token=${encodeURIComponent(token)}`);
    return answer.status === 200 ? shown(alarmPage(answer.body as WireAlarm, look, token, offers.recovery)) : shown(alarmPage('over', look, '', offers.recovery), 410);
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
    { method: 'GET', path: '/ui/verification', answer: verification },
    ...accountRoutes(site, publicFetch),
    { method: 'GET', path: '/ui/alarm', answer: alarm, csrfCookie: false },
    { method: 'GET', path: '/ui/address-change', answer: addressChange },
    { method: 'GET', path: '/ui/error', answer: error },
    ...mailboxRoutes({ config, adminFetch, lookOf }),
    asset(stylesheet),
    asset(script),
    { method: 'GET', path: '/ui/*', csrfCookie: false, answer: () => shown(errorPage(undefined, lookOf('error'), undefined), 404) },
  ];
}
