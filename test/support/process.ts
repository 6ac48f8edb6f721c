import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConfigInput } from '../../src/config/config.ts';
import { baseConfig, merged } from './config.ts';

/** A server in a process of its own, as people run it, on loopback ports that were free. */
export interface ZelosProcess {
  readonly publicUrl: string;
  readonly adminUrl: string;
  /** What it has written so far. */
  log(): string;
  /** Resolves when the process and everything it started is gone; with its exit code, null if a signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export const repository = fileURLToPath(new URL('../..', import.meta.url));

export async function freePorts<const N extends number>(count: N): Promise<number[] & { length: N }> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports as number[] & { length: N };
}

export interface ProcessOptions {
  readonly dsn?: string;
  readonly config?: ConfigInput;
  /** The program and its first arguments; left out: `bin/zelos` of this repository. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** In place of this process' own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export async function runZelos({
  dsn = 'memory',
  config = {},
  command = [join(repository, 'bin', 'zelos')],
  args = [],
  cwd = repository,
  environment = process.env,
}: ProcessOptions = {}): Promise<ZelosProcess> {
  const [publicPort, adminPort] = await freePorts(2);
  const publicUrl = `http://127.0.0.1:${publicPort}`;
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  const folder = mkdtempSync(join(tmpdir(), 'zelos-process-'));
  const file = join(folder, 'kratos.yml');
  const listen = { dsn, serve: { public: { base_url: publicUrl, host: '127.0.0.1', port: publicPort }, admin: { base_url: adminUrl, host: '127.0.0.1', port: adminPort } } };
  writeFileSync(file, JSON.stringify(merged(merged(baseConfig, listen), config)));

  const [program = '', ...first] = command;
  // A group of its own, so that a launcher and what it started end together.
  const child = spawn(program, [...first, 'serve', '--config', file, ...args], { cwd, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  const gone = new Promise<number | null>((resolve, reject) => child.once('exit', resolve).once('error', reject)).finally(() => rmSync(folder, { recursive: true, force: true }));
  gone.catch(() => {});

  const ended = { is: false };
  void gone.finally(() => (ended.is = true)).catch(() => {});
  const started: ZelosProcess = {
    publicUrl,
    adminUrl,
    log: () => log,
    async end(signal = 'SIGTERM') {
      if (!ended.is) signalGroup(child, signal);
      return gone;
    },
  };
  for (const patience = Date.now() + 30_000; ; ) {
    const answers = await Promise.all(
      [publicUrl, adminUrl].map((url) =>
        fetch(`${url}/health/ready`).then(
          (answer) => answer.text().then(() => answer.ok),
          () => false,
        ),
      ),
    );
    if (answers.every(Boolean)) return started;
    if (ended.is || Date.now() > patience) {
      await started.end('SIGKILL');
      throw new Error(`the server did not become ready:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}
