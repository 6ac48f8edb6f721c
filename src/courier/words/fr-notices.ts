import { facts, link, type Said, said, small } from '../words.ts';

/** What was changed, when and from where, and what to do if it was somebody else. */
const notice = (subject: string, what: string): Said =>
  said(
    subject,
    `${what} Ce n’était pas vous ? {{ .AlarmURL }}`,
    what,
    facts(['Date :', 'When'], ['Appareil :', 'Device'], ['Adresse Internet :', 'IP']),
    'C’était vous ? Alors vous n’avez rien à faire. Ce n’était pas vous ? Ouvrez ce lien : toutes les personnes connectées sont déconnectées, et vous retrouvez l’accès à votre compte.',
    link('AlarmURL', 'Ce n’était pas moi'),
    small('Le lien fonctionne une seule fois, jusqu’au {{ .AlarmUntil }}.'),
  );

/** Notices of what was changed in an account. */
export const notices = {
  password_set: notice('Votre compte a maintenant un mot de passe', 'Un mot de passe a été défini pour votre compte.'),
  password_changed: notice('Votre mot de passe a été modifié', 'Le mot de passe de votre compte a été modifié.'),
  password_removed: notice('Votre mot de passe a été supprimé', 'Le mot de passe de votre compte a été supprimé.'),
  totp_added: notice('Une application d’authentification a été ajoutée', 'Une application d’authentification a été ajoutée à votre compte{{ if .Name }} : {{ .Name }}{{ end }}.'),
  totp_removed: notice('Une application d’authentification a été supprimée', 'Une application d’authentification a été supprimée de votre compte{{ if .Name }} : {{ .Name }}{{ end }}.'),
  webauthn_added: notice('Une clé de sécurité a été ajoutée', 'Une clé de sécurité a été ajoutée à votre compte{{ if .Name }} : {{ .Name }}{{ end }}.'),
  webauthn_removed: notice('Une clé de sécurité a été supprimée', 'Une clé de sécurité a été supprimée de votre compte{{ if .Name }} : {{ .Name }}{{ end }}.'),
  passkey_added: notice('Une clé d’accès a été ajoutée', 'Une clé d’accès a été ajoutée à votre compte{{ if .Name }} : {{ .Name }}{{ end }}.'),
  passkey_removed: notice('Une clé d’accès a été supprimée', 'Une clé d’accès a été supprimée de votre compte{{ if .Name }} : {{ .Name }}{{ end }}.'),
  lookup_secret_confirmed: notice('Vous avez de nouveaux codes de secours', 'De nouveaux codes de secours ont été créés pour votre compte. Les anciens ne fonctionnent plus.'),
  lookup_secret_used_up: notice(
    'Vos codes de secours sont épuisés',
    'Le dernier code de secours de votre compte a été utilisé. Créez-en de nouveaux pour pouvoir entrer sans votre téléphone ni votre clé.',
  ),
  lookup_secret_disabled: notice('Vos codes de secours ont été supprimés', 'Les codes de secours de votre compte ont été supprimés.'),
  oidc_linked: notice('Un compte a été associé au vôtre', 'Un compte chez {{ .Provider }} a été associé au vôtre. La personne qui le possède peut se connecter avec.'),
  oidc_unlinked: notice('Un compte a été dissocié du vôtre', 'Un compte chez {{ .Provider }} a été dissocié du vôtre.'),
  recovery_used: notice('Quelqu’un a retrouvé l’accès à votre compte', 'Quelqu’un est entré dans votre compte avec un code ou un lien reçu dans un message.'),
};
