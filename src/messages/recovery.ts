import { define, moment } from './define.ts';

type Recovered = { readonly privilegedSessionExpiresAt: string; readonly privileged_session_expires_at: string; readonly privileged_session_expires_at_unix: number };

/** 10600xx: getting back into an account. */
export const recovery = {
  recoverySuccess: define(
    1060001,
    'success',
    (c: Recovered) => `You are back in your account. Set a new password, or connect another way to sign in, before ${c.privileged_session_expires_at.slice(11, 16)} UTC.`,
    /** `privilegedUntil` in milliseconds since the epoch. */
    (said: { readonly privilegedUntil: number }): Recovered => {
      const until = moment('privileged_session_expires_at', said.privilegedUntil);
      return { privilegedSessionExpiresAt: until.privileged_session_expires_at, ...until };
    },
  ),
  recoveryLinkSent: define(1060002, 'info', 'If the address you entered has an account, a link is on its way to it. Open it to get back in. Nothing there? Check the address and your spam folder.'),
  recoveryCodeSent: define(1060003, 'info', 'If the address you entered has an account, a code is on its way to it. Nothing there? Check the address and your spam folder.'),
  recoveryCodeSentMasked: define<{ readonly masked_address: string }>(1060004, 'info', (c) => `A code is on its way to ${c.masked_address}. Nothing there? Go back and choose another address.`),
  recoveryAskFullAddress: define(1060005, 'info', 'Type the whole address to confirm that it is yours.'),
  recoveryAskChoice: define(1060006, 'info', 'Where should we send the code?'),
  recoveryBack: define(1060007, 'info', 'Back'),
};

/** 40600xx: what goes wrong when getting back into an account. */
export const recoveryErrors = {
  recoveryAlreadyCompleted: define(4060001, 'error', 'This has been used already. Start again to get back into your account.'),
  recoveryStateFailure: define(4060002, 'error', 'This cannot go on from here. Start again to get back into your account.'),
  recoveryTokenMissing: define(4060003, 'error', 'This link is not complete. Copy the whole link from the message, or ask for a new one.'),
  recoveryTokenInvalid: define(4060004, 'error', 'This link is wrong or was used already. Ask for a new one.'),
  recoveryCodeInvalid: define(4060006, 'error', 'This code is wrong or was used already. Check it and try again.'),
};
