import { define, moment } from './define.ts';

type Waiting = { readonly address: string; readonly expires_at: string; readonly expires_at_unix: number };

/** 105094x and 405094x: addresses that wait to be proven, and changes of address that are taken back. */
export const addresses = {
  addressPending: define(
    1050940,
    'info',
    (c: Waiting) => `${c.address} waits to be confirmed. Until then nothing changes.`,
    (said: { readonly address: string; readonly expiresAt: number }): Waiting => ({
      address: said.address,
      ...moment('expires_at', said.expiresAt),
    }),
  ),
  addressPendingLabel: define(1050941, 'info', 'New address'),
  addressPendingResend: define<{ readonly address: string }>(1050942, 'info', (c) => `Send it again to ${c.address}`),
  addressPendingCancel: define<{ readonly address: string }>(1050943, 'info', (c) => `Cancel the change to ${c.address}`),
  addressPendingEnter: define<{ readonly address: string }>(1050949, 'info', (c) => `Enter the code for ${c.address}`),
  addressHeld: define<{ readonly address: string }>(1050944, 'info', (c) => `Your change is kept. It is made once you have confirmed ${c.address}: look into that mailbox.`),
  addressResent: define<{ readonly address: string }>(1050945, 'info', (c) => `A new message is on its way to ${c.address}.`),
  addressCancelled: define<{ readonly address: string }>(1050946, 'success', (c) => `The change to ${c.address} is cancelled. Everything stays as it is.`),
  addressUndo: define(1050947, 'info', 'Take the change back'),
  addressUndoAsked: define<{ readonly address: string }>(
    1050948,
    'info',
    (c) => `The account gets back the address it had: ${c.address}. Everybody who is signed in to it is signed out. Then you set a new password.`,
  ),
  addressSignInFirst: define(1050951, 'info', 'Sign in in this browser first, then open the link again.'),
  addressRestored: define<{ readonly address: string }>(
    1050950,
    'success',
    (c) => `Your account has its address ${c.address} back, and everybody is signed out. A message is on its way there: with it you get in, and set a new password.`,
  ),
  addressChangeGone: define(4050940, 'error', 'This change does not wait anymore. Start it again in your settings.'),
  addressChangeStale: define(4050941, 'error', 'What was to be changed has changed in the meantime. Start again in your settings.'),
  addressChangeElsewhere: define(4050942, 'error', 'For this change, something is sent to its new address only.'),
  addressesTooMany: define<{ readonly most: number }>(4050943, 'error', (c) => `${c.most} addresses wait to be confirmed already. Confirm one, or cancel it.`),
  addressUndoTaken: define(4050944, 'error', 'The former address belongs to another account now, so the change cannot be taken back here. Ask support for help.'),
  addressUndoImpossible: define(4050945, 'error', 'With the former address nobody could sign in to this account anymore. Ask support for help.'),
};
