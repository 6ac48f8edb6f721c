import { hash } from 'node:crypto';
import type { Log } from '../../log.ts';

/** A list of passwords that have leaked somewhere. */
export interface Breaches {
  /** How often a password is on the list; undefined if the list gave no answer that can be trusted. Never throws. */
  count(password: string): Promise<number | undefined>;
}

export interface BreachList {
  /** A host, with a port if need be; asked by https. */
  readonly host: string;
  readonly log: Log;
  /** How other machines are called (outgoing/). */
  readonly outgoing: {
    fetch(url: string, ask: { readonly headers: Readonly<Record<string, string>>; readonly timeout: number; readonly maxBytes: number }): Promise<{ readonly status: number; readonly text: string }>;
  };
}

/** The person waits at the form meanwhile. */
const DEADLINE_MS = 3000;
/** An answer of the real list has about 40 kB. */
const MAX_BYTES = 1024 * 1024;
const PREFIX_LENGTH = 5;
const LINE = /^([0-9A-F]{35}):(\d{1,12})$/i;

/**
 * Asks by k-anonymity (the range API of Have I Been Pwned): five hexadecimal characters of the SHA-1 leave the house, and
 * the answer is padded, so that nobody on the way learns more from its size. Nothing is kept: an answer counts once.
 */
export function createBreaches({ host, log, outgoing }: BreachList): Breaches {
  return {
    async count(password) {
      const digest = hash('sha1', password, 'hex').toUpperCase();
      try {
        const { status, text } = await outgoing.fetch(`https://${host}/range/${digest.slice(0, PREFIX_LENGTH)}`, {
          headers: { 'add-padding': 'true' },
          timeout: DEADLINE_MS,
          maxBytes: MAX_BYTES,
        });
        if (status !== 200) throw new Error(`it answered with status ${status}`);
        return countIn(text, digest.slice(PREFIX_LENGTH));
      } catch (error) {
        log.warn({ host, reason: error instanceof Error ? error.message : 'unknown' }, 'the list of leaked passwords gave no answer');
        return undefined;
      }
    },
  };
}

/** @throws Error unless every line is one of the list's: half an answer must not pass for a clean one */
function countIn(text: string, suffix: string): number {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) throw new Error('its answer is empty');
  let found = 0;
  for (const line of lines) {
    const [, candidate, count] = LINE.exec(line) ?? [];
    if (candidate === undefined) throw new Error('its answer is not of its form');
    if (candidate.toUpperCase() === suffix) found = Number(count);
  }
  return found;
}
