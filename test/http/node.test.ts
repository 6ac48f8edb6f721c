import assert from 'node:assert/strict';
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { createConfig } from '../../src/config/config.ts';
import { json, noContent, seeOther } from '../../src/http/answer.ts';
import { createApplication } from '../../src/http/application.ts';
import { MAX_BODY_BYTES } from '../../src/http/body.ts';
import { createClientIp } from '../../src/http/client-ip.ts';
import { createCookies } from '../../src/http/cookies.ts';
import { listenerFor } from '../../src/http/node.ts';
import { silentLog } from '../../src/log.ts';
import { baseConfig } from '../support/config.ts';

const config = createConfig({ ...baseConfig, dsn: 'memory' });
const application = createApplication({
  name: 'public',
  edge: { baseUrl: config.serve.public.base_url, cookies: createCookies(config), clientIp: createClientIp([]) },
  clock: systemClock,
  log: silentLog,
  routes: [
    { method: 'POST', path: '/echo', answer: async (exchange) => json(await exchange.fields()) },
    { method: 'POST', path: '/ignore', answer: () => json({ ignored: true }) },
    { method: 'GET', path: '/umlaut', answer: () => json({ text: 'schön 日本' }) },
    { method: 'GET', path: '/ip', answer: (exchange) => json({ ip: exchange.ip, url: exchange.url.href }) },
    { method: 'DELETE', path: '/gone', answer: () => noContent() },
    { method: 'GET', path: '/away', answer: () => seeOther('https://ui.example/') },
  ],
});

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

function serve(listener: RequestListener) {
  const server = createServer(listener);
  let port = 0;
  before(
    () =>
      new Promise<void>(
        (resolve) =>
          void server.listen(0, '127.0.0.1', () => {
            port = (server.address() as AddressInfo).port;
            resolve();
          }),
      ),
  );
  after(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const ask = (method: string, path: string, { headers = {}, body }: { headers?: Record<string, string>; body?: string | Buffer } = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text: Buffer.concat(chunks).toString() }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let seen = '';
      socket
        .on('data', (chunk) => {
          seen += chunk;
        })
        .on('close', () => resolve(seen))
        .on('error', reject);
    });
  return { ask, raw, port: () => port };
}

describe('over a socket', () => {
  const { ask, raw, port } = serve(listenerFor(application));
  const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json' };

  test('text beyond ASCII arrives whole, with its length in bytes', async () => {
    const { text, headers } = await ask('GET', '/umlaut');
    assert.deepEqual(JSON.parse(text), { text: 'schön 日本' });
    assert.equal(Number(headers['content-length']), Buffer.byteLength(text));
  });
  test('a body is read in one piece or in chunks', async () => {
    assert.equal((await ask('POST', '/echo', { headers: JSON_TYPE, body: '{"a":1}' })).text, '{"a":1}\n');
    assert.equal((await ask('POST', '/echo', { headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' }, body: '{"a":2}' })).text, '{"a":2}\n');
  });
  test('a body above a megabyte is a 413, whether its length is told or not', async () => {
    const body = Buffer.alloc(MAX_BODY_BYTES + 1, 'x');
    const told = await ask('POST', '/echo', { headers: JSON_TYPE, body }).catch((error: NodeJS.ErrnoException) => error.code);
    // The server does not wait for the rest: the client may still be writing when the connection ends.
    assert.ok(told === 'EPIPE' || told === 'ECONNRESET' || (typeof told === 'object' && told.status === 413), JSON.stringify(told));
    const announced = await raw(`POST /echo HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n`);
    assert.match(announced, /^HTTP\/1\.1 413 /);
    assert.match(announced, /connection: close/i);
    const size = (MAX_BODY_BYTES + 1).toString(16);
    const untold = await raw(
      `POST /echo HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${'x'.repeat(MAX_BODY_BYTES + 1)}`,
    );
    assert.match(untold, /^HTTP\/1\.1 413 /);
  });
  test('a body nobody reads does not mix with the next request', async () => {
    const answer = await raw(`POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\nGET /ip HTTP/1.1\r\n`);
    assert.equal(answer.match(/HTTP\/1\.1 /g)?.length, 1);
  });
  test('HEAD, 204 and a redirect are framed as they should be', async () => {
    const head = await ask('HEAD', '/umlaut');
    assert.equal(head.text, '');
    assert.ok(Number(head.headers['content-length']) > 10);
    const gone = await ask('DELETE', '/gone');
    assert.deepEqual([gone.status, gone.headers['content-length'], gone.headers['transfer-encoding']], [204, undefined, undefined]);
    const away = await ask('GET', '/away');
    assert.deepEqual([away.status, away.headers.location], [303, 'https://ui.example/']);
  });
  test('the address of the client is that of the socket, whatever its headers say', async () => {
    const { text } = await ask('GET', '/ip', { headers: { 'x-forwarded-for': '6.6.6.6', 'true-client-ip': '6.6.6.6', 'x-real-ip': '6.6.6.6', host: 'evil.example' } });
    assert.deepEqual(JSON.parse(text), { ip: '127.0.0.1', url: `${config.serve.public.base_url}/ip` });
  });
  test('a whole address in the request line is read as its path', async () => {
    assert.match(await raw('GET http://evil.example/ip?a=1 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'), new RegExp(`"url":"${config.serve.public.base_url}/ip\\?a=1"`));
  });
  test('a client that goes away in the middle of its body harms nobody', async () => {
    await new Promise<void>((resolve) => {
      const sent = httpRequest({ host: '127.0.0.1', port: port(), method: 'POST', path: '/echo', headers: { 'content-length': '100' } });
      sent.on('error', () => resolve());
      sent.write('{"a"');
      setTimeout(() => sent.destroy(), 20);
    });
    assert.equal((await ask('GET', '/ip')).status, 200);
  });
});

describe('behind a body parser', () => {
  const parsed =
    (read: (text: string) => unknown): RequestListener =>
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => listenerFor(application)(Object.assign(request, { body: read(Buffer.concat(chunks).toString()) }), response));
    };
  const asJson = serve(parsed((text) => JSON.parse(text)));
  const asForm = serve(parsed((text) => Object.fromEntries(new URLSearchParams(text))));
  const asText = serve(parsed((text) => text));
  const asBytes = serve(parsed((text) => Buffer.from(text)));

  test('what it has left is read', async () => {
    const JSON_TYPE = { 'content-type': 'application/json' };
    const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
    assert.equal((await asJson.ask('POST', '/echo', { headers: JSON_TYPE, body: '{"a":{"b":[1]}}' })).text, '{"a":{"b":[1]}}\n');
    assert.equal((await asForm.ask('POST', '/echo', { headers: FORM_TYPE, body: 'a.b=1&c=x%20y' })).text, '{"a":{"b":"1"},"c":"x y"}\n');
    assert.equal((await asText.ask('POST', '/echo', { headers: JSON_TYPE, body: '{"a":1}' })).text, '{"a":1}\n');
    assert.equal((await asBytes.ask('POST', '/echo', { headers: JSON_TYPE, body: '{"a":1}' })).text, '{"a":1}\n');
  });
});
