import { define } from './define.ts';

/** 10700xx: labels of inputs and buttons. */
export const labels = {
  labelPassword: define(1070001, 'info', 'Password'),
  /** `title` from the identity schema, `name` of the node, such as `traits.email`. */
  labelGenerated: define<{ readonly title: string; readonly name: string }>(1070002, 'info', (c) => c.title),
  labelSave: define(1070003, 'info', 'Save'),
  labelId: define(1070004, 'info', 'Sign-in name'),
  labelSubmit: define(1070005, 'info', 'Continue'),
  labelVerifyCode: define(1070006, 'info', 'Code from your authenticator app'),
  labelEmail: define(1070007, 'info', 'Email'),
  labelResendCode: define(1070008, 'info', 'Send a new code'),
  labelContinue: define(1070009, 'info', 'Continue'),
  labelRecoveryCode: define(1070010, 'info', 'Code we sent you'),
  labelVerificationCode: define(1070011, 'info', 'Code we sent you'),
  labelRegistrationCode: define(1070012, 'info', 'Code we sent you'),
  labelLoginCode: define(1070013, 'info', 'Code we sent you'),
  labelLoginAndLink: define(1070014, 'info', 'Sign in and connect'),
  labelCaptcha: define(1070015, 'info', 'Confirm that you are a person'),
  labelRecoveryAddress: define(1070016, 'info', 'Email or phone number of your account'),
  labelPhone: define(1070017, 'info', 'Phone number'),
  labelEmailOrPhone: define(1070018, 'info', 'Email or phone number'),
};
