import type { Aal, Account } from './identity.ts';

/** How many ways a person has, really usable now, to sign in (first) and to step up (second). */
export interface FactorCount {
  readonly first: number;
  readonly second: number;
}

/** Counts over all methods; made by the composition root, which knows them. */
export type UsableFactors = (account: Account) => FactorCount;

/** The highest level that can be reached with these. */
export const reachableAal = (usable: FactorCount): 'aal0' | Aal => (usable.first === 0 ? 'aal0' : usable.second === 0 ? 'aal1' : 'aal2');
