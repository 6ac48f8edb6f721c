import { activityPage, type WireEvent } from '../../src/pages/activity.ts';
import { alarmPage } from '../../src/pages/alarm.ts';
import { cookiesPage, errorPage, homePage } from '../../src/pages/home.ts';
import { en } from '../../src/pages/locales/en.ts';
import type { Look } from '../../src/pages/look.ts';
import { type MailboxLook, mailboxPage, mailPage, type WireMail } from '../../src/pages/mailbox.ts';
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

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const event = (kind: string, hours: number, details: WireEvent['details'] = {}, userAgent = FIREFOX): WireEvent => ({
  kind,
  details,
  ip_address: userAgent === '' ? '' : '203.0.113.7',
  user_agent: userAgent,
  created_at: new Date(fixtures.NOW - hours * 3_600_000).toISOString(),
});
const events: readonly WireEvent[] = [
  event('password.changed', 0.5),
  event('login', 1, { method: 'password', aal: 'aal1' }),
  event('passkey.added', 20, { name: `A very long name for a passkey ${'x'.repeat(80)}` }),
  event('oidc.linked', 30, { provider: 'google' }),
  event('lockout', 40, { method: 'password' }, ''),
  event('address.removed', 50, { via: 'email', address: 'a…@example.org' }),
  event('lookup_secret.confirmed', 60),
  event('totp.removed', 70, { name: 'My phone' }),
  event('sessions.ended', 80, { which: 'all', by: 'admin' }, ''),
  event('something.new', 90),
  event('registration', 9000, { method: 'password' }),
];
const activity = (shown: readonly WireEvent[], older?: string, isFirst = true): string =>
  activityPage(shown, look('settings'), {
    entries: entriesOf(fixtures.everything, look('settings')),
    flowId: fixtures.settings.id,
    csrfToken: 'dG9rZW4=',
    identity: fixtures.current.identity,
    older,
    isFirst,
  });
const alarm = { about: event('passkey.added', 20, { name: 'Blue key' }), expires_at: new Date(fixtures.NOW + 3_600_000).toISOString(), action: `${fixtures.BASE}/self-service/alarm`, recovery: true };

const mailbox = (hasWayOut: boolean): MailboxLook => ({ ...look('mailbox'), hasWayOut: () => hasWayOut });
const mail: WireMail = {
  id: '11111111-2222-4333-8444-555555555555',
  status: 'queued',
  type: 'email',
  recipient: 'ada@example.org',
  subject: 'Confirm your email address',
  body: `Enter this code:\n\n123456\n\nOr open this link:\n\n${fixtures.BASE}/self-service/verification?flow=1&code=123456\n`,
  template_type: 'verification_code_valid',
  send_count: 0,
  created_at: new Date(fixtures.NOW - 90_000).toISOString(),
};
const mails: readonly WireMail[] = [
  mail,
  { ...mail, status: 'sent', send_count: 1, subject: 'The address of your account was changed' },
  { ...mail, status: 'processing', type: 'phone', recipient: '+4930901820', subject: '' },
  { ...mail, status: 'abandoned', send_count: 5, recipient: `a.very.long.address.of.somebody.${'x'.repeat(40)}@example.org` },
];

/** With its first question open. */
const opened = (page: string): string => page.replace('<details ', '<details open ');

/** Every page there is, in every state worth looking at. */
export const pages: Readonly<Record<string, string>> = {
  'home-signed-out': homePage(undefined, look('home'), true, 't'),
  'home-signed-in': homePage(fixtures.current, look('home'), true, 't'),
  login: card('login', fixtures.login),
  'login-wrong': card('login', fixtures.loginWrong),
  'login-many': card('login', fixtures.loginMany),
  refresh: card('login', fixtures.refresh),
  'second-factor': card('login', fixtures.secondFactor),
  'second-factor-wrong': card('login', fixtures.secondFactorWrong),
  'step-up': card('login', fixtures.stepUp),
  'step-up-open': opened(card('login', fixtures.stepUp)),
  'refresh-for-keys': card('login', fixtures.refreshForKeys),
  'login-link': card('login', fixtures.loginLink),
  mailbox: mailboxPage(mails, mailbox(false), { watch: false, older: 'b2xkZXI' }),
  'mailbox-watching': mailboxPage(mails, mailbox(true), { watch: true, to: 'ada@example.org' }),
  'mailbox-empty': mailboxPage([], mailbox(false), { watch: false }),
  mail: mailPage(mail, mailbox(false)),
  'mail-sealed': mailPage({ ...mail, body: '<redacted-unless-dev-mode>' }, mailbox(true)),
  'registration-many': card('registration', fixtures.registrationMany),
  'registration-missing': card('registration', fixtures.registrationMissing),
  registration: card('registration', fixtures.registration),
  'registration-second': card('registration', fixtures.registrationSecond),
  recovery: card('recovery', fixtures.recovery),
  'recovery-sent': card('recovery', fixtures.recoverySent),
  verified: card('verification', fixtures.verified),
  overview: section(fixtures.everything, 'overview'),
  'overview-bare': section(fixtures.bare, 'overview'),
  'overview-secured': section(fixtures.secured, 'overview'),
  'overview-only-app': section(fixtures.onlyApp, 'overview'),
  'overview-only-passkey': section(fixtures.onlyPasskey, 'overview'),
  profile: section(fixtures.settings, 'profile'),
  'profile-saved': section(fixtures.settingsSaved, 'profile', true),
  'profile-wrong': section(fixtures.settingsWrong, 'profile', true),
  password: section(fixtures.settings, 'password'),
  'password-short': section(fixtures.passwordShort, 'password', true),
  'password-stale': section(fixtures.stale, 'password'),
  'two-step': section(fixtures.everything, 'two-step'),
  'two-step-image': section(fixtures.bare, 'two-step'),
  'two-step-on': section(fixtures.secured, 'two-step'),
  'two-step-open': opened(section(fixtures.onlyApp, 'two-step')),
  'two-step-one': section(fixtures.onlyApp, 'two-step'),
  'two-step-another': section(fixtures.anotherApp, 'two-step', true),
  'two-step-stale': section(fixtures.securedStale, 'two-step'),
  keys: section(fixtures.secured, 'keys'),
  'keys-open': opened(section(fixtures.secured, 'keys')),
  'keys-none': section(fixtures.bare, 'keys'),
  'keys-only-passkey': section(fixtures.onlyPasskey, 'keys', true),
  'keys-stale': section(fixtures.securedStale, 'keys'),
  'backup-codes': section(fixtures.everything, 'backup-codes'),
  'backup-codes-none': section(fixtures.bare, 'backup-codes'),
  'backup-codes-ready': section(fixtures.secured, 'backup-codes'),
  'backup-codes-revealed': section(fixtures.revealed, 'backup-codes'),
  'backup-codes-stale': section(fixtures.securedStale, 'backup-codes'),
  connected: section(fixtures.everything, 'connected'),
  'connected-many': section(fixtures.connected, 'connected'),
  'connected-open': opened(section(fixtures.connected, 'connected')),
  'connected-only': section(fixtures.onlyConnected, 'connected'),
  'connected-plain': section(fixtures.connectedPlain, 'connected'),
  'connected-stale': section({ ...fixtures.connected, assurance: fixtures.securedStale.assurance! }, 'connected'),
  'overview-connected': section(fixtures.connected, 'overview'),
  sessions: sessions(fixtures.others),
  'sessions-ended': sessions([], 'others'),
  activity: activity(events, 'b2xkZXI'),
  'activity-older': activity(events.slice(8), undefined, false),
  'activity-none': activity([]),
  alarm: alarmPage(alarm, look('alarm'), 'token', true),
  'alarm-over': alarmPage('over', look('alarm'), '', true),
  'alarm-done': alarmPage('done', look('alarm'), '', false),
  error: errorPage({ id: 'security_csrf_violation', code: 403, reason: 'The form does not belong to this browser session. Reload the page and try again.' }, look('error'), '6f1c'),
  'no-cookies': cookiesPage(look('error')),
  'error-unknown': errorPage(undefined, look('error'), undefined),
};
