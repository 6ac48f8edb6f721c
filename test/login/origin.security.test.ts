import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPerson, messageIds, start, submit, valueOf } from '../support/flows.ts';
import { onEveryDatabase } from '../support/harness.ts';

onEveryDatabase('where a login comes from', (zelos) => {
  test('a browser flow needs the token of its own cookie, and says nothing about the password', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client('spa');
    const flow = await start(client, 'login');
    const foreign = valueOf(await start(zelos().client('spa'), 'login'), 'csrf_token');
    for (const csrf_token of [undefined, '', 'x', foreign, 12, ['a']])
      for (const password of [person.password, 'wrong-horse-wrong']) {
        const answer = await submit(client, flow, { csrf_token, method: 'password', identifier: person.email, password });
        assert.deepEqual([answer.status, answer.body.error.id], [403, 'security_csrf_violation']);
      }
    assert.equal((await client.get('/sessions/whoami')).status, 401);
  });

  test('a browser flow is shown to the browser that started it alone', async () => {
    const flow = await start(zelos().client('spa'), 'login');
    const other = zelos().client('spa');
    for (const stranger of [zelos().client('api'), other]) {
      const answer = await stranger.get(`/self-service/login/flows?id=${flow.id}`);
      assert.deepEqual([answer.status, answer.body.error.id], [403, 'security_csrf_violation']);
      await start(other, 'login'); // now with a cookie of its own
    }
  });

  test('a flow for apps is refused to browsers', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client('api');
    const flow = await start(client, 'login');
    for (const headers of [{ origin: 'http://app.test' }, { cookie: 'some=thing' }]) {
      const answer = await submit(client, flow, { method: 'password', identifier: person.email, password: person.password }, { headers });
      assert.deepEqual([answer.status, messageIds(answer.body)], [400, [4000001]]);
    }
    assert.equal((await submit(client, flow, { method: 'password', identifier: person.email, password: person.password })).status, 200);
  });

  test('a login is sent by POST only', async () => {
    const client = zelos().client('api');
    const flow = await start(client, 'login');
    assert.equal((await client.get(`/self-service/login?flow=${flow.id}&method=password&identifier=a&password=b`)).status, 405);
  });
});
