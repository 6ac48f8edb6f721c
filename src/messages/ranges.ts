import { define } from './define.ts';

/** Where each range of ids starts. Never sent; they stand here so that no message ever takes one of these ids. */
export const ranges = {
  root1010000: define(1010000, 'info', 'Messages about signing in.'),
  root1020000: define(1020000, 'info', 'Messages about signing out.'),
  root1030000: define(1030000, 'info', 'Messages about second factors.'),
  root1040000: define(1040000, 'info', 'Messages about creating an account.'),
  root1050000: define(1050000, 'info', 'Messages about account settings.'),
  root1060000: define(1060000, 'info', 'Messages about getting back into an account.'),
  root1070000: define(1070000, 'info', 'Labels.'),
  root1080000: define(1080000, 'info', 'Messages about confirming an address.'),
  root4000000: define(4000000, 'error', 'Errors in what was entered.'),
  root4010000: define(4010000, 'error', 'Errors when signing in.'),
  root4040000: define(4040000, 'error', 'Errors when creating an account.'),
  root4050000: define(4050000, 'error', 'Errors in account settings.'),
  root4060000: define(4060000, 'error', 'Errors when getting back into an account.'),
  root4070000: define(4070000, 'error', 'Errors when confirming an address.'),
  root5000000: define(5000000, 'error', 'Errors of the server.'),
};
