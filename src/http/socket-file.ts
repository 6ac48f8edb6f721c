import { chmodSync, chownSync, lstatSync, readFileSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';

const PREFIX = 'unix:';

/** `unix:/run/zelos.sock` → the path; undefined for a host. */
export const socketPath = (host: string): string | undefined => (host.startsWith(PREFIX) ? host.slice(PREFIX.length) : undefined);

export interface SocketFile {
  /** Names or numbers; '' leaves them as they are. */
  readonly owner: string;
  readonly group: string;
  /** Permissions, such as 0o660. */
  readonly mode: number;
}

/**
 * Makes room for a socket: what a killed process has left is removed, nothing else is.
 * @throws Error if somebody listens there, or it is no socket
 */
export async function makeRoom(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new Error(`${path} is there already, and is no socket`);
  if (await isAnswered(path)) throw new Error(`${path} is in use: another process listens there`);
  unlinkSync(path);
}

const isAnswered = (path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const socket = new Socket();
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? resolve(false) : reject(error)));
    socket.connect(path);
  });

/** Gives a socket to whom it is meant for. @throws Error if there is no such user or group, or this process may not */
export function giveAway(path: string, { owner, group, mode }: SocketFile): void {
  if (owner !== '' || group !== '') chownSync(path, owner === '' ? -1 : idOf(owner, '/etc/passwd', 'user'), group === '' ? -1 : idOf(group, '/etc/group', 'group'));
  chmodSync(path, mode);
}

/** Both lists have the name first and the number third. */
function idOf(name: string, list: string, what: string): number {
  if (/^\d+$/.test(name)) return Number(name);
  const line = readFileSync(list, 'utf8')
    .split('\n')
    .map((each) => each.split(':'))
    .find(([first]) => first === name);
  if (line?.[2] === undefined) throw new Error(`there is no ${what} ${JSON.stringify(name)}: give its number if it is not in ${list}`);
  return Number(line[2]);
}
