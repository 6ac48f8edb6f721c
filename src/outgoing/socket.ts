import { lookup } from 'node:dns';
import { connect, isIP, type Socket } from 'node:net';
import { lookupOfPublic, NoAnswer, refusal } from './outgoing.ts';
import { isPrivate } from './private-ranges.ts';

/** Connects to a machine on the public internet, and to no other. @param timeout milliseconds. @throws NoAnswer, or what the system says */
export async function connectToPublic(host: string, port: number, timeout: number): Promise<Socket> {
  if (isIP(host) !== 0 && isPrivate(host)) throw refusal();
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup: lookupOfPublic(lookup) });
    const timer = setTimeout(() => socket.destroy(new NoAnswer('late', `it did not answer within ${timeout} ms`)), timeout);
    const failed = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once('error', failed).once('connect', () => {
      clearTimeout(timer);
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
