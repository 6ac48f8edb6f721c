import { anyOf, count, define } from './define.ts';
import { waysToSignIn } from './login.ts';

type Length<K extends string> = { readonly [key in K | 'actual_length']: number };
type Bound<K extends string> = { readonly [key in K | 'actual']: number };
type Items<K extends string> = { readonly [key in K | 'actual_items']: number };

/** 40000xx: what is wrong with a value, by the keyword of the identity schema that says so. */
export const schemaErrors = {
  /** For all that has no id of its own: the reason is the text. */
  validationGeneric: define<{ readonly reason: string }>(4000001, 'error', (c) => c.reason),
  /** `property`: the last segment of the path. */
  validationRequired: define<{ readonly property: string }>(4000002, 'error', (c) => `Fill in ${c.property}.`),
  validationMinLength: define<Length<'min_length'>>(4000003, 'error', (c) => `Use at least ${count(c.min_length, 'character')}. You used ${c.actual_length}.`),
  validationPattern: define<{ readonly pattern: string }>(4000004, 'error', (c) => `Use the expected format: ${JSON.stringify(c.pattern)}`),
  validationMaxLength: define<Length<'max_length'>>(4000017, 'error', (c) => `Use at most ${count(c.max_length, 'character')}. You used ${c.actual_length}.`),
  validationMinimum: define<Bound<'minimum'>>(4000018, 'error', (c) => `Enter ${c.minimum} or more. You entered ${c.actual}.`),
  validationExclusiveMinimum: define<Bound<'minimum'>>(4000019, 'error', (c) => `Enter more than ${c.minimum}. You entered ${c.actual}.`),
  validationMaximum: define<Bound<'maximum'>>(4000020, 'error', (c) => `Enter ${c.maximum} or less. You entered ${c.actual}.`),
  validationExclusiveMaximum: define<Bound<'maximum'>>(4000021, 'error', (c) => `Enter less than ${c.maximum}. You entered ${c.actual}.`),
  validationMultipleOf: define<Bound<'base'>>(4000022, 'error', (c) => `Enter a multiple of ${c.base}. You entered ${c.actual}.`),
  validationMaxItems: define<Items<'max_items'>>(4000023, 'error', (c) => `Give at most ${count(c.max_items, 'item')}. You gave ${c.actual_items}.`),
  validationMinItems: define<Items<'min_items'>>(4000024, 'error', (c) => `Give at least ${count(c.min_items, 'item')}. You gave ${c.actual_items}.`),
  /** Places counted from 0. */
  validationUniqueItems: define<{ readonly index_a: number; readonly index_b: number }>(
    4000025,
    'error',
    (c) => `Entries ${c.index_a} and ${c.index_b} (counted from 0) are the same. Change or remove one.`,
  ),
  validationType: define<{ readonly allowed_types: readonly string[]; readonly actual_type: string }>(
    4000026,
    'error',
    (c) => `Enter a value of type ${anyOf(c.allowed_types)}, not ${c.actual_type}.`,
  ),
  validationConst: define<{ readonly expected: string }>(4000029, 'error', (c) => `This must be ${c.expected}.`),
  validationConstGeneric: define(4000030, 'error', 'Enter exactly the expected value.'),
  validationEmail: define<{ readonly value: string }>(4000040, 'error', (c) => `Enter an email address, such as ada@example.org. ${JSON.stringify(c.value)} is none.`),
  validationPhone: define<{ readonly value: string }>(4000041, 'error', (c) => `Enter a phone number with its country code, such as +49 30 901820. ${JSON.stringify(c.value)} is none.`),
};

type Hints = { readonly available_credential_types: readonly string[]; readonly available_oidc_providers: readonly string[]; readonly credential_identifier_hint: string };
const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** 40000xx: passwords, codes, keys, and accounts that exist already or do not. */
export const credentialErrors = {
  passwordPolicyGeneric: define<{ readonly reason: string }>(4000005, 'error', (c) => `Choose another password. ${c.reason}`),
  invalidCredentials: define(4000006, 'error', 'The sign-in name or the password is wrong. Check both and try again.'),
  duplicateCredentials: define(4000007, 'error', 'This email, phone number or user name is taken already.'),
  totpInvalid: define(4000008, 'error', 'This code is wrong or too old. Enter the one your app shows now.'),
  identifierMissing: define(4000009, 'error', 'Your account has no name to sign in with. Add an email, phone number or user name first.'),
  addressNotVerified: define(4000010, 'error', 'Confirm your email address first. Look for our message in your inbox.'),
  noTotpDevice: define(4000011, 'error', 'You have not set up an authenticator app. Choose another way.'),
  lookupAlreadyUsed: define(4000012, 'error', 'This backup code was used already. Enter another one.'),
  noWebauthnDevice: define(4000013, 'error', 'You have not set up a security key. Choose another way.'),
  noLookupCodes: define(4000014, 'error', 'You have no backup codes. Choose another way.'),
  noSuchWebauthnUser: define(4000015, 'error', 'No account with a passkey or security key was found. Check what you entered, or choose another way.'),
  lookupInvalid: define(4000016, 'error', 'This backup code is wrong. Check it and try again.'),
  duplicateOnOidcLink: define(4000027, 'error', 'You already have an account with the same email, phone number or user name. Sign in to it to connect this one.'),
  duplicateWithHints: define<Hints>(4000028, 'error', (c) => {
    const ways = c.available_credential_types.length === 0 ? '' : ` Sign in with ${waysToSignIn(c.available_credential_types)}.`;
    const providers = c.available_oidc_providers.length === 0 ? '' : ` Connected to it: ${c.available_oidc_providers.map(capital).join(', ')}.`;
    return `You already have an account with ${c.credential_identifier_hint === '' ? 'this email, phone number or user name' : c.credential_identifier_hint}.${ways}${providers}`;
  }),
  passwordTooSimilar: define(4000031, 'error', 'Choose a password that is less like your email, phone number or user name.'),
  passwordTooShort: define<Length<'min_length'>>(4000032, 'error', (c) => `Use at least ${count(c.min_length, 'character')} for your password. You used ${c.actual_length}.`),
  passwordTooLong: define<Length<'max_length'>>(4000033, 'error', (c) => `Use at most ${count(c.max_length, 'character')} for your password. You used ${c.actual_length}.`),
  passwordBreached: define<{ readonly breaches: number }>(4000034, 'error', () => 'This password is known from data leaks and must not be used anymore. Choose another one.'),
  noCodeUser: define(4000035, 'error', 'You cannot sign in with a code yet. Choose another way.'),
  traitsMismatch: define(4000036, 'error', 'Your details have changed since we sent the code. Start again with the new ones.'),
  accountNotFound: define(4000037, 'error', 'No account was found. Check what you entered, or create an account.'),
  captchaFailed: define(4000038, 'error', 'We could not confirm that you are a person. Try again.'),
  passwordSameAsOld: define(4000039, 'error', 'This is your current password. Choose a new one.'),
  noDeviceauthnDevice: define(4000042, 'error', 'This device is not set up for signing in. Choose another way.'),
  webauthnInvalid: define(4000043, 'error', 'Your security key or passkey was not accepted. Try again.'),
  deviceauthnInvalid: define(4000044, 'error', 'This device was not accepted. Try again.'),
  deviceauthnRelaxedAttestation: define(4000045, 'error', 'This device cannot prove what it is. Use another one.'),
  deviceauthnReenroll: define(4000046, 'error', 'Set this device up again to go on using it.'),
};
