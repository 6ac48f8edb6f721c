import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { listen } from '../../src/http/listen.ts';
import { renewWith } from '../../src/http/renewal.ts';
import { ConfigError, type ConfigInput, createConfig, type RunningServer, startServer } from '../../src/index.ts';
import { silentLog } from '../../src/log.ts';
import { certificate } from '../support/certificate.ts';
import { baseConfig, merged } from '../support/config.ts';
import { newEmail, newPassword } from '../support/flows.ts';
import { freePorts } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'zelos-listen-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const started = async (config: ConfigInput): Promise<RunningServer> => {
  const [site = 0, admin = 0] = await freePorts(2);
  const places: ConfigInput = { serve: { public: { host: '127.0.0.1', port: site }, admin: { host: '127.0.0.1', port: admin } } };
  return startServer(createConfig(merged(merged({ ...baseConfig, dsn: 'memory' }, places), config)), { log: silentLog });
};

interface Reply {
  readonly status: number;
  readonly body: string;
}
/** Over TLS if there is something to trust. */
const get = (
  path: string,
  { headers = {}, json, ...options }: { readonly port?: number; readonly socketPath?: string; readonly ca?: string; readonly headers?: Record<string, string>; readonly json?: string },
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const where = { host: '127.0.0.1', path, agent: false as const, method: json === undefined ? 'GET' : 'POST', headers: { accept: 'application/json', ...headers }, ...options };
    const sent = (options.ca === undefined ? plainRequest : request)(where, (reply) => {
      let body = '';
      reply.setEncoding('utf8').on('data', (part) => (body += part));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
    });
    sent.on('error', reject).end(json);
  });

const protocolOf = (port: number, maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, minVersion: 'TLSv1.1', maxVersion }, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    }).on('error', reject);
  });

const PLACE = { host: '127.0.0.1', port: 0, socket: { owner: '', group: '', mode: 0o755 } };

describe('serve.*.tls', () => {
  test('speaks TLS 1.2 and 1.3 with the certificate, and nothing else, on the listener that has it', async () => {
    const { key, cert } = certificate();
    const server = await started({ serve: { public: { base_url: undefined as never, tls: { key: { path: inFolder('key.pem', key) }, cert: { base64: Buffer.from(cert).toString('base64') } } } } });
    try {
      const { public: port, admin } = server.ports;
      assert.equal((await get('/health/alive', { port, ca: cert })).status, 200);
      await assert.rejects(get('/health/alive', { port, ca: certificate().cert }), /certificate/);
      await assert.rejects(get('/health/alive', { port }));
      assert.equal((await get('/health/alive', { port: admin })).status, 200, 'the other one has none');
      assert.equal(await protocolOf(port, 'TLSv1.3'), 'TLSv1.3');
      assert.equal(await protocolOf(port, 'TLSv1.2'), 'TLSv1.2');
      await assert.rejects(protocolOf(port, 'TLSv1.1'));
      const flow = JSON.parse((await get('/self-service/login/api', { port, ca: cert })).body);
      assert.match(flow.ui.action, /^https:\/\/127\.0\.0\.1:/, 'the address follows');
    } finally {
      await server.close();
    }
  });

  test('takes up a renewed pair of files while it runs, and none that does not go together', async () => {
    const [old, fresh] = [certificate(), certificate()];
    const files = { key: { path: inFolder('renewed.key', old.key) }, cert: { path: inFolder('renewed.pem', old.cert) } };
    const listener = await listen((_, response) => void response.end('ok'), PLACE, 100, old);
    const said: string[] = [];
    let hear = (): void => {};
    const next = (): Promise<void> => new Promise((resolve) => (hear = resolve));
    const note = (_: object, text: string): void => {
      said.push(text);
      hear();
    };
    const end = renewWith(files, listener, { ...silentLog, info: note, warn: note }, 5);
    try {
      let heard = next();
      inFolder('renewed.pem', fresh.cert);
      await heard;
      assert.match(said[0] ?? '', /not used/);
      assert.equal((await get('/', { port: listener.port, ca: old.cert })).status, 200);
      heard = next();
      inFolder('renewed.key', `${fresh.key}\n`);
      await heard;
      assert.match(said.at(-1) ?? '', /in use/);
      assert.equal((await get('/', { port: listener.port, ca: fresh.cert })).status, 200);
    } finally {
      end();
      await listener.stop();
    }
  });

  test('stops the start when the files cannot be used, and names the key', () => {
    const [mine, other] = [certificate(), certificate()];
    const [key, cert] = [{ path: inFolder('mine.key', mine.key) }, { path: inFolder('mine.pem', mine.cert) }];
    const base64 = (text: string) => ({ base64: Buffer.from(text).toString('base64') });
    const refused: [object, RegExp][] = [
      [{ key }, /serve\.admin\.tls\.cert is missing/],
      [{ cert }, /serve\.admin\.tls\.key is missing/],
      [{ key: { path: '/nowhere/key.pem' }, cert }, /serve\.admin\.tls\.key\.path .*there is no such file/],
      [{ key, cert: { path: folder } }, /serve\.admin\.tls\.cert\.path .*it is a folder/],
      [{ key, cert: { ...cert, base64: 'eA==' } }, /serve\.admin\.tls\.cert\.base64 cannot stand beside path/],
      [{ key: base64('nothing'), cert }, /serve\.admin\.tls\.key\.base64 holds no private key/],
      [{ key, cert: base64(mine.key) }, /serve\.admin\.tls\.cert\.base64 holds no certificate/],
      [{ key, cert: base64(other.cert) }, /serve\.admin\.tls\.key\.path is not the key of the certificate/],
    ];
    for (const [tls, problem] of refused)
      assert.throws(
        () => createConfig(merged({ ...baseConfig, dsn: 'memory' }, { serve: { admin: { tls } } })),
        (error) => error instanceof ConfigError && problem.test(error.message) && !error.message.includes('PRIVATE'),
        String(problem),
      );
    assert.ok(createConfig(merged({ ...baseConfig, dsn: 'memory' }, { serve: { admin: { tls: { key, cert } } } })));
  });
});

describe('serve.*.host: unix:', { skip: process.platform === 'win32' }, () => {
  const { uid, gid } = userInfo();
  const at = (name: string, mode = 0o600): ConfigInput => ({ serve: { public: { host: `unix:${join(folder, name)}`, socket: { owner: String(uid), group: String(gid), mode } } } });

  test('listens on a socket file with its mode, and takes it away at the end', async () => {
    const server = await started(at('one.sock', 0o660));
    const socketPath = join(folder, 'one.sock');
    assert.equal(server.ports.public, 0);
    assert.equal(statSync(socketPath).mode & 0o777, 0o660);
    assert.equal(statSync(socketPath).uid, uid);
    assert.equal((await get('/health/alive', { socketPath })).status, 200);
    assert.equal((await get('/health/alive', { port: server.ports.admin })).status, 200);
    await server.close();
    assert.equal(existsSync(socketPath), false);
  });

  test('counts who connects as this machine, so that a proxy on it can be trusted', async () => {
    const server = await started(merged(at('proxied.sock') as Record<string, unknown>, { serve: { trusted_proxies: ['127.0.0.1'] } }));
    const socketPath = join(folder, 'proxied.sock');
    const flow = JSON.parse((await get('/self-service/registration/api', { socketPath })).body);
    const json = JSON.stringify({ method: 'password', password: newPassword(), traits: { email: newEmail() } });
    const { status, body } = await get(new URL(flow.ui.action).pathname + new URL(flow.ui.action).search, {
      socketPath,
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' },
      json,
    });
    assert.deepEqual([status, JSON.parse(body).session.devices[0].ip_address], [200, '203.0.113.9']);
    await server.close();
  });

  test('takes the place of a socket that nobody answers any more, and of nothing else', async () => {
    const stale = join(folder, 'stale.sock');
    spawnSync(process.execPath, ['-e', `require('node:net').createServer().listen(${JSON.stringify(stale)}, () => process.kill(process.pid, 'SIGKILL'))`]);
    assert.ok(statSync(stale).isSocket(), 'what a killed process leaves');
    const first = await started(at('stale.sock'));
    await assert.rejects(started(at('stale.sock')), /another process listens there/);
    assert.equal((await get('/health/alive', { socketPath: stale })).status, 200, 'the first one is not disturbed');
    await first.close();
    inFolder('file.sock', 'precious');
    await assert.rejects(started(at('file.sock')), /is no socket/);
    assert.equal(existsSync(join(folder, 'file.sock')), true);
  });

  test('is refused without a whole path, for both APIs at once, and for a user there is not', async () => {
    const config = (more: object) => createConfig(merged({ ...baseConfig, dsn: 'memory' }, more as Record<string, unknown>));
    assert.throws(() => config({ serve: { public: { host: 'unix:zelos.sock' } } }), /serve\.public\.host must have the whole path/);
    assert.throws(() => config({ serve: { public: { host: 'unix:/x.sock' }, admin: { host: 'unix:/x.sock' } } }), /serve\.admin\.host must not be unix:\/x\.sock/);
    assert.ok(config({ serve: { public: { host: 'unix:/x.sock' }, admin: { host: 'unix:/y.sock', port: 4433 } } }));
    await assert.rejects(
      started(merged(at('nobody.sock') as Record<string, unknown>, { serve: { public: { socket: { owner: 'nobody-has-this-name' } } } })),
      /there is no user "nobody-has-this-name"/,
    );
    assert.equal(existsSync(join(folder, 'nobody.sock')), false);
  });
});
