import { readFileSync } from 'node:fs';
import { check, findings } from './check.ts';
import type { Draft } from './derive.ts';
import { derive } from './derive.ts';
import type { Environment } from './environment.ts';
import { applyEnvironment } from './environment.ts';
import { feature } from './features.ts';
import type { ConfigInput, Settings } from './keys/index.ts';
import { configuration } from './keys/index.ts';
import type { Located, LocatedMap, Problem } from './located.ts';
import { fromValue, fromYaml, merge } from './located.ts';
import { applyMoves } from './moved.ts';
import type { Report } from './rules.ts';
import { judge } from './rules.ts';
import { completeSecrets } from './secrets.ts';
import { starter, starterWithMailbox } from './starter.ts';

/**
 * What the whole server goes by: the keys and nesting of kratos.yml with every default filled in, durations in milliseconds, sizes in bytes,
 * addresses absolute, deep frozen. `warnings`: what its author should know, for the log at the start.
 */
export type Config = Settings & { readonly warnings: readonly string[] };
export type { ConfigInput };

/** Everything that is wrong with a configuration, each with its place. The message is for people. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort((a, b) => a.at.localeCompare(b.at, 'en', { numeric: true }));
    super(`The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${sorted.map((problem) => `  ${lineOf(problem)}`).join('\n')}`);
    this.problems = sorted;
  }
}

/** `kratos.yml:12:7  selfservice.flows.settings.lifespan must be a duration …` */
const lineOf = ({ at, key, text }: Problem): string => `${at === '' ? '' : `${at}  `}${key === '' ? '' : `${key} `}${text}`;

export interface LoadOptions {
  /** Paths of YAML or JSON files; a later one lies over those before it. None: a server for trying things out on `./zelos.db`. */
  readonly files?: readonly string[];
  readonly env?: Environment;
  /** As `--dev` on the command line. */
  readonly dev?: boolean;
}

/** Reads files and environment. @throws ConfigError with every problem there is */
export function loadConfig({ files = [], env = process.env, dev = false }: LoadOptions = {}): Config {
  const problems: Problem[] = [];
  let written: Located = files.length === 0 ? fromValue(dev ? starterWithMailbox : starter) : fromValue({});
  for (const file of files) {
    const read = readFile(file);
    problems.push(...read.problems);
    written = merge(written, read.located);
  }
  // Read on with what was readable: a person wants to hear of everything at once, but not of what follows from an unreadable file.
  if (problems.length > 0) throw new ConfigError(problems);
  const overridden = applyEnvironment(written as LocatedMap, configuration, env);
  const all = dev ? merge(overridden.located, fromValue({ dev: true }, '--dev')) : overridden.located;
  return complete(all as LocatedMap, overridden.problems, overridden.warnings);
}

/** The same for a program that embeds the server: no files, no environment. Without an argument: as without any configuration. @throws ConfigError */
export function createConfig(input: ConfigInput = starter): Config {
  let written: Located;
  try {
    written = fromValue(input);
  } catch (error) {
    throw new ConfigError([{ at: '', key: '', text: (error as Error).message }]);
  }
  if (written.kind !== 'map') throw new ConfigError([{ at: '', key: '', text: 'a configuration is an object of keys' }]);
  return complete(written, [], []);
}

function readFile(file: string): { located: LocatedMap; problems: Problem[] } {
  try {
    return fromYaml(readFileSync(file, 'utf8'), file);
  } catch (error) {
    const reason = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'this user may not' }[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error);
    return { located: { kind: 'map', entries: new Map(), at: file }, problems: [{ at: file, key: '', text: `cannot be read: ${reason}` }] };
  }
}

function complete(written: LocatedMap, earlier: readonly Problem[], said: readonly string[]): Config {
  const found = findings();
  found.problems.push(...earlier);
  const warnings = [...said];
  const moved = applyMoves(written, configuration, (problem) => warnings.push(lineOf(problem)));
  const draft = check(configuration, moved, '', found) as Draft;

  const placed = (key: string, text: string): Problem => ({ at: placeOf(key, found.places), key, text });
  // A key that is wrong in itself, or something in it, has its default here: nothing more is to be said about it.
  const isSaid = (key: string): boolean => found.problems.some((problem) => problem.key === key || problem.key.startsWith(`${key}.`) || problem.key.startsWith(`${key}[`));
  const wrong: Report = (key, text) => (isSaid(key) ? undefined : void found.problems.push(placed(key, text)));
  const warn: Report = (key, text) => void warnings.push(lineOf(placed(key, text)));
  derive(draft);
  judge(draft, wrong, warn);
  if (found.problems.length === 0) completeSecrets(draft, wrong, warn);
  if (found.problems.length > 0) throw new ConfigError(found.problems);

  if (found.waiting.size > 0) warnings.push(`without effect here: ${[...found.waiting].map((name) => feature(name).what).join('; ')}`);
  return freeze({ ...draft, warnings });
}

/** Where a key stands, or else the nearest map that could hold it. */
function placeOf(key: string, places: ReadonlyMap<string, string>): string {
  const at = places.get(key);
  return at !== undefined || key === '' ? (at ?? '') : placeOf(key.replace(/\.?[^.[]+\]?$|\[\d+\]$/, ''), places);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}
