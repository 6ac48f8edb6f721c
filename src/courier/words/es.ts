import { code, type Language, link, type Said, said, small } from '../words.ts';
import { notices } from './es-notices.ts';

const NOT_YOU = small('¿No fuiste tú? Entonces alguien escribió tu dirección, y no tienes que hacer nada.');
const SECRET = small('No des el código a nadie: nunca lo pedimos.');

const nobody = (subject: string, what: string): Said =>
  said(
    subject,
    `Alguien intentó ${what} con este número, pero no pertenece a ninguna cuenta.`,
    `Alguien intentó ${what} con esta dirección. No pertenece a ninguna cuenta.`,
    '¿Fuiste tú? Prueba con la dirección con la que te registraste. Si no, no tienes que hacer nada.',
  );
const noRecovery = nobody('Alguien intentó entrar en una cuenta', 'entrar en una cuenta');
const noVerification = nobody('Alguien intentó confirmar una dirección', 'confirmar una dirección');

export const es: Language = {
  lang: 'es',
  orOpen: 'Si el botón no funciona, abre esta dirección:',
  messages: {
    recovery_valid: said(
      'Vuelve a entrar en tu cuenta',
      'Vuelve a entrar en tu cuenta: {{ .RecoveryURL }}',
      'Abre este enlace para volver a entrar en tu cuenta. Sirve una sola vez.',
      link('RecoveryURL', 'Volver a entrar'),
      NOT_YOU,
    ),
    recovery_invalid: noRecovery,
    recovery_code_valid: said(
      'Tu código para volver a entrar en tu cuenta',
      'Tu código para volver a entrar en tu cuenta: {{ .RecoveryCode }}',
      'Escribe este código para volver a entrar en tu cuenta. Sirve una sola vez.',
      code('RecoveryCode'),
      SECRET,
      NOT_YOU,
    ),
    recovery_code_invalid: noRecovery,
    verification_valid: said(
      'Confirma tu correo electrónico',
      'Confirma tu número: {{ .VerificationURL }}',
      'Abre este enlace para confirmar que esta dirección es tuya.',
      link('VerificationURL', 'Confirmar'),
      NOT_YOU,
    ),
    verification_invalid: noVerification,
    verification_code_valid: said(
      'Confirma tu correo electrónico',
      'Tu código para confirmar este número: {{ .VerificationCode }}',
      'Escribe este código para confirmar que esta dirección es tuya.',
      code('VerificationCode'),
      'O abre este enlace, que lo escribe por ti.',
      link('VerificationURL', 'Confirmar'),
      NOT_YOU,
    ),
    verification_code_invalid: noVerification,
    login_code_valid: said(
      'Tu código para iniciar sesión',
      'Tu código para iniciar sesión: {{ .LoginCode }}',
      'Escribe este código para iniciar sesión. Sirve una sola vez.',
      code('LoginCode'),
      SECRET,
      NOT_YOU,
    ),
    registration_code_valid: said(
      'Tu código para crear tu cuenta',
      'Tu código para crear tu cuenta: {{ .RegistrationCode }}',
      'Escribe este código para crear tu cuenta. Sirve una sola vez.',
      code('RegistrationCode'),
      NOT_YOU,
    ),
    verifiable_address_changed: said(
      'Se ha cambiado la dirección de tu cuenta',
      'Se ha cambiado la dirección de tu cuenta.',
      'Se ha cambiado una dirección de tu cuenta.',
      '¿No fuiste tú? Vuelve a entrar en tu cuenta cuanto antes, o pide ayuda al soporte.',
    ),
    verifiable_address_changed_undo: said(
      'Se ha cambiado la dirección de tu cuenta',
      'Se ha cambiado la dirección de tu cuenta. ¿No fuiste tú? Deshaz el cambio: {{ .UndoURL }}',
      'Se ha cambiado una dirección de tu cuenta. ¿Fuiste tú? Entonces no tienes que hacer nada.',
      '¿No fuiste tú? Deshaz el cambio: tu cuenta recupera su dirección anterior, y se cierra la sesión en todas partes.',
      link('UndoURL', 'Deshacer el cambio'),
      small('Funciona una sola vez, hasta el {{ .UndoUntil }}.'),
    ),
    ...notices,
  },
};
