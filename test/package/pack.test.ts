import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { repository, runZelos } from '../support/process.ts';

/** What an npm inside `npm test` would hand on of the outer one is left out, this project's own Node included: this is somebody else's folder, on a machine with whatever Node it has. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|NODE)/.test(name))),
  PATH: (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter),
};
const run = (cwd: string, program: string, ...args: string[]): string => execFileSync(program, args, { cwd, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('the package', () => {
  let folder: string;
  let installed: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'zelos-package-'));
    const [packed] = JSON.parse(run(repository, 'npm', 'pack', '--json', '--pack-destination', folder, '--loglevel=error')) as { filename: string }[];
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebodys-app', private: true, type: 'module' }));
    run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', join(folder, packed?.filename ?? 'none'));
    installed = join(folder, 'node_modules', 'zelos');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('carries what runs and what describes it, and no source', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    for (const needed of ['dist/index.js', 'dist/index.d.ts', 'dist/cli.js', 'bin/zelos', 'LICENSE', 'README.md', 'CHANGELOG.md', 'docs/configuration.md'])
      assert.ok(existsSync(join(installed, needed)), `${needed} is missing`);
    assert.deepEqual(
      files.filter((file) => /^(src|test|bench|scripts)\b/.test(file) || (file.endsWith('.ts') && !file.endsWith('.d.ts'))),
      [],
    );
    assert.match(readFileSync(join(installed, 'LICENSE'), 'utf8'), /Apache License\s+Version 2\.0/);
  });

  test('serves with npx zelos serve', async () => {
    const zelos = await runZelos({ command: ['npx', '--no-install', 'zelos'], cwd: folder, environment });
    const health = await fetch(`${zelos.publicUrl}/health/ready`);
    assert.equal(health.status, 200);
    assert.deepEqual(await health.json(), { status: 'ok' });
    await zelos.end();
  });

  test('says its version with npx zelos --version', () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string };
    assert.ok(run(folder, 'npx', '--no-install', 'zelos', '--version').includes(version));
  });

  test('can be imported, answers requests in process, and its types hold', () => {
    const program = join(folder, 'embedding.ts');
    writeFileSync(
      program,
      `import { createZelos } from 'zelos';
const zelos = await createZelos({ dsn: 'memory', log: { level: 'error' } });
const answer: Response = await zelos.public.fetch(new Request('http://127.0.0.1:4433/health/alive'));
console.log(answer.status);
await zelos.close();
// @ts-expect-error there is no such key
const unknownKey: Parameters<typeof createZelos>[0] = { dns: 'memory' };
void unknownKey;
`,
    );
    run(
      folder,
      join(repository, 'node_modules', '.bin', 'tsc'),
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      'node',
      '--typeRoots',
      join(repository, 'node_modules', '@types'),
      '--skipLibCheck',
      program,
    );
    assert.equal(run(folder, process.execPath, program).trim(), '200');
  });
});
