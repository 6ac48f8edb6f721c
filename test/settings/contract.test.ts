import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Config, type ConfigInput, createConfig } from '../../src/config/config.ts';
import { createSealer } from '../../src/crypto/seal.ts';
import type { AnySettingsMethod, View } from '../../src/flow/settings/method.ts';
import { reachableAal } from '../../src/identity/factors.ts';
import type { Account } from '../../src/identity/identity.ts';
import { credentialRow, readCredential } from '../../src/identity/rows.ts';
import { findAccount } from '../../src/identity/store.ts';
import { silentLog } from '../../src/log.ts';
import { settingsMethods } from '../../src/methods/index.ts';
import { createSchemas, type Schemas } from '../../src/schema/identity-schema.ts';
import { createZelos } from '../../src/server.ts';
import { nodeName } from '../../src/ui/nodes.ts';
import { addApp, addCodes, codeAt, saved, seedIn, verdict, withFactors } from '../assurance/factors.ts';
import { startStub, withProviders } from '../oidc/stub.ts';
import { link } from '../oidc/trips.ts';
import { Client, type Json } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { baseConfig, merged } from '../support/config.ts';
import { fetchFlow, identityOf, newEmail, newPassword, settings, signedIn, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { anywhere } from '../support/outgoing.ts';
import { Authenticator } from '../webauthn/authenticator.ts';
import { addKey, addPasskey, keyOptions, passkeyOptions } from '../webauthn/keys.ts';

/** What every method of the settings flow promises (src/flow/settings/method.ts), held against each in the list. A new one adds its sample. */
interface Sample {
  /** Changes something of value. `client` may make the flow ready for it first. */
  add(flow: Json, client: Client): Promise<Record<string, unknown>> | Record<string, unknown>;
  /** Is refused in the form. */
  readonly wrong: (flow: Json) => Record<string, unknown>;
  /** Gives the person of the full account theirs. */
  enrol(client: Client): Promise<unknown>;
  /** What the addition counts for afterwards. */
  readonly counts: { readonly first: number; readonly second: number };
}

const stub = await startStub();
const SECRET = 'this must not come back';
const spoilt = (answer: string): string => JSON.stringify({ ...JSON.parse(answer), note: SECRET, id: 'AAAA', rawId: 'AAAA' });

const SAMPLES: Readonly<Record<string, Sample>> = {
  profile: {
    add: () => ({ method: 'profile', traits: { email: newEmail('renamed') } }),
    wrong: () => ({ method: 'profile', traits: { email: 'no address' } }),
    enrol: async () => {},
    counts: { first: 0, second: 0 },
  },
  password: {
    add: () => ({ method: 'password', password: newPassword() }),
    wrong: () => ({ method: 'password', password: SECRET.repeat(100) }),
    enrol: async () => {},
    counts: { first: 1, second: 0 },
  },
  // A link is made on the way back from a provider (test/oidc); in one submit it is only taken off.
  oidc: {
    async add(_flow, client) {
      await link(client, stub);
      return { unlink: 'acme' };
    },
    wrong: () => ({ link: SECRET }),
    enrol: (client) => link(client, stub),
    counts: { first: 0, second: 0 },
  },
  totp: {
    add: (flow, client) => ({ method: 'totp', totp_code: codeAt(seedIn(flow), client.zelos.clock.now()) }),
    wrong: () => ({ method: 'totp', totp_code: SECRET }),
    enrol: addApp,
    counts: { first: 0, second: 1 },
  },
  passkey: {
    add: (flow) => ({ passkey_settings_register: new Authenticator().create(passkeyOptions(flow)) }),
    wrong: (flow) => ({ passkey_settings_register: spoilt(new Authenticator().create(passkeyOptions(flow))) }),
    enrol: addPasskey,
    counts: { first: 1, second: 0 },
  },
  webauthn: {
    add: (flow) => ({ webauthn_register: new Authenticator().create(keyOptions(flow)), webauthn_register_displayname: 'Key' }),
    wrong: (flow) => ({ webauthn_register: spoilt(new Authenticator().create(keyOptions(flow))), webauthn_register_displayname: 'Key' }),
    enrol: addKey,
    counts: { first: 0, second: 1 },
  },
  lookup_secret: {
    async add(flow, client) {
      await saved(client, flow, { lookup_secret_regenerate: true });
      return { lookup_secret_confirm: true };
    },
    wrong: () => ({ lookup_secret_confirm: SECRET }),
    enrol: addCodes,
    counts: { first: 0, second: 1 },
  },
};
const sampleOf = ({ id }: AnySettingsMethod): Sample => SAMPLES[id] ?? assert.fail(`the method ${id} has no sample yet`);

const CREDENTIALS = ['password', 'oidc', 'totp', 'lookup_secret', 'webauthn', 'passkey'];
const settled = merged(withFactors() as Readonly<Record<string, unknown>>, withProviders(stub) as Readonly<Record<string, unknown>>) as ConfigInput;
const config: Config = createConfig(merged(baseConfig, settled as Readonly<Record<string, unknown>>) as ConfigInput);

describe('settings: what all methods promise together', () => {
  const twice = (all: readonly string[]): string[] => all.filter((one, i) => all.indexOf(one) !== i);

  test('no two have the same id, group, operation or trigger', () => {
    assert.deepEqual(twice(settingsMethods.map(({ id }) => id)), []);
    assert.deepEqual(twice(settingsMethods.map(({ group }) => group)), []);
    assert.deepEqual(twice(settingsMethods.flatMap(({ operations }) => operations)), []);
    assert.deepEqual(twice(settingsMethods.flatMap(({ triggers }) => triggers)), []);
  });
});

for (const method of settingsMethods) {
  describe(`settings: what ${method.id} promises`, () => {
    const switchedOff = merged(merged(baseConfig, settled as Readonly<Record<string, unknown>>), {
      selfservice: { methods: { [method.id]: { enabled: false } }, flows: { registration: { after: undefined } } },
    }) as ConfigInput;
    let zelos: TestZelos;
    let schemas: Schemas;
    before(async () => {
      zelos = await startZelos({ config: settled });
      schemas = await createSchemas(config, anywhere);
    });
    after(() => zelos.close());

    const accountOf = async (id: string): Promise<Account> => (await findAccount(zelos.db, id)) ?? assert.fail('no such account');
    const count = (account: Account): { first: number; second: number } => method.countUsable(account, config);
    const somebody = () => signedIn(zelos, 'spa');

    /** Somebody with a password alone, and somebody with everything. */
    async function accounts(): Promise<Account[]> {
      const [poor, rich] = [await somebody(), await somebody()];
      for (const each of settingsMethods) await sampleOf(each).enrol(rich.client);
      return Promise.all([poor, rich].map(({ person }) => accountOf(person.id)));
    }
    function viewOf(account: Account, flowType: 'api' | 'browser', draft?: unknown): View {
      const schema = schemas.get(account.identity.schemaId);
      const usable = settingsMethods.map((one) => one.countUsable(account, config)).reduce((a, b) => ({ first: a.first + b.first, second: a.second + b.second }));
      return { config, flowType, account, schema, draft, usable, now: zelos.clock.now(), sealer: createSealer(config.secrets.cipher), source: 'json', recovered: false, pending: [] };
    }
    /** The same server with this method switched off. */
    async function without(): Promise<{ client(client: Client): Client; close(): Promise<void> }> {
      const off = await createZelos(switchedOff, { clock: zelos.clock, log: silentLog, database: zelos.db });
      const site: TestZelos = { ...zelos, fetch: (request) => off.public.fetch(request) };
      return { client: ({ kind, jar }) => new Client(kind, site, jar), close: () => off.close() };
    }
    /** A flow of somebody signed in, and a body for it that would be accepted. */
    async function prepared(): Promise<{ client: Client; flow: Json; fields: Record<string, unknown>; stored(): Promise<Json> }> {
      const { client, person } = await somebody();
      const flow = await settings(client);
      const fields = await sampleOf(method).add(flow, client);
      return { client, flow, fields, stored: () => identityOf(zelos, person.id, ...CREDENTIALS) };
    }

    test('its operations are named after it, and the configuration knows them', () => {
      for (const operation of method.operations) {
        assert.ok(operation.startsWith(`${method.id}.`), operation);
        assert.ok(config.selfservice.flows.settings.assurance[operation], operation);
      }
    });

    test('it renders nodes of its own group only', async () => {
      for (const account of await accounts())
        for (const type of method.flowTypes) {
          const { nodes } = method.render(viewOf(account, type));
          assert.ok(nodes.length > 0);
          // The script of the page serves passkeys and security keys alike, and stands in one group on the wire.
          const own = nodes.filter(({ type: kind }) => kind !== 'script');
          assert.deepEqual([...new Set(own.map(({ group }) => group))], [method.group]);
        }
    });

    test('the same view and draft give the same nodes, also after the draft was kept as text', async () => {
      for (const account of await accounts())
        for (const type of method.flowTypes) {
          const { nodes, draft } = method.render(viewOf(account, type));
          const kept: unknown = draft === undefined ? undefined : JSON.parse(JSON.stringify(draft));
          const again = method.render(viewOf(account, type, kept));
          assert.deepEqual(again.draft, draft);
          assert.deepEqual(again.nodes, nodes);
        }
    });

    test('it names its triggers after itself, and no other method has a field of that name', async () => {
      const [, rich] = await accounts();
      assert.ok(rich);
      for (const trigger of method.triggers) assert.ok(trigger.startsWith(`${method.id}_`) || method.id === 'oidc', trigger);
      for (const other of settingsMethods)
        if (other !== method)
          assert.deepEqual(
            other
              .render(viewOf(rich, 'browser'))
              .nodes.map(nodeName)
              .filter((name) => method.triggers.includes(name)),
            [],
          );
    });

    test(`a body without its triggers is ${method.byName ? 'its own if it says so' : 'not its own, even if it says so'}`, async () => {
      const { client, flow } = await prepared();
      const is = await verdict(client, await submit(client, flow, { method: method.id }));
      assert.equal(is === '4010004', !method.byName, is);
      assert.equal(await verdict(client, await submit(client, flow, { [`${method.id}_unheard_of`]: true })), '4010004');
    });

    test('it is refused and not shown while it is switched off', async () => {
      const { client, flow, fields, stored } = await prepared();
      const off = await without();
      try {
        const there = off.client(client);
        const stood = await stored();
        const answer = await submit(there, flow, fields);
        const leftOut = method.leavesOut?.(createConfig(switchedOff), flow.type) ?? false;
        assert.equal(answer.status, leftOut ? 400 : 404, JSON.stringify(answer.body));
        if (leftOut) assert.equal(await verdict(there, answer), '4010004');
        assert.deepEqual(await stored(), stood);
        assert.ok((await fetchFlow(there, 'settings', flow.id)).ui.nodes.every((one: Json) => one.group !== method.group || one.type === 'script'));
        assert.deepEqual(method.countUsable(await accountOf(stood.id), createConfig(switchedOff)), { first: 0, second: 0 });
      } finally {
        await off.close();
      }
    });

    test('it is refused to a session that is too old', async () => {
      const { client, flow, fields, stored } = await prepared();
      const stood = await stored();
      zelos.clock.advance(16 * MINUTE);
      assert.equal(await verdict(client, await submit(client, flow, fields)), 'session_refresh_required');
      assert.deepEqual(await stored(), stood);
    });

    test('it is refused without the token of the form', async () => {
      const { client, flow, fields, stored } = await prepared();
      const stood = await stored();
      assert.equal(await verdict(client, await client.post(`/self-service/settings?flow=${flow.id}`, fields)), 'security_csrf_violation');
      assert.deepEqual(await stored(), stood);
    });

    test('what it saves comes back from the database as it was, and counts', async () => {
      const { client, flow, fields, stored } = await prepared();
      const stood = await stored();
      await saved(client, flow, fields);
      const account = await accountOf(stood.id);
      assert.notDeepEqual(await stored(), stood);
      for (const credential of account.credentials) assert.deepEqual(readCredential(credentialRow(credential, account.identity.id)), credential);
      assert.deepEqual(count(account), sampleOf(method).counts);
      assert.equal(account.identity.availableAal, reachableAal(viewOf(account, 'browser').usable));
    });

    test('it tells nobody what was typed in secret, and stores nothing that is wrong', async () => {
      const { client, person } = await somebody();
      const flow = await settings(client);
      const stood = await identityOf(zelos, person.id, ...CREDENTIALS);
      const answer = await submit(client, flow, sampleOf(method).wrong(flow));
      assert.equal(answer.status, 400);
      assert.notEqual(await verdict(client, answer), 'done');
      for (const shown of [answer.body, await fetchFlow(client, 'settings', flow.id)]) assert.ok(!JSON.stringify(shown).includes(SECRET));
      assert.deepEqual(await identityOf(zelos, person.id, ...CREDENTIALS), stood);
    });
  });
}
