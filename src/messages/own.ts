import { count, define, moment } from './define.ts';
import type { Message } from './message.ts';
import { device } from './settings.ts';

type Retry = { readonly retry_at: string; readonly retry_at_unix: number /** Seconds. */; readonly retry_after: number };
type Left = { readonly left: number; readonly total: number; readonly used: readonly Message[] };

/** An account at a provider: a name it is known by, and since when it is connected. */
type Link = { readonly provider: string; readonly provider_id: string; readonly account?: string; readonly added_at: string; readonly added_at_unix: number };

/** 10509xx and 40509xx: what Zelos says beyond Kratos. */
export const own = {
  labelCurrentPassword: define(1050901, 'info', 'Current password'),
  settingsPaused: define(1050902, 'info', 'Your change is kept. Confirm it is you, then it goes through.'),
  settingsResume: define(1050903, 'info', 'Go on with the change'),
  labelPasswordBreachedAccept: define(1050904, 'info', 'I know that it has leaked, and want to use it all the same'),
  settingsTotpName: define(1050910, 'info', 'Name of the authenticator app'),
  settingsTotpAdd: define(1050911, 'info', 'Add another authenticator app'),
  settingsTotpRemove: define(
    1050912,
    'info',
    (c: ReturnType<typeof device>) => `Remove authenticator app ${c.display_name === '' ? `added ${c.added_at.slice(0, 10)}` : `“${c.display_name}”`}`,
    device,
  ),
  /** What there is to say of codes that are kept hashed. `used`: a settingsLookupCodeUsed for each. */
  settingsLookupLeft: define<Left>(1050913, 'info', (c) =>
    [`${c.left} of your ${count(c.total, 'backup code')} ${c.left === 1 ? 'is' : 'are'} left.`, ...c.used.map(({ text }) => `${text}.`)].join(' '),
  ),
  settingsLookupFew: define<Pick<Left, 'left'>>(1050914, 'info', (c) => `You have ${c.left === 0 ? 'no backup codes' : `only ${count(c.left, 'backup code')}`} left. Make new ones.`),
  settingsLookupVoided: define(1050915, 'info', 'Your backup codes went with the last second step they stood in for.'),
  settingsUnprovenRemoved: define(1050916, 'info', 'What could sign in before you proved that the address is yours was removed. Add again what you use.'),
  settingsKeyRename: define(1050921, 'info', (c: ReturnType<typeof device>) => `Rename “${c.display_name}”`, device),
  settingsKeyNewName: define(1050922, 'info', 'New name'),
  settingsPasswordRemove: define(1050930, 'info', 'Remove password'),
  settingsLinkAnother: define<{ readonly provider: string }>(1050931, 'info', (c) => `Connect another ${c.provider} account`),
  settingsUnlinkAccount: define(
    1050932,
    'info',
    (c: Link) => `Disconnect ${c.provider}${c.account === undefined ? '' : ` (${c.account})`}`,
    (said: { readonly provider: string; readonly providerId: string; readonly account?: string; readonly addedAt: number }): Link => ({
      provider: said.provider,
      provider_id: said.providerId,
      ...(said.account === undefined ? {} : { account: said.account }),
      ...moment('added_at', said.addedAt),
    }),
  ),
  settingsUnlinkLast: define(1050933, 'info', 'This is your last way to sign in. Add another one first.'),
  settingsLinkFinish: define<{ readonly provider: string }>(1050934, 'info', (c) => `Finish connecting ${c.provider}`),
  loginLinkThen: define(1050935, 'info', 'Once you have, your other account is connected.'),
  providerUnknown: define(4050931, 'error', 'This way to sign in is not offered anymore. Choose another one.'),
  providerFailed: define<{ readonly provider: string }>(4050932, 'error', (c) => `${c.provider} could not sign you in. Try again, or choose another way.`),
  providerAnswerUsed: define(4050933, 'error', 'This answer was used already, or took too long. Start again.'),
  providerNeedsBrowser: define(4050934, 'error', 'An app signs in this way only with a code to come back with: start the flow with return_session_token_exchange_code=true.'),
  providerNeedsReturn: define(4050935, 'error', 'An app connects an account only with an address to come back to: start the flow with return_to.'),
  providerTokenRefused: define<{ readonly provider: string }>(4050936, 'error', (c) => `${c.provider} has not signed this, or not for this app, or not just now. Sign in there again.`),
  keyTaken: define(4050921, 'error', 'This security key or passkey cannot be added. Use another one.'),
  currentPasswordWrong: define(4050901, 'error', 'This is not your current password.'),
  passwordUsedBefore: define(4050905, 'error', 'You have had this password before. Choose a new one.'),
  /** Not refused for good: type it again with `password_breached_accept`, and it is taken. */
  passwordBreachedWarning: define<{ readonly breaches: number }>(
    4050906,
    'error',
    () => 'This password is known from data leaks, so others will try it. Choose another one; or type this one again and tick the box to use it all the same.',
  ),
  lastCredentialProtection: define<{ readonly id: 'last_credential_protection' }>(4050902, 'error', () => 'This is your last way to sign in. Add another one first.'),
  secondFactorFirst: define(4050904, 'error', 'Set up a second step first: this account needs one before anything else can be changed.'),
  tooManyTries: define(
    4050910,
    'error',
    (c: Retry) => `Too many tries. Wait ${c.retry_after < 100 ? count(c.retry_after, 'second') : count(Math.ceil(c.retry_after / 60), 'minute')}, then try again.`,
    (said: { readonly retryAt: number; readonly now: number }): Retry => ({ ...moment('retry_at', said.retryAt), retry_after: Math.max(1, Math.ceil((said.retryAt - said.now) / 1000)) }),
  ),
  factorOutOfUse: define(4050911, 'error', 'This second step is out of use after too many wrong codes. Use another one, or set it up anew.'),
  totpUsed: define(4050912, 'error', 'This code was used already. Wait for the next one.'),
  totpExists: define(4050913, 'error', 'You have an authenticator app already. Choose to add another one first.'),
  totpMissing: define(4050914, 'error', 'This authenticator app is not connected anymore.'),
  totpTooMany: define<{ readonly most: number }>(4050915, 'error', (c) => `You can connect ${c.most} authenticator apps. Remove one first.`),
  nothingPaused: define(4050903, 'error', 'There is no change waiting. It may have expired, or it went through already.'),
};
