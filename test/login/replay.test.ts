import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind } from '../support/clients.ts';
import { createPerson, messageIds, start, submit } from '../support/flows.ts';
import { everywhere, type TestZelos } from '../support/harness.ts';

const sessionsOf = async (zelos: TestZelos, id: string): Promise<number> => (await zelos.db.list((db) => db.selectFrom('sessions').select('id').where('identity_id', '=', id))).length;

everywhere('a login is sent twice', (kind: ClientKind, zelos) => {
  test('one after the other: the second begins no session', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client(kind);
    const flow = await start(client, 'login');
    const fields = { method: 'password', identifier: person.email, password: person.password };
    const stale = zelos().client(kind);
    for (const [name, value] of client.jar) stale.jar.set(name, value);
    await submit(client, flow, fields);
    const again = await submit(stale, flow, fields);
    // A browser is sent to where a signed-in person goes on, or signs in once more.
    if (kind === 'browser') assert.match(again.location ?? '', /\/self-service\/login\/browser$/);
    else assert.deepEqual([again.status, messageIds(again.body)], [400, [4010007]]);
    assert.equal(await sessionsOf(zelos(), person.id), 1);
  });

  test('at the same moment: there is exactly one session', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client(kind);
    const flow = await start(client, 'login');
    const answers = await Promise.all(Array.from({ length: 6 }, () => submit(client, flow, { method: 'password', identifier: person.email, password: person.password })));
    assert.equal(answers.filter((a) => (kind === 'browser' ? a.location === 'http://app.test/' : a.status === 200)).length, 1);
    assert.ok(answers.every((a) => a.status < 500));
    assert.equal(await sessionsOf(zelos(), person.id), 1);
  });

  test('wrong passwords at the same moment are all refused, and the right one still works', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client(kind);
    const flow = await start(client, 'login');
    // As many as cost no waiting (test/login/attempts.security.test.ts).
    const answers = await Promise.all(Array.from({ length: 4 }, () => submit(client, flow, { method: 'password', identifier: person.email, password: 'wrong-horse-wrong' })));
    assert.ok(answers.every((a) => (kind === 'browser' ? (a.location ?? '').includes(flow.id) : a.status === 400 && messageIds(a.body)[0] === 4000006)));
    const right = await submit(client, flow, { method: 'password', identifier: person.email, password: person.password });
    assert.equal(right.status, kind === 'browser' ? 303 : 200);
    assert.equal(await sessionsOf(zelos(), person.id), 1);
  });
});
