import { uuid } from '../crypto/random.ts';
import type { RecoveryAddress, VerifiableAddress, Via } from './identity.ts';

interface Address {
  readonly via: Via;
  readonly value: string;
}

/** An address as an administrator brings it along. */
export interface NewVerifiable extends Address {
  readonly verified: boolean;
  readonly status: VerifiableAddress['status'];
  readonly verifiedAt: number | null;
}

const same = (a: Address) => (b: Address) => a.via === b.via && a.value === b.value;

/** Addresses that stay are the very same; a new one is unverified unless it is known to be verified already. */
export function verifiableAddresses(before: readonly VerifiableAddress[], wanted: readonly Address[], now: number, known: readonly NewVerifiable[] = []): VerifiableAddress[] {
  return wanted.map((address) => {
    const { verified, status, verifiedAt } = known.find(same(address)) ?? { verified: false, status: 'pending' as const, verifiedAt: null };
    return before.find(same(address)) ?? { id: uuid(), value: address.value, via: address.via, verified, status, verifiedAt, createdAt: now, updatedAt: now };
  });
}

export function recoveryAddresses(before: readonly RecoveryAddress[], wanted: readonly Address[], now: number): RecoveryAddress[] {
  return wanted.map((address) => before.find(same(address)) ?? { id: uuid(), value: address.value, via: address.via, createdAt: now, updatedAt: now });
}
