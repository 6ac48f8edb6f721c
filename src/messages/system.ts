import { define } from './define.ts';

/** 50000xx: the server's own failures. */
export const system = {
  systemGeneric: define<{ readonly reason: string }>(5000001, 'error', (c) => c.reason),
  systemNoAuthMethods: define(5000002, 'error', 'There is no way to sign in here at the moment. Ask support for help.'),
  systemOrgNoSso: define(5000003, 'error', 'Your organization has not set up a way to sign in yet. Ask its administrator.'),
};
