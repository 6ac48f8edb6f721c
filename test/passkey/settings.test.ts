import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerSchema, schemaUrl } from '../support/config.ts';
import { flowAfter, messageIds, messageIdsAt, node, nodeNames, settings, signedIn, submit, valueOf } from '../support/flows.ts';
import { everywhere, onEveryDatabase, startZelos } from '../support/harness.ts';
import { NO_ANSWERS, ofRegistration } from '../webauthn/alterations.ts';
import { Authenticator, BE, BS, UP, UV } from '../webauthn/authenticator.ts';
import { addPasskey, keyOptions, keysStored, methodsOf, passkeyOptions, sessionOf, withKeys } from '../webauthn/keys.ts';

const CONFIG = withKeys();

everywhere(
  'passkeys in settings',
  (kind, zelos) => {
    test('adds a passkey, named after its maker, as a way in', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const flow = await settings(client);
      const { authenticatorSelection, attestation, user } = passkeyOptions(flow);
      assert.deepEqual(authenticatorSelection, { requireResidentKey: true, residentKey: 'required', userVerification: 'required' });
      assert.deepEqual([attestation, user.name], ['none', person.email]);
      const key = new Authenticator({ flags: UP | UV | BE | BS, aaguid: Buffer.from('ea9b8d664d011d213ce4b6b48cb575d4', 'hex') });
      const after = await flowAfter(client, 'settings', await submit(client, flow, { passkey_settings_register: key.create(passkeyOptions(flow)) }));
      assert.equal(valueOf(after, 'passkey_remove'), key.hex);
      assert.deepEqual(
        ['display_name', 'synced'].map((name) => node(after, 'passkey_remove').meta.label.context[name]),
        ['Google Password Manager', true],
      );
      assert.deepEqual(
        (await keysStored(zelos(), person.id, 'passkey')).map((k) => [k.display_name, k.is_passwordless]),
        [['Google Password Manager', true]],
      );
      const session = await sessionOf(client);
      assert.deepEqual([session.authenticator_assurance_level, methodsOf(session)], ['aal1', ['password:aal1', 'passkey:aal1']]);
    });

    test('understands the names of Ory’s guide: passkey_register and passkey_display_name', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const flow = await settings(client);
      const answer = await submit(client, flow, { method: 'passkey', passkey_register: new Authenticator().create(passkeyOptions(flow)), passkey_display_name: 'My phone' });
      assert.equal(answer.status, kind === 'browser' ? 303 : 200);
      assert.deepEqual(
        (await keysStored(zelos(), person.id, 'passkey')).map((k) => k.display_name),
        ['My phone'],
      );
    });

    test('renames and removes a passkey', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const key = await addPasskey(client);
      await submit(client, await settings(client), { passkey_rename: key.hex, passkey_rename_to: 'Old phone' });
      assert.deepEqual(
        (await keysStored(zelos(), person.id, 'passkey')).map((k) => k.display_name),
        ['Old phone'],
      );
      const long = await flowAfter(client, 'settings', await submit(client, await settings(client), { passkey_rename: key.hex, passkey_rename_to: 'x'.repeat(101) }));
      assert.deepEqual(messageIdsAt(long, 'passkey_rename_to'), [4000017]);
      const gone = await flowAfter(client, 'settings', await submit(client, await settings(client), { passkey_remove: key.hex }));
      assert.deepEqual(messageIds(gone), [1050001]);
      assert.ok(!nodeNames(gone).includes('passkey_remove'));
      const again = await flowAfter(client, 'settings', await submit(client, await settings(client), { passkey_remove: key.hex }));
      assert.deepEqual(messageIds(again), [4000001]);
      assert.deepEqual(await keysStored(zelos(), person.id, 'passkey'), []);
    });

    test('keeps the last way in', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const [one, two] = [await addPasskey(client), await addPasskey(client)];
      await client.send('DELETE', `/admin/identities/${person.id}/credentials/password`, { on: 'admin' });
      await submit(client, await settings(client), { passkey_remove: one.hex });
      const flow = await settings(client);
      assert.equal(node(flow, 'passkey_remove').attributes.disabled, true);
      const after = await flowAfter(client, 'settings', await submit(client, flow, { passkey_remove: two.hex }));
      assert.equal(after.ui.messages[0].context.id, 'last_credential_protection');
      assert.equal((await keysStored(zelos(), person.id, 'passkey')).length, 1);
    });

    test('refuses every answer that has one thing wrong, with a form error, and stores nothing', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      let flow = await settings(client);
      const wrong = { ...ofRegistration, 'a passkey that has not checked its holder': (p: { flags: number }): void => void (p.flags &= ~UV) };
      for (const [what, alter] of Object.entries(wrong)) {
        const answer = await submit(client, flow, { passkey_settings_register: new Authenticator().create(passkeyOptions(flow), alter) });
        assert.equal(answer.status, kind === 'browser' ? 303 : 400, what);
        const next = await flowAfter(client, 'settings', answer);
        assert.ok([4000001, 4000043].includes(messageIds(next)[0] ?? 0), `${what}: ${messageIds(next)}`);
        assert.notEqual(passkeyOptions(next).challenge, passkeyOptions(flow).challenge, `${what}: the challenge is spent`);
        flow = next;
      }
      for (const text of Object.values(NO_ANSWERS)) flow = await flowAfter(client, 'settings', await submit(client, flow, { passkey_settings_register: text }));
      assert.ok([4000001, 4000043].includes(messageIds(flow)[0] ?? 0));
      assert.deepEqual(await keysStored(zelos(), person.id, 'passkey'), []);
    });

    test('refuses a challenge that security keys were asked with, and one of another person', async () => {
      const other = await signedIn(zelos(), 'spa');
      const { client } = await signedIn(zelos(), kind);
      for (const take of [async () => keyOptions(await settings(client)).challenge, async () => passkeyOptions(await settings(other.client)).challenge]) {
        const challenge = await take();
        const flow = await settings(client);
        const after = await flowAfter(client, 'settings', await submit(client, flow, { passkey_settings_register: new Authenticator().create({ ...passkeyOptions(flow), challenge }) }));
        assert.deepEqual(messageIds(after), [4000043]);
      }
    });

    test('refuses a passkey that somebody else has', async () => {
      const key = await addPasskey((await signedIn(zelos(), 'spa')).client);
      const { client, person } = await signedIn(zelos(), kind);
      const flow = await settings(client);
      const after = await flowAfter(client, 'settings', await submit(client, flow, { passkey_settings_register: key.create(passkeyOptions(flow), undefined, true) }));
      assert.deepEqual(messageIdsAt(after, 'passkey_settings_register'), [4050921]);
      assert.deepEqual(await keysStored(zelos(), person.id, 'passkey'), []);
    });
  },
  { config: CONFIG },
);

onEveryDatabase(
  'passkeys',
  (zelos) => {
    test('of a person who removes the last two at once leave one', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const keys = [await addPasskey(client), await addPasskey(client)];
      await client.send('DELETE', `/admin/identities/${person.id}/credentials/password`, { on: 'admin' });
      const flows = [await settings(client), await settings(client)];
      const answers = await Promise.all(keys.map((key, i) => submit(client, flows[i], { passkey_remove: key.hex })));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
      assert.equal((await keysStored(zelos(), person.id, 'passkey')).length, 1);
    });
  },
  { config: CONFIG },
);

const { email } = customerSchema.properties.traits.properties;
const { passkey: _, ...withoutPasskey } = email['ory.sh/kratos'].credentials;
const nameless = {
  ...customerSchema,
  properties: { traits: { ...customerSchema.properties.traits, properties: { email: { ...email, 'ory.sh/kratos': { ...email['ory.sh/kratos'], credentials: withoutPasskey } } } } },
};

test('names a passkey by the name its person signs in with where the schema marks no trait', async () => {
  const zelos = await startZelos({ config: { ...CONFIG, identity: { schemas: [{ id: 'customer', url: schemaUrl(nameless) }] } } });
  try {
    const { client, person } = await signedIn(zelos, 'spa');
    const flow = await settings(client);
    assert.equal(passkeyOptions(flow).user.name, person.email);
    assert.equal((await submit(client, flow, { passkey_settings_register: new Authenticator().create(passkeyOptions(flow)) })).status, 200);
  } finally {
    await zelos.close();
  }
});

test('offers no passkey with preset kratos where the schema marks no trait for its name', async () => {
  const zelos = await startZelos({ config: { ...CONFIG, preset: 'kratos', identity: { schemas: [{ id: 'customer', url: schemaUrl(nameless) }] } } });
  try {
    const { client } = await signedIn(zelos, 'spa');
    const flow = await settings(client);
    assert.deepEqual(messageIds(flow), [4000009]);
    assert.ok(!nodeNames(flow).some((name) => name.startsWith('passkey')));
    assert.equal((await submit(client, flow, { passkey_settings_register: new Authenticator().create({ rp: { id: 'localhost' }, user: { id: 'AAAA' }, challenge: 'AAAA' }) })).status, 400);
  } finally {
    await zelos.close();
  }
});
