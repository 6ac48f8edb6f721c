import { randomDigits, randomToken } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';

/** By what somebody proves that a mailbox is theirs. */
export type Use = 'code' | 'link';

/** What was sent, as it is kept: a keyed hash, good for one flow and for a while. */
export interface Proof {
  readonly hash: string;
  readonly expiresAt: number;
}

const CODE_DIGITS = 6;
const purpose = (flowId: string): string => `mailed-proof:${flowId}`;

/** A code of six digits, or the token of a link; `secret` is for the mail only. */
export function newProof(use: Use, flowId: string, expiresAt: number, sealer: Sealer): { readonly secret: string; readonly proof: Proof } {
  const secret = use === 'code' ? randomDigits(CODE_DIGITS) : randomToken();
  return { secret, proof: { hash: sealer.sign(purpose(flowId), secret), expiresAt } };
}

/** Blanks that people copy along do not count. */
export const proves = (proof: Proof, given: string, flowId: string, now: number, sealer: Sealer): boolean =>
  now < proof.expiresAt && sealer.verify(purpose(flowId), given.replace(/\s/g, ''), proof.hash);
