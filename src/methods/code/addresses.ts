import type { Config } from '../../config/config.ts';
import type { FactorCount } from '../../identity/factors.ts';
import type { Account } from '../../identity/identity.ts';

/** The mailboxes that codes can be sent to. */
export const mailboxesOf = ({ identity }: Account): string[] => [
  ...new Set([...identity.verifiableAddresses, ...identity.recoveryAddresses].filter(({ via }) => via === 'email').map(({ value }) => value)),
];

/** A code is a way to sign in, or a second step, for whoever has a mailbox. */
export function countCode(account: Account, { selfservice: { methods } }: Config): FactorCount {
  const { enabled, passwordless_enabled, mfa_enabled } = methods.code;
  const has = enabled && mailboxesOf(account).length > 0;
  return { first: has && passwordless_enabled ? 1 : 0, second: has && mfa_enabled ? 1 : 0 };
}
