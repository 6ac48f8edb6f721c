import { timestamp } from '../clock.ts';
import type { Message } from './message.ts';

/** Makes one kind of message. `A` is what the caller must say: nothing, or the context. */
export interface Definition<A extends unknown[] = never[]> {
  (...context: A): Message;
  readonly id: number;
  readonly type: Message['type'];
  /** The text alone, from the wire's context: for the list of messages in docs/. */
  readonly text: (context: never) => string;
}

/** A message whose text is always the same. */
export function define(id: number, type: Message['type'], text: string): Definition<[]>;
/** A message about something: `C` has the wire's keys and goes out as the message's context. */
export function define<C extends object>(id: number, type: Message['type'], text: (context: C) => string): Definition<[context: C]>;
/** As before, but `toContext` makes the wire's context out of what the caller has at hand. */
export function define<A, C extends object>(id: number, type: Message['type'], text: (context: C) => string, toContext: (said: A) => C): Definition<[said: A]>;
export function define(id: number, type: Message['type'], text: string | ((context: object) => string), toContext: (said: unknown) => object = (said) => said as object): Definition<[said?: unknown]> {
  if (typeof text === 'string') return Object.assign((): Message => ({ id, text, type }), { id, type, text: () => text });
  const make = (said?: unknown): Message => {
    const context = { ...toContext(said) };
    return { id, text: text(context), type, context };
  };
  return Object.assign(make, { id, type, text });
}

/** A moment as contexts carry it: RFC 3339 and whole Unix seconds. */
export const moment = <K extends string>(key: K, ms: number): Record<K, string> & Record<`${K}_unix`, number> =>
  ({ [key]: timestamp(ms), [`${key}_unix`]: Math.floor(ms / 1000) }) as Record<K, string> & Record<`${K}_unix`, number>;

export type Expired = { readonly expired_at: string; readonly expired_at_unix: number };

/** A flow was over at `expiredAt` (milliseconds since the epoch). */
export const expired = (said: { readonly expiredAt: number }): Expired => moment('expired_at', said.expiredAt);

/** `1 character`, `8 characters`. */
export const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;

/** `a`, `a or b`, `a, b or c`. */
export const anyOf = (words: readonly string[]): string => (words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
