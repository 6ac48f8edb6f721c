import type { ConfigInput, Settings } from './keys/index.ts';

/**
 * What the whole server goes by: the keys and nesting of kratos.yml with every default filled in, durations in milliseconds, sizes in bytes,
 * addresses absolute, deep frozen. `warnings`: what its author should know, for the log at the start.
 */
export type Config = Settings & { readonly warnings: readonly string[] };
export type { ConfigInput };
