import { link, type Said, said, small } from '../words.ts';

/** What was changed, when and from where, and what to do if it was somebody else. */
const notice = (subject: string, what: string): Said =>
  said(
    subject,
    `${what} ¿No ha sido usted? {{ .AlarmURL }}`,
    what,
    'Hora: {{ .When }}. Dispositivo: {{ .Device }}. Dirección de Internet: {{ .IP }}.',
    '¿Ha sido usted? Entonces no tiene que hacer nada. ¿No ha sido usted? Pulse el botón: se cierra la sesión de todas las personas conectadas y usted recupera el acceso a su cuenta.',
    link('AlarmURL', 'No he sido yo'),
    small('El botón funciona una sola vez, hasta {{ .AlarmUntil }}.'),
  );

/** Notices of what was changed in an account. */
export const notices = {
  password_set: notice('Su cuenta ya tiene contraseña', 'Se ha establecido una contraseña para su cuenta.'),
  password_changed: notice('Se ha cambiado su contraseña', 'Se ha cambiado la contraseña de su cuenta.'),
  password_removed: notice('Se ha eliminado su contraseña', 'Se ha eliminado la contraseña de su cuenta.'),
  totp_added: notice('Se ha añadido una aplicación de autenticación', 'Se ha añadido una aplicación de autenticación a su cuenta: {{ .Name }}.'),
  totp_removed: notice('Se ha eliminado una aplicación de autenticación', 'Se ha eliminado una aplicación de autenticación de su cuenta: {{ .Name }}.'),
  webauthn_added: notice('Se ha añadido una llave de seguridad', 'Se ha añadido una llave de seguridad a su cuenta: {{ .Name }}.'),
  webauthn_removed: notice('Se ha eliminado una llave de seguridad', 'Se ha eliminado una llave de seguridad de su cuenta: {{ .Name }}.'),
  passkey_added: notice('Se ha añadido una llave de acceso', 'Se ha añadido una llave de acceso a su cuenta: {{ .Name }}.'),
  passkey_removed: notice('Se ha eliminado una llave de acceso', 'Se ha eliminado una llave de acceso de su cuenta: {{ .Name }}.'),
  lookup_secret_confirmed: notice('Tiene nuevos códigos de respaldo', 'Se han creado nuevos códigos de respaldo para su cuenta. Los anteriores ya no funcionan.'),
  lookup_secret_used_up: notice('Ha agotado sus códigos de respaldo', 'Se ha usado el último código de respaldo de su cuenta. Cree otros nuevos para poder entrar sin su teléfono ni su llave.'),
  lookup_secret_disabled: notice('Se han eliminado sus códigos de respaldo', 'Se han eliminado los códigos de respaldo de su cuenta.'),
  oidc_linked: notice('Se ha conectado una cuenta a la suya', 'Se ha conectado a la suya una cuenta de {{ .Provider }}. Quien la tenga puede iniciar sesión con ella.'),
  oidc_unlinked: notice('Se ha desconectado una cuenta de la suya', 'Se ha desconectado de la suya una cuenta de {{ .Provider }}.'),
  recovery_used: notice('Alguien ha recuperado el acceso a su cuenta', 'Alguien ha entrado en su cuenta con un código o un enlace de un mensaje.'),
};
