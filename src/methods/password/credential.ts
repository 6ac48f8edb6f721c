import type { Account, Credential } from '../../identity/identity.ts';

/** The stored shape, as it is also imported and exported. */
export interface PasswordConfig {
  readonly hashed_password: string;
}

/** The person's password, if they have one that can be checked. */
export function passwordOf({ credentials }: Account): Credential<PasswordConfig> | undefined {
  const stored = credentials.find(({ type, config }) => type === 'password' && typeof config['hashed_password'] === 'string');
  return stored as Credential<PasswordConfig> | undefined;
}
