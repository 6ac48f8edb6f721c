import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import type { Clock } from '../../src/clock.ts';
import type { ConfigInput } from '../../src/config/config.ts';
import { silentLog } from '../../src/log.ts';
import { createZelos } from '../../src/server.ts';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** Why these tests cannot run here, or false. */
export const skip = existsSync(CHROMIUM) ? false : `there is no browser at ${CHROMIUM}; name one with CHROMIUM`;

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });

export interface ListeningZelos {
  readonly url: string;
  now(): number;
  /** Lets time pass for the server: codes of apps change, sign-ins get old. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/**
 * A whole server on a port of its own, with a fresh database and the configuration of someone who has given none. It is
 * called `localhost`, as browsers make keys only for what has a name.
 */
export async function listen(config: ConfigInput = {}): Promise<ListeningZelos> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  let ahead = 0;
  const clock: Clock = { now: () => Date.now() + ahead };
  const zelos = await createZelos({ dsn: 'memory', dev: true, ...config, serve: { public: { base_url: url } } }, { log: silentLog, clock });
  server.on('request', zelos.node.public);
  return {
    url,
    now: () => clock.now(),
    advance(ms) {
      ahead += ms;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await zelos.close();
    },
  };
}
