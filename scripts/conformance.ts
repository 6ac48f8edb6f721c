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
 *   npm run conformance                              all groups of the ratchet
 *   npm run conformance -- --group init,profile      some of them
 *   npm run conformance -- --update                  add what passes now; the list of what passes only grows
 *
 * The recordings are not part of this repository: they are looked for in `../shared/conformance`, or where
 * ZELOS_CONFORMANCE says. Without them nothing is checked and that is said.
 */
interface Ratchet {
  /** Groups of scenarios that are played. */
  groups: string[];
  /** Node groups of methods that are not built yet; their nodes are not compared. */
  later: string[];
  /** By group: the scenarios that must pass. */
  passes: Record<string, string[]>;
  /** By group: scenarios that need something which is not built yet, and what. */
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
const { values: options } = parseArgs({ options: { group: { type: 'string' }, update: { type: 'boolean', default: false } } });

if (!existsSync(runner)) {
  console.log(`wire conformance skipped: there are no recordings at ${runner}`);
  process.exit(0);
}

const ratchet = JSON.parse(readFileSync(ratchetFile, 'utf8')) as Ratchet;
const groups = options.group?.split(',') ?? ratchet.groups;
const played = (await Promise.all(share(groups, Math.min(2, availableParallelism())).map(play))).flat();

const mustPass = (at: Played): boolean => ratchet.passes[at.group]?.includes(at.name) ?? false;
const waitsFor = (at: Played): string | undefined => ratchet.waits[at.group]?.[at.name];
const passed = played.filter((at) => at.failures.length === 0);
const failed = played.filter((at) => at.failures.length > 0);
const lost = failed.filter(mustPass);
const missing = groups.flatMap((group) => (ratchet.passes[group] ?? []).filter((name) => !played.some((at) => at.group === group && at.name === name)).map((name) => `${group} / ${name}`));
const gained = passed.filter((at) => !mustPass(at));

for (const at of failed) {
  const why = waitsFor(at);
  console.log(`${mustPass(at) ? 'LOST' : why === undefined ? 'not yet' : `waits for ${why}`} - ${at.group} / ${at.name}`);
  if (why !== undefined) continue;
  for (const failure of at.failures) for (const difference of failure.differences.slice(0, 6)) console.log(`    ${failure.client ?? ''} ${failure.label}: ${difference}`);
}
for (const name of missing) console.log(`NOT PLAYED - ${name}`);
for (const at of gained) console.log(`new - ${at.group} / ${at.name}${options.update ? '' : ' (keep it with --update)'}`);

if (options.update) {
  for (const { group, name } of gained) {
    (ratchet.passes[group] ??= []).push(name);
    if (ratchet.waits[group] !== undefined) delete ratchet.waits[group][name];
  }
  writeFileSync(ratchetFile, `${JSON.stringify(ratchet, null, 2)}\n`);
}
console.log(`scenarios ${passed.length}/${played.length}, lost ${lost.length + missing.length}, waiting ${failed.filter((at) => waitsFor(at) !== undefined).length}`);
process.exitCode = lost.length + missing.length > 0 || played.length === 0 ? 1 : 0;

/** Deals the groups out to several runners, which play side by side on ports of their own. */
function share(all: readonly string[], runners: number): string[][] {
  const hands: string[][] = Array.from({ length: runners }, () => []);
  for (const [i, group] of all.entries()) hands[i % runners]?.push(group);
  return hands.filter((hand) => hand.length > 0);
}

async function play(hand: readonly string[], index: number): Promise<Played[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zelos-conformance-'));
  try {
    const report = join(folder, 'report.json');
    const port = Number(process.env['CONFORMANCE_PORT'] ?? 20_000 + (process.pid % 120) * 100) + index * 50;
    const child = spawn(
      process.execPath,
      [runner, '--start', './bin/zelos serve --config {config} --dev', '--group', hand.join(','), '--later', ratchet.later.join(','), '--json', report, '--quiet'],
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
