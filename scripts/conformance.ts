import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * Plays the recorded exchanges of Kratos against this server and holds the result against `conformance/ratchet.json`:
 * what has passed once may not fail again.
 *
 *   npm run conformance                                     everything in the ratchet
 *   npm run conformance -- --run kratos --group totp,aal    one run, some of its groups
 *   npm run conformance -- --update                         add what passes now; the list of what passes only grows
 *
 * The recordings are not part of this repository: they are looked for in `../shared/conformance`, or where
 * ZELOS_CONFORMANCE says. Without them nothing is checked and that is said.
 */
type Ratchet = Record<string, Run>;
interface Run {
  /** Groups of scenarios that are played. */
  groups: string[];
  /** Node groups of methods that are not compared. */
  later: string[];
  /** Laid over each scenario's configuration. */
  extra: object;
  /** By group: the scenarios that must pass. */
  passes: Record<string, string[]>;
  /** By group: scenarios that do not pass, and why: what they wait for, or what we hold to be better. */
  waits: Record<string, Record<string, string>>;
}
interface Played {
  group: string;
  name: string;
  failures: { label: string; client?: string; differences: string[] }[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const ratchetFile = join(root, 'conformance', 'ratchet.json');
const runner = join(process.env['ZELOS_CONFORMANCE'] ?? join(root, '..', 'shared', 'conformance'), 'run.mjs');
const { values: options } = parseArgs({ options: { run: { type: 'string' }, group: { type: 'string' }, update: { type: 'boolean', default: false } } });

if (!existsSync(runner)) {
  console.log(`wire conformance skipped: there are no recordings at ${runner}`);
  process.exit(0);
}

const ratchet = JSON.parse(readFileSync(ratchetFile, 'utf8')) as Ratchet;
const runs = Object.entries(ratchet).filter(([name]) => options.run === undefined || name === options.run);
let broken = runs.length === 0;
for (const [name, run] of runs) broken = !(await hold(name, run)) || broken;
if (options.update) writeFileSync(ratchetFile, `${JSON.stringify(ratchet, null, 2)}\n`);
process.exitCode = broken ? 1 : 0;

/** Plays one run and tells how it went. @returns whether nothing that has passed before is lost */
async function hold(runName: string, run: Run): Promise<boolean> {
  const groups = run.groups.filter((group) => options.group?.split(',').includes(group) ?? true);
  const played = (await Promise.all(share(groups, Math.min(2, availableParallelism())).map((hand, index) => play(run, hand, index)))).flat();
  const mustPass = (at: Played): boolean => run.passes[at.group]?.includes(at.name) ?? false;
  const waitsFor = (at: Played): string | undefined => run.waits[at.group]?.[at.name];
  const passed = played.filter((at) => at.failures.length === 0);
  const failed = played.filter((at) => at.failures.length > 0);
  const lost = failed.filter(mustPass).length;
  const missing = groups.flatMap((group) => (run.passes[group] ?? []).filter((name) => !played.some((at) => at.group === group && at.name === name)).map((name) => `${group} / ${name}`));

  for (const at of failed) {
    const why = waitsFor(at);
    console.log(`${mustPass(at) ? 'LOST' : why === undefined ? 'not yet' : `waits: ${why}`} - ${at.group} / ${at.name}`);
    if (why !== undefined) continue;
    for (const failure of at.failures) for (const difference of failure.differences.slice(0, 6)) console.log(`    ${failure.client ?? ''} ${failure.label}: ${difference}`);
  }
  for (const name of missing) console.log(`NOT PLAYED - ${name}`);
  for (const { group, name } of passed.filter((at) => !mustPass(at))) {
    console.log(`new - ${group} / ${name}${options.update ? '' : ' (keep it with --update)'}`);
    (run.passes[group] ??= []).push(name);
    if (run.waits[group] !== undefined) delete run.waits[group][name];
  }
  console.log(`${runName}: scenarios ${passed.length}/${played.length}, lost ${lost + missing.length}, waiting ${failed.filter((at) => waitsFor(at) !== undefined).length}`);
  return played.length > 0 && lost + missing.length === 0;
}

/** Deals the groups out to several runners, which play side by side on ports of their own. */
function share(all: readonly string[], runners: number): string[][] {
  const hands: string[][] = Array.from({ length: runners }, () => []);
  for (const [i, group] of all.entries()) hands[i % runners]?.push(group);
  return hands.filter((hand) => hand.length > 0);
}

async function play({ later, extra }: Run, hand: readonly string[], index: number): Promise<Played[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zelos-conformance-'));
  try {
    const report = join(folder, 'report.json');
    const port = Number(process.env['CONFORMANCE_PORT'] ?? 20_000 + (process.pid % 120) * 100) + index * 50;
    const some = later.length === 0 ? [] : ['--later', later.join(',')];
    const child = spawn(
      process.execPath,
      [runner, '--start', './bin/zelos serve --config {config} --dev', '--group', hand.join(','), ...some, '--extra', JSON.stringify(extra), '--json', report, '--quiet'],
      {
        cwd: root,
        env: { ...process.env, CONFORMANCE_PORT: String(port) },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    await new Promise((resolve) => child.once('exit', resolve));
    return JSON.parse(readFileSync(report, 'utf8')) as Played[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
