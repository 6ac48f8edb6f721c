import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { after } from 'node:test';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly port: number;
  readonly url: string;
  /** What has arrived, the last one last. */
  readonly received: Received[];
}

/** A machine on loopback that keeps what it is sent and answers as it is told; gone after the tests of a file. */
export async function receiver(answer: RequestListener = (_, response) => response.end('{}')): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  const port = await listening(server);
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port, url: `http://127.0.0.1:${port}`, received };
}

/** One that speaks, byte for byte, what it is told as soon as somebody has sent something; without a text it never says anything. */
export async function speaker(text: string | undefined, then: 'close' | 'wait' = 'close'): Promise<{ readonly port: number; readonly url: string; connections: number }> {
  const sockets = new Set<Socket>();
  const it = { port: 0, url: '', connections: 0 };
  const server = createTcpServer((socket) => {
    it.connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => {
      if (text !== undefined) socket.write(text);
      if (then === 'close') socket.end();
    });
  });
  it.port = await listening(server);
  it.url = `http://127.0.0.1:${it.port}`;
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return it;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
