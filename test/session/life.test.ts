import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind } from '../support/clients.ts';
import { HOUR, MINUTE } from '../support/clock.ts';
import { login, signedIn, start, submit } from '../support/flows.ts';
import { everywhere, onEveryDatabase } from '../support/harness.ts';

const DAY = 24 * HOUR;

everywhere('a session', (kind: ClientKind, zelos) => {
  test('shows its person and how it was proven, and costs one statement', async () => {
    const { client, person } = await signedIn(zelos(), kind, { metadata_public: { tier: 1 }, metadata_admin: { note: 'hidden' } });
    const before = { ...zelos().db.counts };
    const { status, headers, body } = await client.reader.get('/sessions/whoami');
    assert.equal(status, 200);
    assert.equal(zelos().db.counts.statements - before.statements, 1);
    assert.equal(zelos().db.counts.roundTrips - before.roundTrips, 1);
    assert.equal(headers.get('x-kratos-authenticated-identity-id'), person.id);
    assert.deepEqual(Object.keys(body), ['id', 'active', 'expires_at', 'authenticated_at', 'authenticator_assurance_level', 'authentication_methods', 'issued_at', 'identity', 'devices']);
    assert.deepEqual([body.active, body.authenticator_assurance_level, body.identity.id, body.identity.metadata_public], [true, 'aal1', person.id, { tier: 1 }]);
    assert.equal('metadata_admin' in body.identity || 'credentials' in body.identity, false);
    assert.deepEqual(
      body.authentication_methods.map(({ method, aal }: { method: string; aal: string }) => [method, aal]),
      [['password', 'aal1']],
    );
    assert.equal(Date.parse(body.expires_at) - Date.parse(body.issued_at), DAY);
  });

  test('ends at the millisecond its lifespan is over', async () => {
    const { client } = await signedIn(zelos(), kind);
    zelos().clock.advance(DAY - 1);
    assert.equal((await client.reader.get('/sessions/whoami')).status, 200);
    zelos().clock.advance(1);
    assert.equal((await client.reader.get('/sessions/whoami')).status, 401);
  });

  test('is worth nothing while its person is disabled', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const state = (value: string) =>
      zelos()
        .client('api')
        .send('PATCH', `/admin/identities/${person.id}`, { on: 'admin', json: [{ op: 'replace', path: '/state', value }] });
    assert.equal((await state('inactive')).status, 200);
    for (const [method, path] of [
      ['GET', '/sessions/whoami'],
      ['GET', '/sessions'],
      ['DELETE', '/sessions'],
      ['DELETE', '/sessions/x'],
    ] as const)
      assert.equal((await client.reader.send(method, path)).status, 401, path);
  });

  test('keeps its id when it is refreshed, and lives on from there; a cookie gets a new value, a token stays', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const before = (await client.reader.get('/sessions/whoami')).body;
    const [token, cookie, csrf] = [client.token, client.jar.get('ory_kratos_session'), [...client.jar].find(([name]) => name.startsWith('csrf_token'))?.[1]];
    zelos().clock.advance(10 * MINUTE);
    await login(client, person, '?refresh=true');
    const after = (await client.reader.get('/sessions/whoami')).body;
    assert.equal(after.id, before.id);
    assert.equal(Date.parse(after.authenticated_at) - Date.parse(before.authenticated_at), 10 * MINUTE);
    assert.equal(Date.parse(after.expires_at) - Date.parse(after.authenticated_at), DAY);
    assert.equal(after.issued_at, before.issued_at);
    if (kind === 'api') assert.equal(client.token, token);
    else {
      assert.notEqual(client.jar.get('ory_kratos_session'), cookie);
      assert.equal([...client.jar].find(([name]) => name.startsWith('csrf_token'))?.[1], csrf, 'other tabs go on');
      const stale = zelos().client('spa');
      stale.jar.set('ory_kratos_session', cookie ?? '');
      assert.equal((await stale.get('/sessions/whoami')).status, 401, 'the value of before has ended');
    }
  });

  test('can be refreshed without end, and does not grow without end', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    for (let again = 0; again < 25; again += 1) await login(client, person, '?refresh=true');
    const { authentication_methods: methods, devices } = (await client.reader.get('/sessions/whoami')).body;
    assert.ok(methods.length <= 20 && devices.length <= 10);
  });

  test('is not raised twice by two refreshes at once: both succeed, none is lost', async () => {
    if (kind !== 'api') return; // for a cookie the second one has nothing to prove itself with any more
    const { client, person } = await signedIn(zelos(), kind);
    const flows = [await start(client, 'login', '?refresh=true'), await start(client, 'login', '?refresh=true')];
    const answers = await Promise.all(flows.map((flow) => submit(client, flow, { method: 'password', identifier: person.email, password: person.password })));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    assert.equal((await client.get('/sessions/whoami')).body.authentication_methods.length, 3);
  });

  test('can be ended from another one of the same person, and only so', async () => {
    const { client: one, person } = await signedIn(zelos(), kind);
    const two = zelos().client(kind);
    await login(two, person);
    const { client: stranger } = await signedIn(zelos(), kind);
    const idOf = async (client: typeof one): Promise<string> => (await client.reader.get('/sessions/whoami')).body.id;
    const [first, second] = [await idOf(one), await idOf(two)];
    assert.equal((await stranger.reader.send('DELETE', `/sessions/${second}`)).status, 204);
    assert.equal((await two.reader.get('/sessions/whoami')).status, 200);
    assert.equal((await one.reader.send('DELETE', `/sessions/${first}`)).status, 400);
    assert.equal((await one.reader.send('DELETE', `/sessions/${second.toUpperCase()}`)).status, 204);
    assert.equal((await two.reader.get('/sessions/whoami')).status, 401);
    assert.deepEqual((await one.reader.send('DELETE', '/sessions')).body, { count: 0 });
  });
});

onEveryDatabase('the list of other sessions', (zelos) => {
  test('comes in pages, the newest first, without this one and without what has ended', async () => {
    const { client, person } = await signedIn(zelos(), 'api');
    const others: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      zelos().clock.advance(1000);
      const other = zelos().client('api');
      await login(other, person);
      others.unshift((await other.get('/sessions/whoami')).body.id);
    }
    await client.send('DELETE', `/sessions/${others[2]}`);
    const left = others.filter((_, index) => index !== 2);
    const seen: string[] = [];
    let path: string | undefined = '/sessions?page_size=3';
    while (path !== undefined) {
      const { body, headers }: { body: { id: string }[]; headers: Headers } = await client.get(path);
      seen.push(...body.map(({ id }) => id));
      assert.equal(headers.get('x-total-count'), '4');
      path = /<([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(seen, left);
  });

  for (const query of ['page_size=0', 'page_size=-1', 'page_size=1001', 'page_size=x', 'page_size=1e3', 'page_token=x', 'page_token=-1', 'page=x', 'page_size=99999999999999999999']) {
    test(`refuses ?${query} with a reason`, async () => {
      const { client } = await signedIn(zelos(), 'api');
      const { status, body } = await client.get(`/sessions?${query}`);
      assert.equal(status, 400);
      assert.equal(typeof body.error.reason, 'string');
    });
  }
});
