import { statSync } from 'node:fs';
import { readTls, type TlsKeys } from '../config/tls.ts';
import type { Log } from '../log.ts';
import type { Listener } from './listen.ts';

const EVERY = 60_000;

/**
 * Takes up a renewed certificate while the server runs: looks whether the files have changed, and keeps the former ones as
 * long as the new do not go together. @param every milliseconds @returns what ends it
 */
export function renewWith(files: TlsKeys, listener: Listener, log: Log, every: number = EVERY): () => void {
  const paths = [files.key.path, files.cert.path].filter((path) => path !== undefined);
  if (paths.length === 0) return () => {};
  let seen = paths.map(stateOf).join();
  const timer = setInterval(() => {
    const found = paths.map(stateOf).join();
    if (found === seen) return;
    seen = found;
    try {
      const tls = readTls(files);
      if (tls === undefined) return;
      listener.renew(tls);
      log.info({}, 'a renewed certificate is in use');
    } catch (error) {
      log.warn({ err: error }, 'a changed certificate is not used: it cannot be read, or key and certificate do not go together yet');
    }
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}

/** What differs when a file was written, or another one put in its place. */
function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.ctimeMs} ${found.size}`;
}
