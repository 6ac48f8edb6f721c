import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind } from '../support/clients.ts';
import { HOUR } from '../support/clock.ts';
import { createPerson, settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';

everywhere('somebody else signs in during a refresh', (kind: ClientKind, zelos) => {
  test('begins a session of their own, ends the one before and what was paused in it', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const other = await createPerson(zelos());
    const before = (await client.reader.get('/sessions/whoami')).body.id;
    const form = await settings(client);
    zelos().clock.advance(HOUR / 2);
    await submit(client, form, { method: 'password', password: 'a-quite-new-horse' });
    const paused = () => zelos().db.list((db) => db.selectFrom('paused').select('id').where('identity_id', '=', person.id));
    assert.equal((await paused()).length, 1);

    const stale = zelos().client(kind);
    stale.token = client.token;
    for (const [name, value] of client.jar) stale.jar.set(name, value);
    const csrfBefore = [...client.jar].find(([name]) => name.startsWith('csrf_token'))?.[1];
    const answer = await submit(client, await start(client, 'login', '?refresh=true'), { method: 'password', identifier: other.email, password: other.password });
    assert.equal(answer.status, kind === 'browser' ? 303 : 200);
    if (kind === 'api') client.token = answer.body.session_token;

    const now = (await client.reader.get('/sessions/whoami')).body;
    assert.equal(now.identity.id, other.id);
    assert.notEqual(now.id, before);
    assert.equal((await stale.reader.get('/sessions/whoami')).status, 401);
    assert.equal((await paused()).length, 0);
    if (kind !== 'api') assert.notEqual([...client.jar].find(([name]) => name.startsWith('csrf_token'))?.[1], csrfBefore);
  });

  test('a second factor asked of one person is not taken from another', async () => {
    const { client } = await signedIn(zelos(), kind);
    const { client: other } = await signedIn(zelos(), kind);
    const flow = await start(client, 'login', '?aal=aal2');
    const theirs = kind === 'api' ? flow : await start(other, 'login', '?refresh=true');
    const answer = await submit(other.reader, { ...theirs, ui: { ...theirs.ui, action: flow.ui.action } }, { method: 'password', identifier: 'a', password: 'b' });
    assert.deepEqual([answer.status, answer.body.error.id], [403, 'security_identity_mismatch']);
  });
});
