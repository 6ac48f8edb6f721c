import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../support/clock.ts';
import { canSignIn, flowAfter, identityOf, login, messageIdsAt, newPassword, settings, signedIn, submit, valueOf } from '../support/flows.ts';
import { everywhere, onEveryDatabase } from '../support/harness.ts';

everywhere('settings: password', (kind, zelos) => {
  const change = async (fields: Record<string, unknown>, options: { age?: number; credentials?: object } = {}) => {
    const { client, person } = await signedIn(zelos(), kind);
    const flow = await settings(client);
    zelos().clock.advance(options.age ?? 0);
    const answer = await submit(client, flow, { method: 'password', ...fields, ...(fields['current_password'] === 'right' ? { current_password: person.password } : {}) });
    return { client, person, answer, flow };
  };

  test('the new one works, the old one does not, and other sessions live on', async () => {
    const password = newPassword();
    const { client, person } = await signedIn(zelos(), kind);
    const elsewhere = zelos().client('api');
    await login(elsewhere, person);
    const answer = await submit(client, await settings(client), { method: 'password', password });
    assert.equal((await flowAfter(client, 'settings', answer)).state, 'success');
    assert.equal(await canSignIn(zelos(), { ...person, password }), true);
    assert.equal(await canSignIn(zelos(), person), false);
    assert.equal((await elsewhere.get('/sessions/whoami')).status, 200);
  });

  test('`revoke_other_sessions` ends the others and keeps this one', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const elsewhere = zelos().client('api');
    await login(elsewhere, person);
    await submit(client, await settings(client), { method: 'password', password: newPassword(), revoke_other_sessions: true });
    assert.equal((await elsewhere.get('/sessions/whoami')).status, 401);
    assert.equal((await client.reader.get('/sessions/whoami')).status, 200);
  });

  test('the current one is refused as the new one', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const answer = await submit(client, await settings(client), { method: 'password', password: person.password });
    assert.deepEqual(messageIdsAt(await flowAfter(client, 'settings', answer), 'password'), [4000039]);
  });

  test('a refused password is not in the answer', async () => {
    const { client, answer } = await change({ password: 'Qz7!x' });
    const flow = await flowAfter(client, 'settings', answer);
    assert.deepEqual(messageIdsAt(flow, 'password'), [4000032]);
    assert.equal(valueOf(flow, 'password'), undefined);
    assert.ok(!JSON.stringify(flow).includes('Qz7!x'));
  });

  test('a right current password stands for a fresh sign-in, for this submit alone', async () => {
    const { client, person, answer } = await change({ password: newPassword(), current_password: 'right' }, { age: 30 * MINUTE });
    assert.equal((await flowAfter(client, 'settings', answer)).state, 'success');
    assert.equal(await canSignIn(zelos(), person), false);
    const next = await submit(client, await settings(client), { method: 'password', password: newPassword() });
    assert.equal(next.status, kind === 'browser' ? 303 : 403);
  });

  test('a wrong current password is refused, however fresh the session', async () => {
    for (const age of [0, 30 * MINUTE]) {
      const { client, person, answer } = await change({ password: newPassword(), current_password: 'not it' }, { age });
      assert.deepEqual(messageIdsAt(await flowAfter(client, 'settings', answer), 'current_password'), [4050901]);
      assert.equal(await canSignIn(zelos(), person), true);
    }
  });

  test('one million characters are refused quickly', async () => {
    const { client, answer } = await change({ password: 'x'.repeat(1_000_000) });
    assert.deepEqual(messageIdsAt(await flowAfter(client, 'settings', answer), 'password'), [4000033]);
  });
});

onEveryDatabase('settings: a person without a password', (zelos) => {
  test('can set a first one', async () => {
    const { client, person } = await signedIn(zelos(), 'spa');
    await zelos().client('api').send('DELETE', `/admin/identities/${person.id}/credentials/password`, { on: 'admin' });
    const password = newPassword();
    await submit(client, await settings(client), { method: 'password', password });
    assert.equal(await canSignIn(zelos(), { ...person, password }), true);
    assert.deepEqual((await identityOf(zelos(), person.id)).credentials.password.identifiers, [person.email]);
  });
});

onEveryDatabase(
  'settings: `require_current_password`',
  (zelos) => {
    test('asks for it in the form, and refuses a change without it', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const flow = await settings(client);
      assert.equal(
        flow.ui.nodes.some((n: { attributes: { name?: string } }) => n.attributes.name === 'current_password'),
        true,
      );
      const refused = await submit(client, flow, { method: 'password', password: newPassword() });
      assert.deepEqual(messageIdsAt(refused.body, 'current_password'), [4000002]);
      const taken = await submit(client, flow, { method: 'password', password: newPassword(), current_password: person.password });
      assert.equal(taken.status, 200);
    });
  },
  { config: { selfservice: { methods: { password: { config: { require_current_password: true } } } } } },
);
