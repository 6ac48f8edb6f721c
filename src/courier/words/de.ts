import { code, type Language, link, type Said, said, small } from '../words.ts';
import { notices } from './de-notices.ts';

const NOT_YOU = small('Das waren nicht Sie? Dann hat jemand Ihre Adresse eingegeben, und Sie müssen nichts tun.');
const SECRET = small('Geben Sie den Code niemandem: Wir fragen nie danach.');

const nobody = (subject: string, what: string): Said =>
  said(
    subject,
    `Jemand wollte mit dieser Nummer ${what}, aber sie gehört zu keinem Konto.`,
    `Jemand wollte mit dieser Adresse ${what}. Sie gehört zu keinem Konto.`,
    'Waren Sie das? Dann versuchen Sie es mit der Adresse, mit der Sie sich registriert haben. Wenn nicht, müssen Sie nichts tun.',
  );
const noRecovery = nobody('Jemand wollte in ein Konto', 'in ein Konto');
const noVerification = nobody('Jemand wollte eine Adresse bestätigen', 'eine Adresse bestätigen');

export const de: Language = {
  lang: 'de',
  orOpen: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:',
  messages: {
    recovery_valid: said(
      'Zurück in Ihr Konto',
      'Zurück in Ihr Konto: {{ .RecoveryURL }}',
      'Öffnen Sie diesen Link, um wieder in Ihr Konto zu kommen. Er gilt einmal.',
      link('RecoveryURL', 'Zurück ins Konto'),
      NOT_YOU,
    ),
    recovery_invalid: noRecovery,
    recovery_code_valid: said(
      'Ihr Code, um wieder in Ihr Konto zu kommen',
      'Ihr Code, um wieder in Ihr Konto zu kommen: {{ .RecoveryCode }}',
      'Geben Sie diesen Code ein, um wieder in Ihr Konto zu kommen. Er gilt einmal.',
      code('RecoveryCode'),
      SECRET,
      NOT_YOU,
    ),
    recovery_code_invalid: noRecovery,
    verification_valid: said(
      'Bestätigen Sie Ihre E-Mail-Adresse',
      'Bestätigen Sie Ihre Nummer: {{ .VerificationURL }}',
      'Öffnen Sie diesen Link, um zu bestätigen, dass diese Adresse Ihnen gehört.',
      link('VerificationURL', 'Bestätigen'),
      NOT_YOU,
    ),
    verification_invalid: noVerification,
    verification_code_valid: said(
      'Bestätigen Sie Ihre E-Mail-Adresse',
      'Ihr Code, um diese Nummer zu bestätigen: {{ .VerificationCode }}',
      'Geben Sie diesen Code ein, um zu bestätigen, dass diese Adresse Ihnen gehört.',
      code('VerificationCode'),
      'Oder öffnen Sie diesen Link, der ihn für Sie eingibt.',
      link('VerificationURL', 'Bestätigen'),
      NOT_YOU,
    ),
    verification_code_invalid: noVerification,
    login_code_valid: said('Ihr Code zum Anmelden', 'Ihr Code zum Anmelden: {{ .LoginCode }}', 'Geben Sie diesen Code ein, um sich anzumelden. Er gilt einmal.', code('LoginCode'), SECRET, NOT_YOU),
    registration_code_valid: said(
      'Ihr Code, um Ihr Konto anzulegen',
      'Ihr Code, um Ihr Konto anzulegen: {{ .RegistrationCode }}',
      'Geben Sie diesen Code ein, um Ihr Konto anzulegen. Er gilt einmal.',
      code('RegistrationCode'),
      NOT_YOU,
    ),
    verifiable_address_changed: said(
      'Die Adresse Ihres Kontos wurde geändert',
      'Die Adresse Ihres Kontos wurde geändert.',
      'Eine Adresse Ihres Kontos wurde geändert.',
      'Das waren nicht Sie? Gehen Sie sofort zurück in Ihr Konto, oder bitten Sie den Support um Hilfe.',
    ),
    verifiable_address_changed_undo: said(
      'Die Adresse Ihres Kontos wurde geändert',
      'Die Adresse Ihres Kontos wurde geändert. Das waren nicht Sie? Machen Sie es rückgängig: {{ .UndoURL }}',
      'Eine Adresse Ihres Kontos wurde geändert. Das waren Sie? Dann müssen Sie nichts tun.',
      'Das waren nicht Sie? Machen Sie die Änderung rückgängig: Ihr Konto bekommt seine frühere Adresse zurück, und alle, die angemeldet sind, werden abgemeldet.',
      link('UndoURL', 'Rückgängig machen'),
      small('Das geht einmal, bis {{ .UndoUntil }}.'),
    ),
    ...notices,
  },
};
