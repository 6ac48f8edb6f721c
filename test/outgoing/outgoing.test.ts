import assert from 'node:assert/strict';
import type { LookupAddress, lookup } from 'node:dns';
import { describe, test } from 'node:test';
import { type Log, silentLog } from '../../src/log.ts';
import { type Ask, createOutgoing, lookupOfPublic, NoAnswer } from '../../src/outgoing/outgoing.ts';
import { connectToPublic } from '../../src/outgoing/socket.ts';
import { anywhere } from '../support/outgoing.ts';
import { receiver, speaker } from './servers.ts';

const limits: Ask = { timeout: 2000, maxBytes: 1000 };
/** A look-up of names that only this test knows. */
const naming = (names: Readonly<Record<string, readonly string[]>>, asked: string[] = []): typeof lookup =>
  ((host: string, _: unknown, done: (error: Error | null, found: LookupAddress[]) => void) => {
    asked.push(host);
    const found = names[host];
    if (found === undefined) done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), []);
    else
      done(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  }) as unknown as typeof lookup;

const guarded = (exceptions: readonly string[] = [], more: { lookup?: typeof lookup; log?: Log } = {}) =>
  createOutgoing({ config: { clients: { http: { disallow_private_ip_ranges: true, private_ip_exception_urls: exceptions } } }, log: silentLog, ...more });
const isWhy = (why: NoAnswer['why'], text?: RegExp) => (error: unknown) => error instanceof NoAnswer && error.why === why && (text === undefined || text.test(error.message));
const notAllowed = isWhy('refused', /^the address is not allowed$/);

const closedPort = 1;

describe('calls when private addresses are not allowed', () => {
  test('never reach this machine, however it is written', async () => {
    const { port, received } = await receiver();
    const hosts = [
      '127.0.0.1',
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
      '0x7f.0.0.1',
      '017700000001',
      '0177.0.0.1',
      '0',
      '0.0.0.0',
      '①②⑦.0.0.1',
      '127.0.0.1.',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[0:0:0:0:0:ffff:127.0.0.1]',
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      'localhost',
      'LOCALHOST',
      'user:password@127.0.0.1',
    ];
    for (const host of hosts) await assert.rejects(guarded().fetch(`http://${host}:${port}/`, limits), notAllowed, host);
    assert.deepEqual(received, []);
  });

  test('never reach a machine whose name leads to a private address', async () => {
    const { port, received } = await receiver();
    const names = {
      'v4.test': ['127.0.0.1'],
      'v6.test': ['::1'],
      'mapped.test': ['::ffff:127.0.0.1'],
      'scoped.test': ['fe80::1%lo'],
      'several.test': ['10.0.0.1', '127.0.0.1', 'fd00::1'],
      'metadata.test': ['169.254.169.254'],
    };
    for (const name of Object.keys(names))
      for (const scheme of ['http', 'https']) await assert.rejects(guarded([], { lookup: naming(names) }).fetch(`${scheme}://${name}:${port}/`, limits), notAllowed, name);
    assert.deepEqual(received, []);
  });

  test('look a name up once, and take of what they find the public addresses only', async () => {
    const asked: string[] = [];
    const find = lookupOfPublic(naming({ 'mixed.test': ['127.0.0.1', '93.184.215.14', '::1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'] }, asked));
    const all = await new Promise((resolve, reject) => find('mixed.test', { all: true }, (error, found) => (error ? reject(error) : resolve(found))));
    assert.deepEqual(all, [
      { address: '93.184.215.14', family: 4 },
      { address: '2606:2800:21f:cb07:6820:80da:af6b:8b2c', family: 6 },
    ]);
    const first = await new Promise((resolve, reject) => find('mixed.test', {}, (error, address, family) => (error ? reject(error) : resolve([address, family]))));
    assert.deepEqual(first, ['93.184.215.14', 4]);
    assert.equal(asked.length, 2);
  });

  test('say the same of what is there and of what is not', async () => {
    const { url } = await receiver();
    const said = await Promise.all(
      [url, `http://127.0.0.1:${closedPort}`, 'http://10.255.255.1'].map((to) =>
        guarded()
          .fetch(to, limits)
          .catch((error: Error) => error.message),
      ),
    );
    assert.deepEqual([...new Set(said)], ['the address is not allowed']);
  });

  test('leave a line in the log, with the host', async () => {
    const lines: object[] = [];
    await assert.rejects(guarded([], { log: { ...silentLog, warn: (details) => lines.push(details) } }).fetch('http://127.0.0.1:9/secret?token=1', limits));
    assert.deepEqual(lines, [{ host: '127.0.0.1:9' }]);
  });

  test('reach exceptions, and nothing beside them', async () => {
    const { url, received } = await receiver();
    const outgoing = guarded([`${url}/hook?a=1`, 'http://127.0.0.1:9']);
    assert.equal((await outgoing.fetch(`${url}/hook?a=1`, limits)).status, 200);
    for (const path of ['/hook', '/hook?a=2', '/hook/?a=1', '/Hook?a=1', '/', '/hook?a=1&b']) await assert.rejects(outgoing.fetch(url + path, limits), notAllowed, path);
    assert.equal(received.length, 1);
  });

  test('are stopped at a redirect to a private address, and let through to an exception', async () => {
    const inner = await receiver();
    const outer = await receiver((request, response) => response.writeHead(302, { location: request.url === '/out' ? `${inner.url}/in` : `${inner.url}/else` }).end());
    const outgoing = guarded([`${outer.url}/out`, `${outer.url}/bad`, `${inner.url}/in`]);
    await assert.rejects(outgoing.fetch(`${outer.url}/bad`, { ...limits, redirects: 3 }), notAllowed);
    assert.equal(inner.received.length, 0);
    assert.equal((await outgoing.fetch(`${outer.url}/out`, { ...limits, redirects: 3 })).text, '{}');
    assert.deepEqual(
      inner.received.map(({ url }) => url),
      ['/in'],
    );
  });

  test('hold for connections of other kinds', async () => {
    const { port } = await receiver();
    for (const host of ['127.0.0.1', '::1', 'localhost', '::ffff:7f00:1']) await assert.rejects(connectToPublic(host, port, 2000), notAllowed, host);
  });
});

describe('calls', () => {
  test('go to http and https, and nowhere else', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://127.0.0.1/', 'data:text/plain,x', 'unix:/run/x.sock']) await assert.rejects(anywhere.fetch(url, limits), isWhy('refused'), url);
    for (const url of ['', 'nothing', 'http://', 'http://[::1', 'http://127.0.0.1:99999']) await assert.rejects(anywhere.fetch(url, limits), isWhy('broken'), url);
  });

  test('give any status as an answer, with its headers', async () => {
    const { url } = await receiver((_, response) => response.writeHead(503, { 'x-one': ['a', 'b'], 'set-cookie': ['c=1', 'd=2'] }).end('nö'));
    const { status, headers, text } = await anywhere.fetch(url, limits);
    assert.deepEqual([status, headers.get('x-one'), headers.getSetCookie(), text], [503, 'a, b', ['c=1', 'd=2'], 'nö']);
  });

  test('send method, headers and body, whatever the method', async () => {
    const { url, received } = await receiver();
    for (const method of ['POST', 'GET', 'DELETE', 'PATCH']) await anywhere.fetch(`${url}/x?y=1`, { ...limits, method, headers: { 'X-A': '1', 'User-Agent': 'mine' }, body: 'ä' });
    for (const { headers, body } of received)
      assert.deepEqual([headers['x-a'], headers['user-agent'], headers['content-length'], headers['transfer-encoding'], body], ['1', 'mine', '2', undefined, 'ä']);
    assert.deepEqual(
      received.map(({ method }) => method),
      ['POST', 'GET', 'DELETE', 'PATCH'],
    );
  });

  test('follow no redirect unless they are asked to, and then so many', async () => {
    const { url, received } = await receiver((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(307, { location: `/${left - 1}` });
      response.end(String(left));
    });
    assert.deepEqual([(await anywhere.fetch(`${url}/1`, limits)).status, received.length], [307, 1]);
    assert.equal((await anywhere.fetch(`${url}/3`, { ...limits, redirects: 3 })).text, '0');
    await assert.rejects(anywhere.fetch(`${url}/4`, { ...limits, redirects: 3 }), isWhy('broken', /too often/));
    await assert.rejects(anywhere.fetch(`${url}/1`, { ...limits, redirects: 0 }), isWhy('broken', /too often/));
  });

  test('take no credentials along to another host', async () => {
    const there = await receiver();
    const here = await receiver((_, response) => response.writeHead(302, { location: there.url }).end());
    await anywhere.fetch(here.url, { ...limits, redirects: 1, headers: { Authorization: 'Basic x', Cookie: 'a=b', Accept: 'text/plain' } });
    const headers = there.received[0]?.headers ?? {};
    assert.deepEqual([headers.authorization, headers.cookie, headers.accept], [undefined, undefined, 'text/plain']);
  });

  test('end at their deadline: with a server that says nothing, that drips, and that stops half-way', { timeout: 20_000 }, async () => {
    const dripping = await receiver((_, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const silent = await speaker(undefined, 'wait');
    const headersOnly = await speaker('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345', 'wait');
    for (const { url } of [dripping, silent, headersOnly]) await assert.rejects(anywhere.fetch(url, { ...limits, timeout: 150 }), isWhy('late', /150 ms/));
  });

  test('end when whoever wanted them does no longer', async () => {
    const { url } = await speaker(undefined, 'wait');
    const gone = new AbortController();
    const call = anywhere.fetch(url, { ...limits, signal: gone.signal });
    gone.abort();
    await assert.rejects(call, isWhy('broken'));
  });

  test('read no more than they may', async () => {
    const { url } = await receiver((request, response) => response.end('x'.repeat(Number(request.url?.slice(1)))));
    assert.equal((await anywhere.fetch(`${url}/1000`, limits)).text.length, 1000);
    await assert.rejects(anywhere.fetch(`${url}/1001`, limits), isWhy('large'));
    await assert.rejects(anywhere.fetch(`${url}/20000000`, limits), isWhy('large'));
  });

  test('take no half, broken or compressed answer for one', async () => {
    const broken = {
      nothing: '',
      'not HTTP': 'SSH-2.0-OpenSSH_9.2\r\n',
      'too short': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345',
      'half a chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n12345',
      'no last chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n',
      'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\n12345',
      'length and chunks': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'endless headers': `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`,
      'another protocol': 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
      compressed: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc',
    };
    for (const [kind, text] of Object.entries(broken))
      await assert.rejects(
        speaker(text).then(({ url }) => anywhere.fetch(url, limits)),
        isWhy('broken'),
        kind,
      );
    await assert.rejects(anywhere.fetch(`http://127.0.0.1:${closedPort}`, limits), isWhy('broken', /ECONNREFUSED/));
    await assert.rejects(anywhere.fetch('http://127.0.0.1', { ...limits, headers: { a: 'b\r\nc: d' } }), isWhy('broken'));
  });

  test('speak TLS to https, and trust no certificate that nobody vouches for', async () => {
    const { port } = await receiver();
    await assert.rejects(anywhere.fetch(`https://127.0.0.1:${port}`, limits), isWhy('broken'));
  });
});
