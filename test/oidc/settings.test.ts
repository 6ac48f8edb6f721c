import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Client, type Json } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { createPerson, fetchFlow, flowIdIn, identityOf, messageIds, settings, signedIn, start, submit } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { startStub, withProviders } from './stub.ts';
import { away, back, leadsTo, link, stranger, through, trip } from './trips.ts';

const stub = await startStub();
const options = { config: withProviders(stub) };

const buttons = (flow: Json): string[] => flow.ui.nodes.filter((node: Json) => node.group === 'oidc').map((node: Json) => `${node.attributes.name} ${node.attributes.value}`);
const linksOf = async (zelos: TestZelos, id: string): Promise<string[]> => (await identityOf(zelos, id, 'oidc')).credentials.oidc?.identifiers ?? [];
const shownAfter = (client: Client, location: string | undefined): Promise<Json> => fetchFlow(client, 'settings', flowIdIn(location));

onEveryDatabase(
  'linking',
  (zelos) => {
    for (const kind of ['spa', 'browser'] as const)
      test(`${kind}: a linked account is listed, signs in, and leaves traits as they were`, async () => {
        const { client, person } = await signedIn(zelos(), kind);
        const social = (stub.person = stranger({ given_name: 'Eve' }));
        const { flow, answer } = await trip(client, 'settings', { link: 'acme' });
        assert.equal(flowIdIn(answer.location), flow.id);
        const shown = await shownAfter(client, answer.location);
        assert.deepEqual([shown.state, messageIds(shown)], ['success', [1050001]]);
        assert.deepEqual(buttons(shown), ['unlink acme', 'link acme', 'link globex']);
        assert.deepEqual(await linksOf(zelos(), person.id), [`acme:${social['sub']}`]);
        assert.deepEqual((await identityOf(zelos(), person.id)).traits, { email: person.email });

        const later = new Client(kind, zelos());
        await trip(later, 'login', { provider: 'acme' });
        const session = (await later.reader.get('/sessions/whoami')).body;
        assert.equal(session.identity.id, person.id);
        assert.deepEqual(
          session.authentication_methods.map(({ method, aal, provider }: Json) => [method, aal, provider]),
          [['oidc', 'aal1', 'acme']],
        );
      });

    test('the session keeps its level and its age, and names the provider', async () => {
      const { client } = await signedIn(zelos(), 'spa');
      const before = (await client.get('/sessions/whoami')).body;
      await link(client, stub);
      const after = (await client.get('/sessions/whoami')).body;
      assert.equal(after.authenticated_at, before.authenticated_at);
      assert.equal(after.authenticator_assurance_level, 'aal1');
      assert.deepEqual(
        after.authentication_methods.map(({ method }: Json) => method),
        ['password', 'oidc'],
      );
    });

    test('several accounts at one provider are told apart, and one of them is taken off by its own name', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const first = await link(client, stub);
      const second = await link(client, stub);
      const flow = await settings(client);
      const unlinks = flow.ui.nodes.filter((node: Json) => node.attributes.name === 'unlink');
      assert.deepEqual(unlinks.map((node: Json) => node.meta.label.context.account).sort(), [first['email'], second['email']].sort());
      assert.equal((await submit(client, flow, { unlink: 'acme' })).status, 400, 'which one is not said');
      const gone = unlinks.find((node: Json) => node.meta.label.context.account === first['email']);
      assert.equal((await submit(client, flow, { unlink: gone.attributes.value })).status, 200);
      assert.deepEqual(await linksOf(zelos(), person.id), [`acme:${second['sub']}`]);
    });

    test("somebody else's account cannot be linked, and nothing tells whose it is", async () => {
      const owner = await signedIn(zelos(), 'spa');
      const social = await link(owner.client, stub);
      const { client, person } = await signedIn(zelos(), 'spa');
      stub.person = social;
      const { answer } = await trip(client, 'settings', { link: 'acme' });
      const shown = await shownAfter(client, answer.location);
      assert.deepEqual([shown.state, messageIds(shown)], ['show_form', [4000007]]);
      assert.ok(!JSON.stringify(shown).includes(owner.person.email));
      assert.deepEqual(await linksOf(zelos(), person.id), []);
    });

    test('an address plays no part: one that somebody has here links nothing', async () => {
      const victim = await createPerson(zelos());
      const { client, person } = await signedIn(zelos(), 'spa');
      const social = await link(client, stub, 'acme', stranger({ email: victim.email, email_verified: true }));
      assert.deepEqual(await linksOf(zelos(), victim.id), []);
      assert.deepEqual(await linksOf(zelos(), person.id), [`acme:${social['sub']}`]);
    });

    test('the last way in stays: a button that says why, and a refusal', async () => {
      const client = new Client('spa', zelos());
      stub.person = stranger();
      await trip(client, 'registration', { provider: 'acme' });
      const flow = await settings(client);
      const button = flow.ui.nodes.find((node: Json) => node.attributes.name === 'unlink');
      assert.deepEqual([button.attributes.disabled, button.messages.map(({ id }: Json) => id)], [true, [1050933]]);
      const refused = await submit(client, flow, { unlink: 'acme' });
      assert.deepEqual([refused.status, refused.body.ui.messages[0].context], [400, { id: 'last_credential_protection' }]);
    });

    test('who unlinks ends the trips that are under way, in every form', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      await link(client, stub);
      stub.person = stranger();
      const returning = await away(client, await settings(client), { link: 'acme' });
      assert.equal((await submit(client, await settings(client), { unlink: 'acme' })).status, 200);
      const shown = await shownAfter(client, (await back(client, returning)).location);
      assert.deepEqual(messageIds(shown), [4050933]);
      assert.deepEqual(await linksOf(zelos(), person.id), []);
    });

    test('and they stay ended when the account is linked anew, even if there was none when they began', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      stub.person = stranger();
      const returning = await away(client, await settings(client), { link: 'acme' });
      const first = await link(client, stub);
      zelos().clock.advance(1);
      assert.equal((await submit(client, await settings(client), { unlink: 'acme' })).status, 200);
      zelos().clock.advance(1);
      await link(client, stub, 'acme', first);
      await link(client, stub, 'globex');
      assert.deepEqual(messageIds(await shownAfter(client, (await back(client, returning)).location)), [4050933]);
      assert.deepEqual((await linksOf(zelos(), person.id)).map((name) => name.split(':')[0]).sort(), ['acme', 'globex']);
    });

    test('a form takes the token of its browser, and upstream parameters that are known', async () => {
      const { client } = await signedIn(zelos(), 'spa');
      const flow = await settings(client);
      assert.equal((await client.post(`/self-service/settings?flow=${flow.id}`, { link: 'acme' })).status, 403);
      assert.equal((await submit(client, flow, { link: 'acme', upstream_parameters: { redirect_uri: 'https://evil.test' } })).status, 400);
      const to = new URL(leadsTo(await submit(client, flow, { link: 'acme', upstream_parameters: { login_hint: 'me@social.test' } })));
      assert.equal(to.searchParams.get('login_hint'), 'me@social.test');
      assert.deepEqual([to.searchParams.get('code_challenge_method'), to.searchParams.has('nonce'), to.searchParams.get('scope')], ['S256', true, 'openid email']);
    });

    test('any subject that is one keeps its person apart from all others', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const subject = fc
        .oneof(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), fc.constantFrom('a:b', ':', 'globex:1', '1', ' x ', '%00', '../', '\u202e'))
        .filter((text) => !text.includes('\0') && text.isWellFormed() && text.trim() !== '');
      await fc.assert(
        fc.asyncProperty(subject, async (sub) => {
          zelos().clock.advance(1);
          await link(client, stub, 'acme', { sub });
          assert.deepEqual(await linksOf(zelos(), person.id), [`acme:${sub}`]);
          const other = new Client('spa', zelos());
          stub.person = { sub, email: `${person.id}@elsewhere.test` };
          await trip(other, 'login', { provider: 'acme' });
          assert.equal((await other.get('/sessions/whoami')).body.identity?.id, person.id);
          assert.equal((await submit(client, await settings(client), { unlink: 'acme' })).status, 200);
        }),
        { numRuns: 15 },
      );
    });
  },
  options,
);

describe('a provider that is gone from the configuration', () => {
  test('its links stay listed and can be taken off, and do not count as a way in', async () => {
    const zelos = await startZelos({ config: withProviders(stub, ['globex']) });
    try {
      const { client, person } = await signedIn(zelos, 'spa', {
        credentials: { password: { config: { password: 'long-enough-for-anybody-1' } }, oidc: { config: { providers: [{ provider: 'gone', subject: '1' }] } } },
        password: 'long-enough-for-anybody-1',
      });
      const flow = await settings(client);
      assert.deepEqual(
        buttons(flow),
        ['unlink gone', 'link globex'].sort((a, b) => (a.slice(a.indexOf(' ')) < b.slice(b.indexOf(' ')) ? -1 : 1)),
      );
      assert.deepEqual(flow.factors, { password: { first: 1, second: 0 } });
      assert.equal((await submit(client, flow, { unlink: 'gone' })).status, 200);
      assert.deepEqual(await linksOf(zelos, person.id), []);
    } finally {
      await zelos.close();
    }
  });

  test('linking works while registration is switched off, and an old trip is worth nothing', async () => {
    const zelos = await startZelos({ config: { selfservice: { ...withProviders(stub).selfservice, flows: { registration: { enabled: false, after: undefined } } } } as never });
    try {
      const { client, person } = await signedIn(zelos, 'spa');
      await link(client, stub);
      assert.equal((await linksOf(zelos, person.id)).length, 1);
      const flow = await start(client, 'settings');
      const to = leadsTo(await submit(client, flow, { link: 'globex' }));
      zelos.clock.advance(15 * MINUTE);
      const shown = await shownAfter(client, (await back(client, await through(to))).location);
      assert.deepEqual(messageIds(shown), [4050933]);
    } finally {
      await zelos.close();
    }
  });
});
