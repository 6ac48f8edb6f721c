import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createConfig } from '../../src/config/config.ts';
import type { MethodId } from '../../src/flow/settings/method.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { settingsMethods } from '../../src/methods/index.ts';
import { Client, type ClientKind, type Json } from '../support/clients.ts';
import { HOUR, testClock } from '../support/clock.ts';
import { APP_URL, baseConfig, merged } from '../support/config.ts';
import { DATABASES, type DatabaseKind, type TestDatabase } from '../support/databases.ts';
import { fetchFlow, identityOf, newEmail, newPassword, settings, signedIn, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

/** A body of each method that changes something worth protecting, and what in it nobody may ever see again. */
const CHANGES: Readonly<Record<Exclude<MethodId, 'code'>, () => { body: Readonly<Record<string, unknown>>; secret?: string }>> = {
  profile: () => ({ body: { method: 'profile', traits: { email: newEmail() } } }),
  password: () => {
    const secret = newPassword();
    return { body: { method: 'password', password: secret }, secret };
  },
  totp: () => ({ body: { method: 'totp', totp_code: '123456' } }),
  webauthn: () => ({ body: { webauthn_remove: 'c0ffee' } }),
  passkey: () => ({ body: { passkey_remove: 'c0ffee' } }),
  lookup_secret: () => ({ body: { lookup_secret_regenerate: true } }),
  oidc: () => ({ body: { unlink: 'nobody' } }),
};
const changeOf = (id: MethodId): ReturnType<(typeof CHANGES)['profile']> => (id === 'code' ? assert.fail('codes have no settings') : CHANGES[id]());

const rp = { id: 'app.test', display_name: 'Zelos', origins: [APP_URL] };
const DETAILS: Readonly<Partial<Record<MethodId, object>>> = { webauthn: { rp }, passkey: { rp }, password: { haveibeenpwned_enabled: false } };
/** Each method on or off; the hook `session` would be refused without passwords. */
const withMethods = (isOn: (id: MethodId) => boolean): Readonly<Record<string, unknown>> => ({
  selfservice: {
    methods: Object.fromEntries(settingsMethods.map(({ id }) => [id, { enabled: isOn(id), ...(DETAILS[id] === undefined ? {} : { config: DETAILS[id] }) }])),
    flows: { registration: { after: undefined } },
  },
});

/** Keys and passkeys share a script, which the wire has in the group `webauthn`. */
const groupsOf = (flow: Json): string[] => [...new Set<string>(flow.ui.nodes.filter((node: Json) => node.type !== 'script').map((node: Json) => node.group))];
const withoutToken = (flow: Json): Json => ({ ...flow, ui: { ...flow.ui, nodes: flow.ui.nodes.filter((node: Json) => node.attributes.name !== 'csrf_token') } });
const clientsOf = (flowTypes: readonly string[]): ClientKind[] => [...(flowTypes.includes('api') ? (['api'] as const) : []), ...(flowTypes.includes('browser') ? (['spa'] as const) : [])];

describe('the list of settings methods', () => {
  test('names each method once, and no trigger or operation twice', () => {
    for (const names of [settingsMethods.map(({ id }) => id), settingsMethods.flatMap(({ triggers }) => triggers), settingsMethods.flatMap(({ operations }) => operations)]) {
      assert.deepEqual([...new Set<string>(names)], [...names]);
    }
  });

  test('gives each method its own operations, and a way to be addressed', () => {
    for (const { id, operations, triggers, byName, flowTypes } of settingsMethods) {
      assert.ok(operations.length > 0 && operations.every((operation) => operation.startsWith(`${id}.`)), id);
      assert.ok(byName || triggers.length > 0, id);
      assert.ok(flowTypes.length > 0, id);
    }
  });
});

for (const method of settingsMethods) {
  describe(`the settings method ${method.id}`, () => {
    // Three servers on one database: people sign in where everything is on, and are met again where it is not.
    let database: TestDatabase;
    let [zelos, alone, without]: TestZelos[] = [];
    const on = (server: TestZelos | undefined): TestZelos => server ?? assert.fail('it has not started');
    before(async () => {
      database = await (DATABASES.find(({ name }) => name === 'SQLite file') ?? assert.fail('there is no SQLite')).open();
      const shared: DatabaseKind = { name: 'shared', open: async () => ({ dsn: database.dsn, close: async () => {} }) };
      const clock = testClock();
      const server = (isOn: (id: MethodId) => boolean): Promise<TestZelos> => startZelos({ database: shared, clock, config: withMethods(isOn) });
      zelos = await server(() => true);
      alone = await server((id) => id === method.id);
      without = await server((id) => id !== method.id);
    });
    after(async () => {
      await Promise.all([zelos, alone, without].map(async (server) => server?.close()));
      await database.close();
    });

    /** The same client at another of the servers. */
    const at = (server: TestZelos, { kind, jar, token }: Client): Client => {
      const moved = new Client(kind, server, jar);
      moved.token = token;
      return moved;
    };

    test('counts nothing as a way in for somebody who has nothing of it', () => {
      const config = createConfig(
        merged(
          { ...baseConfig, dsn: 'memory' },
          withMethods(() => true),
        ),
      );
      const nobody = { verifiableAddresses: [], recoveryAddresses: [], traits: {}, schemaId: 'customer' } as unknown as Identity;
      assert.deepEqual(method.countUsable({ identity: nobody, credentials: [] }, config), { first: 0, second: 0 });
    });

    for (const kind of clientsOf(method.flowTypes)) {
      test(`shows nodes of its own group only · ${kind}`, async () => {
        const { client } = await signedIn(on(zelos), kind);
        assert.deepEqual(
          groupsOf(await settings(at(on(alone), client))).filter((group) => group !== 'default' && group !== method.group),
          [],
        );
      });

      test(`shows the same form until something happens · ${kind}`, async () => {
        const { client } = await signedIn(on(zelos), kind);
        const flow = await settings(client);
        assert.deepEqual(withoutToken(await fetchFlow(client, 'settings', flow.id)), withoutToken(flow));
      });

      test(`is neither shown nor taken when it is off · ${kind}`, async () => {
        const { client, person } = await signedIn(on(zelos), kind);
        const elsewhere = at(on(without), client);
        const flow = await settings(elsewhere);
        const known = await identityOf(on(zelos), person.id, 'password');
        assert.ok(!groupsOf(flow).includes(method.group));
        assert.equal((await submit(elsewhere, flow, changeOf(method.id).body)).status, 404);
        assert.deepEqual(await identityOf(on(zelos), person.id, 'password'), known);
      });

      test(`is refused on a session that is too old, changes nothing, and keeps what waits unreadable · ${kind}`, async () => {
        const { client, person } = await signedIn(on(zelos), kind);
        const flow = await settings(client);
        const known = await identityOf(on(zelos), person.id, 'password', 'totp', 'webauthn', 'passkey', 'lookup_secret', 'oidc');
        on(zelos).clock.advance(HOUR / 2);
        const { body, secret } = changeOf(method.id);
        const answer = await submit(client, flow, body);
        assert.equal(answer.status, 403);
        assert.equal(answer.body.error.id, 'session_refresh_required');
        assert.deepEqual(await identityOf(on(zelos), person.id, 'password', 'totp', 'webauthn', 'passkey', 'lookup_secret', 'oidc'), known);
        if (secret !== undefined) {
          const stored = await Promise.all((['flows', 'paused', 'credentials'] as const).map((table) => on(zelos).db.list((db) => db.selectFrom(table).selectAll())));
          assert.ok(!JSON.stringify(stored).includes(secret));
          assert.ok(!JSON.stringify(await fetchFlow(client, 'settings', flow.id)).includes(secret));
        }
      });
    }

    test('is refused without the token of the form', async () => {
      const { client, person } = await signedIn(on(zelos), 'spa');
      const flow = await settings(client);
      const known = await identityOf(on(zelos), person.id, 'password');
      for (const csrf_token of [undefined, '', 'x'.repeat(88)]) {
        const answer = await submit(client, flow, { ...changeOf(method.id).body, csrf_token });
        assert.equal(answer.status, 403);
        assert.equal(answer.body.error.id, 'security_csrf_violation');
      }
      assert.deepEqual(await identityOf(on(zelos), person.id, 'password'), known);
    });
  });
}
