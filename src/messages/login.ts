import { anyOf, define } from './define.ts';

type LinkNotice = {
  readonly duplicateIdentifier: string;
  readonly provider: string;
  readonly newLoginUrl: string;
  /** The three above again, as newer clients read them. */
  readonly duplicate_identifier: string;
  readonly new_login_url: string;
  readonly available_credential_types: readonly string[];
  readonly available_providers: readonly string[];
};

/** 10100xx: signing in. */
export const login = {
  loginSubmit: define(1010001, 'info', 'Sign in'),
  loginWithProvider: define<{ readonly provider: string; readonly provider_id: string }>(1010002, 'info', (c) => `Sign in with ${c.provider}`),
  loginReauthNotice: define(1010003, 'info', 'Sign in again to confirm it’s you.'),
  loginSecondFactorNotice: define(1010004, 'info', 'Confirm it’s you with your second step.'),
  loginVerifySubmit: define(1010005, 'info', 'Confirm'),
  loginTotpInputLabel: define(1010006, 'info', 'Code from your authenticator app'),
  loginLookupInputLabel: define(1010007, 'info', 'Backup code'),
  loginWebauthnTrigger: define(1010008, 'info', 'Use a security key'),
  loginTotpSubmit: define(1010009, 'info', 'Use authenticator app'),
  loginLookupSubmit: define(1010010, 'info', 'Use backup code'),
  loginWebauthnContinue: define(1010011, 'info', 'Continue with a security key'),
  loginWebauthnPrepare: define(1010012, 'info', 'Have your security key or passkey ready, then continue.'),
  loginContinue: define(1010013, 'info', 'Continue'),
  loginCodeSent: define(1010014, 'info', 'If the address you entered has an account, a code is on its way. Enter it here to sign in.'),
  loginCodeRequest: define(1010015, 'info', 'Send a sign-in code'),
  loginLinkNotice: define(
    1010016,
    'info',
    (c: LinkNotice) => `You already have an account for “${c.duplicateIdentifier}”. Sign in once the way you usually do, and “${c.provider}” will be connected to it.`,
    (said: {
      readonly duplicateIdentifier: string;
      readonly provider: string;
      readonly newLoginUrl: string;
      readonly availableCredentialTypes: readonly string[];
      readonly availableProviders: readonly string[];
    }): LinkNotice => ({
      duplicateIdentifier: said.duplicateIdentifier,
      provider: said.provider,
      newLoginUrl: said.newLoginUrl,
      duplicate_identifier: said.duplicateIdentifier,
      new_login_url: said.newLoginUrl,
      available_credential_types: said.availableCredentialTypes,
      available_providers: said.availableProviders,
    }),
  ),
  loginAndLinkSubmit: define(1010017, 'info', 'Sign in and connect'),
  loginConfirmWithProvider: define<{ readonly provider: string }>(1010018, 'info', (c) => `Confirm with ${c.provider}`),
  loginCodeMfaRequest: define(1010019, 'info', 'Send me a code'),
  loginCodeMfaHint: define(1010020, 'info', 'We will send a code to one of your addresses.'),
  loginPasskeyTrigger: define(1010021, 'info', 'Sign in with a passkey'),
  loginPasswordSubmit: define(1010022, 'info', 'Sign in with password'),
  loginSendCodeTo: define<{ readonly address: string; readonly channel: 'email' | 'sms' }>(1010023, 'info', (c) => `Send a code to ${c.address}`),
  loginDeviceauthnTrigger: define(1010024, 'info', 'Sign in with this device'),
  loginCodeSentKnownUser: define(1010025, 'info', 'A code is on its way to you. Enter it here to go on.'),
};

/** 40100xx: what goes wrong when signing in, and bodies that no method claims (in any flow). */
export const loginErrors = {
  loginNoStrategy: define(4010002, 'error', 'Choose one of the ways to sign in and try again.'),
  registrationNoStrategy: define(4010003, 'error', 'Choose one of the ways to create your account and try again.'),
  settingsNoStrategy: define(4010004, 'error', 'Nothing was changed. Choose what you want to change and try again.'),
  recoveryNoStrategy: define(4010005, 'error', 'Choose one of the ways to get back into your account and try again.'),
  verificationNoStrategy: define(4010006, 'error', 'Choose one of the ways to confirm your address and try again.'),
  loginAlreadyCompleted: define(4010007, 'error', 'You have signed in here already. Start again if you want to sign in once more.'),
  loginCodeInvalid: define(4010008, 'error', 'This code is wrong or was used already. Check it and try again.'),
  loginLinkMismatch: define(4010009, 'error', 'This sign-in belongs to another account. Use the account you want to connect.'),
  loginAddressUnknown: define(4010010, 'error', 'This address does not belong to your account. Choose one that does.'),
  identityDisabled: define(4010011, 'error', 'This account is switched off. Ask support for help.'),
};

/** How messages speak of the ways to sign in. */
const WAYS: Readonly<Record<string, string>> = {
  password: 'your password',
  oidc: 'a connected account',
  saml: 'a connected account',
  webauthn: 'a passkey or security key',
  passkey: 'a passkey',
  code: 'a code sent to you',
};

export const waysToSignIn = (types: readonly string[]): string => anyOf([...new Set(types.map((type) => WAYS[type] ?? type))]);
