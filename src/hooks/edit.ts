import type { Core } from '../core.ts';
import type { NewVerifiable } from '../identity/addresses.ts';
import { type Applied, applyChanges, type Circumstances, type Edit } from '../identity/changes.ts';
import type { Account, Change, VerifiableAddress } from '../identity/identity.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { IdentitySchema } from '../schema/identity-schema.ts';
import { normaliseAddress } from '../schema/normalise.ts';
import { Unusable } from './verdict.ts';

/** What asked hooks want changed besides what was decided. */
export interface Agreed {
  readonly changes: readonly Change[];
  readonly edit: Edit;
}

export const NOTHING: Agreed = { changes: [], edit: {} };
export const isNothing = ({ changes, edit }: Agreed): boolean => changes.length === 0 && Object.keys(edit).length === 0;

/** What was decided with what was agreed on top. The writes of both are one transaction, in this order. */
export function applyAgreed(decided: Applied, agreed: Agreed, circumstances: Circumstances): Applied {
  if (isNothing(agreed)) return decided;
  const { account, writes } = applyChanges(decided.account, agreed.changes, circumstances, agreed.edit);
  return { account, writes: [...decided.writes, ...writes] };
}

/**
 * What the identity in a hook's answer changes: traits as a whole, metadata, external id, state, and what is known of addresses that the
 * traits hold. Members that it does not have stay, those that nobody changes this way are passed over: hooks send back what they were sent.
 * @throws Unusable if the identity schema does not take it
 */
export function agreedIn(identity: JsonObject, { identity: now }: Account, { schemas, clock }: Pick<Core, 'schemas' | 'clock'>): Agreed {
  const { traits: wanted, metadata_public, metadata_admin, external_id, state, schema_id, verifiable_addresses, recovery_addresses } = identity;
  const schema = schemas.get(now.schemaId);
  if (isGiven(schema_id) && schema_id !== now.schemaId) throw new Unusable('it wants another identity schema, which only the admin API can set');
  if (isGiven(state) && state !== 'active' && state !== 'inactive') throw new Unusable('it wants a state that there is not');
  if (isGiven(external_id) && typeof external_id !== 'string') throw new Unusable('it wants an external_id that is no text');
  const traits = isGiven(wanted) ? traitsFrom(wanted, schema) : undefined;
  const derived = schema.identifiers(traits ?? now.traits);
  const addresses = verifiableFrom(verifiable_addresses, derived.verifiable, now.verifiableAddresses, clock.now());
  for (const address of listOf(recovery_addresses, 'recovery_addresses')) requireIn(derived.recovery, address, 'recovery');
  return {
    changes: traits === undefined ? [] : [{ type: 'setTraits', traits }],
    edit: {
      ...(isGiven(metadata_public) ? { metadataPublic: metadata_public } : {}),
      ...(isGiven(metadata_admin) ? { metadataAdmin: metadata_admin } : {}),
      ...(isGiven(external_id) ? { externalId: external_id } : {}),
      ...(isGiven(state) ? { state } : {}),
      ...(addresses.length > 0 ? { addresses } : {}),
    },
  };
}

const isGiven = <T>(value: T): value is NonNullable<T> => value !== undefined && value !== null;

/** What a later hook says of the same thing counts. */
export function together(first: Agreed, then: Agreed): Agreed {
  const addresses = [...(then.edit.addresses ?? []), ...(first.edit.addresses ?? [])];
  return { changes: [...first.changes, ...then.changes], edit: { ...first.edit, ...then.edit, ...(addresses.length > 0 ? { addresses } : {}) } };
}

function traitsFrom(wanted: unknown, schema: IdentitySchema): JsonObject {
  if (!isObject(wanted)) throw new Unusable('the traits in its answer are no object');
  const traits = schema.normalise(wanted);
  const issues = schema.validate(traits);
  if (issues.length > 0) throw new Unusable(`the identity schema refuses the traits in its answer: ${issues.map(({ field = 'traits', message }) => `${field} (${message.id})`).join(', ')}`);
  return traits;
}

interface Named {
  readonly via: 'email' | 'sms';
  readonly value: string;
}

const listOf = (given: unknown, name: string): readonly JsonObject[] => {
  if (!isGiven(given)) return [];
  if (!Array.isArray(given) || !given.every(isObject)) throw new Unusable(`the ${name} in its answer are no list of objects`);
  return given;
};

function requireIn(derived: readonly Named[], { via, value }: JsonObject, kind: string): Named {
  const found = derived.find((one) => one.via === via && typeof value === 'string' && one.value === normaliseAddress(one.via, value));
  if (found === undefined) throw new Unusable(`its answer has an address for ${kind} that the traits do not hold`);
  return found;
}

/** Hooks send back addresses as they were: only one that they call verified, or no longer so, means something. */
const verifiableFrom = (given: unknown, derived: readonly Named[], present: readonly VerifiableAddress[], now: number): NewVerifiable[] =>
  listOf(given, 'verifiable_addresses').flatMap((address): NewVerifiable[] => {
    const { via, value } = requireIn(derived, address, 'verification');
    const { verified, status } = address;
    if (typeof verified !== 'boolean' || present.some((was) => was.via === via && was.value === value && was.verified === verified)) return [];
    if (verified) return [{ via, value, verified, status: 'completed', verifiedAt: now }];
    return [{ via, value, verified, status: status === 'sent' ? 'sent' : 'pending', verifiedAt: null }];
  });
