import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { loadConfig } from '../../src/config/config.ts';
import { repository } from '../support/process.ts';

/** The recorded exchanges are not part of this repository: see scripts/conformance.ts. */
const recordings = process.env['ZELOS_CONFORMANCE'] ?? join(repository, '..', 'shared', 'conformance');
const ratchet = JSON.parse(readFileSync(join(repository, 'conformance', 'ratchet.json'), 'utf8')) as Record<string, { groups: string[]; waits: Record<string, Record<string, string>> }>;
const groups = new Set(Object.values(ratchet).flatMap((run) => run.groups.filter((group) => !Object.values(run.waits[group] ?? {}).includes('hooks'))));
type Change = (config: object) => object;

describe('the configurations that Kratos was recorded with load', { skip: existsSync(recordings) ? false : 'the recordings are not here' }, () => {
  for (const group of groups)
    test(group, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'zelos-recorded-'));
      try {
        const { baseConfig } = (await import(pathToFileURL(join(recordings, 'lib', 'server.mjs')).href)) as { baseConfig: (folder: string) => object };
        const { servers = { default: (config) => config } } = (await import(pathToFileURL(join(recordings, 'scenarios', `${group}.mjs`)).href)) as { servers?: Record<string, Change> };
        for (const [name, change] of Object.entries(servers)) {
          const file = join(folder, `${name}.yml`);
          writeFileSync(file, JSON.stringify(change(baseConfig(folder))));
          const { warnings } = loadConfig({ files: [file], env: {}, dev: true });
          assert.ok(warnings.length <= 1, warnings.join('\n'));
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
});
