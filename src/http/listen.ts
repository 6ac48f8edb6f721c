import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Tls } from '../config/tls.ts';
import { giveAway, makeRoom, type SocketFile, socketPath } from './socket-file.ts';

export interface Listener {
  /** 0 for a socket file. */
  readonly port: number;
  /** Speaks with this certificate from the next connection on; only of a listener that speaks TLS already. */
  renew(tls: Tls): void;
  /** Takes no more connections; resolves when the last one has been answered, or cut off after the patience. */
  stop(): Promise<void>;
}

export interface Place {
  /** An address, or `unix:` and the path of a socket file. */
  readonly host: string;
  readonly port: number;
  readonly socket: SocketFile;
}

const OLDEST = 'TLSv1.2';

/** @param patience milliseconds that requests under way get to finish @throws Error if the place cannot be had */
export async function listen(answer: RequestListener, { host, port, socket }: Place, patience: number, tls?: Tls): Promise<Listener> {
  const path = socketPath(host);
  if (path !== undefined) await makeRoom(path);
  const secure = tls && createTlsServer({ ...tls, minVersion: OLDEST }, answer);
  const server = secure ?? createServer(answer);
  await listening(server, path === undefined ? { host, port } : { path });
  const stop = stopper(server, patience);
  try {
    if (path !== undefined) giveAway(path, socket);
  } catch (error) {
    await stop();
    throw error;
  }
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, renew: (next) => secure?.setSecureContext({ ...next, minVersion: OLDEST }), stop };
}

const listening = (server: Server | TlsServer, at: { readonly host: string; readonly port: number } | { readonly path: string }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      resolve();
    });
  });

const stopper = (server: Server | TlsServer, patience: number) => (): Promise<void> =>
  new Promise((resolve) => {
    // Connections that clients keep open for further requests end as soon as nothing is asked on them.
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const cut = setTimeout(() => server.closeAllConnections(), patience);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
