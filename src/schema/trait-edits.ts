import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../json.ts';
import { addressPaths, type Path, traitAt, withTrait } from './address-paths.ts';
import type { Traits } from './cast.ts';
import type { Address } from './identifiers.ts';
import type { IdentitySchema } from './identity-schema.ts';

/** One thing that a submit changes, small enough to be made later, on traits that have changed otherwise meanwhile. Nothing stands for an empty trait. */
export interface TraitEdit {
  readonly path: Path;
  readonly from?: unknown;
  readonly to?: unknown;
  /** It is about one item of the list there, and not about the value. */
  readonly item?: true;
}

/** A new address, and all that comes with it. */
export interface ProposedAddress {
  readonly address: Address;
  /** What brings the address: made all, or the change is off. */
  readonly edits: readonly TraitEdit[];
  /** What else was changed by the same submit: made where nothing else came in between. */
  readonly besides: readonly TraitEdit[];
}

/** What leads from one to the other. */
export function editsBetween(schema: IdentitySchema, before: Traits, after: Traits): TraitEdit[] {
  const lists = addressPaths(schema);
  const walk = (from: unknown, to: unknown, path: Path): TraitEdit[] => {
    if (isDeepStrictEqual(from, to)) return [];
    if ((isObject(from) || from === undefined) && (isObject(to) || to === undefined))
      return [...new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})])].flatMap((key) => walk(from?.[key], to?.[key], [...path, key]));
    if (isTexts(from ?? []) && isTexts(to ?? []) && lists.some((list) => isDeepStrictEqual(list, path))) return itemEdits(path, (from ?? []) as string[], (to ?? []) as string[]);
    return [{ path, from, to }];
  };
  return walk(before, after, []);
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** What goes and what comes, pair by pair: the one in place of the other. */
function itemEdits(path: Path, from: readonly string[], to: readonly string[]): TraitEdit[] {
  const gone = from.filter((item) => !to.includes(item));
  const fresh = to.filter((item) => !from.includes(item));
  if (gone.length === 0 && fresh.length === 0) return [{ path, from, to }];
  return Array.from({ length: Math.max(gone.length, fresh.length) }, (_, i) => ({ path, item: true, ...(i < gone.length ? { from: gone[i] } : {}), ...(i < fresh.length ? { to: fresh[i] } : {}) }));
}

/** The traits with the edit made; undefined if what it starts from is not there any more. */
export function withEdit(traits: Traits, { path, from, to, item }: TraitEdit): Traits | undefined {
  const present = traitAt(traits, path);
  if (!item) return isDeepStrictEqual(present ?? undefined, from ?? undefined) ? withTrait(traits, path, to) : undefined;
  const items: readonly unknown[] = Array.isArray(present) ? present : [];
  if (from !== undefined && !items.includes(from)) return undefined;
  const next = items.flatMap((one) => (one === from ? (to === undefined ? [] : [to]) : [one]));
  return withTrait(traits, path, from === undefined && !next.includes(to) ? [...next, to] : next);
}

/** Whether two edits cannot both wait: what the one starts from is what the other takes away. */
const areRivals = (a: TraitEdit, b: TraitEdit): boolean => isDeepStrictEqual(a.path, b.path) && !(a.item && b.item && (a.from === undefined || a.from !== b.from));

/** Whether a newer change takes an older one's place. */
export const supersedes = (newer: ProposedAddress, older: ProposedAddress): boolean =>
  isDeepStrictEqual(newer.address, older.address) || newer.edits.some((edit) => older.edits.some((other) => areRivals(edit, other)));

/**
 * The new addresses for verification that a submit brings; undefined if they cannot be told apart: one trait brings several.
 * @param mayWait whether an address of this kind could ever be proven
 */
export function proposedAddresses(schema: IdentitySchema, before: Traits, after: Traits, mayWait: (via: Address['via']) => boolean): ProposedAddress[] | undefined {
  const had = new Set(schema.identifiers(before).verifiable.map(keyOf));
  const edits = editsBetween(schema, before, after).map((edit) => ({
    edit,
    brings: schema.identifiers(withEdit(before, edit) ?? before).verifiable.filter((address) => mayWait(address.via) && !had.has(keyOf(address))),
  }));
  if (edits.some(({ brings }) => brings.length > 1)) return undefined;
  const besides = edits.filter(({ brings }) => brings.length === 0).map(({ edit }) => edit);
  const addresses = new Map(edits.flatMap(({ brings }) => brings.map((address) => [keyOf(address), address])));
  return [...addresses].map(([key, address]) => ({ address, edits: edits.filter(({ brings: [one] }) => one !== undefined && keyOf(one) === key).map(({ edit }) => edit), besides }));
}

const keyOf = ({ via, value }: Address): string => `${via} ${value}`;

/** The present traits with the address in place, and with what else can still be changed; undefined if its place is taken. */
export function withAddress(traits: Traits, { edits, besides }: Pick<ProposedAddress, 'edits' | 'besides'>): Traits | undefined {
  const moved = edits.reduce<Traits | undefined>((all, edit) => all && withEdit(all, edit), traits);
  return moved && besides.reduce<Traits>((all, edit) => withEdit(all, edit) ?? all, moved);
}
