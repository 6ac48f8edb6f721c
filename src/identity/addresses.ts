import { uuid } from '../crypto/random.ts';
import type { RecoveryAddress, VerifiableAddress, Via } from './identity.ts';

interface Address {
  readonly via: Via;
  readonly value: string;
}

/** How an address of this kind stands that nobody has proven: somebody is told of it, or not yet. */
export type FirstStatus = (via: Via) => 'pending' | 'sent';

/** An address as an administrator brings it along. */
export interface NewVerifiable extends Address {
  readonly verified: boolean;
  readonly status: VerifiableAddress['status'];
  readonly verifiedAt: number | null;
}

const same = (a: Address) => (b: Address) => a.via === b.via && a.value === b.value;

/**
 * Addresses that stay are the very same, unless an administrator says otherwise; a new one is unverified unless it is known
 * to be verified already.
 * @param first how an unproven address stands of which nobody was told yet: `sent` if somebody is told with this change
 */
export function verifiableAddresses(
  before: readonly VerifiableAddress[],
  wanted: readonly Address[],
  now: number,
  known: readonly NewVerifiable[] = [],
  first: FirstStatus = () => 'pending',
): VerifiableAddress[] {
  return wanted.map((address) => {
    const was = before.find(same(address));
    const told = known.find(same(address)) ?? (was?.status === 'pending' ? { ...was, status: first(was.via) } : undefined);
    if (was !== undefined && (told === undefined || (was.verified === told.verified && was.status === told.status && was.verifiedAt === told.verifiedAt))) return was;
    const { verified, status, verifiedAt } = told ?? { verified: false, status: first(address.via), verifiedAt: null };
    return {
      id: was?.id ?? uuid(),
      value: address.value,
      via: address.via,
      verified,
      status,
      verifiedAt: verified ? (verifiedAt ?? was?.verifiedAt ?? now) : verifiedAt,
      createdAt: was?.createdAt ?? now,
      updatedAt: now,
    };
  });
}

export function recoveryAddresses(before: readonly RecoveryAddress[], wanted: readonly Address[], now: number): RecoveryAddress[] {
  return wanted.map((address) => before.find(same(address)) ?? { id: uuid(), value: address.value, via: address.via, createdAt: now, updatedAt: now });
}
