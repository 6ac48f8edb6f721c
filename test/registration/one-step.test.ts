import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind } from '../support/clients.ts';
import { HOUR } from '../support/clock.ts';
import { canSignIn, fetchFlow, flowAfter, flowIdIn, messageIds, messageIdsAt, newEmail, newPassword, node, nodeNames, start, submit, valueOf } from '../support/flows.ts';
import { everywhere, startZelos, type TestZelos } from '../support/harness.ts';

const people = async (zelos: TestZelos): Promise<number> => (await zelos.db.list((db) => db.selectFrom('identities').select('id'))).length;

everywhere(
  'registration in one step, without a session',
  (kind: ClientKind, zelos) => {
    test('makes the account and signs nobody in', async () => {
      const client = zelos().client(kind);
      const flow = await start(client, 'registration', '?return_to=http://app.test/welcome');
      assert.deepEqual(nodeNames(flow).slice(-2), ['password', 'method']);
      const [email, password] = [newEmail(), newPassword()];
      const csrf = [...client.jar].find(([name]) => name.startsWith('csrf_token'))?.[1];
      const done = await submit(client, flow, { method: 'password', password, traits: { email, age: kind === 'browser' ? '31' : 31, newsletter: true } });
      if (kind === 'browser') assert.equal(done.location, 'http://app.test/welcome');
      else {
        assert.deepEqual([done.body.identity.traits.age, done.body.identity.traits.newsletter], [31, true]);
        assert.deepEqual(done.body.continue_with, kind === 'api' ? null : [{ action: 'redirect_browser_to', redirect_browser_to: 'http://app.test/welcome' }]);
        assert.equal('session' in done.body || 'session_token' in done.body, false);
      }
      assert.equal((await client.reader.get('/sessions/whoami')).status, 401);
      assert.ok(await canSignIn(zelos(), { email, password }));
      if (kind !== 'api') assert.notEqual([...client.jar].find(([name]) => name.startsWith('csrf_token'))?.[1], csrf);
    });

    test('names everything that is wrong, and makes nobody', async () => {
      const before = await people(zelos());
      const client = zelos().client(kind);
      const flow = await start(client, 'registration');
      const email = newEmail();
      const attempt = async (fields: object) => flowAfter(client, 'registration', await submit(client, flow, { method: 'password', ...fields }));
      assert.deepEqual(messageIdsAt(await attempt({ traits: { email }, password: 'short' }), 'password'), [4000032]);
      assert.deepEqual(messageIdsAt(await attempt({ traits: { email }, password: '' }), 'password'), [4000002]);
      assert.deepEqual(messageIdsAt(await attempt({ traits: { email }, password: email }), 'password'), [4000031]);
      assert.deepEqual(messageIdsAt(await attempt({ traits: { email }, password: 'x'.repeat(73) }), 'password'), [4000033]);
      const odd = await attempt({ traits: { email: 'no-address', website: 'http://s' }, password: newPassword() });
      assert.deepEqual([messageIdsAt(odd, 'traits.email'), messageIdsAt(odd, 'traits.website'), messageIdsAt(odd, 'password')], [[4000040], [4000003], []]);
      assert.equal(valueOf(odd, 'traits.email'), 'no-address');
      const none = await attempt({ password: newPassword() });
      assert.deepEqual(messageIdsAt(none, 'traits.email'), [4000002]);
      assert.equal(await people(zelos()), before);
    });

    test('refuses a trait that the schema does not have', async () => {
      if (kind === 'browser') return; // a form drops it
      const client = zelos().client(kind);
      const answer = await submit(client, await start(client, 'registration'), { method: 'password', password: newPassword(), traits: { email: newEmail(), admin: true } });
      assert.equal(answer.status, 400);
      for (const traits of ['x', 12, ['a'], null]) {
        const odd = await submit(client, await start(client, 'registration'), { method: 'password', password: newPassword(), traits });
        assert.equal(odd.status, 400);
      }
    });

    test("an address that is taken is refused, however it is written, and stays its owner's", async () => {
      const client = zelos().client(kind);
      const [email, password] = [newEmail(), newPassword()];
      await submit(client, await start(client, 'registration'), { method: 'password', password, traits: { email } });
      const again = await flowAfter(
        client,
        'registration',
        await submit(client, await start(client, 'registration'), { method: 'password', password: newPassword(), traits: { email: email.toUpperCase() } }),
      );
      assert.deepEqual(messageIds(again), [4000007]);
      assert.ok(node(again, 'password'));
      assert.ok(await canSignIn(zelos(), { email, password }));
    });

    test('the same form sent twice at once makes one account', async () => {
      const client = zelos().client(kind);
      const flow = await start(client, 'registration');
      const before = await people(zelos());
      const answers = await Promise.all(Array.from({ length: 4 }, () => submit(client, flow, { method: 'password', password: newPassword(), traits: { email: 'double.' + flow.id + '@zelos.test' } })));
      assert.equal(await people(zelos()), before + 1);
      if (kind === 'browser')
        assert.deepEqual(
          answers.map((a) => a.location),
          Array(4).fill('http://app.test/'),
        );
      else assert.deepEqual(answers.map((a) => (a.status === 200 ? 'made' : String(messageIds(a.body)))).toSorted(), ['4040002', '4040002', '4040002', 'made']);
    });

    test('two forms with one address at once make one account', async () => {
      const email = newEmail();
      const before = await people(zelos());
      const answers = await Promise.all(
        Array.from({ length: 4 }, async () => {
          const client = zelos().client(kind);
          return flowAfter(client, 'registration', await submit(client, await start(client, 'registration'), { method: 'password', password: newPassword(), traits: { email } })).catch(
            () => undefined,
          );
        }),
      );
      assert.equal(await people(zelos()), before + 1);
      assert.equal(answers.filter((body) => body?.ui !== undefined && messageIds(body)[0] === 4000007).length, 3);
    });

    test('a form is good up to the millisecond before it expires, then another takes its place', async () => {
      const client = zelos().client(kind);
      const flow = await start(client, 'registration', '?return_to=http://app.test/welcome');
      zelos().clock.advance(HOUR - 1);
      assert.deepEqual(
        messageIdsAt(await flowAfter(client, 'registration', await submit(client, flow, { method: 'password', password: 'short', traits: { email: newEmail() } })), 'password'),
        [4000032],
      );
      zelos().clock.advance(1);
      const answer = await submit(client, flow, { method: 'password', password: newPassword(), traits: { email: newEmail() } });
      const next = await fetchFlow(client, 'registration', kind === 'browser' ? flowIdIn(answer.location) : answer.body.use_flow_id);
      assert.deepEqual([messageIds(next), next.type, next.return_to], [[4040001], flow.type, 'http://app.test/welcome']);
      assert.equal((await client.reader.get(`/self-service/registration/flows?id=${flow.id}`)).status, 410);
    });
  },
  { config: { selfservice: { flows: { registration: { style: 'unified', after: { password: { hooks: [] } } } } } } },
);

everywhere('registration with a session', (kind: ClientKind, zelos) => {
  test('is not for people who are signed in', async () => {
    const client = zelos().client(kind);
    const flow = await start(client, 'registration');
    const late = await start(client, 'registration');
    const done = await submit(client, flow, { method: 'password', password: newPassword(), traits: { email: newEmail() } });
    client.token = done.body.session_token;
    const answers = [
      await client.get(`/self-service/registration/${kind === 'api' ? 'api' : 'browser'}`),
      await submit(client, late, { method: 'password', password: newPassword(), traits: { email: newEmail() } }),
    ];
    for (const answer of answers) {
      if (kind === 'browser') assert.deepEqual([answer.status, answer.location], [303, 'http://app.test/']);
      else assert.deepEqual([answer.status, answer.body.error.id], [400, 'session_already_available']);
    }
  });
});

test('a registration that is switched off says so at every step', async (t) => {
  const zelos = await startZelos({ config: { selfservice: { flows: { registration: { enabled: false, after: { password: { hooks: [] } } } } } } });
  t.after(() => zelos.close());
  for (const path of ['/self-service/registration/api', '/self-service/registration/browser']) {
    const answer = await zelos.client('spa').get(path);
    assert.deepEqual([answer.status, answer.body.error.id], [400, 'self_service_flow_disabled']);
  }
  const browser = await zelos.client('browser').get('/self-service/registration/browser');
  assert.match(browser.location ?? '', /\/error\?id=/);
});
