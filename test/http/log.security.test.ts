import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createConfig, createZelos } from '../../src/index.ts';
import { createLog } from '../../src/log.ts';
import { Client, type Json } from '../support/clients.ts';
import { testClock } from '../support/clock.ts';
import { ADMIN_URL, baseConfig, PUBLIC_URL } from '../support/config.ts';
import { createPerson, login, register, settings, start, submit } from '../support/flows.ts';
import type { TestZelos } from '../support/harness.ts';

/** A server that logs everything it ever would, into memory. */
async function logged(format: 'json' | 'text') {
  const lines: string[] = [];
  const config = createConfig({ ...baseConfig, dsn: 'memory' });
  const clock = testClock();
  const zelos = await createZelos(config, { clock, log: createLog({ level: 'trace', format }, { write: (line: string) => void lines.push(line) }) });
  const started: TestZelos = {
    fetch: (request) => zelos.public.fetch(request, { ip: '127.0.0.9' }),
    admin: (request) => zelos.admin.fetch(request),
    publicUrl: PUBLIC_URL,
    adminUrl: ADMIN_URL,
    clock,
    db: zelos.db,
    client: (kind) => new Client(kind, started),
    close: () => zelos.close(),
  };
  return { zelos: started, lines };
}

/** Remembers whatever was sent or received that nobody may read in a log. */
class Secrets {
  readonly all = new Set<string>();
  add(...values: (string | undefined)[]): void {
    for (const value of values) if (value !== undefined && value.length > 7) this.all.add(value);
  }
  ofClient(client: Client): void {
    this.add(client.token, ...client.jar.values());
  }
  ofFlow(flow: Json): void {
    this.add(flow.ui.nodes.find((node: Json) => node.attributes.name === 'csrf_token')?.attributes.value, flow.id);
  }
}

describe('the log', () => {
  for (const format of ['json', 'text'] as const) {
    test(`as ${format} never holds a password, token, cookie, code, address or flow id, whatever goes wrong`, async () => {
      const { zelos, lines } = await logged(format);
      const secrets = new Secrets();
      for (const kind of ['api', 'spa', 'browser'] as const) {
        const client = zelos.client(kind);
        const person = await register(client);
        secrets.add(person.email, person.password);
        secrets.ofClient(client);

        const other = zelos.client(kind);
        const flow = await start(other, 'login');
        secrets.ofFlow(flow);
        secrets.add('wrong-horse-battery');
        await submit(other, flow, { method: 'password', identifier: person.email, password: 'wrong-horse-battery' });
        await submit(other, flow, { method: 'password', identifier: person.email, password: person.password, csrf_token: 'wrong-token-of-the-form' });
        secrets.add('wrong-token-of-the-form');
        await login(other, person);
        secrets.ofClient(other);

        const form = await settings(client);
        secrets.ofFlow(form);
        secrets.add('another-horse-battery-7');
        await submit(client, form, { method: 'password', password: 'another-horse-battery-7' });
        await submit(client, form, { method: 'profile', traits: { email: 'x' } });
        await client.send('POST', `/self-service/settings?flow=${form.id}`, { raw: `{"password":"half-a-body-secret`, headers: { 'content-type': 'application/json' } });
        secrets.add('half-a-body-secret');
        await client.get(`/self-service/recovery?token=token-in-a-query&code=code-in-a-query`);
        await client.get('/token-in-a-path-nobody-knows');
        await client.get('/sessions/whoami', { headers: { authorization: 'Bearer bearer-nobody-knows', 'x-session-token': 'header-nobody-knows' } });
        secrets.add('token-in-a-query', 'code-in-a-query', 'token-in-a-path-nobody-knows', 'bearer-nobody-knows', 'header-nobody-knows');
        if (kind !== 'api') {
          const { body } = await client.reader.get('/self-service/logout/browser');
          secrets.add(body.logout_token);
          await client.get(`/self-service/logout?token=${body.logout_token}`);
        } else await client.send('DELETE', '/self-service/logout/api', { json: { session_token: client.token } });
      }
      await createPerson(zelos, { password: 'made-by-an-admin-1' }).then(({ email }) => secrets.add(email, 'made-by-an-admin-1'));
      await zelos.close();

      const text = lines.join('');
      assert.ok(lines.length > 40, 'there is a log to look at');
      assert.ok(secrets.all.size > 25);
      for (const secret of secrets.all) assert.equal(text.includes(secret) || text.includes(encodeURIComponent(secret)), false, `${secret.slice(0, 30)} stands in the log`);
    });
  }

  test('of a bug holds its message and causes, but nothing that hangs on the error', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', format: 'json' }, { write: (line: string) => void lines.push(line) });
    log.error(
      { err: Object.assign(new Error('outer', { cause: Object.assign(new Error('inner'), { parameters: ['hidden-parameter'] }) }), { detail: 'Key (value)=(hidden-detail)', code: '23505' }) },
      'a request failed',
    );
    const [line = ''] = lines;
    assert.match(line, /outer/);
    assert.match(line, /inner/);
    assert.match(line, /23505/);
    assert.doesNotMatch(line, /hidden/);
  });

  test('has one line for each request, with what is needed to find it', async () => {
    const { zelos, lines } = await logged('json');
    await zelos.client('api').get('/sessions/whoami?tokenize_as=x', { headers: { 'x-request-id': 'find-me' } });
    await zelos.close();
    const mine = lines.map((line) => JSON.parse(line)).filter(({ request_id: id }) => id === 'find-me');
    assert.equal(mine.length, 1);
    const [{ level, time, msg, port, method, route, status, ip, ms }] = mine;
    assert.deepEqual({ level, msg, port, method, route, status, ip }, { level: 'info', msg: 'request', port: 'public', method: 'GET', route: '/sessions/whoami', status: 401, ip: '127.0.0.9' });
    assert.ok(typeof ms === 'number' && !Number.isNaN(Date.parse(time)));
  });

  test('has nothing of health checks where that is switched off', async () => {
    const lines: string[] = [];
    const config = { ...baseConfig, dsn: 'memory', serve: { public: { base_url: PUBLIC_URL, request_log: { disable_for_health: true } } } };
    const zelos = await createZelos(config, { log: createLog({ level: 'trace', format: 'json' }, { write: (line: string) => void lines.push(line) }) });
    await zelos.public.fetch(new Request(`${PUBLIC_URL}/health/ready`));
    await zelos.admin.fetch(new Request(`${ADMIN_URL}/health/ready`));
    await zelos.close();
    assert.deepEqual(
      lines.filter((line) => line.includes('/health/')).map((line) => JSON.parse(line).port),
      ['admin'],
    );
  });

  test('of health checks is for debugging only, and a level leaves out what is below it', async () => {
    const lines: string[] = [];
    const zelos = await createZelos({ ...baseConfig, dsn: 'memory' }, { log: createLog({ level: 'info', format: 'json' }, { write: (line: string) => void lines.push(line) }) });
    await zelos.public.fetch(new Request(`${PUBLIC_URL}/health/ready`));
    assert.equal(
      lines.some((line) => line.includes('/health/')),
      false,
    );
    await zelos.public.fetch(new Request(`${PUBLIC_URL}/version`));
    assert.equal(lines.filter((line) => line.includes('"request"')).length, 1);
    await zelos.close();
  });
});
