import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createConfig } from '../../src/config/config.ts';
import { createClientIp } from '../../src/http/client-ip.ts';
import { silentLog } from '../../src/log.ts';
import { createZelos } from '../../src/server.ts';
import type { Json } from '../support/clients.ts';
import { baseConfig, PUBLIC_URL } from '../support/config.ts';
import { newEmail, newPassword } from '../support/flows.ts';

describe('the address of a client', () => {
  const behind = createClientIp(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);

  test('is that of the peer where no proxy is trusted, whatever a header says', () => {
    assert.equal(createClientIp([])('203.0.113.5', '198.51.100.1'), '203.0.113.5');
    assert.equal(createClientIp([])('::ffff:203.0.113.5', undefined), '203.0.113.5');
  });

  test('is what the last proxy of ours has seen, and not what the client wrote in front of it', () => {
    assert.equal(behind('10.1.2.3', '198.51.100.1'), '198.51.100.1');
    assert.equal(behind('10.1.2.3', '1.1.1.1, 198.51.100.1'), '198.51.100.1');
    assert.equal(behind('10.1.2.3', '1.1.1.1, 10.9.9.9, 198.51.100.1, 192.0.2.7, 10.0.0.1'), '198.51.100.1');
    assert.equal(behind('::ffff:10.1.2.3', '[2001:db8::1]:4711, fd00::2'), '2001:db8::1');
    assert.equal(behind('10.1.2.3', '198.51.100.1:5050'), '198.51.100.1');
  });

  test('is that of the peer when it is no proxy of ours', () => {
    for (const header of ['198.51.100.1', '10.0.0.1', '10.0.0.1, 198.51.100.1']) assert.equal(behind('203.0.113.5', header), '203.0.113.5');
  });

  test('is the last one known when a header is nonsense or ends', () => {
    for (const header of [undefined, '', ',', 'unknown', '_hidden', '1.1.1.1, <script>', '1.1.1.1, 999.1.1.1']) assert.equal(behind('10.1.2.3', header), '10.1.2.3', header);
    assert.equal(behind('10.1.2.3', '10.0.0.1, 10.0.0.2'), '10.0.0.1');
    assert.equal(behind('', '1.1.1.1'), '');
  });

  test('is what sessions keep', async () => {
    const zelos = await createZelos({ ...baseConfig, dsn: 'memory', serve: { ...baseConfig.serve, trusted_proxies: ['10.0.0.0/8'] } }, { log: silentLog });
    try {
      const ask = async (path: string, body?: object): Promise<Json> => {
        const headers = { accept: 'application/json', 'content-type': 'application/json', 'x-forwarded-for': '1.1.1.1, 198.51.100.1' };
        const request = new Request(new URL(path, PUBLIC_URL), body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) });
        return (await zelos.public.fetch(request, { ip: '10.3.3.3' })).json();
      };
      const flow = await ask('/self-service/registration/api');
      const { session } = await ask(`/self-service/registration?flow=${flow.id}`, { method: 'password', password: newPassword(), traits: { email: newEmail() } });
      assert.deepEqual(
        session.devices.map((device: Json) => device.ip_address),
        ['198.51.100.1'],
      );
    } finally {
      await zelos.close();
    }
  });

  test('needs proxies that are addresses or networks', () => {
    for (const proxy of ['10.0.0.0/33', 'proxy.example', '10.0.0', '10.0.0.0/', '::/129', ''])
      assert.throws(() => createConfig({ ...baseConfig, dsn: 'memory', serve: { ...baseConfig.serve, trusted_proxies: [proxy] } }), /serve\.trusted_proxies\[0\]/, proxy);
  });
});
