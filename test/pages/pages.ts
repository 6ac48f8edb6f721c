import { errorPage, homePage } from '../../src/pages/home.ts';
import { en } from '../../src/pages/locales/en.ts';
import type { Look } from '../../src/pages/look.ts';
import { sessionsPage } from '../../src/pages/sessions.ts';
import { entriesOf, settingsPage } from '../../src/pages/settings.ts';
import { type CardFlow, signInPage } from '../../src/pages/sign-in.ts';
import type { WireFlow } from '../../src/pages/wire.ts';
import * as fixtures from './fixtures.ts';

export const look = (flow: string): Look => ({ words: en, flow, base: fixtures.BASE, product: 'Zelos', minPasswordLength: 8, now: fixtures.NOW });
export const card = (kind: CardFlow, flow: WireFlow): string => signInPage(kind, flow, look(kind), { registration: true, recovery: true }, 'dG9rZW4=');
export const section = (flow: WireFlow, asked: string, news = false): string => settingsPage(flow, look('settings'), { asked, news, csrfToken: 'dG9rZW4=' });
const sessions = (others: typeof fixtures.others, done?: string): string =>
  sessionsPage(fixtures.current, others, look('settings'), { entries: entriesOf(fixtures.everything, look('settings')), flowId: fixtures.settings.id, csrfToken: 'dG9rZW4=', done });

/** Every page there is, in every state worth looking at. */
export const pages: Readonly<Record<string, string>> = {
  'home-signed-out': homePage(undefined, look('home'), true, 't'),
  'home-signed-in': homePage(fixtures.current, look('home'), true, 't'),
  login: card('login', fixtures.login),
  'login-wrong': card('login', fixtures.loginWrong),
  'login-many': card('login', fixtures.loginMany),
  refresh: card('login', fixtures.refresh),
  'second-factor': card('login', fixtures.secondFactor),
  registration: card('registration', fixtures.registration),
  'registration-second': card('registration', fixtures.registrationSecond),
  recovery: card('recovery', fixtures.recovery),
  'recovery-sent': card('recovery', fixtures.recoverySent),
  verified: card('verification', fixtures.verified),
  overview: section(fixtures.everything, 'overview'),
  profile: section(fixtures.settings, 'profile'),
  'profile-saved': section(fixtures.settingsSaved, 'profile', true),
  'profile-wrong': section(fixtures.settingsWrong, 'profile', true),
  password: section(fixtures.settings, 'password'),
  'password-short': section(fixtures.passwordShort, 'password', true),
  'password-stale': section(fixtures.stale, 'password'),
  'two-step': section(fixtures.everything, 'two-step'),
  keys: section(fixtures.everything, 'keys'),
  'backup-codes': section(fixtures.everything, 'backup-codes'),
  connected: section(fixtures.everything, 'connected'),
  sessions: sessions(fixtures.others),
  'sessions-ended': sessions([], 'others'),
  error: errorPage({ id: 'security_csrf_violation', code: 403, reason: 'The form does not belong to this browser session. Reload the page and try again.' }, look('error'), '6f1c'),
  'error-unknown': errorPage(undefined, look('error'), undefined),
};
