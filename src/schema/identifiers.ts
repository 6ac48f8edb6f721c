import type { Traits } from './cast.ts';
import { type Field, valuesAt } from './field.ts';
import { normaliseAddress, normaliseIdentifier } from './normalise.ts';

/** What the schema derives from traits: names to sign in with, addresses, and what a passkey is called. Normalised, each once. */
export interface TraitIdentifiers {
  /** By credential type (`password`, `webauthn`, `code`), in the order of the schema. */
  readonly login: Readonly<Record<string, readonly string[]>>;
  readonly verifiable: readonly Address[];
  readonly recovery: readonly Address[];
  readonly passkeyDisplayName?: string;
}
export interface Address {
  readonly via: 'email' | 'sms';
  readonly value: string;
}

export function identifiersOf(fields: readonly Field[], traits: Traits): TraitIdentifiers {
  const login: Record<string, string[]> = {};
  const verifiable = new Map<string, Address>();
  const recovery = new Map<string, Address>();
  let passkeyDisplayName: string | undefined;
  for (const { path, extension } of fields) {
    for (const text of textsAt(traits, path)) {
      const types = Object.keys(extension.credentials);
      const name = types.length === 0 ? '' : normaliseIdentifier(text);
      for (const type of types) {
        const names = (login[type] ??= []);
        if (!names.includes(name)) names.push(name);
      }
      if (extension.verification !== undefined) add(verifiable, extension.verification, text);
      if (extension.recovery !== undefined) add(recovery, extension.recovery, text);
      if (extension.passkeyDisplayName) passkeyDisplayName ??= text;
    }
  }
  return { login, verifiable: [...verifiable.values()], recovery: [...recovery.values()], ...(passkeyDisplayName === undefined ? {} : { passkeyDisplayName }) };
}

const textsAt = (traits: Traits, path: Field['path']): string[] => valuesAt(traits, path).filter((value): value is string => typeof value === 'string' && value !== '');

/** What an authenticator app calls the account; undefined if the schema marks no trait for that, or it is empty. */
export const accountNameOf = (fields: readonly Field[], traits: Traits): string | undefined =>
  fields.filter(({ extension }) => extension.totpAccountName).flatMap(({ path }) => textsAt(traits, path))[0];

function add(addresses: Map<string, Address>, via: 'email' | 'sms', text: string): void {
  const value = normaliseAddress(via, text);
  addresses.set(`${via}:${value}`, { via, value });
}
