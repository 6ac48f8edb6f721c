import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { listSchema } from '../addresses/support.ts';
import { codeAt, seedIn, whoami, withFactors } from '../assurance/factors.ts';
import { CLIENTS } from '../support/clients.ts';
import { customerSchema, merged, schemaUrl } from '../support/config.ts';
import { canSignIn, createPerson, fetchFlow, flowAfter, identityOf, login, messageIds, messageIdsAt, newEmail, newPassword, settings, signedIn, start, submit, valueOf } from '../support/flows.ts';
import { onEveryDatabase, startZelos } from '../support/harness.ts';
import { everyFlow, run, webHook } from './flows.ts';
import { refusal, startListener } from './listener.ts';

const listener = await startListener();
const gate = (name: string, more: object = {}) => webHook(listener.at(name), { response: { parse: true }, body: 'function(ctx) ctx', ...more });
const hooked = (settingsAfter: object, more: object = {}) =>
  merged(merged(everyFlow, withFactors() as Record<string, unknown>), merged({ selfservice: { flows: { settings: { after: settingsAfter } } } }, more as Record<string, unknown>));
const firstName = (person: { email: string }, first: string, rest: object = {}) => ({ method: 'profile', traits: { email: person.email, name: { first } }, ...rest });

for (const kind of CLIENTS)
  describe(`a web hook that is asked in settings · ${kind}`, async () => {
    const name = `gate ${kind}`;
    const zelos = await startZelos({ config: hooked({ profile: { hooks: [gate(name)] }, password: { hooks: [gate(name)] }, totp: { hooks: [gate(name)] } }) });
    after(() => zelos.close());
    const asked = () => listener.calls(name).length;

    test('shows its no at the field it points at, changes nothing, and leaves the form good for another try', async () => {
      const { client, person } = await signedIn(zelos, kind);
      const flow = await settings(client);
      listener.answer(name, refusal('#/traits/name/first', 9002));
      const refused = await flowAfter(client, 'settings', await submit(client, flow, firstName(person, 'Bea')));
      assert.deepEqual([refused.state, messageIds(refused), messageIdsAt(refused, 'traits.name.first'), valueOf(refused, 'traits.name.first')], ['show_form', [], [9002], 'Bea']);
      assert.deepEqual((await identityOf(zelos, person.id)).traits, { email: person.email });
      listener.answer(name);
      const saved = await flowAfter(client, 'settings', await submit(client, refused, firstName(person, 'Cea')));
      assert.deepEqual([saved.state, messageIds(saved)], ['success', [1050001]]);
    });

    test('is asked nothing about a form that is refused anyway', async () => {
      const { client, person } = await signedIn(zelos, kind);
      const before = asked();
      await submit(client, await settings(client), { method: 'profile', traits: { email: person.email, age: 999 } });
      await submit(client, await settings(client), { method: 'password', password: 'short' });
      await submit(client, await settings(client), { ...firstName(person, 'Bea'), transient_payload: 'no object' });
      assert.equal(asked(), before);
    });

    test('is asked once about a form that is sent twice', async () => {
      const { client, person } = await signedIn(zelos, kind);
      listener.answer(name);
      const flow = await settings(client);
      const before = asked();
      await submit(client, flow, firstName(person, 'Bea'));
      await submit(client, flow, firstName(person, 'Bea'));
      assert.equal(asked(), before + 1);
    });

    test('has agreed before a session is raised', async () => {
      const { client } = await signedIn(zelos, kind);
      const flow = await settings(client);
      const enrol = { method: 'totp', totp_code: codeAt(seedIn(flow), zelos.clock.now()) };
      listener.answer(name, refusal());
      await submit(client, flow, enrol);
      const { authenticator_assurance_level: aal, authentication_methods: methods } = await whoami(client);
      assert.deepEqual([aal, methods.length], ['aal1', 1]);
      listener.answer(name);
      await submit(client, await fetchFlow(client, 'settings', flow.id), enrol);
      assert.equal((await whoami(client)).authenticator_assurance_level, 'aal2');
    });

    test('changes traits, metadata and what is known of addresses, and no more', async () => {
      const { client, person } = await signedIn(zelos, kind);
      const identity = {
        id: 'another',
        credentials: { password: {} },
        traits: { email: person.email, name: { first: 'Gate' }, age: 77 },
        metadata_public: { seen: true },
        metadata_admin: { risk: 3 },
        external_id: `ext-${person.id}`,
        verifiable_addresses: [{ value: person.email, via: 'email', verified: true }],
      };
      listener.answer(name, { json: { identity } });
      const saved = await flowAfter(client, 'settings', await submit(client, await settings(client), firstName(person, 'Bea')));
      assert.equal(valueOf(saved, 'traits.name.first'), 'Gate');
      const stored = await identityOf(zelos, person.id);
      assert.deepEqual([stored.id, stored.traits, stored.metadata_public, stored.metadata_admin, stored.external_id], [person.id, identity.traits, { seen: true }, { risk: 3 }, identity.external_id]);
      assert.deepEqual([stored.verifiable_addresses[0].verified, stored.verifiable_addresses[0].status], [true, 'completed']);
      assert.equal(await canSignIn(zelos, person), true);
    });

    test('that sends back what it was sent leaves addresses as they are, to the moment they were proven at', async () => {
      const email = newEmail();
      const { client, person } = await signedIn(zelos, kind, { email, verifiable_addresses: [{ value: email, via: 'email', verified: true, status: 'completed' }] });
      const was = await identityOf(zelos, person.id);
      zelos.clock.advance(1000);
      listener.answer(name, async () => ({ json: { identity: listener.calls(name).at(-1)?.body.identity } }));
      await submit(client, await settings(client), firstName(person, 'Bea'));
      const { traits, verifiable_addresses: addresses } = await identityOf(zelos, person.id);
      assert.deepEqual([traits.name.first, addresses], ['Bea', was.verifiable_addresses]);
    });

    test('must give traits that the identity schema takes, addresses that they hold, and JSON', async () => {
      const { client, person } = await signedIn(zelos, kind);
      for (const identity of [
        { traits: { email: person.email, age: 999 } },
        { traits: 'none' },
        { verifiable_addresses: [{ value: 'else@zelos.test', via: 'email', verified: true }] },
        { recovery_addresses: [{ value: 'else@zelos.test', via: 'email' }] },
        { schema_id: 'other' },
        { state: 'asleep' },
        { metadata_public: '\0' },
      ]) {
        listener.answer(name, { json: { identity } });
        const answer = await submit(client, await settings(client), firstName(person, 'Bea'));
        assert.equal(answer.status, kind === 'browser' ? 303 : 502, JSON.stringify(identity));
        if (kind === 'browser') assert.match(answer.location ?? '', /\/error\?id=/);
      }
      assert.deepEqual((await identityOf(zelos, person.id)).traits, { email: person.email });
    });

    test('cannot give anybody a name that is somebody else’s', async () => {
      const [{ client, person }, other] = [await signedIn(zelos, kind), await createPerson(zelos)];
      listener.answer(name, { json: { identity: { traits: { email: other.email } } } });
      const refused = await flowAfter(client, 'settings', await submit(client, await settings(client), firstName(person, 'Bea')));
      assert.deepEqual(messageIds(refused), [4000007]);
      assert.equal(await canSignIn(zelos, person), true);
    });

    test('sees the account as it was and as it would be, and who asks', async () => {
      const { client, person } = await signedIn(zelos, kind, { traits: { name: { first: 'Ada' } }, metadata_admin: { tier: 1 } });
      listener.answer(name);
      const flow = await settings(client, '?secret=1');
      await submit(client, flow, firstName(person, 'Bea'), { headers: { 'user-agent': 'test/1', 'x-private': 'no' } });
      const { body } = listener.calls(name).at(-1) ?? assert.fail();
      assert.deepEqual([body.previous.traits.name.first, body.updated.traits.name.first, body.identity.traits.name.first], ['Ada', 'Bea', 'Bea']);
      assert.deepEqual([body.identity.id, body.identity.metadata_admin, body.session.identity.id], [person.id, { tier: 1 }, person.id]);
      assert.deepEqual([body.flow.id, body.flow.type, body.flow.active, body.request_method], [flow.id, kind === 'api' ? 'api' : 'browser', 'profile', 'POST']);
      assert.deepEqual(body.request_headers['User-Agent'], ['test/1']);
      assert.deepEqual(
        Object.keys(body.request_headers).filter((header) => /cookie|session|private|authorization/i.test(header)),
        [],
      );
    });

    test('is asked once about a submit that has waited for a fresh sign-in, with both accounts', async () => {
      const { client, person } = await signedIn(zelos, kind);
      listener.answer(name);
      const flow = await settings(client);
      zelos.clock.advance(20 * 60_000);
      const before = asked();
      const email = newEmail('moved');
      await submit(client, flow, { method: 'profile', traits: { email }, transient_payload: { why: 'moved' } });
      assert.equal(asked(), before);
      zelos.clock.advance(1);
      await submit(client.reader, await start(client.reader, 'login', '?refresh=true'), { method: 'password', identifier: person.email, password: person.password });
      if (kind === 'browser') await client.get(`/self-service/settings?flow=${flow.id}`);
      else await submit(client, await fetchFlow(client, 'settings', flow.id), { resume: true });
      assert.equal(asked(), before + 1);
      const { body } = listener.calls(name).at(-1) ?? assert.fail();
      assert.deepEqual([body.previous.traits.email, body.updated.traits.email, body.transient_payload], [person.email, email, { why: 'moved' }]);
      assert.equal((await identityOf(zelos, person.id)).traits.email, email);
    });
  });

describe('several hooks that are asked', async () => {
  const schemas = [
    { id: 'customer', url: schemaUrl(customerSchema) },
    { id: 'several', url: schemaUrl(listSchema) },
  ];
  const zelos = await startZelos({
    config: hooked(
      {
        hooks: [gate('first'), webHook(listener.at('told'))],
        profile: { hooks: [gate('second'), gate('third', { can_interrupt: true, response: { parse: false }, body: "function(ctx) if ctx.transient_payload == {} then error 'cancel' else ctx" })] },
      },
      { identity: { schemas } },
    ),
  });
  after(() => zelos.close());

  test('are asked in their order, and see what those before them have changed', async () => {
    const { client, person } = await signedIn(zelos, 'api');
    listener.answer('first', { json: { identity: { traits: { email: person.email, name: { first: 'One' } } } } });
    listener.answer('second', { json: { identity: { metadata_public: { two: 2 } } } });
    listener.answer('third', { json: { identity: { traits: { email: person.email, name: { first: 'Three' } } } } });
    await submit(client, await settings(client), firstName(person, 'Zero', { transient_payload: { a: 1 } }));
    const [second, third] = [listener.calls('second').at(-1)?.body, listener.calls('third').at(-1)?.body];
    assert.deepEqual([second.identity.traits.name.first, third.identity.traits.name.first, third.identity.metadata_public], ['One', 'One', { two: 2 }]);
    const { traits, metadata_public } = await identityOf(zelos, person.id);
    assert.deepEqual([traits.name.first, metadata_public], ['One', { two: 2 }]);
  });

  test('add up in what they know of addresses', async () => {
    const person = await createPerson(zelos, { schema_id: 'several', traits: { email: undefined, username: newEmail(), emails: [newEmail('one'), newEmail('two')] } });
    const { traits } = await identityOf(zelos, person.id);
    const client = zelos.client('api');
    await login(client, { ...person, email: traits.username });
    const [one, two] = traits.emails.map((value: string) => ({ value, via: 'email', verified: true }));
    listener.answer('first', { json: { identity: { verifiable_addresses: [one] } } });
    listener.answer('second', { json: { identity: { verifiable_addresses: [two] } } });
    listener.answer('third');
    await submit(client, await settings(client), { method: 'profile', traits: { ...traits, username: newEmail() } });
    assert.deepEqual(
      (await identityOf(zelos, person.id)).verifiable_addresses.map(({ verified }: { verified: boolean }) => verified),
      [true, true],
    );
  });

  test('are not asked when their template cancels the call', async () => {
    const { client, person } = await signedIn(zelos, 'api');
    for (const name of ['first', 'second', 'third']) listener.answer(name);
    const before = listener.calls('third').length;
    assert.equal((await submit(client, await settings(client), firstName(person, 'Bea'))).status, 200);
    assert.equal(listener.calls('third').length, before);
  });

  test('tell nobody of what one of them has stopped', async () => {
    const { client, person } = await signedIn(zelos, 'api');
    listener.answer('third', refusal());
    const before = (await zelos.db.list((db) => db.selectFrom('messages').select('id'))).length;
    await submit(client, await settings(client), firstName(person, 'Bea', { transient_payload: { a: 1 } }));
    assert.equal((await zelos.db.list((db) => db.selectFrom('messages').select('id'))).length, before);
  });
});

onEveryDatabase(
  'a hook that is asked while somebody else changes the account',
  (zelos) => {
    test('is asked once if that does not concern it, and both changes are there', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      const password = newPassword();
      listener.answer('race', async () => {
        listener.answer('race');
        await submit(client, await settings(client), { method: 'password', password });
        return { json: { identity: { metadata_public: { agreed: true } } } };
      });
      const before = listener.calls('race').length;
      assert.equal((await submit(client, await settings(client), firstName(person, 'Bea'))).status, 200);
      assert.equal(listener.calls('race').length, before + 1);
      const { traits, metadata_public } = await identityOf(zelos(), person.id);
      assert.deepEqual([traits.name.first, metadata_public], ['Bea', { agreed: true }]);
      assert.equal(await canSignIn(zelos(), { ...person, password }), true);
    });

    test('is asked anew if it is about something else by then', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      listener.answer('race', async () => {
        listener.answer('race');
        await zelos()
          .client('api')
          .send('PATCH', `/admin/identities/${person.id}`, { on: 'admin', json: [{ op: 'add', path: '/metadata_public', value: { changed: true } }] });
        return { json: {} };
      });
      const before = listener.calls('race').length;
      assert.equal((await submit(client, await settings(client), firstName(person, 'Bea'))).status, 200);
      assert.equal(listener.calls('race').length, before + 2);
      assert.deepEqual((await identityOf(zelos(), person.id)).metadata_public, { changed: true });
    });
  },
  { config: hooked({ profile: { hooks: [gate('race')] } }) },
);

describe('a web hook that would lock somebody out', () => {
  const open = structuredClone(customerSchema) as { properties: { traits: { required?: string[] } } };
  delete open.properties.traits.required;

  for (const flow of ['settings', 'login', 'recovery', 'verification'] as const)
    test(`changes nothing in ${flow}`, async () => {
      const name = `closing ${flow}`;
      const identity = { schemas: [{ id: 'customer', url: schemaUrl(open) }] };
      const zelos = await startZelos({ config: merged(everyFlow, { identity, selfservice: { flows: { [flow]: { after: { hooks: [gate(name)] } } } } }) });
      listener.answer(name, { json: { identity: { traits: { name: { first: 'Nobody' } } } } });
      const { answer, done } = await run(flow, zelos);
      assert.deepEqual([answer.status, done], [502, false]);
      const { email } = listener.calls(name).at(-1)?.body.previous.traits ?? {};
      const found = await zelos.client('api').get(`/admin/identities?credentials_identifier=${encodeURIComponent(email)}`, { on: 'admin' });
      assert.equal(found.body.length, 1);
      await zelos.close();
    });
});

describe('a web hook in a private network', async () => {
  const zelos = await startZelos({ config: hooked({ profile: { hooks: [gate('private')] } }, { clients: { http: { disallow_private_ip_ranges: true } } }) });
  after(() => zelos.close());

  test('is not called where the configuration forbids that, and the answer does not tell why', async () => {
    const { client, person } = await signedIn(zelos, 'api');
    const answer = await submit(client, await settings(client), firstName(person, 'Bea'));
    assert.equal(answer.status, 502);
    assert.doesNotMatch(JSON.stringify(answer.body), /private|allowed|127\.0\.0\.1:(?!443)/);
    assert.equal(listener.calls('private').length, 0);
    assert.deepEqual((await identityOf(zelos, person.id)).traits, { email: person.email });
  });
});
