import { define, expired } from './define.ts';

/** 40x0001 and 40x0005: the one message of a flow that stands in for an expired one. Each takes `{ expiredAt }` in milliseconds. */
export const expiredFlows = {
  loginFlowExpired: define(4010001, 'error', () => 'You took too long to sign in, so this page was renewed. Try again.', expired),
  registrationFlowExpired: define(4040001, 'error', () => 'You took too long to create your account, so this page was renewed. Try again.', expired),
  settingsFlowExpired: define(4050001, 'error', () => 'This page was open for too long and has been renewed. Check your changes and save again.', expired),
  recoveryFlowExpired: define(4060005, 'error', () => 'You took too long, so this page was renewed. Ask for a new code or link.', expired),
  verificationFlowExpired: define(4070005, 'error', () => 'You took too long, so this page was renewed. Ask for a new code or link.', expired),
};
