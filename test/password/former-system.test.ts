import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import { Client, type Json } from '../support/clients.ts';
import { canSignIn, createPerson, identityOf, login, newEmail, newPassword, node, settings, start, submit } from '../support/flows.ts';
import { everywhere, onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';

/** A system that people had their passwords in before: it knows one password, and says what it is told to. */
const THEIRS = 'what-they-had-before';
const MATCH = JSON.stringify({ status: 'password_match' });
let says: (sent: { identifier: string; password: string }) => { status: number; body: string };
const asked: { headers: IncomingMessage['headers']; body: Json }[] = [];
const former = createServer((request, response) => {
  let text = '';
  request.on('data', (part) => (text += String(part)));
  request.on('end', () => {
    const body = JSON.parse(text);
    asked.push({ headers: request.headers, body });
    const { status, body: answer } = says(body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
  });
});
await new Promise<void>((resolve) => former.listen(0, '127.0.0.1', resolve));
after(() => new Promise((resolve) => former.close(resolve)));
const honest: typeof says = ({ password }) => (password === THEIRS ? { status: 200, body: MATCH } : { status: 403, body: '' });
const url = `http://127.0.0.1:${(former.address() as AddressInfo).port}/check`;
const config = (more: object = {}): ConfigInput => ({ selfservice: { methods: { password: { config: { migrate_hook: { enabled: true, config: { url, ...more } } } } } } });

const waiting = { credentials: { password: { config: { use_password_migration_hook: true } } }, password: THEIRS };

everywhere(
  'a password that only the former system knows',
  (kind, zelos) => {
    before(() => {
      says = honest;
    });

    test('signs its person in, is kept here, and is not asked for again', async () => {
      const person = await createPerson(zelos(), waiting);
      const client = zelos().client(kind);
      const answer = await submit(client, await start(client, 'login'), { method: 'password', identifier: person.email, password: THEIRS });
      assert.equal(answer.status, kind === 'browser' ? 303 : 200);
      assert.deepEqual(asked.at(-1)?.body, { identifier: person.email, password: THEIRS });
      const times = asked.length;
      const { config: kept } = (await identityOf(zelos(), person.id, 'password')).credentials.password;
      assert.deepEqual(Object.keys(kept), ['hashed_password']);
      assert.equal(await canSignIn(zelos(), person), true);
      assert.equal(await canSignIn(zelos(), { ...person, password: 'something-else' }), false);
      assert.equal(asked.length, times);
    });

    test('is refused like any other when it is wrong, and the account goes on waiting', async () => {
      const person = await createPerson(zelos(), waiting);
      const client = zelos().client(kind);
      const flow = await start(client, 'login');
      const refused = await submit(client, flow, { method: 'password', identifier: person.email, password: 'a-wrong-one' });
      assert.equal(refused.status, kind === 'browser' ? 303 : 400);
      assert.deepEqual((await identityOf(zelos(), person.id, 'password')).credentials.password.config, { use_password_migration_hook: true });
      assert.equal(await canSignIn(zelos(), person), true);
    });

    for (const [what, status, body] of [
      ['a 200 with another status', 200, '{"status":"welcome"}'],
      ['a 200 with a page', 200, '<html>Welcome</html>'],
      ['a 200 without a body', 200, ''],
      ['a 200 with null', 200, 'null'],
    ] as const)
      test(`is wrong after ${what}`, async () => {
        const person = await createPerson(zelos(), waiting);
        says = () => ({ status, body });
        const client = zelos().client('api');
        const refused = await submit(client, await start(client, 'login'), { method: 'password', identifier: person.email, password: THEIRS });
        says = honest;
        assert.deepEqual([refused.status, refused.body.ui.messages[0].id], [400, 4000006]);
      });

    for (const [what, status, body] of [
      ['an error', 500, ''],
      ['a redirect', 302, ''],
      ['a 401', 401, MATCH],
      ['far too much', 200, MATCH.padEnd(5000)],
    ] as const)
      test(`is neither right nor wrong after ${what}: 502, and nothing has changed`, async () => {
        const person = await createPerson(zelos(), waiting);
        says = () => ({ status, body });
        const client = zelos().client('api');
        const flow = await start(client, 'login');
        const answer = await submit(client, flow, { method: 'password', identifier: person.email, password: THEIRS });
        says = honest;
        assert.deepEqual([answer.status, answer.body.error.code], [502, 502]);
        assert.ok(!JSON.stringify(answer.body).includes(url));
        assert.equal((await submit(client, flow, { method: 'password', identifier: person.email, password: THEIRS })).status, 200);
      });
  },
  { config: config() },
);

onEveryDatabase(
  'who waits for the former system',
  (zelos) => {
    before(() => {
      says = honest;
    });

    test('sets a new password after a recovery or another sign-in, and is never asked for there again', async () => {
      const person = await createPerson(zelos(), waiting);
      const client = zelos().client('spa');
      await login(client, person);
      const times = asked.length;
      const password = newPassword();
      assert.equal((await submit(client, await settings(client), { method: 'password', password })).status, 200);
      assert.deepEqual([await canSignIn(zelos(), { ...person, password }), await canSignIn(zelos(), person), asked.length], [true, false, times]);
    });

    test('can be imported as Kratos exports it, and is no stranger to a form for signing in again', async () => {
      const person = await createPerson(zelos(), { ...waiting, credentials: { password: { config: { hashed_password: '', use_password_migration_hook: true } } } });
      assert.equal(await canSignIn(zelos(), person), true);
      const odd = await new Client('api', zelos()).send('POST', '/admin/identities', {
        on: 'admin',
        json: { schema_id: 'customer', traits: { email: newEmail() }, credentials: { password: { config: { use_password_migration_hook: 'yes' } } } },
      });
      assert.equal(odd.status, 400);
    });

    test('may be made to wait by an administrator, whatever password there was', async () => {
      const person = await createPerson(zelos(), { password: 'known-here-already' });
      const put = await new Client('api', zelos()).send('PUT', `/admin/identities/${person.id}`, {
        on: 'admin',
        json: { schema_id: 'customer', state: 'active', traits: { email: person.email }, credentials: waiting.credentials },
      });
      assert.equal(put.status, 200);
      assert.deepEqual([await canSignIn(zelos(), person), await canSignIn(zelos(), { ...person, password: THEIRS })], [false, true]);
    });

    test('is asked about nobody whose password is here, or who is not', async () => {
      const person = await createPerson(zelos(), { credentials: { password: { config: { password: 'known-here-already', use_password_migration_hook: true } } } });
      const times = asked.length;
      assert.deepEqual([await canSignIn(zelos(), { ...person, password: THEIRS }), await canSignIn(zelos(), { email: newEmail(), password: THEIRS }), asked.length], [false, false, times]);
    });

    test('counts as somebody who can sign in', async () => {
      const { id } = await createPerson(zelos(), waiting);
      const removed = await new Client('api', zelos()).send('DELETE', `/admin/identities/${id}/credentials/password`, { on: 'admin' });
      assert.equal(removed.status, 400);
    });
  },
  { config: config() },
);

async function withZelos(options: ConfigInput, story: (zelos: TestZelos) => Promise<void>): Promise<void> {
  const zelos = await startZelos({ config: options });
  try {
    await story(zelos);
  } finally {
    await zelos.close();
  }
}

test('the call is made as the configuration says', () =>
  withZelos(
    config({
      headers: { 'x-from': 'zelos' },
      auth: { type: 'api_key', config: { name: 'X-Key', value: 'secret-key', in: 'header' } },
      body: 'function(ctx) { identifier: ctx.identifier, password: ctx.password, realm: "old" }',
    }),
    async (zelos) => {
      says = honest;
      const person = await createPerson(zelos, waiting);
      assert.equal(await canSignIn(zelos, person), true);
      const { headers, body } = asked.at(-1) ?? assert.fail('nobody was asked');
      assert.deepEqual([headers['x-from'], headers['x-key'], body], ['zelos', 'secret-key', { identifier: person.email, password: THEIRS, realm: 'old' }]);
    },
  ));

test('without the call, who waits for it cannot sign in by password', () =>
  withZelos({}, async (zelos) => {
    const person = await createPerson(zelos, waiting);
    const times = asked.length;
    assert.deepEqual([await canSignIn(zelos, person), asked.length], [false, times]);
    assert.ok(node(await start(zelos.client('api'), 'login'), 'password'));
  }));
