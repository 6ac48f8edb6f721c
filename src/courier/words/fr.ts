import { code, type Language, link, type Said, said, small } from '../words.ts';
import { notices } from './fr-notices.ts';

const NOT_YOU = small('Ce n’était pas vous ? Quelqu’un a alors saisi votre adresse, et vous n’avez rien à faire.');
const SECRET = small('Ne donnez ce code à personne : nous ne le demandons jamais.');

const nobody = (subject: string, what: string): Said =>
  said(
    subject,
    `Quelqu’un a essayé ${what} avec ce numéro, mais aucun compte ne l’utilise.`,
    `Quelqu’un a essayé ${what} avec cette adresse. Aucun compte ne l’utilise.`,
    'C’était vous ? Essayez l’adresse avec laquelle vous vous êtes inscrit. Sinon, vous n’avez rien à faire.',
  );
const noRecovery = nobody('Quelqu’un a essayé d’accéder à un compte', 'd’accéder à un compte');
const noVerification = nobody('Quelqu’un a essayé de confirmer une adresse', 'de confirmer une adresse');

export const fr: Language = {
  lang: 'fr',
  orOpen: 'Si le bouton ne fonctionne pas, ouvrez cette adresse :',
  messages: {
    recovery_valid: said(
      'Retrouvez l’accès à votre compte',
      'Retrouvez l’accès à votre compte : {{ .RecoveryURL }}',
      'Ouvrez ce lien pour retrouver l’accès à votre compte. Il ne sert qu’une fois.',
      link('RecoveryURL', 'Retrouver l’accès'),
      NOT_YOU,
    ),
    recovery_invalid: noRecovery,
    recovery_code_valid: said(
      'Votre code pour retrouver l’accès à votre compte',
      'Votre code pour retrouver l’accès à votre compte : {{ .RecoveryCode }}',
      'Saisissez ce code pour retrouver l’accès à votre compte. Il ne sert qu’une fois.',
      code('RecoveryCode'),
      SECRET,
      NOT_YOU,
    ),
    recovery_code_invalid: noRecovery,
    verification_valid: said(
      'Confirmez votre adresse e-mail',
      'Confirmez votre numéro : {{ .VerificationURL }}',
      'Ouvrez ce lien pour confirmer que cette adresse est la vôtre.',
      link('VerificationURL', 'Confirmer'),
      NOT_YOU,
    ),
    verification_invalid: noVerification,
    verification_code_valid: said(
      'Confirmez votre adresse e-mail',
      'Votre code pour confirmer ce numéro : {{ .VerificationCode }}',
      'Saisissez ce code pour confirmer que cette adresse est la vôtre.',
      code('VerificationCode'),
      'Ou ouvrez ce lien, qui le saisit pour vous.',
      link('VerificationURL', 'Confirmer'),
      NOT_YOU,
    ),
    verification_code_invalid: noVerification,
    login_code_valid: said(
      'Votre code de connexion',
      'Votre code de connexion : {{ .LoginCode }}',
      'Saisissez ce code pour vous connecter. Il ne sert qu’une fois.',
      code('LoginCode'),
      SECRET,
      NOT_YOU,
    ),
    registration_code_valid: said(
      'Votre code pour créer votre compte',
      'Votre code pour créer votre compte : {{ .RegistrationCode }}',
      'Saisissez ce code pour créer votre compte. Il ne sert qu’une fois.',
      code('RegistrationCode'),
      NOT_YOU,
    ),
    verifiable_address_changed: said(
      'L’adresse de votre compte a été modifiée',
      'L’adresse de votre compte a été modifiée.',
      'Une adresse de votre compte a été modifiée.',
      'Ce n’était pas vous ? Retrouvez tout de suite l’accès à votre compte, ou demandez de l’aide au support.',
    ),
    verifiable_address_changed_undo: said(
      'L’adresse de votre compte a été modifiée',
      'L’adresse de votre compte a été modifiée. Ce n’était pas vous ? Annulez ce changement : {{ .UndoURL }}',
      'Une adresse de votre compte a été modifiée. C’était vous ? Alors vous n’avez rien à faire.',
      'Ce n’était pas vous ? Annulez ce changement : votre compte retrouve son ancienne adresse, et toutes les personnes connectées sont déconnectées.',
      link('UndoURL', 'Annuler le changement'),
      small('Ce lien fonctionne une seule fois, jusqu’au {{ .UndoUntil }}.'),
    ),
    ...notices,
  },
};
