import type { Locale } from './locale.ts';

/** Addresses that wait, and changes that are taken back. */
export const addressChange: Locale['addressChange'] = {
  ask: { title: 'Take the change back?', lead: 'The address of your account was changed. If that was not you, put it back now.' },
  refused: { title: 'This cannot be taken back here', lead: '' },
  over: {
    title: 'This link does not work anymore',
    lead: 'It works once, and only for some days. If somebody else got into your account, get back in with one of its addresses, or ask support for help.',
  },
  done: { title: 'Your address is back', lead: 'Everybody who was signed in to your account is signed out. Sign in, and set a new password at once.' },
  steps: (address) => [
    `Your account gets back the address it had: ${address}.`,
    'Everybody who is signed in to it is signed out, on every device.',
    'You set a new password. Have a look at your keys and connected accounts then, too.',
  ],
  until: 'Possible until',
  nothing: 'Was it you? Then close this page: nothing happens.',
  recover: 'Get back in',
  waits: (address) => `Confirm ${address}`,
  waitsText: 'We have sent a message there. Your change is made as soon as you have confirmed the address; until then everything stays as it is.',
  waitsUntil: 'It waits until',
  enter: 'Enter the code',
  resend: 'Send it again',
  cancel: 'Cancel the change',
};
