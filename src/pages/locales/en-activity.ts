import type { Locale } from './locale.ts';

const WAYS: Readonly<Record<string, string>> = {
  password: 'your password',
  totp: 'your authenticator app',
  lookup_secret: 'a backup code',
  webauthn: 'a security key',
  passkey: 'a passkey',
  oidc: 'a connected account',
  code: 'a code from a message',
  code_recovery: 'a code from a message',
  link: 'a link from a message',
  link_recovery: 'a link from a message',
};

type Told = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
const way = ({ method, provider }: Told): string => (text(provider) === '' ? (WAYS[text(method)] ?? text(method)) : capital(text(provider)));
const named = ({ name }: Told): string => (text(name) === '' ? '' : `: ${text(name)}`);

const EVENTS: Readonly<Record<string, (details: Told) => string>> = {
  registration: () => 'Account created',
  login: (details) => `Signed in with ${way(details)}`,
  'login.refresh': (details) => `Confirmed that it is you with ${way(details)}`,
  'login.step_up': (details) => `Confirmed the sign-in with ${way(details)}`,
  logout: () => 'Signed out',
  lockout: (details) => `Too many wrong tries with ${way(details)}`,
  'sessions.ended': ({ which }) => (which === 'one' ? 'A session was ended' : which === 'others' ? 'All other sessions were ended' : 'All sessions were ended'),
  recovery: (details) => `Got back into the account with ${way(details)}`,
  'recovery.by_admin': () => 'A way back into the account was made',
  alarm: () => 'You told us that a change was not yours: all sessions were ended',
  'address.added': ({ address }) => `Address added: ${text(address)}`,
  'address.removed': ({ address }) => `Address removed: ${text(address)}`,
  'address.verified': ({ address }) => `Address confirmed: ${text(address)}`,
  'address.restored': () => 'A change of address was taken back',
  'password.set': () => 'Password set',
  'password.changed': () => 'Password changed',
  'password.removed': () => 'Password removed',
  'totp.added': (details) => `Authenticator app added${named(details)}`,
  'totp.removed': (details) => `Authenticator app removed${named(details)}`,
  'webauthn.added': (details) => `Security key added${named(details)}`,
  'webauthn.renamed': (details) => `Security key renamed${named(details)}`,
  'webauthn.removed': (details) => `Security key removed${named(details)}`,
  'passkey.added': (details) => `Passkey added${named(details)}`,
  'passkey.renamed': (details) => `Passkey renamed${named(details)}`,
  'passkey.removed': (details) => `Passkey removed${named(details)}`,
  'lookup_secret.confirmed': () => 'New backup codes made',
  'lookup_secret.revealed': () => 'Backup codes shown',
  'lookup_secret.used_up': () => 'Last backup code used',
  'lookup_secret.disabled': () => 'Backup codes removed',
  'oidc.linked': ({ provider }) => `Account connected: ${capital(text(provider))}`,
  'oidc.unlinked': ({ provider }) => `Account disconnected: ${capital(text(provider))}`,
  'code.added': () => 'Codes by message can be used to sign in',
  'code.removed': () => 'Codes by message can no longer be used to sign in',
  'identity.created': () => 'Account created',
  'identity.updated': () => 'Account changed',
  'identity.activated': () => 'Account unlocked',
  'identity.deactivated': () => 'Account locked',
};

/** What has happened, and what to do if it was somebody else. */
export const activity: Pick<Locale, 'activity' | 'alarm'> = {
  activity: {
    event: (kind, details) => EVENTS[kind]?.(details),
    byAdmin: 'by an administrator',
    empty: 'Nothing has happened yet.',
    older: 'Older',
    newest: 'Newest',
    go: { sessions: 'Look at the sessions', password: 'Change password' },
    doubt: { title: 'Something here was not you?', lead: 'End the sessions you do not know, then change your password. Look through your passkeys and connected accounts, too.' },
  },
  alarm: {
    ask: { title: 'Was this not you?', lead: 'This happened to your account:' },
    steps: (recovery) => [
      'Everybody who is signed in to your account is signed out, on every device.',
      recovery ? 'You enter an address of your account, and we send you a way back in. Then you set a new password.' : 'Sign in again then, and set a new password at once.',
      'Look through your passkeys, connected accounts and addresses, and remove what is not yours.',
    ],
    button: 'This was not me',
    until: 'Possible until',
    nothing: 'Was it you? Then close this page: nothing happens.',
    over: {
      title: 'This link does not work anymore',
      lead: 'It works once, and only for some days. If somebody else got into your account, get back in with one of its addresses, or ask support for help.',
    },
    done: { title: 'Everybody is signed out', lead: 'Sign in, and set a new password at once. If you cannot sign in anymore, ask support for help.' },
    recover: 'Get back in',
  },
};
