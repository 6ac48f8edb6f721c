import type { Traits } from './cast.ts';
import { type Field, valuesAt } from './field.ts';
import { normaliseAddress, normaliseIdentifier } from './normalise.ts';

/** What the schema derives from traits: names to sign in with, addresses, and names that methods show. Normalised, each once. */
export interface TraitIdentifiers {
  /** By credential type (`password`, `webauthn`, `code`), in the order of the schema. */
  readonly login: Readonly<Record<string, readonly string[]>>;
  readonly verifiable: readonly Address[];
  readonly recovery: readonly Address[];
  readonly totpAccountName?: string;
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
  let totpAccountName: string | undefined;
  let passkeyDisplayName: string | undefined;
  for (const { path, extension } of fields) {
    const texts = valuesAt(traits, path).filter((value): value is string => typeof value === 'string' && value !== '');
    for (const text of texts) {
      for (const type of Object.keys(extension.credentials)) {
        const names = (login[type] ??= []);
        const name = normaliseIdentifier(text);
        if (!names.includes(name)) names.push(name);
      }
      if (extension.verification !== undefined) add(verifiable, extension.verification, text);
      if (extension.recovery !== undefined) add(recovery, extension.recovery, text);
      if (extension.totpAccountName) totpAccountName ??= text;
      if (extension.passkeyDisplayName) passkeyDisplayName ??= text;
    }
  }
  return {
    login,
    verifiable: [...verifiable.values()],
    recovery: [...recovery.values()],
    ...(totpAccountName === undefined ? {} : { totpAccountName }),
    ...(passkeyDisplayName === undefined ? {} : { passkeyDisplayName }),
  };
}

function add(addresses: Map<string, Address>, via: 'email' | 'sms', text: string): void {
  const value = normaliseAddress(via, text);
  addresses.set(`${via}:${value}`, { via, value });
}
