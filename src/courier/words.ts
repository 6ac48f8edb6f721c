/** The messages that are sent, by the wire's `template_type`; to an address that nobody has: `…_invalid`. */
export type TemplateType =
  | 'recovery_valid'
  | 'recovery_invalid'
  | 'recovery_code_valid'
  | 'recovery_code_invalid'
  | 'verification_valid'
  | 'verification_invalid'
  | 'verification_code_valid'
  | 'verification_code_invalid'
  | 'login_code_valid'
  | 'registration_code_valid'
  | 'verifiable_address_changed'
  /** The same to an address that may take it back. */
  | 'verifiable_address_changed_undo'
  /** Notices of a change: `Name` or `Provider` of what it was about, `When`, `Device`, `IP`, `AlarmURL`, `AlarmUntil`. */
  | 'password_set'
  | 'password_changed'
  | 'password_removed'
  | 'totp_added'
  | 'totp_removed'
  | 'webauthn_added'
  | 'webauthn_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'lookup_secret_confirmed'
  | 'lookup_secret_used_up'
  | 'lookup_secret_disabled'
  | 'oidc_linked'
  | 'oidc_unlinked'
  | 'recovery_used';

/** A paragraph of a mail, or what stands on a line of its own. Each is a template (template.ts). */
export type Part = string | { readonly code: string } | { readonly link: string; readonly label: string } | { readonly facts: readonly Fact[] } | { readonly small: string };

/** What it is called, with its colon, and the field that holds it; one without a value is left out. */
export type Fact = readonly [name: string, field: string];

/** What a message says: as a mail, and as a text message. */
export interface Said {
  readonly subject: string;
  /** One line. */
  readonly sms: string;
  readonly parts: readonly Part[];
}

/** Everything that is sent, in one language: a file in `words/`. A new message is a name above, and its words in each of them. */
export interface Language {
  /** As in `<html lang>`. */
  readonly lang: string;
  /** Before a link that is written out, for whoever cannot press the button. */
  readonly orOpen: string;
  readonly messages: Readonly<Record<TemplateType, Said>>;
}

export const said = (subject: string, sms: string, ...parts: readonly Part[]): Said => ({ subject, sms, parts });
/** To be typed or copied. */
export const code = (field: string): Part => ({ code: `{{ .${field} }}` });
/** To be pressed. */
export const link = (field: string, label: string): Part => ({ link: `{{ .${field} }}`, label });
/** One to a line. */
export const facts = (...known: readonly Fact[]): Part => ({ facts: known });
/** Below everything else, smaller: who should do nothing, what nobody should do. */
export const small = (text: string): Part => ({ small: text });
