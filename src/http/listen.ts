import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly port: number;
  /** Takes no more connections; resolves when the last one has been answered, or cut off after the patience. */
  stop(): Promise<void>;
}

/** @param patience milliseconds that requests under way get to finish @throws Error if the port cannot be had */
export function listen(answer: RequestListener, at: { readonly host: string; readonly port: number }, patience: number): Promise<Listener> {
  const server = createServer(answer);

  const stop = (): Promise<void> =>
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

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, stop });
    });
  });
}
