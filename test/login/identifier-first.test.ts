import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStub, withProviders } from '../oidc/stub.ts';
import type { Client, Json } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { createPerson, flowAfter, login, messageIds, messageIdsAt, newEmail, newPassword, node, nodeNames, signedIn, start, submit, valueOf } from '../support/flows.ts';
import { everywhere, startZelos, type TestZelos } from '../support/harness.ts';

const stub = await startStub();
const style = {
  selfservice: {
    flows: { login: { style: 'identifier_first' } },
    methods: { code: { enabled: true, passwordless_enabled: true }, passkey: { enabled: true, config: { rp: { display_name: 'Zelos', id: '127.0.0.1' } } } },
  },
  courier: { smtp: { connection_uri: 'smtp://127.0.0.1:1' } },
} as const;
const config = merged(withProviders(stub) as Record<string, unknown>, style);

/** The form after the first step. */
async function said(client: Client, identifier: string, flow?: Json): Promise<Json> {
  const answer = await submit(client, flow ?? (await start(client, 'login')), { method: 'identifier_first', identifier });
  assert.equal(answer.status, client.kind === 'browser' ? 303 : 400, JSON.stringify(answer.body));
  return flowAfter(client, 'login', answer);
}
const submits = (flow: Json): [string, string][] => flow.ui.nodes.filter((n: Json) => n.attributes.type === 'submit').map((n: Json) => [n.attributes.name, n.attributes.value]);
const providersIn = (flow: Json): string[] => submits(flow).flatMap(([name, value]) => (name === 'provider' ? [value] : []));
const linked = (zelos: TestZelos, email: string) => createPerson(zelos, { email, credentials: { oidc: { config: { providers: [{ provider: 'globex', subject: email }] } } } });

everywhere(
  'a login in two steps',
  (kind, zelos) => {
    test('asks for the name first, beside the providers', async () => {
      const flow = await start(zelos().client(kind), 'login');
      const { group, attributes, meta } = node(flow, 'identifier');
      assert.deepEqual([group, attributes.type, attributes.value, attributes.required, attributes.autocomplete], ['identifier_first', 'text', '', true, 'username webauthn']);
      assert.equal(meta.label.context.title, 'E-Mail');
      assert.deepEqual(
        submits(flow).sort((a, b) => (a[1] < b[1] ? -1 : 1)),
        [
          ['provider', 'acme'],
          ['provider', 'globex'],
          ['method', 'identifier_first'],
        ],
      );
      assert.deepEqual([flow.ui.nodes.find((n: Json) => n.attributes.value === 'identifier_first').meta.label.id, node(flow, 'password')], [1070009, undefined]);
      assert.equal(nodeNames(flow).includes('passkey_login'), kind !== 'api', 'suggestions of passkeys work in pages');
      assert.equal(nodeNames(flow).includes('passkey_login_trigger'), false);
    });

    test('then offers what the account has, and signs in with it', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client(kind);
      const flow = await said(client, ` ${person.email.toUpperCase()} `);
      const { group, attributes } = node(flow, 'identifier');
      assert.deepEqual([group, attributes.type, attributes.value, attributes.required], ['identifier_first', 'hidden', person.email.toUpperCase(), true]);
      assert.deepEqual([flow.active, flow.state, messageIds(flow)], ['identifier_first', 'choose_method', []]);
      assert.deepEqual(submits(flow).toSorted(), [
        ['method', 'code'],
        ['method', 'password'],
      ]);
      assert.deepEqual([node(flow, 'password').meta.label.id, nodeNames(flow).includes('passkey_login_trigger')], [1070001, false]);
      const done = await submit(client, flow, { method: 'password', identifier: valueOf(flow, 'identifier'), password: person.password });
      assert.equal(done.status, kind === 'browser' ? 303 : 200);
      if (kind !== 'api') assert.equal((await client.reader.get('/sessions/whoami')).status, 200);
    });

    test('stays in the second step after a wrong password, and lets another name be said', async () => {
      const [person, other] = [await createPerson(zelos()), await createPerson(zelos())];
      const client = zelos().client(kind);
      const flow = await said(client, person.email);
      const wrong = await flowAfter(client, 'login', await submit(client, flow, { method: 'password', identifier: person.email, password: newPassword() }));
      assert.deepEqual([messageIds(wrong), nodeNames(wrong).toSorted(), valueOf(wrong, 'identifier')], [[4000006], nodeNames(flow).toSorted(), person.email]);
      const again = await said(client, other.email, wrong);
      assert.deepEqual([valueOf(again, 'identifier'), messageIds(again)], [other.email, []]);
      const done = await submit(client, again, { method: 'password', identifier: other.email, password: other.password });
      assert.equal(done.status, kind === 'browser' ? 303 : 200);
    });

    test('offers the providers that are linked and no others', async () => {
      const email = newEmail();
      await linked(zelos(), email);
      assert.deepEqual(providersIn(await said(zelos().client(kind), email)), ['globex']);
    });

    test('says of a name nobody has that there is no account, and asks again', async () => {
      const client = zelos().client(kind);
      const email = newEmail();
      const flow = await said(client, email);
      assert.deepEqual([messageIdsAt(flow, 'identifier'), valueOf(flow, 'identifier'), node(flow, 'identifier').attributes.type, node(flow, 'password')], [[4000037], email, 'text', undefined]);
      const empty = await said(client, ' ', flow);
      assert.deepEqual(messageIdsAt(empty, 'identifier'), [4000002]);
    });

    test('takes name and password at once, too', async () => {
      const client = zelos().client(kind);
      const person = await createPerson(zelos());
      await login(client, person);
      assert.equal((await client.reader.get('/sessions/whoami')).status, 200);
    });

    test('does not ask somebody for their name who is known', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const flow = await start(client, 'login', '?refresh=true');
      assert.deepEqual([node(flow, 'identifier').group, valueOf(flow, 'identifier'), submits(flow).some(([, value]) => value === 'identifier_first')], ['default', person.email, false]);
      assert.ok(node(flow, 'password'));
      const refused = await submit(client, flow, { method: 'identifier_first', identifier: person.email });
      assert.notEqual(refused.status, 200);
    });

    test('sends a code in the second step, to the name that was said', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client(kind);
      const flow = await said(client, person.email);
      const sent = await flowAfter(client, 'login', await submit(client, flow, { method: 'code', identifier: person.email }));
      assert.deepEqual([sent.state, valueOf(sent, 'identifier'), messageIds(sent)], ['sent_email', person.email, [1010014]]);
      assert.ok(node(sent, 'code'));
      const other = await createPerson(zelos());
      const again = await said(client, other.email, sent);
      assert.deepEqual([again.state, valueOf(again, 'identifier'), node(again, 'code')], ['choose_method', other.email, undefined], 'another name, and the code was for nobody');
      assert.ok(node(again, 'password'));
    });
  },
  { config },
);

everywhere(
  'a login in two steps that hides accounts',
  (kind, zelos) => {
    test('answers every name alike, and offers everything', async () => {
      const email = newEmail();
      await linked(zelos(), email);
      const shown = async (name: string): Promise<unknown> => {
        const flow = await said(zelos().client(kind), name);
        return flow.ui.nodes.map(({ attributes, ...rest }: Json) => ({
          ...rest,
          attributes: { ...attributes, ...(attributes.name === 'identifier' || /csrf|challenge/.test(attributes.name ?? '') || attributes.nonce ? { value: '', nonce: '' } : {}) },
        }));
      };
      const forKnown = await shown(email);
      assert.deepEqual(await shown(newEmail()), forKnown);
      assert.deepEqual(await shown((await createPerson(zelos())).email), forKnown);
      const flow = await said(zelos().client(kind), newEmail());
      assert.deepEqual(providersIn(flow).toSorted(), ['acme', 'globex']);
      for (const name of ['password', 'passkey_login_trigger', 'identifier']) assert.ok(node(flow, name), name);
    });

    test('says nothing of how its owner signs in when a name is taken', async () => {
      const email = newEmail();
      await linked(zelos(), email);
      const client = zelos().client(kind);
      const flow = await start(client, 'registration');
      const refused = await flowAfter(client, 'registration', await submit(client, flow, { method: 'password', password: newPassword(), traits: { email } }));
      assert.deepEqual(messageIds(refused), [4000007]);
    });
  },
  { config: merged(config, { security: { account_enumeration: { mitigate: true } }, selfservice: { flows: { registration: { login_hints: true, style: 'unified' } } } }) },
);

test('an account that has no way to sign in is none here', async () => {
  const zelos = await startZelos({ config: { selfservice: { flows: { login: { style: 'identifier_first' } } } } });
  const email = newEmail();
  await createPerson(zelos, { email, credentials: {} });
  assert.deepEqual(messageIdsAt(await said(zelos.client('spa'), email), 'identifier'), [4000037]);
  await zelos.close();
});

test('the page sends the name along with each way, and shows it with a way to change it', async () => {
  const zelos = await startZelos({ config });
  const person = await createPerson(zelos);
  const client = zelos.client('browser');
  const flow = await said(client, person.email);
  const { status, body } = await client.get(`/ui/login?flow=${flow.id}`);
  assert.equal(status, 200);
  const forms: string[] = body.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const ways = forms.filter((form) => /value="(?:password|code)"/.test(form));
  assert.equal(ways.length, 2);
  for (const form of ways) assert.ok(form.includes(`name="identifier"`) && form.includes(person.email), form);
  assert.match(body, new RegExp(`<strong>${person.email}</strong> <a href="[^"]*/self-service/login/browser">`));
  await zelos.close();
});
