import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { apiErrors } from '../errors.ts';
import type { Application, Outgoing } from './application.ts';
import { MAX_BODY_BYTES } from './body.ts';
import type { Incoming } from './exchange.ts';
import { tooLarge } from './web.ts';

/** The application as a listener for node:http, which Express takes, too. Never rejects. @param peer who connects, where connections do not tell */
export const listenerFor =
  (application: Application, peer?: string): RequestListener =>
  (request, response) => {
    application.handle(fromMessage(request, peer)).then(
      (outgoing) => send(outgoing, request, response),
      () => response.destroy(), // only if the application itself is broken: everything in a route has been answered
    );
  };

function fromMessage(message: IncomingMessage, peer: string | undefined): Incoming {
  return {
    method: message.method ?? 'GET',
    target: targetOf(message.url ?? '/'),
    header: (name) => {
      const value = message.headers[name];
      return typeof value === 'string' ? value : value?.join(', ');
    },
    get peer() {
      return peer ?? message.socket.remoteAddress ?? '';
    },
    body: () => bodyOf(message),
  };
}

/** A client may send the whole address, as to a proxy. */
const targetOf = (url: string): string => (url.startsWith('/') ? url : url.replace(/^[a-z]+:\/\/[^/?]*/i, '').replace(/^(?!\/)/, '/'));

function send({ status, headers, cookies, body }: Outgoing, request: IncomingMessage, response: ServerResponse): void {
  const written = status === 204 ? null : body;
  const size = written === null ? 0 : Buffer.byteLength(written);
  const length = status === 204 ? {} : { 'content-length': String(size) };
  // What of the body was not read is not waited for: the connection ends with this answer.
  const close = request.readableEnded || !hasBody(request) ? {} : { connection: 'close' };
  response.writeHead(status, { ...headers, ...length, ...close, ...(cookies.length === 0 ? {} : { 'set-cookie': [...cookies] }) });
  if (written === null || request.method === 'HEAD') response.end();
  // Text of as many bytes as characters is ASCII, which Node writes a third faster when it knows.
  else if (typeof written === 'string') response.end(written, size === written.length ? 'latin1' : 'utf8');
  else response.end(written);
}

const hasBody = ({ headers }: IncomingMessage): boolean => headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

function bodyOf(message: IncomingMessage): Promise<Uint8Array> {
  if (Number(message.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return Promise.reject(tooLarge());
  if (message.readableEnded) return Promise.resolve(alreadyParsed(message));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= MAX_BODY_BYTES) return chunks.push(chunk);
      message.pause();
      return reject(tooLarge());
    });
    message.on('end', () => resolve(Buffer.concat(chunks)));
    message.on('close', () => reject(apiErrors.badRequest('The request ended before its body did.')));
  });
}

/** In an Express app a parser may have come first, and left what it has read in `body`. */
function alreadyParsed(message: IncomingMessage): Uint8Array {
  const body = 'body' in message ? message.body : undefined;
  if (body === undefined || body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body);
  if (!message.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return Buffer.from(JSON.stringify(body));
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) for (const one of Array.isArray(value) ? value : [value]) form.append(name, String(one));
  return Buffer.from(form.toString());
}
