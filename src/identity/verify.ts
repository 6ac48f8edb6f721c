import type { NewVerifiable } from './addresses.ts';
import { type Applied, applyChanges, type Circumstances } from './changes.ts';
import type { Account, Traits, VerifiableAddress, Via } from './identity.ts';

interface Named {
  readonly via: Via;
  readonly value: string;
}

const isSame = (a: Named) => (b: Named) => a.via === b.via && a.value === b.value;

export const verifiableOf = ({ identity }: Account, address: Named): VerifiableAddress | undefined => identity.verifiableAddresses.find(isSame(address));

/** The one place where an address becomes verified by its own person: they have shown what was sent there. Nothing to write if it was. */
export function verifyAddress(account: Account, address: Named, circumstances: Circumstances): Applied {
  if (verifiableOf(account, address)?.verified ?? true) return { account, writes: [] };
  return applyChanges(account, [], circumstances, { addresses: [{ via: address.via, value: address.value, verified: true, status: 'completed', verifiedAt: circumstances.now }] });
}

/** A code or link is on its way to an address that is not verified yet. */
export function markSent(account: Account, address: Named, circumstances: Circumstances): Applied {
  if (verifiableOf(account, address)?.status !== 'pending') return { account, writes: [] };
  return applyChanges(account, [], circumstances, { addresses: [{ via: address.via, value: address.value, verified: false, status: 'sent', verifiedAt: null }] });
}

/** An address takes another's place, and is verified with that: what was sent there has come back before. */
export const confirmAddress = (account: Account, address: Named, traits: Traits, circumstances: Circumstances): Applied =>
  applyChanges(account, [{ type: 'setTraits', traits }], circumstances, {
    addresses: [{ via: address.via, value: address.value, verified: true, status: 'completed', verifiedAt: circumstances.now }],
  });

/** Addresses that were there before come back as they were; those that never went stay as they are, and none is less proven than it is. */
export function restoreAddresses(account: Account, traits: Traits, former: readonly NewVerifiable[], circumstances: Circumstances): Applied {
  const addresses = former.filter((address) => {
    const present = verifiableOf(account, address);
    return present === undefined || (address.verified && !present.verified);
  });
  return applyChanges(account, [{ type: 'setTraits', traits }], circumstances, { addresses });
}
