import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../support/process.ts';

const launcher = fileURLToPath(new URL('../../bin/zelos', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'zelos-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
interface Started {
  readonly child: ChildProcess;
  /** Resolves once stdout holds the text. */
  says(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

function start(args: readonly string[], { env = {}, cwd = folder, input = '', program = launcher }: { env?: Record<string, string>; cwd?: string; input?: string; program?: string } = {}): Started {
  const child = spawn(program, args, { cwd, env: { PATH: process.env['PATH'], ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (part) => (out += String(part)));
  child.stderr.on('data', (part) => (err += String(part)));
  child.stdin.on('error', () => {}); // a program that does not read it
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return {
    child,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => (out.includes(text) ? resolve() : undefined);
        child.stdout.on('data', look);
        void ended.then(() => reject(new Error(`ended without saying ${JSON.stringify(text)}:\n${out}${err}`)));
        look();
      }),
  };
}
const run = (...args: Parameters<typeof start>): Promise<Ended> => start(...args).ended;

describe('zelos', () => {
  test('says its version and its commands', async () => {
    assert.deepEqual(await run(['--version']), { code: 0, out: `${JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version}\n`, err: '' });
    const { code, out } = await run(['--help']);
    assert.equal(code, 0);
    for (const command of ['serve', 'migrate', 'identities import', 'identities list']) assert.ok(out.includes(`zelos ${command}`));
    assert.match((await run(['migrate', '--help'])).out, /^ {2}zelos migrate/);
  });

  for (const [what, args, said] of [
    ['no command', [], 'a command is needed'],
    ['an unknown command', ['toString'], 'there is no command "toString"'],
    ['an unknown option', ['serve', '--confg', 'x'], "Unknown option '--confg'"],
    ['an option without its value', ['serve', '--config'], "Option '-c, --config <value>' argument missing"],
    ['a file without --config', ['serve', 'kratos.yml'], 'serve takes no "kratos.yml": give files with --config'],
    ['an unknown action', ['identities', 'rename'], 'identities needs one of import, list, verify, get, delete'],
    ['an action without its id', ['identities', 'get'], 'identities get needs the id of an identity'],
    ['a list without the file to make of it', ['breaches', 'build', 'list.txt'], 'breaches build needs a list and the file to make of it'],
  ] as const)
    test(`exits with 2 and says how it is called: ${what}`, async () => {
      const { code, out, err } = await run(args);
      assert.deepEqual([code, out], [2, '']);
      assert.equal(err.split('\n')[0], `zelos: ${said}`);
      assert.match(err, /\n {2}zelos /);
    });

  test('exits with 1 and shows problems of the configuration with their place, without a stack', async () => {
    writeFileSync(join(folder, 'wrong.yml'), 'dsn: memory\nlog: { level: loud }\n');
    const { code, err } = await run(['serve', '--config', 'wrong.yml'], { env: { SERVE_ADMIN_PORT: 'x' } });
    assert.equal(code, 1);
    assert.equal(
      err,
      'zelos: The configuration has 2 problems:\n  environment SERVE_ADMIN_PORT  serve.admin.port must be a whole number from 1 to 65535, not "x"\n  wrong.yml:2:15  log.level must be trace, debug, info, warning, error, fatal or panic, not "loud"\n',
    );
  });

  test('exits with 1 and one line when a port is taken', async () => {
    const [site, admin] = await freePorts(2);
    const env = { DSN: 'memory', SERVE_PUBLIC_HOST: '127.0.0.1', SERVE_PUBLIC_PORT: String(site), SERVE_ADMIN_HOST: '127.0.0.1', SERVE_ADMIN_PORT: String(admin), LOG_LEVEL: 'error' };
    const first = start(['serve', '--dev'], { env });
    await first.says('listens at');
    const second = await run(['serve', '--dev'], { env });
    first.child.kill('SIGTERM');
    assert.deepEqual([second.code, second.err.trimEnd().split('\n').length], [1, 1]);
    assert.match(second.err, /EADDRINUSE/);
    assert.equal((await first.ended).code, 0);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    test(`serves without any configuration, and ends with 0 at ${signal}`, async () => {
      const cwd = join(folder, signal);
      mkdirSync(cwd);
      const [site, admin] = await freePorts(2);
      const server = start(['serve'], {
        cwd,
        env: { SERVE_PUBLIC_PORT: String(site), SERVE_ADMIN_PORT: String(admin), SERVE_PUBLIC_HOST: '127.0.0.1', SERVE_ADMIN_HOST: '127.0.0.1', LOG_LEVEL: 'error' },
      });
      await server.says('to make an account');
      assert.equal((await fetch(`http://127.0.0.1:${site}/health/ready`)).status, 200);
      server.child.kill(signal);
      const { code, out, err } = await server.ended;
      assert.deepEqual([code, err], [0, '']);
      const page = /open (\S+) to make an account/.exec(out)?.[1];
      assert.equal(page, `http://127.0.0.1:${site}/ui`);
      assert.ok(existsSync(join(cwd, 'zelos.db')) && existsSync(join(cwd, 'zelos.secrets.json')));
    });

  test('does not go on without its launcher', async () => {
    const [site, admin] = await freePorts(2);
    const server = start(['serve', '--dev'], {
      env: { DSN: 'memory', SERVE_PUBLIC_HOST: '127.0.0.1', SERVE_PUBLIC_PORT: String(site), SERVE_ADMIN_HOST: '127.0.0.1', SERVE_ADMIN_PORT: String(admin) },
    });
    await server.says('listens at');
    server.child.kill('SIGKILL');
    await server.ended; // its streams are closed only when whoever inherited them is gone, too
    await assert.rejects(fetch(`http://127.0.0.1:${site}/health/alive`));
  });
});

describe('identities', () => {
  const env = { DSN: `sqlite://${folder}/people.db`, LOG_LEVEL: 'error' };
  const zelos = (args: readonly string[], input = ''): Promise<Ended> => run(['identities', ...args], { env, input });
  const person = (email: string): object => ({ schema_id: 'default', traits: { email } });

  test('are imported from stdin and files, listed, shown and deleted', async () => {
    writeFileSync(join(folder, 'more.json'), JSON.stringify([person('bea@example.org'), person('cleo@example.org')]));
    const one = await zelos(['import'], JSON.stringify(person('ann@example.org')));
    assert.deepEqual([one.code, one.err], [0, '']);
    const [{ id }] = JSON.parse(one.out);
    assert.equal((await zelos(['import', 'more.json'])).code, 0);
    const emails = (out: string): string[] =>
      JSON.parse(out)
        .map((each: { traits: { email: string } }) => each.traits.email)
        .sort();
    assert.deepEqual(emails((await zelos(['list'])).out), ['ann@example.org', 'bea@example.org', 'cleo@example.org']);
    assert.deepEqual(emails((await zelos(['get', id])).out), ['ann@example.org']);
    assert.deepEqual(JSON.parse((await zelos(['delete', id])).out), [{ id }]);
    assert.deepEqual(emails((await zelos(['list'])).out), ['bea@example.org', 'cleo@example.org']);
  });
  test('that cannot be imported are named, and the others are imported', async () => {
    const { code, out, err } = await zelos(['import'], JSON.stringify([{ schema_id: 'default', traits: {} }, person('dora@example.org')]));
    assert.equal(code, 1);
    assert.equal(JSON.parse(out).length, 1);
    assert.match(err, /^zelos: stdin\[0\]: \S/);
  });
  test('whose log was changed in the file are named, and make the exit code 1', async () => {
    const logged = { ...env, DSN: `sqlite://${folder}/logged.db` };
    const [{ id }, { id: other }] = JSON.parse((await run(['identities', 'import'], { env: logged, input: JSON.stringify([person('eve@example.org'), person('fay@example.org')]) })).out);
    const whole = await run(['identities', 'verify'], { env: logged });
    assert.deepEqual([whole.code, JSON.parse(whole.out).map(({ valid }: { valid: boolean }) => valid)], [0, [true, true]]);
    const file = new DatabaseSync(join(folder, 'logged.db'));
    file.prepare('update events set ip = ? where identity_id = ?').run('203.0.113.9', id);
    file.close();
    const verified = await run(['identities', 'verify', id, other], { env: logged });
    assert.deepEqual(
      [verified.code, JSON.parse(verified.out)],
      [
        1,
        [
          { id, valid: false, sequence: 1, problem: 'changed' },
          { id: other, valid: true, events: 1 },
        ],
      ],
    );
  });
  test('that are no JSON are refused', async () => {
    const { code, err } = await zelos(['import'], 'ann@example.org');
    assert.equal(code, 1);
    assert.match(err, /^zelos: stdin is not JSON: .*\n$/);
  });
});

describe('breaches', () => {
  const sum = (password: string): string => createHash('sha1').update(password).digest('hex').toUpperCase();
  const list = [`${sum('leaked')}:9`, `${sum('rare')}:1`].sort().join('\r\n');
  const env = { DSN: 'memory', LOG_LEVEL: 'error', SELFSERVICE_METHODS_PASSWORD_CONFIG_HAVEIBEENPWNED_ENABLED: 'true', SELFSERVICE_METHODS_PASSWORD_CONFIG_MAX_BREACHES: '1' };

  test('become a file, from a pipe, for the configured max_breaches; servers of another one do not start with it', async () => {
    const { code, out, err } = await run(['breaches', 'build', '-', 'leaked.bin'], { env, input: list });
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^leaked\.bin: 1 of 2 sums, .* in \d+ bytes\.\n$/);
    const fitting = await run(['identities', 'list'], { env: { ...env, SELFSERVICE_METHODS_PASSWORD_CONFIG_HAVEIBEENPWNED_FILE: 'leaked.bin' } });
    assert.deepEqual([fitting.code, fitting.err], [0, '']);
    const other = await run(['identities', 'list'], {
      env: { ...env, SELFSERVICE_METHODS_PASSWORD_CONFIG_HAVEIBEENPWNED_FILE: 'leaked.bin', SELFSERVICE_METHODS_PASSWORD_CONFIG_MAX_BREACHES: '0' },
    });
    assert.equal(other.code, 1);
    assert.match(other.err, /haveibeenpwned_file: leaked\.bin cannot be used: it was built with max_breaches 1, and the configuration has 0/);
  });

  test('that are no list are refused, and leave the file that was there', async () => {
    writeFileSync(join(folder, 'kept.bin'), 'as it was');
    const { code, err } = await run(['breaches', 'build', '-', 'kept.bin'], { env, input: 'hunter2\n' });
    assert.deepEqual([code, err], [1, 'zelos: line 1 is not a SHA-1 sum of 40 hexadecimal digits\n']);
    assert.equal(readFileSync(join(folder, 'kept.bin'), 'utf8'), 'as it was');
  });
});

describe('the launcher', () => {
  test('says what is missing where no Node is new enough', async (t) => {
    const old = ['/usr/bin/node', '/usr/local/bin/node'].find((at) => existsSync(at));
    const version = old === undefined ? '99' : (await run(['--version'], { program: old })).out;
    if (old === undefined || Number(/\d+/.exec(version)?.[0]) >= 24) return t.skip('this machine has no older Node');
    const alone = mkdtempSync(join(tmpdir(), 'zelos-alone-'));
    mkdirSync(join(alone, 'bin'));
    for (const name of ['zelos', 'package.json']) writeFileSync(join(alone, 'bin', name), readFileSync(fileURLToPath(new URL(`../../bin/${name}`, import.meta.url))));
    const damaged = await run([join(alone, 'bin', 'zelos')], { program: old });
    assert.deepEqual([damaged.code, damaged.err.includes('is missing')], [1, true]);
    mkdirSync(join(alone, 'src'));
    symlinkSync(fileURLToPath(new URL('../../src/cli.ts', import.meta.url)), join(alone, 'src', 'cli.ts'));
    const { code, err } = await run([join(alone, 'bin', 'zelos')], { program: old });
    rmSync(alone, { recursive: true });
    assert.equal(code, 1);
    assert.match(err, /^zelos: this needs Node 24 or newer, and runs on \d+/);
  });
});
