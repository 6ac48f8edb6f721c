import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { CLIENTS, type ClientKind } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { createPerson, fetchFlow, flowIdIn, identityOf, login, messageIds, newEmail, type Person, settings, signedIn, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { byCode, codeFor, everyFlow, sessionsOf, webHook } from './flows.ts';
import { refusal, startListener } from './listener.ts';

const listener = await startListener();
const REVOKE = { hook: 'revoke_active_sessions' };
const inFlows = (flows: object, more: object = {}) => merged(everyFlow, merged({ selfservice: { flows } }, more as Record<string, unknown>));
const loggedIn = async (zelos: TestZelos, person: Person, times = 1): Promise<void> => {
  for (let i = 0; i < times; i += 1) await login(zelos.client('api'), person);
};
const rename = (person: Person, first = 'Bea') => ({ method: 'profile', traits: { email: person.email, name: { first } } });

describe('revoke_active_sessions', async () => {
  const failing = webHook(listener.at('failing'));
  const zelos = await startZelos({
    config: inFlows(
      {
        settings: { after: { hooks: [failing], profile: { hooks: [webHook(listener.at('gate'), { can_interrupt: true }), REVOKE] } } },
        login: { after: { code: { hooks: [REVOKE] } } },
        recovery: { after: { hooks: [REVOKE] } },
      },
      { selfservice: { methods: { code: { passwordless_enabled: true } } } },
    ),
  });
  after(() => zelos.close());

  test('ends all sessions of the person but the one they save with, although another hook fails', async () => {
    listener.answer('failing', { status: 500 });
    const { client, person } = await signedIn(zelos, 'api');
    const stranger = await signedIn(zelos, 'api');
    await loggedIn(zelos, person, 2);
    assert.equal((await submit(client, await settings(client), rename(person))).status, 200);
    assert.deepEqual([await sessionsOf(zelos, person), await sessionsOf(zelos, stranger.person)], [1, 1]);
    assert.equal((await client.get('/sessions/whoami')).status, 200);
  });

  test('ends none when a hook says no, and none for what has no such hook', async () => {
    const { client, person } = await signedIn(zelos, 'api');
    await loggedIn(zelos, person);
    listener.answer('gate', refusal());
    await submit(client, await settings(client), rename(person));
    listener.answer('gate');
    await submit(client, await settings(client), { method: 'password', password: `another-${person.password}` });
    assert.equal(await sessionsOf(zelos, person), 2);
  });

  test('ends none again when a form is sent twice', async () => {
    const { client, person } = await signedIn(zelos, 'api');
    const flow = await settings(client);
    await submit(client, flow, rename(person));
    await loggedIn(zelos, person);
    assert.equal((await submit(client, flow, rename(person))).status, 200);
    assert.equal(await sessionsOf(zelos, person), 2);
  });

  test('at a login ends the others, at a recovery too, for those methods that have it', async () => {
    const person = await createPerson(zelos);
    await loggedIn(zelos, person, 3);
    assert.equal(await sessionsOf(zelos, person), 3);
    const client = zelos.client('api');
    const flow = await start(client, 'login');
    await submit(client, flow, { method: 'code', identifier: person.email });
    assert.equal((await submit(client, flow, { method: 'code', identifier: person.email, code: await codeFor(zelos, person.email, 'login') })).status, 200);
    assert.equal(await sessionsOf(zelos, person), 1);
    await loggedIn(zelos, person, 2);
    await byCode(zelos.client('api'), zelos, 'recovery', person.email);
    assert.equal(await sessionsOf(zelos, person), 1);
  });
});

describe('revoke_active_sessions for every method', async () => {
  const zelos = await startZelos({ config: inFlows({ settings: { after: { hooks: [REVOKE] } }, login: { after: { hooks: [REVOKE] } } }) });
  after(() => zelos.close());

  test('stands in the list of the flow', async () => {
    const { client, person } = await signedIn(zelos, 'api');
    const other = zelos.client('spa');
    await login(other, person);
    assert.equal((await client.get('/sessions/whoami')).status, 401);
    assert.equal(await sessionsOf(zelos, person), 1);
  });
});

/** Signs in with a password; the answer as it comes. */
async function signIn(zelos: TestZelos, kind: ClientKind, person: Person) {
  const client = zelos.client(kind);
  const answer = await submit(client, await start(client.reader, 'login'), { method: 'password', identifier: person.email, password: person.password });
  return { client, answer };
}
const verified = (email: string) => ({ email, verifiable_addresses: [{ value: email, via: 'email', verified: true, status: 'completed' }] });

for (const kind of CLIENTS)
  describe(`hooks of a login that are about addresses · ${kind}`, async () => {
    const requires = await startZelos({ config: inFlows({ login: { after: { password: { hooks: [{ hook: 'require_verified_address' }] } } } }) });
    const reminds = await startZelos({ config: inFlows({ login: { after: { password: { hooks: [{ hook: 'verification' }, { hook: 'show_verification_ui' }] } } } }) });
    const legacy = await startZelos({ config: inFlows({ login: { after: { hooks: [{ hook: 'require_verified_address' }] } } }, { feature_flags: { legacy_require_verified_login_error: true } }) });
    after(() => Promise.all([requires.close(), reminds.close(), legacy.close()]));

    test('require_verified_address gives nobody a session who has proven no address, and sends the code for it', async () => {
      const person = await createPerson(requires);
      const { client, answer } = await signIn(requires, kind, person);
      assert.deepEqual([answer.status, await sessionsOf(requires, person)], [kind === 'browser' ? 303 : 403, 0]);
      const item = kind === 'browser' ? undefined : answer.body.error.details.continue_with[0];
      if (item) {
        assert.deepEqual([answer.body.error.id, answer.body.error.code, item.action, item.flow.verifiable_address], ['session_verified_address_required', 400, 'show_verification_ui', person.email]);
        assert.equal(flowIdIn(item.flow.url), item.flow.id);
      }
      const flow = await fetchFlow(client, 'verification', item ? item.flow.id : flowIdIn(answer.location));
      assert.equal((await identityOf(requires, person.id)).verifiable_addresses[0].status, 'sent');
      await submit(client.reader, flow, { method: 'code', code: await codeFor(requires, person.email, 'verification') });
      await signIn(requires, kind, person);
      assert.equal(await sessionsOf(requires, person), 1);
    });

    test('require_verified_address lets in whoever has one', async () => {
      const person = await createPerson(requires, verified(newEmail()));
      await signIn(requires, kind, person);
      assert.equal(await sessionsOf(requires, person), 1);
    });

    test('require_verified_address says 4000010 in the form where the configuration wants that', async () => {
      const person = await createPerson(legacy);
      const { client, answer } = await signIn(legacy, kind, person);
      const flow = kind === 'browser' ? await fetchFlow(client, 'login', flowIdIn(answer.location)) : answer.body;
      assert.deepEqual([messageIds(flow), await sessionsOf(legacy, person)], [[4000010], 0]);
    });

    test('verification mails whoever signs in with an unproven address, and show_verification_ui leads there', async () => {
      const person = await createPerson(reminds);
      const { answer } = await signIn(reminds, kind, person);
      assert.equal(await sessionsOf(reminds, person), 1);
      const shown = kind === 'browser' ? flowIdIn(answer.location) : answer.body.continue_with.find(({ action }: { action: string }) => action === 'show_verification_ui').flow.id;
      const flow = await fetchFlow(reminds.client(kind), 'verification', shown);
      assert.equal(flow.state, 'sent_email');
      await submit(reminds.client(kind === 'api' ? 'api' : 'spa'), flow, { method: 'code', code: await codeFor(reminds, person.email, 'verification') });
    });

    test('verification mails nobody else', async () => {
      const person = await createPerson(reminds, verified(newEmail()));
      const { answer } = await signIn(reminds, kind, person);
      const { body } = await reminds.client('api').get(`/admin/courier/messages?recipient=${encodeURIComponent(person.email)}`, { on: 'admin' });
      assert.deepEqual(body, []);
      if (kind === 'api') assert.equal(answer.body.continue_with, null);
    });
  });
