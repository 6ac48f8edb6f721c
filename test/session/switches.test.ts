import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CLIENTS } from '../support/clients.ts';
import { HOUR, MINUTE } from '../support/clock.ts';
import { register, signedIn } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

const FLAG = 'ory-session-cache-for';

describe('cacheable_sessions', () => {
  for (const kind of CLIENTS)
    test(`says to a proxy how long the session lasts, to a ${kind} client`, async () => {
      const zelos = await startZelos({ config: { session: { lifespan: '2h' }, feature_flags: { cacheable_sessions: true } } });
      const { client } = await signedIn(zelos, kind);
      assert.equal((await client.reader.get('/sessions/whoami')).headers.get(FLAG), '7200');
      zelos.clock.advance(HOUR + 500);
      assert.equal((await client.reader.get('/sessions/whoami')).headers.get(FLAG), '3599', 'never longer than it lives');
      assert.equal((await client.reader.get('/sessions')).headers.get(FLAG), null);
      zelos.clock.advance(HOUR);
      const ended = await client.reader.get('/sessions/whoami');
      assert.deepEqual([ended.status, ended.headers.get(FLAG)], [401, null], 'a session that is gone may be renewed');
      await zelos.close();
    });

  test('goes no further than cacheable_sessions_max_age, and lets a request without any proof be kept for a minute', async () => {
    const zelos = await startZelos({ config: { feature_flags: { cacheable_sessions: true, cacheable_sessions_max_age: '5m' } } });
    const { client } = await signedIn(zelos, 'spa');
    assert.equal((await client.get('/sessions/whoami')).headers.get(FLAG), '300');
    zelos.clock.advance(24 * HOUR - MINUTE);
    assert.equal((await client.get('/sessions/whoami')).headers.get(FLAG), '60');
    const nobody = await zelos.client('spa').get('/sessions/whoami');
    assert.deepEqual([nobody.status, nobody.headers.get(FLAG), nobody.body.error.id], [401, '60', 'session_inactive']);
    await zelos.close();
  });

  test('is off unless asked for', async () => {
    const zelos = await startZelos();
    const { client } = await signedIn(zelos, 'spa');
    assert.equal((await client.get('/sessions/whoami')).headers.get(FLAG), null);
    assert.equal((await zelos.client('spa').get('/sessions/whoami')).headers.get(FLAG), null);
    await zelos.close();
  });
});

describe('faster_session_extend', () => {
  let zelos: TestZelos;
  before(async () => {
    zelos = await startZelos({ config: { session: { lifespan: '24h', earliest_possible_extend: '1h' }, feature_flags: { faster_session_extend: true } } });
  });
  after(() => zelos.close());

  test('answers an extended session with 204 and nothing, and refuses as before', async () => {
    const { client } = await signedIn(zelos, 'api');
    const { id, expires_at: ended } = (await client.get('/sessions/whoami')).body;
    const extend = () => zelos.client('api').send('PATCH', `/admin/sessions/${id}/extend`, { on: 'admin' });
    assert.equal((await extend()).status, 404, 'too early');
    zelos.clock.advance(24 * HOUR - MINUTE);
    const answer = await extend();
    assert.deepEqual([answer.status, answer.body], [204, '']);
    assert.equal(Date.parse((await client.get('/sessions/whoami')).body.expires_at) - Date.parse(ended), 24 * HOUR - MINUTE);
    zelos.clock.advance(25 * HOUR);
    assert.equal((await extend()).status, 404);
  });
});

describe('clear_browser_data', () => {
  let zelos: TestZelos;
  before(async () => {
    zelos = await startZelos({ config: { selfservice: { flows: { logout: { clear_browser_data: true } } } } });
  });
  after(() => zelos.close());

  for (const kind of ['spa', 'browser'] as const)
    test(`tells the browser of a ${kind} client to forget the site when it signs out, and at no other time`, async () => {
      const client = zelos.client(kind);
      await register(client);
      const { body, headers } = await client.reader.get('/self-service/logout/browser');
      assert.equal(headers.get('clear-site-data'), null);
      const path = body.logout_url.slice(zelos.publicUrl.length);
      assert.equal((await client.get(`${path}x`)).headers.get('clear-site-data'), null, 'a refused one forgets nothing');
      const left = await client.get(path);
      assert.deepEqual([left.status, left.headers.get('clear-site-data')], [kind === 'spa' ? 204 : 303, '"cache", "storage"']);
      assert.equal((await client.reader.get('/sessions/whoami')).status, 401);
    });

  test('tells an app nothing', async () => {
    const { client } = await signedIn(zelos, 'api');
    const { status, headers } = await client.send('DELETE', '/self-service/logout/api', { json: { session_token: client.token } });
    assert.deepEqual([status, headers.get('clear-site-data')], [204, null]);
  });
});
