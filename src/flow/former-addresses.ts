import { isDeepStrictEqual } from 'node:util';
import type { Sealer } from '../crypto/seal.ts';
import type { AddressChangeRow } from '../db/tables.ts';
import type { NewVerifiable } from '../identity/addresses.ts';
import type { Account, Traits } from '../identity/identity.ts';
import { addressPaths, type Path, traitAt, withTrait } from '../schema/address-paths.ts';
import type { IdentitySchema } from '../schema/identity-schema.ts';

/** The traits that hold addresses, as they stood at a time; what was empty has no value. */
export type Standing = readonly { readonly path: Path; readonly value?: unknown }[];

/** What a former address can take back: all addresses together, because whoever has added one of their own must lose it, too. */
export interface Former {
  /** The mailbox that may: it was verified then. */
  readonly mailbox: string;
  readonly before: Standing;
  readonly after: Standing;
  /** What was known of the addresses before. */
  readonly addresses: readonly NewVerifiable[];
}

const standingOf = (schema: IdentitySchema, traits: Traits): Standing => addressPaths(schema).map((path) => ({ path, value: traitAt(traits, path) }));

/** The traits with their addresses as they stood; all else stays. */
export const withStanding = (traits: Traits, standing: Standing): Traits => standing.reduce((all, { path, value }) => withTrait(all, path, value), traits);

export const formerOf = (schema: IdentitySchema, mailbox: string, before: Account, after: Account): Former => ({
  mailbox,
  before: standingOf(schema, before.identity.traits),
  after: standingOf(schema, after.identity.traits),
  addresses: before.identity.verifiableAddresses.map(({ via, value, verified, status, verifiedAt }) => ({ via, value, verified, status, verifiedAt })),
});

/**
 * Whether a change only led back to where an earlier one had started. Then it gives no right to whoever had the address in
 * between: that may be the very person it was taken back from.
 */
export const hasLedBack = (former: Former, earlier: readonly Former[]): boolean => earlier.some(({ before }) => isDeepStrictEqual(before, former.after));

const purpose = (id: string): string => `address-undo:${id}`;
export const sealFormer = (id: string, former: Former, sealer: Sealer): string => sealer.seal(purpose(id), JSON.stringify(former));

/** Undefined if it was sealed with secrets that are gone. */
export function openFormer(row: AddressChangeRow, sealer: Sealer): Former | undefined {
  const text = sealer.open(purpose(row.id), row.payload);
  return text === undefined ? undefined : (JSON.parse(text) as Former);
}
