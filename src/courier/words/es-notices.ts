import { facts, link, type Said, said, small } from '../words.ts';

/** What was changed, when and from where, and what to do if it was somebody else. */
const notice = (subject: string, what: string): Said =>
  said(
    subject,
    `${what} ¿No fuiste tú? {{ .AlarmURL }}`,
    what,
    facts(['Hora:', 'When'], ['Dispositivo:', 'Device'], ['Dirección de Internet:', 'IP']),
    '¿Fuiste tú? Entonces no tienes que hacer nada. ¿No fuiste tú? Abre este enlace: se cierra la sesión en todas partes y vuelves a entrar en tu cuenta.',
    link('AlarmURL', 'No fui yo'),
    small('El enlace funciona una sola vez, hasta {{ .AlarmUntil }}.'),
  );

/** Notices of what was changed in an account. */
export const notices = {
  password_set: notice('Tu cuenta ya tiene contraseña', 'Se ha establecido una contraseña para tu cuenta.'),
  password_changed: notice('Se ha cambiado tu contraseña', 'Se ha cambiado la contraseña de tu cuenta.'),
  password_removed: notice('Se ha eliminado tu contraseña', 'Se ha eliminado la contraseña de tu cuenta.'),
  totp_added: notice('Se ha añadido una aplicación de autenticación', 'Se ha añadido una aplicación de autenticación a tu cuenta{{ if .Name }}: {{ .Name }}{{ end }}.'),
  totp_removed: notice('Se ha eliminado una aplicación de autenticación', 'Se ha eliminado una aplicación de autenticación de tu cuenta{{ if .Name }}: {{ .Name }}{{ end }}.'),
  webauthn_added: notice('Se ha añadido una llave de seguridad', 'Se ha añadido una llave de seguridad a tu cuenta{{ if .Name }}: {{ .Name }}{{ end }}.'),
  webauthn_removed: notice('Se ha eliminado una llave de seguridad', 'Se ha eliminado una llave de seguridad de tu cuenta{{ if .Name }}: {{ .Name }}{{ end }}.'),
  passkey_added: notice('Se ha añadido una llave de acceso', 'Se ha añadido una llave de acceso a tu cuenta{{ if .Name }}: {{ .Name }}{{ end }}.'),
  passkey_removed: notice('Se ha eliminado una llave de acceso', 'Se ha eliminado una llave de acceso de tu cuenta{{ if .Name }}: {{ .Name }}{{ end }}.'),
  lookup_secret_confirmed: notice('Tienes nuevos códigos de respaldo', 'Se han creado nuevos códigos de respaldo para tu cuenta. Los anteriores ya no funcionan.'),
  lookup_secret_used_up: notice('Has agotado tus códigos de respaldo', 'Se ha usado el último código de respaldo de tu cuenta. Crea otros nuevos para poder entrar sin tu teléfono ni tu llave.'),
  lookup_secret_disabled: notice('Se han eliminado tus códigos de respaldo', 'Se han eliminado los códigos de respaldo de tu cuenta.'),
  oidc_linked: notice('Se ha conectado una cuenta a la tuya', 'Se ha conectado a la tuya una cuenta de {{ .Provider }}. Quien la tenga puede iniciar sesión con ella.'),
  oidc_unlinked: notice('Se ha desconectado una cuenta de la tuya', 'Se ha desconectado de la tuya una cuenta de {{ .Provider }}.'),
  recovery_used: notice('Alguien ha recuperado el acceso a tu cuenta', 'Alguien ha entrado en tu cuenta con un código o un enlace de un mensaje.'),
};
