import { facts, link, type Said, said, small } from '../words.ts';

/** What was changed, when and from where, and what to do if it was somebody else. */
const notice = (subject: string, what: string): Said =>
  said(
    subject,
    `${what} It was not you? {{ .AlarmURL }}`,
    what,
    facts(['Time:', 'When'], ['Device:', 'Device'], ['Internet address:', 'IP']),
    'It was you? Then there is nothing you need to do. It was not you? Then open this link: everybody who is signed in is signed out, and you get back into your account.',
    link('AlarmURL', 'This was not me'),
    small('The link works once, until {{ .AlarmUntil }}.'),
  );

/** Notices of what was changed in an account. */
export const notices = {
  password_set: notice('Your account has a password now', 'A password was set for your account.'),
  password_changed: notice('Your password was changed', 'The password of your account was changed.'),
  password_removed: notice('Your password was removed', 'The password of your account was removed.'),
  totp_added: notice('An authenticator app was added', 'An authenticator app was added to your account{{ if .Name }}: {{ .Name }}{{ end }}.'),
  totp_removed: notice('An authenticator app was removed', 'An authenticator app was removed from your account{{ if .Name }}: {{ .Name }}{{ end }}.'),
  webauthn_added: notice('A security key was added', 'A security key was added to your account{{ if .Name }}: {{ .Name }}{{ end }}.'),
  webauthn_removed: notice('A security key was removed', 'A security key was removed from your account{{ if .Name }}: {{ .Name }}{{ end }}.'),
  passkey_added: notice('A passkey was added', 'A passkey was added to your account{{ if .Name }}: {{ .Name }}{{ end }}.'),
  passkey_removed: notice('A passkey was removed', 'A passkey was removed from your account{{ if .Name }}: {{ .Name }}{{ end }}.'),
  lookup_secret_confirmed: notice('You have new backup codes', 'New backup codes were made for your account. Former ones do not work anymore.'),
  lookup_secret_used_up: notice('Your backup codes are used up', 'The last backup code of your account was used. Make new ones, so that you can get in without your phone or your key.'),
  lookup_secret_disabled: notice('Your backup codes were removed', 'The backup codes of your account were removed.'),
  oidc_linked: notice('An account was connected to yours', 'An account at {{ .Provider }} was connected to yours. Whoever has it can sign in with it.'),
  oidc_unlinked: notice('An account was disconnected from yours', 'An account at {{ .Provider }} was disconnected from yours.'),
  recovery_used: notice('Somebody got back into your account', 'Somebody got back into your account with a code or a link from a message.'),
};
