import type { RequestListener } from 'node:http';
import type { Config } from './config/config.ts';
import { readTls } from './config/tls.ts';
import { type Listener, listen } from './http/listen.ts';
import { renewWith } from './http/renewal.ts';
import { createLog } from './log.ts';
import { createZelos, LAST_REQUESTS, type Zelos, type ZelosOptions } from './server.ts';

export interface RunningServer {
  readonly zelos: Zelos;
  /** Where it listens; 0 for a socket file. */
  readonly ports: { readonly public: number; readonly admin: number };
  /** Takes no more connections, finishes what is under way, then closes everything. */
  close(): Promise<void>;
}

/** Listens on both ports. @throws Error if one cannot be had; then nothing is left open */
export async function startServer(config: Config, options: ZelosOptions = {}): Promise<RunningServer> {
  const { log = createLog(config.log) } = options;
  const zelos = await createZelos(config, { ...options, log });
  const open: Listener[] = [];
  const renewals: (() => void)[] = [];
  const close = async (): Promise<void> => {
    for (const end of renewals) end();
    await Promise.all(open.map((listener) => listener.stop()));
    await zelos.close();
  };
  const openAt = async (answer: RequestListener, place: Config['serve']['public' | 'admin']): Promise<Listener> => {
    const listener = await listen(answer, place, LAST_REQUESTS, readTls(place.tls));
    open.push(listener);
    renewals.push(renewWith(place.tls, listener, log));
    return listener;
  };
  try {
    const site = await openAt(zelos.node.public, config.serve.public);
    const admin = await openAt(zelos.node.admin, config.serve.admin);
    return { zelos, ports: { public: site.port, admin: admin.port }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
