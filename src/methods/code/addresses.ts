import type { Config } from '../../config/config.ts';
import { reaches } from '../../config/reach.ts';
import type { FactorCount } from '../../identity/factors.ts';
import type { Account } from '../../identity/identity.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';

/** The mailboxes, and the phones if there is a way to them, that codes can be sent to. */
export const reachableOf = ({ identity }: Account, config: Config): string[] => [
  ...new Set([...identity.verifiableAddresses, ...identity.recoveryAddresses].filter(({ via }) => reaches(config, via)).map(({ value }) => value)),
];

/** A code is a way to sign in for whoever has an address that is a name here, too; as a second step any address will do. */
export function countCode(account: Account, config: Config, schema: IdentitySchema): FactorCount {
  const { enabled, passwordless_enabled, mfa_enabled } = config.selfservice.methods.code;
  if (!enabled || !(passwordless_enabled || mfa_enabled)) return { first: 0, second: 0 };
  const reachable = reachableOf(account, config);
  if (mfa_enabled) return { first: 0, second: reachable.length > 0 ? 1 : 0 };
  const names = Object.values(schema.identifiers(account.identity.traits).login).flat();
  return { first: reachable.some((address) => names.includes(address)) ? 1 : 0, second: 0 };
}
