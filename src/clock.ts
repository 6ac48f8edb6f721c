/** The only place that reads time. Everything else is handed a clock, so that tests can turn it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** RFC 3339 in UTC, as on the wire: `2026-11-22T04:35:00.000Z`. */
export const timestamp = (ms: number): string => new Date(ms).toISOString();

/** For measuring: the seconds since it was started. */
export const stopwatch = (): (() => number) => {
  const started = performance.now();
  return () => (performance.now() - started) / 1000;
};
