import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/clock.ts';
import type { Counts } from '../src/db/database.ts';
import { openDatabase } from '../src/db/open.ts';
import { silentLog } from '../src/log.ts';
import { createZelos } from '../src/server.ts';
import { PUBLIC_URL } from '../test/support/config.ts';
import type { Send } from './operations.ts';
import { configFor } from './setting.ts';

/** A Zelos that can be asked, and can say what it has used since its start. */
export interface Subject {
  readonly name: string;
  readonly send: Send;
  /** CPU in milliseconds, all threads. */
  usage(): Promise<{ readonly cpu: number; readonly counts: Counts }>;
  close(): Promise<void>;
}

/** In this process by `fetch`: its CPU includes making the request and reading the answer. */
export async function inProcess(dsn: string): Promise<Subject> {
  const database = await openDatabase(dsn, { clock: systemClock });
  const zelos = await createZelos(configFor(dsn), { log: silentLog, autoMigrate: true, database });
  return {
    name: 'in process',
    async send(method, path, headers, body) {
      const response = await zelos.public.fetch(new Request(PUBLIC_URL + path, { method, headers, ...(body === undefined ? {} : { body }) }));
      return { status: response.status, text: await response.text(), cookies: response.headers.getSetCookie() };
    },
    async usage() {
      const { user, system } = process.cpuUsage();
      return { cpu: (user + system) / 1000, counts: { ...database.counts } };
    },
    async close() {
      await zelos.close();
      await database.close();
    },
  };
}

/** Over HTTP on the loopback with connections kept alive: its CPU is that of the server's process alone. */
export async function overHttp(dsn: string): Promise<Subject> {
  const server = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [dsn]);
  await once(server, 'message');
  const ask = async (): Promise<{ port: number; cpu: number; counts: Counts }> => {
    server.send('usage');
    const [usage] = await once(server, 'message');
    return usage;
  };
  const { port } = await ask();
  const agent = new Agent({ keepAlive: true });
  return {
    name: 'over HTTP',
    send: (method, path, headers, body) =>
      new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) } }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text, cookies: response.headers['set-cookie'] ?? [] }));
        })
          .on('error', reject)
          .end(body);
      }),
    usage: ask,
    async close() {
      agent.destroy();
      server.disconnect();
      await once(server, 'exit');
    },
  };
}
