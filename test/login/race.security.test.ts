import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPerson, messageIds, start, submit } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';

/** Lets something happen between what the next write was decided on and the write itself. */
function beforeNextWrite(zelos: TestZelos, happen: () => Promise<unknown>): void {
  const { db } = zelos;
  const write = db.write.bind(db);
  db.write = async (writes) => {
    db.write = write;
    await happen();
    return write(writes);
  };
}

onEveryDatabase('an account changes while its person signs in', (zelos) => {
  const changes = {
    'is disabled': { json: [{ op: 'replace', path: '/state', value: 'inactive' }], message: 4010011 },
    'gets another name': { json: [{ op: 'replace', path: '/traits/email', value: 'renamed@zelos.test' }], message: 4000006 },
  };
  for (const [what, { json, message }] of Object.entries(changes))
    test(`who ${what} gets no session on what was true before`, async () => {
      const person = await createPerson(zelos());
      const client = zelos().client('api');
      const flow = await start(client, 'login');
      beforeNextWrite(zelos(), async () => assert.equal((await zelos().client('api').send('PATCH', `/admin/identities/${person.id}`, { on: 'admin', json })).status, 200));
      const answer = await submit(client, flow, { method: 'password', identifier: person.email, password: person.password });
      assert.deepEqual([answer.status, messageIds(answer.body)], [400, [message]]);
      assert.deepEqual(await zelos().db.list((db) => db.selectFrom('sessions').select('id').where('identity_id', '=', person.id)), []);
    });

  test('who is deleted is unknown', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client('api');
    const flow = await start(client, 'login');
    beforeNextWrite(zelos(), () => zelos().client('api').send('DELETE', `/admin/identities/${person.id}`, { on: 'admin' }));
    const answer = await submit(client, flow, { method: 'password', identifier: person.email, password: person.password });
    assert.deepEqual([answer.status, messageIds(answer.body)], [400, [4000006]]);
  });
});
