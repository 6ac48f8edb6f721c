import { isUuid } from '../crypto/random.ts';
import { type Answer, seeOther } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { activityPage, type WireEvent } from './activity.ts';
import { pageUrl, sectionUrl } from './look.ts';
import { ask, type PublicFetch } from './public-api.ts';
import { sessionsPage } from './sessions.ts';
import { entriesOf, sectionAfter, settingsPage } from './settings.ts';
import { errorIn, type Site } from './site.ts';
import { valueText, type WireFlow, type WireSession } from './wire.ts';

/** The pages of whoever is signed in: settings, sessions, what has happened, and the way out. */
export function accountRoutes({ base, lookOf, shown, get, start, secondStep, failed, flowOf }: Site, publicFetch: PublicFetch): Route[] {
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

  return [
    { method: 'GET', path: '/ui/settings', answer: settings },
    { method: 'GET', path: '/ui/sessions', answer: sessions },
    { method: 'GET', path: '/ui/activity', answer: activity },
    end('/ui/sessions/end', 'one', (session) => `/sessions/${isUuid(session) ? session : 'none'}`),
    end('/ui/sessions/end-others', 'others', () => '/sessions'),
    { method: 'POST', path: '/ui/logout', answer: logout },
  ];
}

const EVENTS_ON_A_PAGE = 30;

/** The section the last form was sent from. A browser that does not tell gets the one with errors, else the first. */
function sectionBefore(exchange: Exchange, base: string): string | undefined {
  const from = URL.parse(exchange.header('referer') ?? '');
  return from?.href.startsWith(`${base}/ui/settings?`) ? (from.searchParams.get('section') ?? undefined) : undefined;
}
