import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import { silentLog } from '../../src/log.ts';
import { createZelos } from '../../src/server.ts';
import { startStub, withProviders } from '../oidc/stub.ts';
import { link } from '../oidc/trips.ts';
import { Client, type Json } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { baseConfig, merged } from '../support/config.ts';
import { canSignIn, createPerson, flowAfter, identityOf, login, messageIdsAt, node, type Person, settings, signedIn, submit } from '../support/flows.ts';
import { everywhere, onEveryDatabase, type TestZelos } from '../support/harness.ts';

const stub = await startStub();
const withHistory = (history_size: number, more: object = {}): ConfigInput => ({ selfservice: { methods: { password: { config: { history_size, ...more } } } } });
const USED_BEFORE = 4050905;
const PRESENT = 4000039;

/** How many hashes are kept of somebody's former passwords. */
async function kept(zelos: TestZelos, { id }: Pick<Person, 'id'>): Promise<number> {
  const [row] = await zelos.db.list<{ config: string }>((db) => db.selectFrom('credentials').select('config').where('identity_id', '=', id).where('type', '=', 'password'));
  const config: Json = typeof row?.config === 'string' ? JSON.parse(row.config) : row?.config;
  return config.former_hashes?.length ?? 0;
}

/** The same accounts under another configuration. */
async function under<T>(zelos: TestZelos, config: ConfigInput, story: (server: TestZelos) => Promise<T>): Promise<T> {
  const server = await createZelos(merged({ ...baseConfig, dsn: 'memory' }, config), { clock: zelos.clock, log: silentLog, database: zelos.db });
  const site: TestZelos = { ...zelos, fetch: (request) => server.public.fetch(request), admin: (request) => server.admin.fetch(request) };
  try {
    return await story(site);
  } finally {
    await server.close();
  }
}

everywhere(
  'a history of two passwords',
  (kind, zelos) => {
    /** Changes the password to each of these; what each answer says at the field, `ok` if it was taken. */
    async function change(client: Client, ...passwords: readonly string[]): Promise<unknown[]> {
      const said: unknown[] = [];
      for (const password of passwords) {
        const flow = await flowAfter(client, 'settings', await submit(client, await settings(client), { method: 'password', password }));
        said.push(flow.state === 'success' ? 'ok' : messageIdsAt(flow, 'password'));
      }
      return said;
    }

    test('refuses the present one and the two before it, and takes older ones again', async () => {
      const { client, person } = await signedIn(zelos(), kind, { password: 'first-of-them-all' });
      assert.deepEqual(await change(client, 'second-of-them-all', 'third-of-them-all'), ['ok', 'ok']);
      assert.deepEqual(await change(client, 'first-of-them-all', 'second-of-them-all', 'third-of-them-all'), [[USED_BEFORE], [USED_BEFORE], [PRESENT]]);
      assert.equal(await canSignIn(zelos(), { ...person, password: 'third-of-them-all' }), true);
      assert.deepEqual(await change(client, 'fourth-of-them-all', 'first-of-them-all'), ['ok', 'ok']);
      assert.equal(await kept(zelos(), person), 2);
    });

    test('tells nobody anything before they have proven anew who they are', async () => {
      const { client } = await signedIn(zelos(), kind, { password: 'first-of-them-all' });
      assert.deepEqual(await change(client, 'second-of-them-all'), ['ok']);
      const flow = await settings(client);
      zelos().clock.advance(30 * MINUTE);
      const [used, fresh] = [await submit(client, flow, { method: 'password', password: 'first-of-them-all' }), await submit(client, flow, { method: 'password', password: 'never-had-before' })];
      assert.deepEqual([used.status, used.body, used.location], [fresh.status, fresh.body, fresh.location]);
      assert.equal(used.status, kind === 'browser' ? 303 : 403);
    });
  },
  { config: withHistory(2) },
);

onEveryDatabase(
  'a history of passwords',
  (zelos) => {
    const change = async (client: Client, password: string, at: TestZelos = zelos()) => {
      const here = new Client(client.kind, at, client.jar);
      return submit(here, await settings(here), { method: 'password', password });
    };

    test('is in no answer, for the person or for administrators', async () => {
      const { client, person } = await signedIn(zelos(), 'spa', { password: 'first-of-them-all' });
      const answer = await change(client, 'second-of-them-all');
      assert.equal(answer.status, 200);
      assert.equal(await kept(zelos(), person), 1);
      const shown = await identityOf(zelos(), person.id, 'password');
      assert.deepEqual(Object.keys(shown.credentials.password.config), ['hashed_password']);
      const list = await new Client('api', zelos()).get('/admin/identities?include_credential=password&page_size=500', { on: 'admin' });
      assert.ok(!JSON.stringify([answer.body, list.body]).includes('former'));
    });

    test('cannot be imported', async () => {
      const { hashed_password } = (await identityOf(zelos(), (await createPerson(zelos())).id, 'password')).credentials.password.config;
      const person = await createPerson(zelos(), { credentials: { password: { config: { hashed_password, former_hashes: [hashed_password] } } } });
      assert.equal(await kept(zelos(), person), 0);
    });

    test('grows by a password that an administrator sets, and not by the present hash sent back', async () => {
      const { client, person } = await signedIn(zelos(), 'spa', { password: 'first-of-them-all' });
      const put = async (config: object) => {
        const { status } = await new Client('api', zelos()).send('PUT', `/admin/identities/${person.id}`, {
          on: 'admin',
          json: { schema_id: 'customer', state: 'active', traits: { email: person.email }, credentials: { password: { config } } },
        });
        assert.equal(status, 200);
      };
      await put((await identityOf(zelos(), person.id, 'password')).credentials.password.config);
      assert.equal(await kept(zelos(), person), 0);
      await put({ password: 'set-by-the-admin' });
      assert.equal(await kept(zelos(), person), 1);
      assert.deepEqual(messageIdsAt((await change(client, 'first-of-them-all')).body, 'password'), [USED_BEFORE]);
    });

    test('outlives the removal of the password, which then signs nobody in', () =>
      under(zelos(), merged(withProviders(stub), withHistory(2)), async (server) => {
        const { client, person } = await signedIn(server, 'spa', { password: 'first-of-them-all' });
        await link(client, stub);
        assert.equal((await submit(client, await settings(client), { password_remove: true })).status, 200);
        assert.equal(await canSignIn(server, { ...person, password: 'first-of-them-all' }), false);
        assert.equal(node(await settings(client), 'password_remove'), undefined);
        assert.deepEqual((await identityOf(server, person.id, 'password')).credentials.password.config, {});
        assert.deepEqual(messageIdsAt((await change(client, 'first-of-them-all', server)).body, 'password'), [USED_BEFORE]);
        assert.equal((await change(client, 'second-of-them-all', server)).status, 200);
        assert.deepEqual(messageIdsAt((await change(client, 'first-of-them-all', server)).body, 'password'), [USED_BEFORE]);
        assert.equal(await kept(server, person), 1);
      }));

    test('stays through a change of traits and a patch', async () => {
      const { client, person } = await signedIn(zelos(), 'spa', { password: 'first-of-them-all' });
      await change(client, 'second-of-them-all');
      await submit(client, await settings(client), { method: 'profile', traits: { email: `new.${person.email}` } });
      const patched = await new Client('api', zelos()).send('PATCH', `/admin/identities/${person.id}`, { on: 'admin', json: [{ op: 'add', path: '/traits/color', value: 'red' }] });
      assert.equal(patched.status, 200);
      assert.deepEqual(messageIdsAt((await change(client, 'first-of-them-all')).body, 'password'), [USED_BEFORE]);
    });

    test('refuses the present password whatever `reject_same_password` says', () =>
      under(zelos(), withHistory(2, { reject_same_password: false }), async (server) => {
        const { client } = await signedIn(server, 'spa', { password: 'first-of-them-all' });
        assert.deepEqual(messageIdsAt((await change(client, 'first-of-them-all', server)).body, 'password'), [PRESENT]);
      }));

    test('shrinks with the configuration: at the next change, or at the next sign-in', async () => {
      const changed = await signedIn(zelos(), 'spa', { password: 'first-of-them-all' });
      const signing = await signedIn(zelos(), 'spa', { password: 'first-of-them-all' });
      for (const { client } of [changed, signing]) for (const password of ['second-of-them-all', 'third-of-them-all']) assert.equal((await change(client, password)).status, 200);
      assert.deepEqual([await kept(zelos(), changed.person), await kept(zelos(), signing.person)], [2, 2]);
      await under(zelos(), withHistory(1), async (server) => {
        assert.deepEqual(messageIdsAt((await change(changed.client, 'second-of-them-all', server)).body, 'password'), [USED_BEFORE]);
        assert.equal((await change(changed.client, 'first-of-them-all', server)).status, 200);
        assert.equal(await kept(zelos(), changed.person), 1);
        await login(new Client('api', server), { ...signing.person, password: 'third-of-them-all' });
        assert.equal(await kept(zelos(), signing.person), 1);
      });
      await under(zelos(), withHistory(0), async (server) => {
        await login(new Client('api', server), { ...signing.person, password: 'third-of-them-all' });
        assert.equal(await kept(zelos(), signing.person), 0);
      });
    });
  },
  { config: withHistory(2) },
);
