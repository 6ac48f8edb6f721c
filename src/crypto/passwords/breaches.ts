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
  readonly fetch?: typeof fetch;
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
export function createBreaches({ host, log, fetch: ask = fetch }: BreachList): Breaches {
  return {
    async count(password) {
      const digest = hash('sha1', password, 'hex').toUpperCase();
      try {
        const response = await ask(`https://${host}/range/${digest.slice(0, PREFIX_LENGTH)}`, {
          headers: { 'Add-Padding': 'true', 'User-Agent': 'Zelos' },
          redirect: 'error',
          signal: AbortSignal.timeout(DEADLINE_MS),
        });
        if (response.status !== 200) throw new Error(`it answered with status ${response.status}`);
        return countIn(await limitedText(response), digest.slice(PREFIX_LENGTH));
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

async function limitedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > MAX_BYTES) throw new Error(`its answer is longer than ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('latin1');
}
