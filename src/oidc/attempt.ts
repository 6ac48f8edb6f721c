import { equal, sha256url } from '../crypto/digest.ts';
import { randomToken } from '../crypto/random.ts';
import type { Sealer } from '../crypto/seal.ts';

/** One trip to a provider, kept sealed in the flow that began it, until its answer comes or another trip begins. */
export interface Attempt {
  /** SHA-256 of the state that must come back. */
  readonly state: string;
  readonly provider: string;
  /** Where the provider sends the person back to; it is told the same again when the code is redeemed. */
  readonly redirectUri: string;
  readonly nonce?: string;
  /** The proof key's secret half (RFC 7636). */
  readonly verifier?: string;
  readonly startedAt: number;
}

/** Longer than it takes to sign in anywhere. */
export const ATTEMPT_LIFE = 15 * 60_000;
const PURPOSE = 'oidc-state';

/** What a state says to those who can open it: which flow the answer is for. It proves nothing without the attempt in that flow. */
export interface Destination {
  readonly kind: string;
  readonly flowId: string;
}

export const newState = ({ kind, flowId }: Destination, sealer: Sealer): string => sealer.seal(PURPOSE, `${kind} ${flowId} ${randomToken()}`);

export function readState(state: string, sealer: Sealer): Destination | undefined {
  const [kind, flowId] = sealer.open(PURPOSE, state)?.split(' ') ?? [];
  return kind === undefined || flowId === undefined ? undefined : { kind, flowId };
}

/** What an answer must fit: the state of this very attempt, at the address of its provider, in time. @param provider named in the address; undefined: the address names none */
export const answers = (attempt: Attempt, state: string, provider: string | undefined, now: number): boolean =>
  equal(attempt.state, sha256url(state)) && (provider === undefined || provider === attempt.provider) && now < attempt.startedAt + ATTEMPT_LIFE;
