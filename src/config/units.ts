const MILLISECONDS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DURATION = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g;
/** Times must stay within what a timestamp can hold: a hundred years. */
const LONGEST = 100 * 365 * 24 * 3_600_000;

/** `1h30m` → milliseconds, as Go reads durations; undefined when it is none. Below a millisecond is rounded. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!DURATION.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(PART)) sum += Number(amount) * (MILLISECONDS[unit as string] as number);
  const signed = Math.round(text.startsWith('-') ? -sum : sum);
  return Math.abs(signed) <= LONGEST ? signed : undefined;
}

/** Milliseconds, zero or more → a duration: `1h30m`, `500ms`. */
export function formatDuration(ms: number): string {
  let [rest, text] = [ms, ''];
  for (const unit of ['h', 'm', 's', 'ms'] as const) {
    const size = MILLISECONDS[unit] as number;
    const count = Math.trunc(rest / size);
    if (count !== 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text || '0s';
}

const BYTES: Record<string, number> = { b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 };

/** `128MB` → bytes, in powers of 1024; a bare number counts bytes. Undefined when it is no size. */
export function parseSize(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?b)?$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const bytes = Number(amount) * (BYTES[(unit ?? 'b').toLowerCase()] as number);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
