import { type DestinationStream, destination, pino } from 'pino';

/** What the code writes its log to: pino's logger, and the little of it that is used. Details first, then one sentence. */
export interface Log {
  debug(details: object, text: string): void;
  info(details: object, text: string): void;
  warn(details: object, text: string): void;
  error(details: object, text: string): void;
  isLevelEnabled(level: string): boolean;
  flush(): void;
}

const LEVELS = { trace: 'trace', debug: 'debug', info: 'info', warning: 'warn', warn: 'warn', error: 'error', fatal: 'fatal', panic: 'fatal' } as const;

/**
 * A log of JSON lines, or of readable ones with format `text`. What may be a secret is never handed to it: request headers,
 * bodies, query strings and cookies stay out by construction, and an error shows its kind, message, stack and cause only
 * (drivers hang rows and parameters onto theirs).
 */
export function createLog(options: { readonly level: keyof typeof LEVELS; readonly format: string }, to: DestinationStream = destination({ dest: 2, sync: true })): Log {
  const stream = options.format === 'json' ? to : { write: (line: string) => to.write(readable(line)) };
  const log = pino(
    { level: LEVELS[options.level], base: null, serializers: { err: describe }, formatters: { level: (label) => ({ level: label }) }, timestamp: pino.stdTimeFunctions.isoTime },
    stream,
  );
  return Object.assign(log, { flush: () => ('flushSync' in to && typeof to.flushSync === 'function' ? to.flushSync() : undefined) });
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? { code: error.code } : {};
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...(error.cause === undefined ? {} : { cause: describe(error.cause) }) };
}

/** `2026-11-22T04:35:00.000Z info what happened key=value …` */
function readable(line: string): string {
  const { level, time, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const details = Object.entries(rest).map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${String(time)} ${String(level)} ${String(msg)}${details.join('')}\n`;
}

/** For tests and for embedding without a log. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, isLevelEnabled: () => false, flush() {} };
