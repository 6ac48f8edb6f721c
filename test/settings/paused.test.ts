import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { actionPath, canSignIn, fetchFlow, identityOf, login, messageIds, newEmail, newPassword, settings, signedIn, submit, valueOf } from '../support/flows.ts';
import { everywhere, onEveryDatabase } from '../support/harness.ts';

const signInAgain = (client: Client, person: { email: string; password: string }) => login(client, person, '?refresh=true');

everywhere('settings: a submit that waits for a fresh sign-in', (kind, zelos) => {
  /** Back to the flow after signing in: a browser follows its address, a JSON client says so. */
  const comeBack = async (client: Client, flow: { id: string }) => {
    if (kind === 'browser') return client.get(`/self-service/settings?flow=${flow.id}`);
    return submit(client, await fetchFlow(client, 'settings', flow.id), { resume: true });
  };
  const paused = async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const flow = await settings(client);
    zelos().clock.advance(20 * MINUTE);
    const password = newPassword();
    const answer = await submit(client, flow, { method: 'password', password });
    assert.equal(answer.status, kind === 'browser' ? 303 : 403);
    return { client, person, flow, password };
  };

  test('is applied once after it', async () => {
    const { client, person, flow, password } = await paused();
    zelos().clock.advance(1);
    await signInAgain(client, person);
    const done = await comeBack(client, flow);
    assert.equal(done.status, kind === 'browser' ? 303 : 200, JSON.stringify(done.body));
    assert.equal(await canSignIn(zelos(), { ...person, password }), true);
    assert.equal(await canSignIn(zelos(), person), false);
    await comeBack(client, flow);
    assert.deepEqual(messageIds(await fetchFlow(client, 'settings', flow.id)), [kind === 'browser' ? 4000001 : 4050903]);
  });

  test('shows in its flow that it waits', async () => {
    const { client, flow } = await paused();
    assert.ok(messageIds(await fetchFlow(client, 'settings', flow.id)).includes(1050902));
  });

  test('goes on waiting while the session is still too old', async () => {
    const { client, person, flow, password } = await paused();
    const refused = await comeBack(client, flow);
    assert.equal(refused.status, kind === 'browser' ? 303 : 403);
    zelos().clock.advance(1);
    await signInAgain(client, person);
    await comeBack(client, flow);
    assert.equal(await canSignIn(zelos(), { ...person, password }), true);
  });

  test('gives way to a body posted later', async () => {
    const { client, person, flow, password } = await paused();
    await signInAgain(client, person);
    const later = newPassword();
    await submit(client, await fetchFlow(client, 'settings', flow.id), { method: 'password', password: later });
    await comeBack(client, flow);
    assert.equal(await canSignIn(zelos(), { ...person, password: later }), true);
    assert.equal(await canSignIn(zelos(), { ...person, password }), false);
  });

  test('is over after 15 minutes', async () => {
    const { client, person, flow, password } = await paused();
    zelos().clock.advance(15 * MINUTE);
    await signInAgain(client, person);
    await comeBack(client, flow);
    assert.equal(await canSignIn(zelos(), { ...person, password }), false);
  });

  test('dies when another person signs in', async () => {
    const { client, person, flow, password } = await paused();
    const { person: other } = await signedIn(zelos(), 'api');
    const stranger = zelos().client(kind);
    await login(stranger, other);
    const answer = await comeBack(kind === 'browser' ? stranger : stranger, flow).catch((error) => error);
    assert.notEqual(answer.status, 200);
    await login(client, person, '?refresh=true');
    assert.equal(await canSignIn(zelos(), { ...person, password }), false);
  });

  test('an e-mail change waits as well, and its address is checked when it goes through', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const flow = await settings(client);
    zelos().clock.advance(20 * MINUTE);
    const email = newEmail('renamed');
    await submit(client, flow, { method: 'profile', traits: { email } });
    assert.equal((await identityOf(zelos(), person.id)).traits.email, person.email);
    zelos().clock.advance(1);
    await signInAgain(client, person);
    await comeBack(client, flow);
    assert.equal((await identityOf(zelos(), person.id)).traits.email, email);
  });
});

onEveryDatabase('settings: what waits is nobody else’s', (zelos) => {
  test('a browser without the cookie of the one that posted cannot make it go through', async () => {
    const { client, person } = await signedIn(zelos(), 'browser');
    const flow = await settings(client);
    zelos().clock.advance(20 * MINUTE);
    const password = newPassword();
    await submit(client, flow, { method: 'password', password });
    const elsewhere = zelos().client('browser');
    await login(elsewhere, person);
    await elsewhere.get(actionPath(flow));
    assert.equal(await canSignIn(zelos(), { ...person, password }), false);
  });

  test('a password that waits cannot be read in the database', async () => {
    const { client } = await signedIn(zelos(), 'spa');
    const flow = await settings(client);
    zelos().clock.advance(20 * MINUTE);
    const password = newPassword();
    await submit(client, flow, { method: 'password', password });
    const rows = await zelos().db.list((db) => db.selectFrom('paused').selectAll());
    assert.ok(rows.length > 0);
    assert.ok(!JSON.stringify(rows).includes(password));
  });

  test('resuming needs the token of the form', async () => {
    const { client, person } = await signedIn(zelos(), 'spa');
    const flow = await settings(client);
    zelos().clock.advance(20 * MINUTE);
    const password = newPassword();
    await submit(client, flow, { method: 'password', password });
    await signInAgain(client, person);
    const answer = await client.post(actionPath(flow), { resume: true });
    assert.equal(answer.body.error.id, 'security_csrf_violation');
    assert.equal(typeof valueOf(flow, 'csrf_token'), 'string');
    assert.equal(await canSignIn(zelos(), { ...person, password }), false);
  });
});

onEveryDatabase(
  'settings: a max age of 0 always asks',
  (zelos) => {
    test('and the change goes through after the sign-in it asked for', async () => {
      const { client, person } = await signedIn(zelos(), 'browser');
      const flow = await settings(client);
      const password = newPassword();
      const asked = await submit(client, flow, { method: 'password', password });
      assert.match(asked.location ?? '', /refresh=true/);
      zelos().clock.advance(1);
      await signInAgain(client, person);
      await client.get(actionPath(flow));
      assert.equal(await canSignIn(zelos(), { ...person, password }), true);
    });
  },
  { config: { selfservice: { flows: { settings: { privileged_session_max_age: '0s' } } } } },
);
