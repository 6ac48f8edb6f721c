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
  | 'verifiable_address_changed';

/** The words of a message, each a template. A text message has `text` only. */
export interface Words {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** As a text message. */
  readonly sms: string;
}

type Part = string | { readonly code: string } | { readonly link: string; readonly label: string };

const code = (field: string): Part => ({ code: `{{ .${field} }}` });
const link = (field: string, label: string): Part => ({ link: `{{ .${field} }}`, label });
const NOT_YOU = 'You did not ask for this? Then somebody typed your address, and there is nothing you need to do.';
const SECRET = 'Give it to nobody: we never ask for it.';

function mail(subject: string, sms: string, ...parts: readonly Part[]): Words {
  const plain = parts.map((part) => (typeof part === 'string' ? part : 'code' in part ? part.code : part.link)).join('\n\n');
  return { subject, sms, text: `Hello,\n\n${plain}\n`, html: page(subject, parts.map(htmlOf).join('\n')) };
}

function htmlOf(part: Part): string {
  if (typeof part === 'string') return `<p>${part}</p>`;
  if ('code' in part) return `<p style="font: 600 28px/1.4 ui-monospace, monospace; letter-spacing: 4px">${part.code}</p>`;
  return `<p><a href="${part.link}" style="display: inline-block; padding: 12px 20px; border-radius: 8px; background: #1d4ed8; color: #ffffff; text-decoration: none">${part.label}</a></p>\n<p style="font-size: 13px; color: #52525b">Or open this address: ${part.link}</p>`;
}

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="margin: 0 auto; max-width: 560px; padding: 24px; font: 16px/1.5 system-ui, sans-serif; color: #18181b; background: #ffffff">
<p>Hello,</p>
${body}
</body>
</html>
`;

const nobody = (what: string): Words =>
  mail(
    `Somebody tried to ${what}`,
    `Somebody tried to ${what} with this number, but no account has it.`,
    `somebody tried to ${what} with this address. No account has it.`,
    'Was it you? Then try the address you have signed up with. If it was not you, there is nothing you need to do.',
  );

/** Our own words. An operator's stand in front of them (templates.ts). */
export const WORDS: Readonly<Record<TemplateType, Words>> = {
  recovery_valid: mail(
    'Get back into your account',
    'Get back into your account: {{ .RecoveryURL }}',
    'open this link to get back into your account. It works once.',
    link('RecoveryURL', 'Get back in'),
    NOT_YOU,
  ),
  recovery_invalid: nobody('get into an account'),
  recovery_code_valid: mail(
    'Your code to get back into your account',
    'Your code to get back into your account: {{ .RecoveryCode }}',
    'enter this code to get back into your account. It works once.',
    code('RecoveryCode'),
    SECRET,
    NOT_YOU,
  ),
  recovery_code_invalid: nobody('get into an account'),
  verification_valid: mail(
    'Confirm your email address',
    'Confirm your number: {{ .VerificationURL }}',
    'open this link to confirm that this address is yours.',
    link('VerificationURL', 'Confirm'),
    NOT_YOU,
  ),
  verification_invalid: nobody('confirm an address'),
  verification_code_valid: mail(
    'Confirm your email address',
    'Your code to confirm this number: {{ .VerificationCode }}',
    'enter this code to confirm that this address is yours.',
    code('VerificationCode'),
    'Or open this link, which enters it for you.',
    link('VerificationURL', 'Confirm'),
    NOT_YOU,
  ),
  verification_code_invalid: nobody('confirm an address'),
  login_code_valid: mail('Your code to sign in', 'Your code to sign in: {{ .LoginCode }}', 'enter this code to sign in. It works once.', code('LoginCode'), SECRET, NOT_YOU),
  registration_code_valid: mail(
    'Your code to create your account',
    'Your code to create your account: {{ .RegistrationCode }}',
    'enter this code to create your account. It works once.',
    code('RegistrationCode'),
    NOT_YOU,
  ),
  verifiable_address_changed: mail(
    'The address of your account was changed',
    'The address of your account was changed.',
    'an address of your account was changed.',
    'It was not you? Get back into your account at once, or ask support for help.',
  ),
};
