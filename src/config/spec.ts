import type { Feature } from './features.ts';

/**
 * One source for the configuration: from the specs in `keys/` come the TypeScript type (`OutOf`), what may be written (`InOf`),
 * the checks and their wording (check.ts), the environment variables (environment.ts) and docs/configuration.md.
 */
export interface Spec<Out = unknown, In = unknown> extends Options {
  readonly rule: Rule;
  readonly help: string;
  /** For the compiler only: what the program gets, and what a person may write. */
  readonly types?: { readonly out: Out; readonly in: In };
}

export interface Options {
  /** As a person would write it. */
  readonly default?: unknown;
  /** The default comes from other keys (derive.ts): how, in words. */
  readonly derived?: string;
  readonly required?: true;
  /** What it rests on, and this server has not; see features.ts. */
  readonly needs?: Feature;
  /** The key is understood and has no effect, because … */
  readonly inert?: string;
  /** The key of an older version: today's key, which gets the value, with a warning. */
  readonly moved?: string;
  /** A key that Kratos does not have. */
  readonly own?: true;
}

export type Rule =
  | { readonly kind: 'object'; readonly fields: Fields }
  | { readonly kind: 'record'; readonly of: Spec }
  | { readonly kind: 'list'; readonly of: Spec; readonly unique?: boolean }
  | { readonly kind: 'variants'; readonly tag: string; readonly of: Readonly<Record<string, Spec>> }
  | { readonly kind: 'text'; readonly minLength?: number; readonly maxLength?: number }
  /** No `schemes`: any but those that run or read something where they are opened, since apps have schemes of their own. */
  | { readonly kind: 'url'; readonly schemes: readonly string[]; readonly relative?: boolean; readonly wildcard?: boolean }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'duration'; readonly min: number; readonly none?: boolean }
  | { readonly kind: 'size' }
  | { readonly kind: 'any' };
export type Fields = Readonly<Record<string, Spec>>;

export type OutOf<S> = S extends Spec<infer Out, unknown> ? Out : never;
export type InOf<S> = S extends Spec<unknown, infer In> ? In : never;
type ObjectOut<F> = { readonly [K in keyof F]: OutOf<F[K]> };
type ObjectIn<F> = { readonly [K in keyof F]?: InOf<F[K]> };
type Present<O, T> = O extends { readonly default: unknown } | { readonly derived: string } | { readonly required: true } ? T : T | undefined;

type Variant<Tag extends string, Of> = { readonly [K in keyof Of]: { readonly [T in Tag]: K } & Of[K] }[keyof Of];

const spec = <Out, In>(rule: Rule, help: string, options: Options | undefined): Spec<Out, In> => ({ rule, help, ...options });

export const s = {
  object: <const F extends Fields, const O extends Options>(help: string, fields: F, options?: O) => spec<ObjectOut<F>, ObjectIn<F>>({ kind: 'object', fields }, help, options),
  /** A map whose keys are free. */
  record: <Out, In, const O extends Options>(help: string, of: Spec<Out, In>, options?: O) =>
    spec<Present<O, Readonly<Record<string, NonNullable<Out>>>>, Readonly<Record<string, In>>>({ kind: 'record', of }, help, options),
  list: <Out, In, const O extends Options & { unique?: boolean }>(help: string, of: Spec<Out, In>, options?: O) =>
    spec<Present<O, readonly NonNullable<Out>[]>, readonly In[]>({ kind: 'list', of, unique: options?.unique ?? false }, help, options),
  /** Objects of several sorts, told apart by `tag`. */
  variants: <const Tag extends string, const F extends Fields, const O extends Options>(help: string, tag: Tag, of: F, options?: O) =>
    spec<Present<O, Variant<Tag, { [K in keyof F]: OutOf<F[K]> }>>, Variant<Tag, { [K in keyof F]: InOf<F[K]> }>>({ kind: 'variants', tag, of }, help, options),
  text: <const O extends Options & { minLength?: number; maxLength?: number }>(help: string, options?: O) =>
    spec<Present<O, string>, string>({ kind: 'text', minLength: options?.minLength ?? 0, maxLength: options?.maxLength ?? 1_000_000 }, help, options),
  url: <const O extends Options & { schemes?: readonly string[]; relative?: boolean; wildcard?: boolean }>(help: string, options?: O) =>
    spec<Present<O, string>, string>({ kind: 'url', schemes: options?.schemes ?? ['http', 'https'], relative: options?.relative ?? false, wildcard: options?.wildcard ?? false }, help, options),
  choice: <const V extends readonly string[], const O extends Options>(help: string, of: V, options?: O) => spec<Present<O, V[number]>, V[number]>({ kind: 'choice', of }, help, options),
  integer: <const O extends Options & { min?: number; max?: number }>(help: string, options?: O) =>
    spec<Present<O, number>, number>({ kind: 'integer', min: options?.min ?? 0, max: options?.max ?? Number.MAX_SAFE_INTEGER }, help, options),
  boolean: <const O extends Options>(help: string, options?: O) => spec<Present<O, boolean>, boolean>({ kind: 'boolean' }, help, options),
  /** Milliseconds in the program. `min`: the least, in milliseconds. */
  duration: <const O extends Options & { min?: number }>(help: string, options?: O) => spec<Present<O, number>, string>({ kind: 'duration', min: options?.min ?? 0 }, help, options),
  /** A duration, or `none`: null in the program. */
  durationOrNone: <const O extends Options>(help: string, options?: O) => spec<Present<O, number | null>, string>({ kind: 'duration', min: 0, none: true }, help, options),
  /** Bytes in the program. */
  size: <const O extends Options>(help: string, options?: O) => spec<Present<O, number>, string | number>({ kind: 'size' }, help, options),
  any: <const O extends Options>(help: string, options?: O) => spec<Present<O, unknown>, unknown>({ kind: 'any' }, help, options),
};
