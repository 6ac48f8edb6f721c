import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind } from '../support/clients.ts';
import { HOUR } from '../support/clock.ts';
import { createPerson, fetchFlow, flowIdIn, messageIds, start, submit } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';

everywhere('a login flow ages', (kind: ClientKind, zelos) => {
  test('it is good up to the millisecond before it expires', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client(kind);
    const flow = await start(client, 'login');
    zelos().clock.advance(HOUR - 1);
    const answer = await submit(client, flow, { method: 'password', identifier: person.email, password: person.password });
    assert.equal(answer.status, kind === 'browser' ? 303 : 200);
  });

  test('then another takes its place, with the same way back', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client(kind);
    const flow = await start(client, 'login', '?return_to=http://app.test/there');
    zelos().clock.advance(HOUR);
    const answer = await submit(client, flow, { method: 'password', identifier: person.email, password: person.password });
    if (kind !== 'browser') assert.deepEqual([answer.status, answer.body.error.id], [410, 'self_service_flow_expired']);
    const next = await fetchFlow(client, 'login', kind === 'browser' ? flowIdIn(answer.location) : answer.body.use_flow_id);
    assert.notEqual(next.id, flow.id);
    assert.deepEqual([messageIds(next), next.type, next.return_to], [[4010001], flow.type, 'http://app.test/there']);
    assert.equal((await client.reader.get('/sessions/whoami')).status, 401);
    const done = await submit(client, next, { method: 'password', identifier: person.email, password: person.password });
    assert.equal(kind === 'browser' ? done.location : done.status, kind === 'browser' ? 'http://app.test/there' : 200);
  });

  test('who reads it is told where a new one starts', async () => {
    const client = zelos().client(kind);
    const flow = await start(client, 'login');
    zelos().clock.advance(HOUR);
    const answer = await client.reader.get(`/self-service/login/flows?id=${flow.id}`);
    assert.deepEqual([answer.status, answer.body.error.id], [410, 'self_service_flow_expired']);
    assert.match(answer.body.error.details[kind === 'api' ? 'api' : 'redirect_to'], /\/self-service\/login\/(api|browser)$/);
  });
});
