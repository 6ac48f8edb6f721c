import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until a test turns it. */
export interface TestClock extends Clock {
  /** Milliseconds on. */
  advance(ms: number): void;
  set(ms: number): void;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export function testClock(start: number = Date.UTC(2026, 0, 15, 12)): TestClock {
  let now = start;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
    set(ms) {
      now = ms;
    },
  };
}
