import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPerson, flowIdIn, start, submit } from '../support/flows.ts';
import { onEveryDatabase } from '../support/harness.ts';

const ELSEWHERE = [
  'https://evil.test/',
  '//evil.test',
  'http://app.test.evil.test/',
  'http://app.test@evil.test/',
  'http://evil.test\\@app.test/',
  'http:\\\\evil.test',
  '/\\evil.test',
  'javascript:alert(1)',
  'data:text/html,x',
  'http://app.test:81/',
  'https://app.test/',
  'http://user@app.test/',
  '\thttp://evil.test',
  'http://',
  'ftp://app.test/',
];

onEveryDatabase('a login leads nowhere else', (zelos) => {
  for (const flow of ['login', 'registration'] as const)
    test(`${flow} refuses to start with a return_to that is not allowed`, async () => {
      for (const to of ELSEWHERE) {
        const query = `?return_to=${encodeURIComponent(to)}`;
        for (const path of [`/self-service/${flow}/browser${query}`, `/self-service/${flow}/api${query}`]) {
          const answer = await zelos().client('spa').get(path);
          assert.deepEqual([answer.status, answer.body.error?.id], [400, 'self_service_flow_return_to_forbidden'], path);
        }
        const browser = await zelos().client('browser').get(`/self-service/${flow}/browser${query}`);
        assert.equal(browser.status, 303);
        assert.match(browser.location ?? '', /^http:\/\/app\.test\/error\?id=/, to);
      }
    });

  test('it leads to an allowed one, through errors on the way', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client('browser');
    const to = 'http://app.test/orders?page=2#last';
    const flow = await start(client, 'login', `?return_to=${encodeURIComponent(to)}`);
    assert.equal(flow.return_to, to);
    const wrong = await submit(client, flow, { method: 'password', identifier: person.email, password: 'wrong-horse-wrong' });
    assert.equal(flowIdIn(wrong.location), flow.id);
    assert.equal((await submit(client, flow, { method: 'password', identifier: person.email, password: person.password })).location, to);
  });
});
