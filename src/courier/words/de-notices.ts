import { facts, link, type Said, said, small } from '../words.ts';

/** What was changed, when and from where, and what to do if it was somebody else. */
const notice = (subject: string, what: string): Said =>
  said(
    subject,
    `${what} Das waren nicht Sie? {{ .AlarmURL }}`,
    what,
    facts(['Zeit:', 'When'], ['Gerät:', 'Device'], ['Internetadresse:', 'IP']),
    'Das waren Sie? Dann müssen Sie nichts tun. Das waren nicht Sie? Dann öffnen Sie diesen Link: Alle, die angemeldet sind, werden abgemeldet, und Sie kommen wieder in Ihr Konto.',
    link('AlarmURL', 'Das war ich nicht'),
    small('Der Link gilt einmal, bis {{ .AlarmUntil }}.'),
  );

/** Notices of what was changed in an account. */
export const notices = {
  password_set: notice('Ihr Konto hat jetzt ein Passwort', 'Für Ihr Konto wurde ein Passwort festgelegt.'),
  password_changed: notice('Ihr Passwort wurde geändert', 'Das Passwort Ihres Kontos wurde geändert.'),
  password_removed: notice('Ihr Passwort wurde entfernt', 'Das Passwort Ihres Kontos wurde entfernt.'),
  totp_added: notice('Eine Authenticator-App wurde hinzugefügt', 'Eine Authenticator-App wurde zu Ihrem Konto hinzugefügt{{ if .Name }}: {{ .Name }}{{ end }}.'),
  totp_removed: notice('Eine Authenticator-App wurde entfernt', 'Eine Authenticator-App wurde aus Ihrem Konto entfernt{{ if .Name }}: {{ .Name }}{{ end }}.'),
  webauthn_added: notice('Ein Sicherheitsschlüssel wurde hinzugefügt', 'Ein Sicherheitsschlüssel wurde zu Ihrem Konto hinzugefügt{{ if .Name }}: {{ .Name }}{{ end }}.'),
  webauthn_removed: notice('Ein Sicherheitsschlüssel wurde entfernt', 'Ein Sicherheitsschlüssel wurde aus Ihrem Konto entfernt{{ if .Name }}: {{ .Name }}{{ end }}.'),
  passkey_added: notice('Ein Passkey wurde hinzugefügt', 'Ein Passkey wurde zu Ihrem Konto hinzugefügt{{ if .Name }}: {{ .Name }}{{ end }}.'),
  passkey_removed: notice('Ein Passkey wurde entfernt', 'Ein Passkey wurde aus Ihrem Konto entfernt{{ if .Name }}: {{ .Name }}{{ end }}.'),
  lookup_secret_confirmed: notice('Sie haben neue Ersatzcodes', 'Für Ihr Konto wurden neue Ersatzcodes erstellt. Frühere gelten nicht mehr.'),
  lookup_secret_used_up: notice(
    'Ihre Ersatzcodes sind aufgebraucht',
    'Der letzte Ersatzcode Ihres Kontos wurde verwendet. Erstellen Sie neue, damit Sie auch ohne Ihr Telefon oder Ihren Schlüssel hineinkommen.',
  ),
  lookup_secret_disabled: notice('Ihre Ersatzcodes wurden entfernt', 'Die Ersatzcodes Ihres Kontos wurden entfernt.'),
  oidc_linked: notice('Ein Konto wurde mit Ihrem verbunden', 'Ein Konto bei {{ .Provider }} wurde mit Ihrem verbunden. Wer es hat, kann sich damit anmelden.'),
  oidc_unlinked: notice('Ein Konto wurde von Ihrem getrennt', 'Ein Konto bei {{ .Provider }} wurde von Ihrem getrennt.'),
  recovery_used: notice('Jemand ist wieder in Ihr Konto gelangt', 'Jemand ist mit einem Code oder Link aus einer Nachricht in Ihr Konto gekommen.'),
};
