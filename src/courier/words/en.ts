import { code, type Language, link, type Said, said, small } from '../words.ts';
import { notices } from './en-notices.ts';

const NOT_YOU = small('You did not ask for this? Then somebody typed your address, and there is nothing you need to do.');
const SECRET = small('Give the code to nobody: we never ask for it.');

const nobody = (what: string): Said =>
  said(
    `Somebody tried to ${what}`,
    `Somebody tried to ${what} with this number, but no account has it.`,
    `Somebody tried to ${what} with this address. No account has it.`,
    'Was it you? Then try the address you have signed up with. If it was not you, there is nothing you need to do.',
  );

export const en: Language = {
  lang: 'en',
  orOpen: 'If the button does not work, open this address:',
  messages: {
    recovery_valid: said(
      'Get back into your account',
      'Get back into your account: {{ .RecoveryURL }}',
      'Open this link to get back into your account. It works once.',
      link('RecoveryURL', 'Get back in'),
      NOT_YOU,
    ),
    recovery_invalid: nobody('get into an account'),
    recovery_code_valid: said(
      'Your code to get back into your account',
      'Your code to get back into your account: {{ .RecoveryCode }}',
      'Enter this code to get back into your account. It works once.',
      code('RecoveryCode'),
      SECRET,
      NOT_YOU,
    ),
    recovery_code_invalid: nobody('get into an account'),
    verification_valid: said(
      'Confirm your email address',
      'Confirm your number: {{ .VerificationURL }}',
      'Open this link to confirm that this address is yours.',
      link('VerificationURL', 'Confirm'),
      NOT_YOU,
    ),
    verification_invalid: nobody('confirm an address'),
    verification_code_valid: said(
      'Confirm your email address',
      'Your code to confirm this number: {{ .VerificationCode }}',
      'Enter this code to confirm that this address is yours.',
      code('VerificationCode'),
      'Or open this link, which enters it for you.',
      link('VerificationURL', 'Confirm'),
      NOT_YOU,
    ),
    verification_code_invalid: nobody('confirm an address'),
    login_code_valid: said('Your code to sign in', 'Your code to sign in: {{ .LoginCode }}', 'Enter this code to sign in. It works once.', code('LoginCode'), SECRET, NOT_YOU),
    registration_code_valid: said(
      'Your code to create your account',
      'Your code to create your account: {{ .RegistrationCode }}',
      'Enter this code to create your account. It works once.',
      code('RegistrationCode'),
      NOT_YOU,
    ),
    verifiable_address_changed: said(
      'The address of your account was changed',
      'The address of your account was changed.',
      'An address of your account was changed.',
      'It was not you? Get back into your account at once, or ask support for help.',
    ),
    verifiable_address_changed_undo: said(
      'The address of your account was changed',
      'The address of your account was changed. It was not you? Take it back: {{ .UndoURL }}',
      'An address of your account was changed. It was you? Then there is nothing you need to do.',
      'It was not you? Take the change back: your account gets its former address again, and everybody who is signed in is signed out.',
      link('UndoURL', 'Take the change back'),
      small('This works once, until {{ .UndoUntil }}.'),
    ),
    ...notices,
  },
};
