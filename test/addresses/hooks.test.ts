import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { webHook } from '../hooks/flows.ts';
import { refusal, startListener } from '../hooks/listener.ts';
import type { Client, Json } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { fetchFlow, identityOf, login, messageIds, newEmail, settings, submit } from '../support/flows.ts';
import { startZelos } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';
import { UNDO, undoToken, verifiedPerson } from './support.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());
const listener = await startListener();
const withHooks = (...hooks: object[]) =>
  merged(mailbox.config, {
    selfservice: { methods: { code: { enabled: true } }, flows: { verification: { enabled: true }, settings: { after: { profile: { hooks: [{ hook: 'verify_new_address' }, ...hooks] } } } } },
  });
const ask = async (client: Client, email: string): Promise<Json> => {
  const { body } = await submit(client, await settings(client), { method: 'profile', traits: { email } });
  return fetchFlow(client, 'verification', body.continue_with[0].flow.id);
};
const isSignedIn = async (client: Client): Promise<boolean> => (await client.get('/sessions/whoami')).status === 200;

describe('what follows from a change that has waited', () => {
  test('follows when it is made, once, and not when it was asked for', async () => {
    const gate = webHook(listener.at('gate'), { response: { parse: true }, body: 'function(ctx) { flow: ctx.flow.id, before: ctx.previous.traits, after: ctx.identity.traits }' });
    const told = webHook(listener.at('told'), { body: 'function(ctx) { after: ctx.identity.traits }' });
    const zelos = await startZelos({ config: withHooks(gate, told) });
    const { client, person } = await verifiedPerson(zelos, 'api');
    const email = newEmail('new');
    const flow = await ask(client, email);
    assert.deepEqual([listener.calls('gate').length, listener.calls('told').length], [0, 0]);
    const { code } = await mailbox.to(email);

    listener.answer('gate', refusal('#/', 9002));
    const refused = await submit(client, flow, { method: 'code', code });
    assert.deepEqual([refused.status, (await identityOf(zelos, person.id)).traits], [400, { email: person.email }]);
    listener.answer('gate');
    const done = await submit(client, flow, { method: 'code', code });
    assert.deepEqual([done.status, messageIds(done.body)], [200, [1080002]]);
    const heard = await listener.heard('told');
    assert.deepEqual(
      heard.map(({ body }) => body),
      [{ after: { email } }],
    );
    assert.deepEqual(
      listener.calls('gate').map(({ body }) => [body.before, body.after]),
      Array.from({ length: 2 }, () => [{ email: person.email }, { email }]),
    );
    await zelos.close();
  });

  test('whoever is asked about verifications is asked about this one, and may stop it', async () => {
    const gate = webHook(listener.at('verifying'), { response: { parse: true } });
    const zelos = await startZelos({ config: merged(withHooks(), { selfservice: { flows: { verification: { after: { hooks: [gate] } } } } }) });
    const { client, person } = await verifiedPerson(zelos, 'api');
    const email = newEmail('new');
    const flow = await ask(client, email);
    const { code } = await mailbox.to(email);
    listener.answer('verifying', refusal('#/', 9002));
    await submit(client, flow, { method: 'code', code });
    assert.deepEqual((await identityOf(zelos, person.id)).traits, { email: person.email });
    listener.answer('verifying', { json: { identity: { metadata_public: { moved: true } } } });
    await submit(client, flow, { method: 'code', code });
    const { traits, metadata_public } = await identityOf(zelos, person.id);
    assert.deepEqual([traits.email, metadata_public, listener.calls('verifying').length], [email, { moved: true }, 2]);
    await zelos.close();
  });

  test('other sessions end where that is configured; the one that has asked for the change goes on', async () => {
    const zelos = await startZelos({ config: withHooks({ hook: 'revoke_active_sessions' }) });
    const { client, person } = await verifiedPerson(zelos, 'api');
    const other = zelos.client('api');
    await login(other, person);
    const email = newEmail('new');
    const flow = await ask(client, email);
    assert.deepEqual([await isSignedIn(client), await isSignedIn(other)], [true, true]);
    // Wherever the code is entered.
    await submit(zelos.client('api'), flow, { method: 'code', code: (await mailbox.to(email)).code });
    assert.deepEqual([await isSignedIn(client), await isSignedIn(other)], [true, false]);
    await zelos.close();
  });

  test('hooks are told of an undo, and cannot stop it', async () => {
    const gate = webHook(listener.at('no'), { response: { parse: true } });
    const told = webHook(listener.at('undone'), { body: 'function(ctx) { after: ctx.identity.traits }' });
    const zelos = await startZelos({ config: withHooks(gate, told) });
    const { client, person } = await verifiedPerson(zelos, 'api');
    const email = newEmail('new');
    await submit(client, await ask(client, email), { method: 'code', code: (await mailbox.to(email)).code });
    const next = newEmail('next');
    const waiting = await ask(client, next);
    listener.answer('no', refusal('#/', 9002));
    assert.equal((await client.post(UNDO, { token: await undoToken(mailbox, person.email) })).status, 200);
    const [, second] = await listener.heard('undone', 2);
    assert.deepEqual([second?.body, await isSignedIn(client)], [{ after: { email: person.email } }, false]);
    assert.equal((await submit(client, waiting, { method: 'code', code: (await mailbox.to(next)).code })).status, 404, 'what waited is gone');
    await zelos.close();
  });
});
