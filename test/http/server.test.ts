import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/db/open.ts';
import { type ConfigInput, createConfig, type RunningServer, startServer, type ZelosOptions } from '../../src/index.ts';
import { silentLog } from '../../src/log.ts';
import { baseConfig, merged } from '../support/config.ts';
import { freePorts } from '../support/process.ts';

async function portsOfItsOwn(): Promise<ConfigInput> {
  const [site = 0, admin = 0] = await freePorts(2);
  return { serve: { public: { host: '127.0.0.1', port: site }, admin: { host: '127.0.0.1', port: admin } } };
}

const listening = async (config: ConfigInput = {}, options: ZelosOptions = {}): Promise<RunningServer> =>
  startServer(createConfig(merged(merged({ ...baseConfig, dsn: 'memory' }, await portsOfItsOwn()), config)), { log: silentLog, ...options });

const get = (url: string, agent?: Agent): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    request(url, { agent }, (reply) => {
      let text = '';
      reply
        .on('data', (chunk) => {
          text += chunk;
        })
        .on('end', () => resolve({ status: reply.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });

describe('a running server', () => {
  test('is alive and ready on both ports, tells its version to administrators only, and counts its requests', async () => {
    const server = await listening();
    try {
      const [site, admin] = [`http://127.0.0.1:${server.ports.public}`, `http://127.0.0.1:${server.ports.admin}`];
      for (const url of [`${site}/health/alive`, `${site}/health/ready`, `${admin}/health/ready`, `${admin}/admin/health/alive`])
        assert.deepEqual(await get(url), { status: 200, text: '{"status":"ok"}\n' }, url);
      assert.equal((await get(`${site}/version`)).status, 404);
      assert.match((await get(`${admin}/version`)).text, /"version":"\d+\.\d+\.\d+/);
      await get(`${site}/sessions/whoami`);
      const { text } = await get(`${admin}/admin/metrics/prometheus`);
      assert.match(text, /zelos_http_request_duration_seconds_count\{port="public",method="GET",route="\/sessions\/whoami",status="401"\} 1/);
      assert.match(text, /zelos_database_statements_total \d+/);
      assert.match(text, /zelos_process_cpu_seconds_total/);
      assert.equal((await get(`${site}/metrics`)).status, 404);
    } finally {
      await server.close();
    }
  });

  test('is not ready when its database is gone, and says so without details', async () => {
    const db = await openDatabase('memory', { clock: systemClock });
    const server = await listening({}, { database: db });
    await db.close();
    const { status, text } = await get(`http://127.0.0.1:${server.ports.public}/health/ready`);
    assert.equal(status, 503);
    assert.deepEqual(Object.keys(JSON.parse(text)), ['errors']);
    assert.equal((await get(`http://127.0.0.1:${server.ports.public}/health/alive`)).status, 200);
    await server.close();
  });

  test('finishes what is under way when it is told to stop, and takes no more', async () => {
    const server = await listening();
    const { port } = { port: server.ports.public };
    const agent = new Agent({ keepAlive: true });
    await get(`http://127.0.0.1:${port}/health/alive`, agent); // an idle connection, kept open by the client
    const flow = JSON.parse((await get(`http://127.0.0.1:${port}/self-service/login/api`)).text);
    const body = '{"method":"password","identifier":"nobody@zelos.test","password":"x"}';
    const socket = connect(port, '127.0.0.1');
    let seen = '';
    socket.on('data', (chunk) => {
      seen += chunk;
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      `POST /self-service/login?flow=${flow.id} HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    );
    while (server.zelos.running === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = server.close();
    await assert.rejects(get(`http://127.0.0.1:${port}/health/alive`), /ECONNREFUSED|ECONNRESET|hang up/);
    socket.write(body.slice(10));
    await Promise.all([closed, ended]);
    assert.match(seen, /^HTTP\/1\.1 400 /);
    assert.match(seen, /"ui"/);
    agent.destroy();
  });

  test('leaves nothing open when one of its ports is taken', async () => {
    const first = await listening();
    try {
      await assert.rejects(listening({ serve: { admin: { port: first.ports.public } } }), /EADDRINUSE/);
    } finally {
      await first.close();
    }
  });
});
