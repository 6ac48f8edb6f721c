import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind, Json } from '../support/clients.ts';
import { canSignIn, fetchFlow, flowAfter, messageIds, messageIdsAt, newEmail, newPassword, node, nodeNames, start, submit, valueOf } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';

const typeOf = (flow: Json, name: string): string => node(flow, name).attributes.type;

everywhere('registration in two steps', (kind: ClientKind, zelos) => {
  test('asks for the profile, then for a password, and signs in', async () => {
    const client = zelos().client(kind);
    const [email, password] = [newEmail(), newPassword()];
    const first = await start(client, 'registration');
    assert.deepEqual(nodeNames(first), ['csrf_token', 'traits.email', 'traits.name.first', 'traits.name.last', 'traits.website', 'traits.age', 'traits.newsletter', 'traits.color', 'method']);

    const turned = await submit(client, first, { method: 'profile', traits: { email, name: { first: 'Ann' } } });
    assert.equal(turned.status, kind === 'browser' ? 303 : 400);
    const second = await flowAfter(client, 'registration', turned);
    assert.deepEqual(messageIds(second), [1040009]);
    assert.deepEqual([typeOf(second, 'traits.email'), valueOf(second, 'traits.email'), valueOf(second, 'traits.name.first')], ['hidden', email, 'Ann']);
    assert.deepEqual(nodeNames(second).slice(-3), ['password', 'method', 'screen']);

    const done = await submit(client, second, { method: 'password', password, traits: { email, name: { first: 'Ann' } } });
    if (kind === 'browser') assert.deepEqual([done.status, done.location], [303, 'http://app.test/']);
    else {
      assert.equal(done.status, 200);
      assert.deepEqual(done.body.identity.traits.name, { first: 'Ann' });
      assert.deepEqual(
        done.body.continue_with,
        kind === 'api' ? [{ action: 'set_ory_session_token', ory_session_token: done.body.session_token }] : [{ action: 'redirect_browser_to', redirect_browser_to: 'http://app.test/' }],
      );
    }
    client.token = done.body.session_token;
    assert.equal((await client.reader.get('/sessions/whoami')).body.identity.traits.email, email);
    assert.ok(await canSignIn(zelos(), { email, password }));
  });

  test('the second step need not send the profile again', async () => {
    const client = zelos().client(kind);
    const [email, password] = [newEmail(), newPassword()];
    const flow = await start(client, 'registration');
    await submit(client, flow, { method: 'profile', traits: { email, age: 31 } });
    await submit(client, flow, { method: 'password', password });
    assert.ok(await canSignIn(zelos(), { email, password }));
  });

  test('goes back with what was typed', async () => {
    const client = zelos().client(kind);
    const flow = await start(client, 'registration');
    const email = newEmail();
    await submit(client, flow, { method: 'profile', traits: { email, color: 'green' } });
    const back = await flowAfter(client, 'registration', await submit(client, flow, { screen: 'previous' }));
    assert.deepEqual([typeOf(back, 'traits.email'), valueOf(back, 'traits.email'), valueOf(back, 'traits.color')], ['email', email, 'green']);
    assert.equal(node(back, 'password'), undefined);
    assert.deepEqual(messageIds(back), []);
    const forth = await flowAfter(client, 'registration', await submit(client, flow, { screen: 'credential-selection', traits: { email } }));
    assert.ok(node(forth, 'password'));
  });

  test('an invalid profile stays on the first step, each message at its field', async () => {
    const client = zelos().client(kind);
    const flow = await start(client, 'registration');
    const bad = await flowAfter(client, 'registration', await submit(client, flow, { method: 'profile', traits: { email: 'no-address', age: 200, color: 'mauve' } }));
    assert.deepEqual([messageIdsAt(bad, 'traits.email'), messageIdsAt(bad, 'traits.age'), messageIdsAt(bad, 'traits.color')], [[4000040], [4000020], [4000001]]);
    assert.deepEqual([valueOf(bad, 'traits.email'), valueOf(bad, 'traits.age'), valueOf(bad, 'traits.color')], ['no-address', 200, 'mauve']);
    assert.equal(node(bad, 'password'), undefined);

    const cleared = await flowAfter(client, 'registration', await submit(client, flow, { method: 'profile', traits: { email: newEmail(), age: kind === 'browser' ? '' : undefined } }));
    assert.ok(node(cleared, 'password'));
    if (kind === 'browser') assert.equal(valueOf(cleared, 'traits.age'), undefined);
  });

  test('nobody learns a password from the form, or from what is stored', async () => {
    const client = zelos().client(kind);
    const flow = await start(client, 'registration');
    await submit(client, flow, { method: 'profile', traits: { email: newEmail() } });
    const refused = await submit(client, flow, { method: 'password', password: 'secret-that-was-typed', traits: { email: 'no-address' } });
    const rows = await zelos().db.list((db) => db.selectFrom('flows').selectAll().where('id', '=', flow.id));
    assert.doesNotMatch(JSON.stringify([await flowAfter(client, 'registration', refused), await fetchFlow(client, 'registration', flow.id), rows]), /secret-that-was-typed/);
  });

  test('says when nothing was chosen', async () => {
    const client = zelos().client(kind);
    const flow = await start(client, 'registration');
    for (const method of ['magic', '', undefined])
      assert.deepEqual(messageIds(await flowAfter(client, 'registration', await submit(client, flow, { method, traits: { email: newEmail() } }))), [4010003]);
  });
});
