import { ValidationError } from '../../errors.ts';
import type { Account, Credential } from '../../identity/identity.ts';
import { m } from '../../messages/catalogue.ts';

/** The stored shape, as it is also imported and exported. */
export interface PasswordConfig {
  readonly hashed_password: string;
}

/** The person's password, if they have one that can be checked. */
export function passwordOf({ credentials }: Account): Credential<PasswordConfig> | undefined {
  const stored = credentials.find(({ type, config }) => type === 'password' && typeof config['hashed_password'] === 'string');
  return stored as Credential<PasswordConfig> | undefined;
}

export const required = (...properties: string[]): ValidationError => new ValidationError(...properties.map((property) => ({ field: property, message: m.validationRequired({ property }) })));

/** A field that must be text. @throws ValidationError for a list, a number, an object */
export function textField(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw new ValidationError({ field: name, message: m.validationType({ allowed_types: ['string'], actual_type: Array.isArray(value) ? 'array' : typeof value }) });
}
