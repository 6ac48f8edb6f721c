import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { serve } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import { ApiError, createZelos, type Zelos } from '../../src/index.ts';
import { silentLog } from '../../src/log.ts';
import { baseConfig, merged } from '../support/config.ts';
import { freePorts } from '../support/process.ts';

/** Each app answers `/hello` itself, `/me` with what Zelos says of the visitor, and leaves the rest to Zelos. */
const APPS: Readonly<Record<string, (zelos: Zelos, port: number) => Server>> = {
  'node:http': (zelos, port) => {
    const listener: RequestListener = async (request, response) => {
      if (request.url === '/hello') return void response.end('hello');
      if (request.url !== '/me') return zelos.node.public(request, response);
      response.end(JSON.stringify((await zelos.whoami(request.headers))?.identity.traits ?? null));
    };
    return createServer(listener).listen(port, '127.0.0.1');
  },
  'Express 5': (zelos, port) => {
    const app = express().set('env', 'test'); // no stacks on stderr for bodies that Express refuses
    app.use(express.json(), express.urlencoded({ extended: false }));
    app.get('/hello', (_, response) => void response.send('hello'));
    app.get('/me', (request, response) => zelos.whoami(request.headers).then((session) => void response.json(session?.identity.traits ?? null)));
    app.use(zelos.node.public);
    return app.listen(port, '127.0.0.1');
  },
  Hono: (zelos, port) => {
    const app = new Hono();
    app.get('/hello', (c) => c.text('hello'));
    app.get('/me', async (c) => c.json((await zelos.whoami(c.req.raw.headers))?.identity.traits ?? null));
    app.all('*', (c) => zelos.public.fetch(c.req.raw));
    return serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }) as Server;
  },
};

for (const [name, mount] of Object.entries(APPS)) {
  describe(`mounted in ${name}`, () => {
    let zelos: Zelos;
    let server: Server;
    let origin = '';
    before(async () => {
      const [port = 0] = await freePorts(1);
      origin = `http://127.0.0.1:${port}`;
      zelos = await createZelos(merged({ ...baseConfig, dsn: 'memory' }, { serve: { public: { base_url: origin } } }), { log: silentLog });
      server = mount(zelos, port);
      if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
    });
    after(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await zelos.close();
    });

    test("a person registers in the browser's way, is known to the app, and signs out", async () => {
      const jar = new Map<string, string>();
      const go = async (path: string, form?: Readonly<Record<string, string>>): Promise<Response> => {
        const response = await fetch(path.startsWith('http') ? path : origin + path, {
          redirect: 'manual',
          headers: { accept: 'application/json', cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
          ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
        });
        for (const cookie of response.headers.getSetCookie()) {
          const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
          if (value === '') jar.delete(key);
          else jar.set(key, value);
        }
        return response;
      };
      const flow = await (await go('/self-service/registration/browser')).json();
      const csrf = flow.ui.nodes.find((node: { attributes: { name: string } }) => node.attributes.name === 'csrf_token').attributes.value;
      const done = await go(flow.ui.action, { csrf_token: csrf, method: 'password', password: 'quite-a-long-phrase-7', 'traits.email': 'ann@zelos.test' });
      assert.equal(done.status, 200, await done.clone().text());
      assert.deepEqual(await (await go('/me')).json(), (await (await go('/sessions/whoami')).json()).identity.traits);
      const { logout_url: url } = await (await go('/self-service/logout/browser')).json();
      assert.equal((await go(url)).status, 204);
      assert.equal(await (await go('/me')).json(), null);
    });

    test('a JSON body reaches a flow, and a wrong one is a clear 4xx', async () => {
      const api = await (await fetch(`${origin}/self-service/login/api`)).json();
      const send = (body: string) => fetch(api.ui.action, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      assert.equal((await send('{"method":"password","identifier":"nobody@zelos.test","password":"x"}')).status, 400);
      const status = (await send('{"method":')).status;
      assert.ok(status >= 400 && status < 500);
    });

    test('the app keeps its own routes', async () => assert.equal(await (await fetch(`${origin}/hello`)).text(), 'hello'));

    test('the admin API is not there', async () => assert.equal((await fetch(`${origin}/admin/identities`, { redirect: 'manual' })).status, 307));
  });
}

describe('calls from the program around', () => {
  let zelos: Zelos;
  before(async () => {
    zelos = await createZelos({ ...baseConfig, dsn: 'memory' }, { log: silentLog });
  });
  after(() => zelos.close());

  test('keep accounts as the admin API does', async () => {
    const made = await zelos.identities.create({ schema_id: 'customer', traits: { email: 'bea@zelos.test' } });
    assert.deepEqual((await zelos.identities.get(made.id)).traits, made.traits);
    const changed = await zelos.identities.update(made.id, { schema_id: 'customer', state: 'inactive', traits: { email: 'bea@zelos.test', age: 30 } });
    assert.equal(changed.state, 'inactive');
    assert.equal(
      (await zelos.identities.list({ page_size: '10' })).some(({ id }) => id === made.id),
      true,
    );
    await zelos.identities.signOut(made.id);
    await zelos.identities.delete(made.id);
    await assert.rejects(zelos.identities.get(made.id), (error: unknown) => error instanceof ApiError && error.code === 404);
  });

  test('are refused with the error of the API, and an id cannot leave its place', async () => {
    await assert.rejects(zelos.identities.create({ schema_id: 'customer', traits: { email: 7 } }), (error: unknown) => error instanceof ApiError && error.code === 400);
    await assert.rejects(zelos.identities.get('../sessions'), (error: unknown) => error instanceof ApiError && error.code === 404);
  });

  test('say of nobody that there is nobody', async () => {
    assert.equal(await zelos.whoami({}), undefined);
    assert.equal(await zelos.whoami(new Headers({ 'x-session-token': 'ory_st_nothing' })), undefined);
    assert.equal(await zelos.whoami({ cookie: ['ory_kratos_session=garbage'] }), undefined);
  });
});
