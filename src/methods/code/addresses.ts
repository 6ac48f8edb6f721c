import type { Config } from '../../config/config.ts';
import type { FactorCount } from '../../identity/factors.ts';
import type { Account } from '../../identity/identity.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';

/** The mailboxes that codes can be sent to. */
export const mailboxesOf = ({ identity }: Account): string[] => [
  ...new Set([...identity.verifiableAddresses, ...identity.recoveryAddresses].filter(({ via }) => via === 'email').map(({ value }) => value)),
];

/** A code is a way to sign in for whoever has a mailbox that is a name here, too; as a second step any mailbox will do. */
export function countCode(account: Account, { selfservice: { methods } }: Config, schema: IdentitySchema): FactorCount {
  const { enabled, passwordless_enabled, mfa_enabled } = methods.code;
  if (!enabled || !(passwordless_enabled || mfa_enabled)) return { first: 0, second: 0 };
  const mailboxes = mailboxesOf(account);
  if (mfa_enabled) return { first: 0, second: mailboxes.length > 0 ? 1 : 0 };
  const names = Object.values(schema.identifiers(account.identity.traits).login).flat();
  return { first: mailboxes.some((mailbox) => names.includes(mailbox)) ? 1 : 0, second: 0 };
}
