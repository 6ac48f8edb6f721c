import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import { silentLog } from '../../src/log.ts';
import { createZelos } from '../../src/server.ts';
import { adds } from '../../src/session/assurance.ts';
import { Client } from '../support/clients.ts';
import { SECOND } from '../support/clock.ts';
import { baseConfig, merged } from '../support/config.ts';
import { login, newPassword, settings, signedIn, start, submit } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { addApp, addCodes, codeAt, saved, seedIn, showSecond, verdict, whoami, withFactors } from './factors.ts';

onEveryDatabase(
  'assurance: an operation that asks for two factors of everybody',
  (zelos) => {
    test('tells who has only one to add a second, and lets that be added', async () => {
      const { client } = await signedIn(zelos(), 'spa');
      const flow = await settings(client);
      assert.deepEqual(flow.assurance['password.change'], { required_aal: 'aal2', max_age: 900, satisfied: false, reason: 'second_factor_missing' });
      assert.equal(flow.assurance['totp.enrol'].satisfied, true);
      assert.equal(await verdict(client, await submit(client, flow, { method: 'password', password: newPassword() })), '4050904');
      await saved(client, flow, { method: 'totp', totp_code: codeAt(seedIn(flow), zelos().clock.now()) });
      await saved(client, flow, { method: 'password', password: newPassword() });
    });
  },
  { config: withFactors({ selfservice: { flows: { settings: { assurance: { 'password.change': { aal: 'aal2' }, 'totp.enrol': { aal: 'aal2' } } } } } }) },
);

onEveryDatabase(
  'assurance: an operation that asks for nothing',
  (zelos) => {
    test('is open to a weak and old session, and to no other flow', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      await addApp(client);
      const weak = zelos().client('spa');
      await login(weak, person);
      const flow = await settings(weak);
      assert.deepEqual(flow.assurance['password.change'], { required_aal: 'aal1', max_age: null, satisfied: true });
      zelos().clock.advance(3000 * SECOND);
      await saved(weak, flow, { method: 'password', password: newPassword() });
      assert.equal(await verdict(weak, await submit(weak, flow, { totp_unlink: true })), 'session_aal2_required');
    });
  },
  { config: withFactors({ selfservice: { flows: { settings: { required_aal: 'aal1', assurance: { 'password.change': { aal: 'aal1', max_age: 'none' } } } } } }) },
);

describe('assurance: methods that are switched off and on', () => {
  const config = withFactors({ session: { whoami: { required_aal: 'highest_available' } } });
  let zelos: TestZelos;
  before(async () => {
    zelos = await startZelos({ config });
  });
  after(() => zelos.close());

  /** The same database, served with these methods alone as second factors. */
  async function served<T>(methods: Record<string, { enabled: boolean }>, use: (there: TestZelos) => Promise<T>): Promise<T> {
    const changed = merged(merged(baseConfig, config as Readonly<Record<string, unknown>>), { selfservice: { methods } }) as ConfigInput;
    const other = await createZelos(changed, { clock: zelos.clock, log: silentLog, database: zelos.db });
    const there: TestZelos = { ...zelos, fetch: (request) => other.public.fetch(request), admin: (request) => other.admin.fetch(request) };
    try {
      return await use(there);
    } finally {
      await other.close();
    }
  }
  const at = (there: TestZelos, client: Client): Client => {
    const same = new Client(client.kind, there);
    for (const [name, value] of client.jar) same.jar.set(name, value);
    return same;
  };

  test('nobody is asked for a second factor that is switched off', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    await addApp(client);
    await served({ totp: { enabled: false } }, async (there) => {
      const weak = new Client('spa', there);
      await login(weak, person);
      assert.equal((await whoami(weak)).authenticator_assurance_level, 'aal1');
      await settings(weak);
    });
  });

  test('a session that was begun before is asked for it no longer, either', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    const weak = zelos.client('spa');
    await login(weak, person);
    await addApp(client);
    assert.equal((await weak.get('/sessions/whoami')).status, 403);
    await served({ totp: { enabled: false } }, async (there) => {
      assert.equal((await at(there, weak).get('/sessions/whoami')).status, 200);
      await settings(at(there, weak));
    });
  });

  test('everybody is asked again when it is switched on, from the next sign-in', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    await addApp(client);
    await served({ totp: { enabled: false } }, async (there) => {
      const weak = new Client('spa', there);
      await login(weak, person);
      await saved(weak, await settings(weak), { method: 'profile', traits: { email: person.email, name: { first: 'Ann' } } });
    });
    const weak = zelos.client('spa');
    const answer = await submit(weak, await start(weak, 'login'), { method: 'password', identifier: person.email, password: person.password });
    assert.equal(answer.status, 422);
    assert.equal((await weak.get('/sessions/whoami')).status, 403);
    assert.equal((await weak.get('/self-service/settings/browser')).body.error.id, 'session_aal2_required');
  });
});

onEveryDatabase(
  'assurance: the last of the codes',
  (zelos) => {
    test('signs in, and nobody is asked for another afterwards', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const codes = await addCodes(client);
      for (const code of codes) {
        const there = zelos().client('spa');
        const first = await submit(there, await start(there, 'login'), { method: 'password', identifier: person.email, password: person.password });
        assert.equal(first.status, 422);
        assert.equal((await showSecond(there, { method: 'lookup_secret', lookup_secret: code })).status, 200);
      }
      const there = zelos().client('spa');
      await login(there, person);
      assert.equal((await whoami(there)).authenticator_assurance_level, 'aal1');
    });
  },
  { config: withFactors({ session: { whoami: { required_aal: 'highest_available' } } }) },
);

test('a second factor is of another kind than what has made the session', () => {
  assert.equal(adds('totp', ['password']), true);
  assert.equal(adds('webauthn', ['webauthn']), false);
  assert.equal(adds('webauthn', ['webauthn', 'password']), true);
  assert.equal(adds('code', ['code']), false);
  assert.equal(adds('code', ['link_recovery']), false);
  assert.equal(adds('code', ['code_recovery', 'password']), true);
  assert.equal(adds('totp', []), false);
});
