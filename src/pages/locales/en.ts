import type { WireMessage } from '../wire.ts';
import { activity } from './en-activity.ts';
import { addressChange } from './en-addresses.ts';
import { mailbox } from './en-mailbox.ts';
import { security } from './en-security.ts';
import type { Doubt, Heading, Locale } from './locale.ts';

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
const UNITS = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

/** By number: what a page can say better than the message's own text, because the field stands right beside it. */
const MESSAGES: Readonly<Record<number, (context: Readonly<Record<string, unknown>>) => string>> = {
  1040003: () => 'Create account',
  4000002: () => 'Fill in this field.',
  4000004: () => 'This does not have the expected format. Check it and try again.',
  4000026: ({ allowed_types: allowed }) =>
    Array.isArray(allowed) && allowed.some((type) => type === 'number' || type === 'integer') ? 'Enter a number.' : 'This is not the kind of value that is expected here.',
  4000040: () => 'Enter an email address, such as ada@example.org.',
  4000041: () => 'Enter a phone number with its country code, such as +49 30 901820.',
};

/** By flow, group and name of the button. */
const BUTTONS: Readonly<Record<string, string>> = {
  'settings profile method': 'Save profile',
  'settings password method': 'Change password',
  'settings password method first': 'Set password',
  'settings totp totp_add': 'Add another app',
  'settings totp method': 'Add app',
  'settings totp method first': 'Turn on two-step verification',
  'settings lookup_secret lookup_secret_reveal': 'Show details',
  'settings lookup_secret lookup_secret_regenerate first': 'Make backup codes',
  'settings lookup_secret lookup_secret_confirm': 'I have saved them',
  'settings passkey passkey_rename': 'Save name',
  'settings webauthn webauthn_rename': 'Save name',
  'recovery link email': 'Send a new link',
  'verification link email': 'Send a new link',
  'login password method': 'Sign in',
  'login totp method': 'Confirm',
  'login lookup_secret method': 'Use backup code',
  'registration profile method': 'Continue',
};

const LABELS: Readonly<Record<string, string>> = {
  'settings password': 'New password',
  'settings current_password': 'Current password',
  'login totp_code': 'Six-digit code',
  'login lookup_secret': 'Code',
  'settings totp_code': 'Six-digit code from the app',
  'settings totp_display_name': 'Name of the app',
  'settings webauthn_register_displayname': 'Name of the key',
};

const DOUBTS: Readonly<Record<string, string>> = {
  password_remove: 'You can no longer sign in with a password then. Your other ways to sign in stay as they are.',
  lookup_secret_disable: 'None of your backup codes will work anymore. Your other ways to sign in stay as they are.',
};

const HEADINGS: Readonly<Record<Parameters<Locale['heading']>[0], Heading>> = {
  login: { title: 'Sign in', lead: '' },
  refresh: { title: 'Confirm it’s you', lead: 'What you are about to do needs a fresh sign-in. Afterwards you go on where you left off.' },
  aal2: { title: 'Two-step verification', lead: 'One more step to make sure it is you.' },
  registration: { title: 'Create your account', lead: 'You can change all of this later.' },
  loginLink: { title: 'You have an account already', lead: '' },
  registrationMissing: { title: 'Complete your account', lead: 'Signing in over there has worked. Only this is missing here.' },
  registrationCredential: { title: 'Choose how you sign in', lead: 'You can add further ways at any time.' },
  recovery: { title: 'Get back into your account', lead: 'Enter an address of your account, and we send you a way back in.' },
  recoveryAlarm: { title: 'Everybody is signed out', lead: 'Now get back in: enter an address of your account, and we send you a way. Then set a new password.' },
  recoveryCode: { title: 'Check your messages', lead: 'Do what the message we sent you says.' },
  verification: { title: 'Confirm your address', lead: 'We send a message there to make sure that it is yours.' },
  verificationCode: { title: 'Check your messages', lead: 'Do what the message we sent you says.' },
  verified: { title: 'Address confirmed', lead: 'Thank you. It is known to be yours now.' },
};

const ERRORS: Readonly<Record<string, Heading>> = {
  security_csrf_violation: { title: 'That page was out of date', lead: 'The form did not belong to this browser anymore, so nothing was changed. Start again from here.' },
  security_identity_mismatch: { title: 'You are signed in as someone else', lead: 'What you opened was started by another account, so nothing was changed.' },
  self_service_flow_expired: { title: 'This took too long', lead: 'The page has expired, and nothing was changed. Start again from here.' },
  self_service_flow_return_to_forbidden: { title: 'That address is not allowed', lead: 'The link that brought you here wanted to send you to a place we do not know.' },
  self_service_flow_disabled: { title: 'This is switched off', lead: 'What you opened is not available here.' },
  session_inactive: { title: 'You are not signed in', lead: 'Sign in to go on.' },
};

const plain = (name: string): string => {
  const words = (name.split('.').at(-1) ?? name).replace(/[_-]+/g, ' ').trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

export const en: Locale = {
  lang: 'en',
  plain,
  message: ({ id, context }: WireMessage) => MESSAGES[id]?.(context ?? {}),
  button: (flow, group, name, first) => (first ? BUTTONS[`${flow} ${group} ${name} first`] : undefined) ?? BUTTONS[`${flow} ${group} ${name}`],
  busy: 'One moment …',
  label: (flow, name) => LABELS[`${flow} ${name}`],
  hint(flow, name, { minPasswordLength }) {
    if (name === 'password' && flow !== 'login') return `At least ${minPasswordLength} characters. A few words in a row are easy to remember and hard to guess.`;
    if (name === 'lookup_secret') return 'Each code works once. Blanks and dashes do not matter.';
    return undefined;
  },
  doubt: (name, label): Doubt | undefined => (DOUBTS[name] === undefined ? undefined : { open: label, text: DOUBTS[name] }),
  heading: (page) => HEADINGS[page],
  sent(page, what, to) {
    const way = page === 'recoveryCode' ? `If ${to} has an account, a ${what} is on its way there.` : `A ${what} is on its way to ${to}.`;
    const missing = to.includes('@') ? 'Nothing there? Check the address and your spam folder.' : 'Nothing there? Check the number.';
    return `${way} ${what === 'code' ? 'Enter it here.' : 'Open it to go on.'} ${missing}`;
  },
  sections: {
    overview: { title: 'Overview', lead: 'Your account at a glance.' },
    profile: { title: 'Profile', lead: 'What we know about you, and how we reach you.' },
    password: { title: 'Password', lead: 'Use one that is long and that you use nowhere else.' },
    'two-step': { title: 'Two-step verification', lead: 'A code from an authenticator app on your phone keeps others out, even if they know your password.' },
    keys: { title: 'Passkeys and keys', lead: 'Sign in with your fingerprint, your face or a security key.' },
    'backup-codes': { title: 'Backup codes', lead: 'They let you in when you do not have your phone or your key. Each works once.' },
    connected: { title: 'Connected accounts', lead: 'Accounts elsewhere that you can sign in with.' },
    sessions: { title: 'Sessions', lead: 'The devices that are signed in to your account. End what you do not know.' },
    activity: { title: 'Activity', lead: 'What has happened to your account, and from where.' },
  },
  error: {
    heading: (id, code, known) =>
      ERRORS[id ?? ''] ??
      (code === 410 || (code === 404 && known)
        ? { title: 'This does not work anymore', lead: 'It was used already, or it is too old. Start again from here.' }
        : code === 404
          ? { title: 'There is nothing here', lead: 'The page you opened does not exist, or not anymore.' }
          : code !== undefined && code < 500
            ? { title: 'That did not work', lead: 'Nothing was changed.' }
            : { title: 'Something went wrong on our side', lead: 'It is not your fault. Try again in a moment.' }),
    again: 'Sign in',
    home: 'Go to the start page',
    reference: 'For support',
  },
  home: {
    signedOut: { title: 'Your account', lead: 'One place for your profile, your password and the devices that are signed in.' },
    signedIn: { title: 'You are signed in', lead: '' },
    signIn: 'Sign in',
    register: 'Create account',
    account: 'Manage your account',
  },
  sessions: {
    current: 'This device',
    onlyThis: 'No other device is signed in.',
    signedIn: 'Signed in',
    unknownDevice: 'Unknown device',
    unknownAddress: 'unknown address',
    ended: 'The session has ended.',
    endedOthers: 'All other sessions have ended.',
    end: { open: 'End', text: 'This device is signed out at once. Whoever uses it must sign in again.', button: 'End session' },
    endOthers: { open: 'End all other sessions', text: 'Every other device is signed out at once. You stay signed in here.', button: 'End all other sessions' },
    device: (browser, system) => (browser && system ? `${browser} on ${system}` : browser || system),
  },
  overview: {
    details: 'Your details',
    security: 'How you sign in',
    change: 'Change',
    setUp: 'Set up',
    verified: 'Confirmed',
    unverified: 'Not confirmed yet',
    confirm: 'Confirm',
    yes: 'Yes',
    no: 'No',
    empty: 'Nothing here yet.',
    state(section, count) {
      if (section === 'password') return count > 0 ? 'Set' : 'Not set';
      if (section === 'two-step') return count > 0 ? 'On' : 'Off';
      if (section === 'keys') return count === 0 ? 'None' : `${count} set up`;
      if (section === 'backup-codes') return count > 0 ? 'Ready' : 'None';
      if (section === 'connected') return count === 0 ? 'None' : `${count} connected`;
      return '';
    },
  },
  ...security,
  ...activity,
  addressChange,
  mailbox,
  confirm: {
    title: 'Confirm it’s you first',
    aal: 'Changing this needs your second step. You come back here right afterwards.',
    age: 'You signed in a while ago. Sign in once more to change this. You come back here right afterwards.',
    go: 'Confirm it’s you',
    identifier: 'If you change an address you sign in with, we ask you to sign in once more. What you typed is kept.',
  },
  linking: {
    lead: (person, provider) => `There is an account for ${person} here. Sign in to it once the way you usually do, and ${provider} is connected to it. From then on you can use either.`,
    safe: (provider) => `Nothing is connected before that. If you have not just come from ${provider}, leave this page.`,
    another: ['Not your account?', 'Start again'],
  },
  links: {
    signOut: 'Sign out',
    register: ['New here?', 'Create an account'],
    login: ['Have an account already?', 'Sign in'],
    remembered: ['Remember your password?', 'Sign in'],
    recovery: 'Forgot your password?',
    notYou: 'Not you? Sign out',
    signedInAs: 'Signed in as',
    otherName: 'Change',
    sections: 'Account',
    skip: 'Skip to the content',
  },
  form: {
    optional: 'optional',
    show: 'Show',
    hide: 'Hide',
    copy: 'Copy',
    copied: 'Copied',
    print: 'Print',
    nothingChosen: 'Nothing chosen',
    or: 'or',
    used: 'used',
    needsScript: 'Passkeys and security keys need JavaScript, which is switched off in this browser.',
    needsKeys: 'This browser knows no passkeys or security keys, or the page was not opened over a secure connection.',
    keyCancelled: 'Nothing has happened: the request was closed, or took too long. Try again whenever you like.',
    keyKnown: 'This one is set up already. Use another.',
    keyFailed: 'Your browser or your key could not do this. Nothing has changed.',
    another: (label) => `Add to: ${label}`,
    problems: (count) => `${NUMBERS[count] ?? count} things need your attention`,
  },
  errorPrefix: 'Error: ',
  ago(then, now) {
    const unit = UNITS.find(([, ms]) => now - then >= ms);
    return unit ? relative.format(-Math.floor((now - then) / unit[1]), unit[0]) : 'just now';
  },
  exactly: (time) => `${exact.format(time)} UTC`,
};
