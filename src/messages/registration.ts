import { define } from './define.ts';

/** 10400xx: creating an account. */
export const registration = {
  registrationSubmit: define(1040001, 'info', 'Create account'),
  registrationWithProvider: define<{ readonly provider: string; readonly provider_id: string }>(1040002, 'info', (c) => `Continue with ${c.provider}`),
  registrationContinue: define(1040003, 'info', 'Continue'),
  registrationWebauthnTrigger: define(1040004, 'info', 'Create account with a security key'),
  registrationCodeSent: define(1040005, 'info', 'A code is on its way to the address you entered. Enter it here to create your account.'),
  registrationCodeRequest: define(1040006, 'info', 'Send a code to create my account'),
  registrationPasskeyTrigger: define(1040007, 'info', 'Create account with a passkey'),
  registrationBack: define(1040008, 'info', 'Back'),
  registrationChooseCredential: define(1040009, 'info', 'Choose how you want to sign in.'),
};

/** 40400xx: what goes wrong when creating an account. */
export const registrationErrors = {
  registrationAlreadyCompleted: define(4040002, 'error', 'This account has been created already. Sign in to use it.'),
  registrationCodeInvalid: define(4040003, 'error', 'This code is wrong or was used already. Check it and try again.'),
};
