import type { Way, Ways } from '../ways.ts';
import type { Heading, Locale } from './locale.ts';

const NAMES: Readonly<Record<Way['kind'], string>> = {
  password: 'your password',
  passkey: 'your passkey',
  key: 'your security key',
  app: 'your authenticator app',
  codes: 'a backup code',
  connected: 'a connected account',
};
const either = new Intl.ListFormat('en', { type: 'disjunction' });
const anyOf = (ways: readonly Way[]): string => either.format(ways.map(({ kind, name }) => (name === undefined ? NAMES[kind] : kind === 'connected' ? name : `${NAMES[kind]} “${name}”`)));

/** What stays when a way is gone. */
const firstStays = ({ first }: Ways): string => (first.length === 0 ? '' : ` You can still sign in with ${anyOf(first)}.`);
const secondStays = ({ second }: Ways): string => ` You can still use ${anyOf(second)}.`;

const WAYS: Readonly<Record<string, Heading>> = {
  totp: { title: 'Authenticator app', lead: 'Open the app on your phone and enter the six digits it shows now.' },
  lookup_secret: { title: 'Backup code', lead: 'Enter one of the codes you have written down or printed.' },
  webauthn: { title: 'Security key', lead: 'Have your key at hand. Your browser asks for it when you press the button.' },
  code: { title: 'Code by message', lead: 'We send you a code.' },
};

/** What comes of confirming who one is, by the section that asks. */
const SECTIONS: Readonly<Record<string, string>> = {
  overview: 'Your account shows and changes things that only you should see. It opens right afterwards.',
  profile: 'You are about to change your profile. It opens right afterwards.',
  password: 'You are about to change your password. The form for it opens right afterwards.',
  'two-step': 'You are about to change your two-step verification. You go on with it right afterwards.',
  keys: 'You are about to change your passkeys and keys. You go on with it right afterwards.',
  'backup-codes': 'You are about to change your backup codes. You go on with it right afterwards.',
  connected: 'You are about to change your connected accounts. You go on with it right afterwards.',
  sessions: 'You are about to look after the devices that are signed in. The list opens right afterwards.',
};

/** The English of everything that is not a password: apps, keys, connected accounts, codes, and being asked for them. */
export const security: Pick<Locale, 'twoStep' | 'keys' | 'connected' | 'codes' | 'forecast' | 'stepUp' | 'cookies'> = {
  twoStep: {
    on: 'Two-step verification is on',
    onText: 'When you sign in, we also ask for a code from your authenticator app.',
    app: 'Authenticator app',
    steps: [
      { title: 'Get an authenticator app', text: 'Any app for one-time codes will do: Aegis, Apple Passwords, Google Authenticator, Microsoft Authenticator, or the password manager you use.' },
      { title: 'Show it this code', text: 'Add an account in the app, and point the camera here.' },
      { title: 'Enter what the app shows', text: 'Six digits that change every 30 seconds.' },
    ],
    cannotScan: 'Cannot scan it? Type this key into the app instead:',
    typing: 'Blanks and capitals do not matter. If the app asks, the codes are time-based.',
    openApp: 'Open in an app here',
    removeNamed: (name) => `Remove ${name}`,
    removal: (left) =>
      left.second.length > 0
        ? `Codes from this app will no longer be accepted.${secondStays(left)}`
        : `Two-step verification will be off, and backup codes stop working: whoever knows your password can sign in.${firstStays(left)}`,
  },
  keys: {
    passkey: { title: 'Passkeys', text: 'Sign in with your fingerprint, your face or the code of your device, in place of your password.', one: 'Passkey' },
    webauthn: { title: 'Security keys', text: 'A small device that you plug in or hold to your phone, as second step after your password.', one: 'Security key' },
    added: 'Added',
    used: 'Last used',
    synced: 'Copied between your devices',
    bound: 'On one device only',
    open: 'Edit',
    remove: 'Remove',
    newName: 'Name',
    lastWayIn: 'This is your only way to sign in. Add another one before you remove it.',
    edit: (name) => `Edit ${name}`,
    removal: (kind, left) =>
      kind === 'passkey'
        ? `If you remove this passkey, it will no longer be accepted. Delete it on your device, too.${firstStays(left)}`
        : left.second.length > 0
          ? `If you remove this key, it will no longer be accepted.${secondStays(left)}`
          : `If you remove this key, there is no second step left, and backup codes stop working.${firstStays(left)}`,
  },
  connected: {
    on: 'Connected',
    off: 'Not connected',
    gone: 'Not offered anymore',
    goneText: 'You cannot sign in with this anymore, and it does no harm. Disconnect it if you like.',
    since: 'Connected',
    unnamed: (provider) => `${provider} account`,
    open: 'Disconnect',
    openNamed: (name) => `Disconnect ${name}`,
    removal: ({ provider, gone }, left) => `${gone ? '' : `You will no longer be able to sign in with it. `}Your account at ${provider} stays as it is.${firstStays(left)}`,
  },
  codes: {
    save: 'Save these codes now',
    withApp: 'Two-step verification is on. These codes let you in when your phone is not at hand.',
    saveText: (count) => `Print these ${count} codes, write them down or keep them in a password manager. You will not be able to see them again.`,
    notYet: (replaces) => `They start to work once you have confirmed that you have them.${replaces ? ' Until then the codes you had before still work.' : ''}`,
    none: 'You have no backup codes',
    noneText: 'With them you can sign in even if you have lost your phone or your key. Make them now, and keep them somewhere else than on your phone.',
    ready: 'Your backup codes are ready',
    readyText: 'Each of them works once. Make new ones when few are left, or if someone may have seen them.',
    left: ({ left, of }) => `${left} of ${of} are left. Make new ones when few are left, or if someone may have seen them.`,
    alone: 'They let you in when your second step is not at hand, and you have none yet. Set one up first.',
    used: 'One was used',
    download: 'Download',
    file: 'backup-codes.txt',
    sheet: (product, person) => (person === '' ? `Backup codes for ${product}` : `Backup codes for ${person} at ${product}`),
    sheetText: (now) => `As of ${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(now)}. Each code works once.`,
  },
  forecast: {
    title: 'If you lose your phone',
    safe: (first, second) => (second.length === 0 ? `You can still sign in with ${anyOf(first)}.` : `You can still sign in with ${anyOf(first)}, confirmed by ${anyOf(second)}.`),
    noFirst: (lost) => `You could be locked out: ${anyOf(lost)} may be on that phone, and there is no other way to sign in.`,
    noSecond: 'You would be locked out: your authenticator app is your only second step.',
    weak: 'But whoever learns your password can sign in, too. A second step keeps them out.',
    advice: (section) => (section === 'backup-codes' ? 'Make backup codes' : section === 'keys' ? 'Add a key' : section === 'password' ? 'Set a password' : 'Set up two-step verification'),
  },
  stepUp: {
    title: 'Confirm it’s you',
    change: 'You have changed something in your account that needs this. What you entered is kept, and is saved right afterwards.',
    section: (id) => SECTIONS[id] ?? 'You come back to your account right afterwards.',
    site: (host) => `What you want to do needs this. You go on to ${host} right afterwards.`,
    way: (group) => WAYS[group] ?? { title: '', lead: '' },
    another: 'Use another way',
    nothing: 'Your account has no second step that could be asked for here.',
  },
  cookies: {
    title: 'Your browser keeps no cookies',
    lead: 'We use one to know that a form comes from you and not from someone else. It did not come back to us, so nothing was changed.',
    points: (host) => [`Allow cookies for ${host} in the settings of your browser, or leave its private mode.`, 'If you came here by a link from another browser or device, just start again.'],
    again: 'Start again',
  },
};
