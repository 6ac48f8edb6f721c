import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSealer } from '../../src/crypto/seal.ts';
import type { Client } from '../support/clients.ts';
import { signedIn } from '../support/flows.ts';
import { onEveryDatabase, startZelos } from '../support/harness.ts';

const COOKIE = 'ory_kratos_session';
const SECRET = 'another-secret-of-32-characters!';

onEveryDatabase('what proves a session', (zelos) => {
  const whoIs = async (headers: Record<string, string>): Promise<string | undefined> => {
    const { status, body } = await zelos().client('api').get('/sessions/whoami', { headers });
    assert.ok(status === 200 || (status === 401 && body.error.id === 'session_inactive'), String(status));
    return body.identity?.id;
  };
  const cookieOf = (client: Client): string => `${COOKIE}=${client.jar.get(COOKIE)}`;

  test('is the token header before the cookie, and the cookie before the bearer token', async () => {
    const { client: app, person: ann } = await signedIn(zelos(), 'api');
    const { client: browser, person: bea } = await signedIn(zelos(), 'spa');
    const { client: other, person: cid } = await signedIn(zelos(), 'api');
    const [header, cookie, bearer] = [{ 'x-session-token': app.token ?? '' }, { cookie: cookieOf(browser) }, { authorization: `Bearer ${other.token}` }];
    assert.equal(await whoIs({ ...header, ...cookie, ...bearer }), ann.id);
    assert.equal(await whoIs({ ...cookie, ...bearer }), bea.id);
    assert.equal(await whoIs({ ...header, ...bearer }), ann.id);
    assert.equal(await whoIs(bearer), cid.id);
    assert.equal(await whoIs({ authorization: `bearer   ${other.token}` }), cid.id);
  });

  test('is nothing when the token header is wrong, whatever else there is', async () => {
    const { client } = await signedIn(zelos(), 'spa');
    for (const token of ['', 'nonsense', 'ory_st_nothing', 'ory_st_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', `ory_st_${'a'.repeat(100_000)}`])
      assert.equal(await whoIs({ 'x-session-token': token, cookie: cookieOf(client) }), undefined);
  });

  test('is no basic authentication and no half of a bearer token', async () => {
    for (const authorization of ['Bearer', 'Bearer ', 'Basic YTpi', 'Bearer nonsense', 'ory_st_x']) assert.equal(await whoIs({ authorization }), undefined);
  });

  test('is found among foreign cookies of the same name, which never are a dead end', async () => {
    const { client, person } = await signedIn(zelos(), 'spa');
    assert.equal(await whoIs({ cookie: `${COOKIE}=garbage; ${cookieOf(client)}` }), person.id);
    assert.equal(await whoIs({ cookie: `${COOKIE}=; a=b; ${cookieOf(client)}; ${COOKIE}=x` }), person.id);
    assert.equal(await whoIs({ cookie: `${COOKIE}=garbage` }), undefined);
  });

  test('is no cookie that was changed, sealed under other secrets, or made for another purpose', async () => {
    const { client } = await signedIn(zelos(), 'spa');
    const value = client.jar.get(COOKIE) ?? '';
    for (const at of [0, 10, 20, 40, value.length - 2])
      assert.equal(await whoIs({ cookie: `${COOKIE}=${value.slice(0, at)}${value[at] === 'A' ? 'B' : 'A'}${value.slice(at + 1)}` }), undefined, `changed at ${at}`);
    const { client: app } = await signedIn(zelos(), 'api');
    assert.equal(await whoIs({ cookie: `${COOKIE}=${createSealer([SECRET]).seal('session-cookie', app.token ?? '')}` }), undefined);
    assert.equal(await whoIs({ cookie: `${COOKIE}=${app.token}` }), undefined);
    assert.equal(await whoIs({ 'x-session-token': value }), undefined);
  });

  test('is kept as a hash, so that a dump of the database signs nobody in', async () => {
    const { client } = await signedIn(zelos(), 'api');
    const rows = await zelos().db.list((db) => db.selectFrom('sessions').selectAll());
    assert.equal(JSON.stringify(rows).includes(client.token?.slice('ory_st_'.length) ?? ''), false);
    for (const { token_hash: hash } of rows) assert.equal(await whoIs({ 'x-session-token': hash }), undefined);
  });
});

test('secrets can be rotated: the old one opens, the new one seals, and without the old one the person signs in again', async () => {
  const old = createSealer(['the-older-secret-of-32-characters']);
  const both = createSealer([SECRET, 'the-older-secret-of-32-characters']);
  const sealed = old.seal('session-cookie', 'token');
  assert.equal(both.open('session-cookie', sealed), 'token');
  assert.equal(both.open('another', sealed), undefined);
  assert.equal(createSealer([SECRET]).open('session-cookie', sealed), undefined);
  assert.equal(createSealer([SECRET]).open('session-cookie', both.seal('session-cookie', 'token')), 'token');
  const signature = old.sign('logout-token', 'id');
  assert.equal(both.verify('logout-token', 'id', signature), true);
  assert.equal(both.verify('another', 'id', signature), false);
  assert.equal(both.verify('logout-token', 'other', signature), false);
});

test("two servers with the same secrets and different cookie names do not take each other's cookie", async () => {
  const zelos = await startZelos({ config: { session: { cookie: { name: 'my_session' } } } });
  try {
    const { client } = await signedIn(zelos, 'spa');
    assert.equal(client.jar.has('my_session'), true);
    const { status } = await zelos.client('api').get('/sessions/whoami', { headers: { cookie: `${COOKIE}=${client.jar.get('my_session')}` } });
    assert.equal(status, 401);
  } finally {
    await zelos.close();
  }
});
