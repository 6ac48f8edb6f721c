import { define } from './define.ts';

/** 10800xx: confirming an address. */
export const verification = {
  verificationLinkSent: define(1080001, 'info', 'A link is on its way to your address. Open it to confirm the address. Nothing there? Check the address and your spam folder.'),
  verificationSuccess: define(1080002, 'success', 'Your email address is confirmed.'),
  verificationCodeSent: define(1080003, 'info', 'A code is on its way to your address. Enter it here to confirm the address. Nothing there? Check the address and your spam folder.'),
  verificationSmsCodeSent: define(1080004, 'info', 'A code is on its way to your phone. Enter it here to confirm the number.'),
  verificationPhoneSuccess: define(1080005, 'success', 'Your phone number is confirmed.'),
};

/** 40700xx: what goes wrong when confirming an address. */
export const verificationErrors = {
  verificationTokenInvalid: define(4070001, 'error', 'This link is wrong or was used already. Ask for a new one.'),
  verificationAlreadyCompleted: define(4070002, 'error', 'This address has been confirmed already.'),
  verificationStateFailure: define(4070003, 'error', 'This cannot go on from here. Start again to confirm your address.'),
  verificationTokenMissing: define(4070004, 'error', 'This link is not complete. Copy the whole link from the message, or ask for a new one.'),
  verificationCodeInvalid: define(4070006, 'error', 'This code is wrong or was used already. Check it and try again.'),
};
