import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Answer, Sending } from '../support/clients.ts';
import { HOUR } from '../support/clock.ts';
import { login, signedIn } from '../support/flows.ts';
import { onEveryDatabase, startZelos } from '../support/harness.ts';

const UNKNOWN = '3f1c8f4e-6f0c-4c59-9a3c-6dd0cf2a0b11';

onEveryDatabase('sessions for administrators', (zelos) => {
  const admin = (method: string, path: string, options: Sending = {}): Promise<Answer> =>
    zelos()
      .client('api')
      .send(method, path, { ...options, on: 'admin' });
  const sessionOf = async (client: Awaited<ReturnType<typeof signedIn>>['client']): Promise<string> => (await client.reader.get('/sessions/whoami')).body.id;

  test('are shown with what is asked for, the newest first', async () => {
    const { client, person } = await signedIn(zelos(), 'api');
    const id = await sessionOf(client);
    const [bare] = (await admin('GET', '/admin/sessions?page_size=1')).body;
    assert.deepEqual([bare.id, bare.identity, bare.devices], [id, null, null]);
    const [full] = (await admin('GET', '/admin/sessions?page_size=1&expand=identity,devices')).body;
    assert.deepEqual([full.identity.id, full.devices.length], [person.id, 1]);
    const one = (await admin('GET', `/admin/sessions/${id}?expand=identity`)).body;
    assert.deepEqual([one.identity.id, one.devices], [person.id, null]);
    assert.equal(JSON.stringify([bare, full, one]).includes(client.token ?? '-'), false);
  });

  test('come in pages that meet each one once', async () => {
    const ids: string[] = [];
    const { client, person } = await signedIn(zelos(), 'api');
    ids.unshift(await sessionOf(client));
    for (let i = 0; i < 4; i += 1) {
      if (i % 2 === 0) zelos().clock.advance(1);
      const again = zelos().client('api');
      await login(again, person);
      ids.unshift(await sessionOf(again));
    }
    const seen: string[] = [];
    let path: string | undefined = `/admin/identities/${person.id}/sessions?page_size=2&active=true`;
    while (path !== undefined) {
      const { body, headers }: { body: { id: string }[]; headers: Headers } = await admin('GET', path);
      assert.ok(body.length <= 2);
      seen.push(...body.map(({ id }) => id));
      path = /<([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(seen.toSorted(), ids.toSorted());
  });

  test('count as not active once they are ended or expired', async () => {
    const { client, person } = await signedIn(zelos(), 'api');
    const list = async (active: boolean) => (await admin('GET', `/admin/identities/${person.id}/sessions?active=${active}`)).body.length;
    assert.deepEqual([await list(true), await list(false)], [1, 0]);
    await admin('DELETE', `/admin/sessions/${await sessionOf(client)}`);
    assert.deepEqual([await list(true), await list(false)], [0, 1]);
    await login(client, person);
    zelos().clock.advance(25 * HOUR);
    assert.deepEqual([await list(true), await list(false)], [0, 2]);
  });

  test('can be ended one by one, and of one person all at once', async () => {
    const { client, person } = await signedIn(zelos(), 'api');
    assert.equal((await admin('DELETE', `/admin/sessions/${await sessionOf(client)}`)).status, 204);
    assert.equal((await client.get('/sessions/whoami')).status, 401);
    await login(client, person);
    assert.equal((await admin('DELETE', `/admin/identities/${person.id}/sessions`)).status, 204);
    assert.equal((await client.get('/sessions/whoami')).status, 401);
    assert.equal((await admin('DELETE', `/admin/identities/${person.id}/sessions`)).status, 404);
    assert.equal((await admin('GET', `/admin/sessions/${UNKNOWN}`)).status, 404);
  });

  test('can be ended or removed many at a time, all or none', async () => {
    const [one, two] = [await signedIn(zelos(), 'api'), await signedIn(zelos(), 'api')];
    const manage = (json: unknown) => admin('POST', '/admin/sessions', { json });
    assert.deepEqual((await manage({ action: 'disable', sessions: [await sessionOf(one.client), UNKNOWN] })).body, { processed: 1, more: false });
    assert.equal((await one.client.get('/sessions/whoami')).status, 401);
    assert.deepEqual((await manage({ action: 'delete', identities: [one.person.id, two.person.id] })).body, { processed: 2, more: false });
    assert.equal((await two.client.get('/sessions/whoami')).status, 401);
    const { client } = await signedIn(zelos(), 'api');
    for (const json of [
      {},
      { action: 'disable' },
      { action: 'explode', sessions: [UNKNOWN] },
      { action: 'disable', sessions: [] },
      { action: 'disable', sessions: [7] },
      { action: 'disable', sessions: 'x' },
      { action: 'delete', sessions: [UNKNOWN], identities: [UNKNOWN] },
      { action: 'disable', sessions: ['*'], identities: ['*'] },
      { action: 'disable', identities: ['*', UNKNOWN] },
      { action: 'disable', sessions: Array.from({ length: 501 }, () => UNKNOWN) },
      { action: 'disable', identities: null },
    ])
      assert.equal((await manage(json)).status, 400, JSON.stringify(json).slice(0, 80));
    assert.equal((await client.get('/sessions/whoami')).status, 200);
    assert.equal((await manage({ action: 'disable', identities: ['*'] })).status, 200);
    assert.equal((await client.get('/sessions/whoami')).status, 401);
  });

  test('answer any query with the list or a clear 400, never with an error of ours', async () => {
    await signedIn(zelos(), 'api');
    const name = fc.constantFrom('page_size', 'page_token', 'active', 'expand', 'page', 'per_page', 'ids');
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.integer().map(String),
      fc.constantFrom('true', 'identity', 'devices', 'identity,devices', Buffer.from(`1.${UNKNOWN}`).toString('base64url'), Buffer.from('1.x').toString('base64url'), '__proto__'),
    );
    const paths = fc.constantFrom(
      '/admin/sessions',
      `/admin/sessions/${UNKNOWN}`,
      `/admin/identities/${UNKNOWN}/sessions`,
      '/admin/sessions/x/extend',
      '/admin/identities/%00/sessions',
      '/admin/sessions/%F0%9F',
    );
    await fc.assert(
      fc.asyncProperty(paths, fc.array(fc.tuple(name, value), { maxLength: 4 }), fc.constantFrom('GET', 'PATCH'), async (path, query, method) => {
        const { status } = await admin(method, `${path}?${new URLSearchParams(query)}`);
        assert.ok(status < 500, `${method} ${path}?${new URLSearchParams(query)}: ${status}`);
      }),
      { numRuns: 150 },
    );
  });
});

test('a session can be extended in the last stretch of its life only', async () => {
  const zelos = await startZelos({ config: { session: { lifespan: '10h', earliest_possible_extend: '1h' } } });
  try {
    const { client } = await signedIn(zelos, 'api');
    const { id, expires_at: before } = (await client.get('/sessions/whoami')).body;
    const extend = () => client.send('PATCH', `/admin/sessions/${id}/extend`, { on: 'admin' });
    zelos.clock.advance(9 * HOUR - 1);
    assert.equal((await extend()).status, 404);
    zelos.clock.advance(1);
    const { status, body } = await extend();
    assert.equal(status, 200);
    assert.equal(Date.parse(body.expires_at) - Date.parse(before), 9 * HOUR);
    zelos.clock.advance(10 * HOUR);
    assert.equal((await extend()).status, 404, 'what has ended stays so');
  } finally {
    await zelos.close();
  }
});
