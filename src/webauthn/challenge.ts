import type { Config } from '../config/config.ts';
import { randomBytes, uuid } from '../crypto/random.ts';

/**
 * What a method that asks for a key keeps in the draft of its flow. The draft is sealed for the flow, and each method has
 * its own part of it: so a challenge is good in one flow and one ceremony only.
 */
export interface Asked {
  /** base64url of 32 bytes (WebAuthn §13.4.3 asks for at least 16) */
  readonly challenge: string;
  /** Of the script node: whoever makes the page may allow the script by it in a policy. */
  readonly nonce: string;
  /** With preset kratos: the keys (credential ids) that this form has shown. */
  readonly shown?: readonly string[];
}

export const ask = (): Asked => ({ challenge: randomBytes(32).toString('base64url'), nonce: uuid() });

/**
 * A challenge is spent by the first answer to it, right or wrong. Recorded clients of Kratos go on with the one they have
 * after a wrong answer, so under its preset only a right one spends it.
 */
export const askAgain = <A extends Asked>(asked: A, { preset }: Config): A => (preset === 'kratos' ? asked : { ...asked, challenge: ask().challenge });
