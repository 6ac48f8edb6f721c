import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Folders of programs. What those of the first three say was asked of Debian's `jsonnet`; what it does not know yet is in `newer`. */
export const ASKED = ['language', 'documentation', 'std'] as const;

const root = fileURLToPath(new URL('./corpus/', import.meta.url));

export interface Sample {
  readonly name: string;
  readonly path: string;
  readonly source: string;
}

export const samples = (folder: string): readonly Sample[] =>
  readdirSync(join(root, folder))
    .sort()
    .map((file) => ({ name: file.replace(/\.jsonnet$/, ''), path: join(root, folder, file), source: readFileSync(join(root, folder, file), 'utf8') }));

export const expectedPath = (folder: string): string => join(root, `${folder}.json`);

/** Values by the names of the programs. */
export const expected = (folder: string): Readonly<Record<string, unknown>> => JSON.parse(readFileSync(expectedPath(folder), 'utf8'));

/** What all programs are given as external variables. */
export const extVars: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(root, 'outside.json'), 'utf8'));

const run = promisify(execFile);

/** Whether the reference implementation is installed. */
export const isInstalled = await run('jsonnet', ['--version']).then(
  () => true,
  () => false,
);

const given = Object.entries(extVars).flatMap(([name, value]) => ['--ext-code', `${name}=${JSON.stringify(value)}`]);

/** Why the reference implementation fails on a program, if it does. */
export const failureOf = (path: string): Promise<string | undefined> =>
  run('jsonnet', [...given, path], { timeout: 60_000 }).then(
    () => undefined,
    (problem: { stderr?: unknown }) => String(problem.stderr ?? problem),
  );

/** What the reference implementation makes of the programs of a folder, by their names: all at once, for it is slow to start. */
export async function ask(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const fields = samples(folder).map(({ name, path }) => `${JSON.stringify(name)}: evaluated(import ${JSON.stringify(path)})`);
  const program = `local evaluated(p) = if std.isFunction(p) then p() else p;\n{${fields.join(',\n')}}`;
  return JSON.parse((await run('jsonnet', [...given, '--exec', program], { timeout: 120_000 })).stdout);
}
