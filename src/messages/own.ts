import { define } from './define.ts';

/** 10509xx and 40509xx: what Zelos says beyond Kratos. */
export const own = {
  labelCurrentPassword: define(1050901, 'info', 'Current password'),
  settingsPaused: define(1050902, 'info', 'Your change is kept. Confirm it is you, then it goes through.'),
  currentPasswordWrong: define(4050901, 'error', 'This is not your current password.'),
  lastCredentialProtection: define<{ readonly id: 'last_credential_protection' }>(4050902, 'error', () => 'This is your last way to sign in. Add another one first.'),
  secondFactorFirst: define(4050904, 'error', 'Set up a second step first: this account needs one before anything else can be changed.'),
  nothingPaused: define(4050903, 'error', 'There is no change waiting. It may have expired, or it went through already.'),
};
