import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedIn } from '../support/flows.ts';
import { onEveryDatabase } from '../support/harness.ts';

const NAME = 'ory_kratos_session';

onEveryDatabase('signing out', (zelos) => {
  const logout = async (kind: 'spa' | 'browser', query = '') => {
    const { client } = await signedIn(zelos(), kind);
    const { body } = await client.reader.get(`/self-service/logout/browser${query}`);
    return { client, body, path: body.logout_url.slice(new URL(body.logout_url).origin.length) as string };
  };

  test('ends the session, takes the cookie away with the attributes it was set with, and changes the CSRF secret', async () => {
    const { client, path, body } = await logout('spa');
    assert.match(body.logout_token, /^ory_lo_/);
    const [session, csrf] = [client.jar.get(NAME), [...client.jar].find(([name]) => name.startsWith('csrf_token'))?.[1]];
    const answer = await client.get(path);
    assert.equal(answer.status, 204);
    const cleared = answer.cookies.find(({ name }) => name === NAME);
    assert.deepEqual([cleared?.value, cleared?.attributes['max-age'], cleared?.attributes['path'], 'httponly' in (cleared?.attributes ?? {})], ['', '0', '/', true]);
    assert.notEqual([...client.jar].find(([name]) => name.startsWith('csrf_token'))?.[1], csrf);
    client.jar.set(NAME, session ?? '');
    assert.equal((await client.get('/sessions/whoami')).status, 401, 'a copy of the cookie is worth nothing');
    assert.equal((await client.get(path)).status, 401);
  });

  test('leads a browser to where it was asked to, if that is allowed', async () => {
    const { client, path } = await logout('browser', '?return_to=http://app.test/bye');
    const answer = await client.get(path);
    assert.deepEqual([answer.status, answer.location], [303, 'http://app.test/bye']);
  });

  test('leads nowhere else, and then has ended nothing', async () => {
    const { client, path } = await logout('browser');
    assert.equal((await client.reader.get('/self-service/logout/browser?return_to=https://evil.example')).body.error.id, 'self_service_flow_return_to_forbidden');
    const answer = await client.reader.get(`${path}&return_to=https%3A%2F%2Fevil.example`);
    assert.deepEqual([answer.status, answer.body.error.id], [400, 'self_service_flow_return_to_forbidden']);
    assert.equal((await client.reader.get('/sessions/whoami')).status, 200);
  });

  test('needs the token of this very session, so that no other site can do it', async () => {
    const { client } = await logout('spa');
    const { body: others } = await logout('spa');
    for (const token of ['', 'nothing', 'ory_lo_', others.logout_token, others.logout_token.slice(0, -1)]) {
      const { status } = await client.get(`/self-service/logout?token=${token}`);
      assert.equal(status, 403, token);
    }
    assert.equal((await client.get('/sessions/whoami')).status, 200);
  });

  test('needs a session to start with', async () => {
    const nobody = zelos().client('spa');
    for (const path of ['/self-service/logout/browser', '/self-service/logout', '/self-service/logout?token=ory_lo_x'])
      assert.deepEqual((await nobody.get(path)).body.error?.id, 'session_inactive', path);
  });

  test('of an app takes its token, once or again, and no other', async () => {
    const { client } = await signedIn(zelos(), 'api');
    const send = (json: unknown) => client.send('DELETE', '/self-service/logout/api', { json });
    for (const json of [{}, { session_token: '' }, { session_token: 7 }, { session_token: ['x'] }, { session_token: 'ory_st_nothing' }])
      assert.equal((await send(json)).status, 403, JSON.stringify(json));
    for (const raw of ['', '[]', '{']) assert.equal((await client.send('DELETE', '/self-service/logout/api', { raw, headers: { 'content-type': 'application/json' } })).status, 400);
    assert.equal((await client.get('/sessions/whoami')).status, 200);
    assert.equal((await send({ session_token: client.token })).status, 204);
    assert.equal((await client.get('/sessions/whoami')).status, 401);
    assert.equal((await send({ session_token: client.token })).status, 204);
  });
});
