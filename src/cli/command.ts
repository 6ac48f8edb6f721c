import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '../config/config.ts';

export interface Command {
  /** One line for each way to call it, indented by two. */
  readonly usage: string;
  /** @returns the exit code. @throws UsageError */
  run(args: readonly string[]): Promise<number>;
}

/** The command line was not understood: exit code 2. */
export class UsageError extends Error {}

type Flags<Name extends string> = { readonly [K in Name]: boolean };

/**
 * Reads `--config FILE…`, `--dev` and a command's own switches; what is left are its operands.
 * @throws UsageError
 */
export function readArguments<const Name extends string = never>(
  args: readonly string[],
  ...switches: readonly Name[]
): { files: readonly string[]; flags: Flags<Name | 'dev'>; operands: readonly string[] } {
  const names: readonly (Name | 'dev')[] = ['dev', ...switches];
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { config: { type: 'string', short: 'c', multiple: true, default: [] }, ...Object.fromEntries(names.map((name) => [name, { type: 'boolean', default: false } as const])) },
    });
    const given: Readonly<Record<string, unknown>> = values;
    return { files: values.config, flags: Object.fromEntries(names.map((name) => [name, given[name] === true])) as Flags<Name | 'dev'>, operands: positionals };
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0] ?? 'the options are not understood');
  }
}

/** The configuration for a command that does its work and ends: what it warns of goes to stderr. @throws ConfigError */
export function configFor(files: readonly string[], dev: boolean): Config {
  const config = loadConfig({ files, dev });
  for (const warning of config.warnings) console.error(`zelos: ${warning}`);
  return config;
}
