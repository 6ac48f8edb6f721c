import { isDeepStrictEqual } from 'node:util';
import type { Account, Change, Traits } from '../../identity/identity.ts';
import { isObject } from '../../json.ts';
import type { IdentitySchema } from '../../schema/identity-schema.ts';

/**
 * The traits of somebody who signs in, as their provider tells them now (`update_identity_on_login: automatic`). Each is
 * taken on its own, and left as it is if the identity schema refuses it, if people may not change it themselves, or if a
 * name or an address would change with it: those are proven here, and nobody else's word replaces that.
 */
export function refreshed({ identity: { traits: before } }: Account, told: Traits, schema: IdentitySchema): Change[] {
  let traits = before;
  for (const [name, value] of Object.entries(told)) {
    const next = schema.normalise({ ...traits, [name]: joined(traits[name], value) });
    const isAllowed = names(schema, next) === names(schema, before) && schema.validate(next).length === 0 && schema.deniedChanges(before, next).length === 0;
    if (isAllowed) traits = next;
  }
  return isDeepStrictEqual(traits, before) ? [] : [{ type: 'setTraits', traits }];
}

/** What the provider does not tell stays. */
const joined = (before: unknown, told: unknown): unknown =>
  isObject(before) && isObject(told) ? { ...before, ...Object.fromEntries(Object.entries(told).map(([name, value]) => [name, joined(before[name], value)])) } : told;

function names(schema: IdentitySchema, traits: Traits): string {
  const { login, verifiable, recovery } = schema.identifiers(traits);
  return JSON.stringify([login, verifiable, recovery]);
}
