import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addApp, codeAt, withFactors } from '../assurance/factors.ts';
import { type Answer, Client, type Json } from '../support/clients.ts';
import { APP_URL, merged, schemaUrl } from '../support/config.ts';
import { fetchFlow, flowIdIn, identityOf, messageIds, newEmail, type Person, signedIn, start, submit } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { startStub, withProviders } from './stub.ts';
import { away, back, link, stranger } from './trips.ts';

const stub = await startStub();
const config = merged(withFactors() as Readonly<Record<string, unknown>>, withProviders(stub) as Readonly<Record<string, unknown>>);

const linksOf = async (zelos: TestZelos, id: string): Promise<string[]> => (await identityOf(zelos, id, 'oidc')).credentials.oidc?.identifiers ?? [];
const aalOf = async (client: Client): Promise<string> => (await client.reader.get('/sessions/whoami')).body.authenticator_assurance_level;

/** Somebody with an authenticator app, and a browser in which an account at a provider has turned out to be theirs, perhaps. */
async function conflict(
  zelos: TestZelos,
  { first = 'login' as 'login' | 'registration', protectedBy = 'totp' as 'totp' | 'nothing' } = {},
): Promise<{ person: Person; secret: string; client: Client; form: Json; sub: string }> {
  const settled = await signedIn(zelos, 'spa');
  const secret = protectedBy === 'totp' ? await addApp(settled.client) : '';
  zelos.clock.advance(31_000);
  const client = new Client('spa', zelos);
  const { sub } = (stub.person = stranger({ email: settled.person.email, email_verified: true }));
  const answer = await back(client, await away(client, await start(client, first), { provider: 'acme' }));
  return { person: settled.person, secret, client, form: await fetchFlow(client, 'login', flowIdIn(answer.location)), sub: String(sub) };
}
const byPassword = (client: Client, form: Json, { email, password }: Person): Promise<Answer> => submit(client, form, { method: 'password', identifier: email, password });

onEveryDatabase(
  'an account elsewhere whose address somebody has here',
  (zelos) => {
    for (const first of ['login', 'registration'] as const)
      test(`found in a ${first}: whoever has a second factor shows both, and only then it is linked`, async () => {
        const { person, secret, client, form, sub } = await conflict(zelos(), { first });
        const half = await byPassword(client, form, person);
        assert.equal(half.status, 422, JSON.stringify(half.body));
        assert.deepEqual(await linksOf(zelos(), person.id), [], 'one factor is not enough');
        assert.equal(await aalOf(client), 'aal1');
        const asked = await fetchFlow(client, 'login', flowIdIn(half.body.redirect_browser_to));
        assert.deepEqual([asked.requested_aal, messageIds(asked)], ['aal2', [1010004, 1050935]]);
        const wrong = await submit(client, asked, { method: 'totp', totp_code: '000000' });
        assert.deepEqual([wrong.status, messageIds(wrong.body).includes(1050935)], [400, true], 'it still says what waits');
        const done = await submit(client, wrong.body, { method: 'totp', totp_code: codeAt(secret, zelos().clock.now()) });
        assert.equal(done.status, 200, JSON.stringify(done.body));
        assert.deepEqual([await linksOf(zelos(), person.id), await aalOf(client)], [[`acme:${sub}`], 'aal2']);
      });

    test('a browser is led from one factor to the other, and back to where it was going', async () => {
      const { person, secret, client, form, sub } = await conflict(zelos());
      const browser = client.as('browser');
      const half = await byPassword(browser, form, person);
      assert.match(half.location ?? '', /\/login\?flow=/);
      const asked = await fetchFlow(client, 'login', flowIdIn(half.location));
      const done = await submit(browser, asked, { method: 'totp', totp_code: codeAt(secret, zelos().clock.now()) });
      assert.deepEqual([done.status, done.location], [303, `${APP_URL}/`]);
      assert.deepEqual(await linksOf(zelos(), person.id), [`acme:${sub}`]);
    });

    test('who stops after the first factor, or steps up in another form, has linked nothing', async () => {
      const { person, secret, client, form } = await conflict(zelos());
      await byPassword(client, form, person);
      const other = await submit(client, await start(client, 'login', '?aal=aal2'), { method: 'totp', totp_code: codeAt(secret, zelos().clock.now()) });
      assert.deepEqual([other.status, await linksOf(zelos(), person.id)], [200, []]);
    });

    test('the question for the second factor is of no use to another session of the same person', async () => {
      const { person, secret, client, form } = await conflict(zelos());
      const half = await byPassword(client, form, person);
      const id = flowIdIn(half.body.redirect_browser_to);
      const other = new Client('spa', zelos());
      await byPassword(other, await start(other, 'login'), person);
      assert.equal((await other.get(`/self-service/login/flows?id=${id}`)).status, 403);
      const flow = await fetchFlow(client, 'login', id);
      const csrf = (await start(other, 'login', '?refresh=true')).ui.nodes.find((node: Json) => node.attributes.name === 'csrf_token').attributes.value;
      const stolen = await other.post(`/self-service/login?flow=${flow.id}`, { csrf_token: csrf, method: 'totp', totp_code: codeAt(secret, zelos().clock.now()) });
      assert.equal(stolen.status, 403, JSON.stringify(stolen.body));
      assert.deepEqual(await linksOf(zelos(), person.id), []);
    });

    test('unlinking anything of that provider meanwhile ends what waits', async () => {
      const { person, client, form } = await conflict(zelos(), { protectedBy: 'nothing' });
      const own = new Client('spa', zelos());
      await byPassword(own, await start(own, 'login'), person);
      await link(own, stub);
      zelos().clock.advance(1);
      assert.equal((await submit(own, await start(own, 'settings'), { unlink: 'acme' })).status, 200);
      const refused = await byPassword(client, form, person);
      assert.deepEqual([refused.status, messageIds(refused.body)], [400, [4050933, 1010016]]);
      assert.deepEqual(await linksOf(zelos(), person.id), []);
    });

    test('an app is sent the form in which it signs its person in, and gets the session by that', async () => {
      const settled = await signedIn(zelos(), 'spa');
      for (const first of ['login', 'registration'] as const) {
        const app = new Client('api', zelos());
        const begun = await start(app, first, `?return_session_token_exchange_code=true&return_to=${APP_URL}/done`);
        const { sub } = (stub.person = stranger({ email: settled.person.email }));
        const answer = await back(new Client('browser', zelos()), await away(app, begun, { method: 'oidc', provider: 'acme' }));
        const to = new URL(answer.location ?? '');
        assert.deepEqual([to.origin + to.pathname, to.searchParams.has('code')], [`${APP_URL}/done`, false]);
        const form = await fetchFlow(app, 'login', to.searchParams.get('flow') ?? '');
        assert.deepEqual(messageIds(form), [1010016]);
        const done = await byPassword(app, form, settled.person);
        assert.equal(done.status, 200, JSON.stringify(done.body));
        assert.equal(typeof done.body.session_token, 'string');
        assert.ok((await linksOf(zelos(), settled.person.id)).includes(`acme:${String(sub)}`));
      }
    });

    test('an app whose person has a second factor is told which form asks for it', async () => {
      const settled = await signedIn(zelos(), 'spa');
      const secret = await addApp(settled.client);
      zelos().clock.advance(31_000);
      const app = new Client('api', zelos());
      const { sub } = (stub.person = stranger({ email: settled.person.email }));
      const nonce = 'of-the-app';
      const asked = await submit(app, await start(app, 'login'), { method: 'oidc', provider: 'acme', id_token: stub.token({ ...stub.person, nonce }), id_token_nonce: nonce });
      assert.deepEqual(messageIds(asked.body), [1010016]);
      const half = await byPassword(app, asked.body, settled.person);
      assert.equal(half.status, 200);
      assert.deepEqual(await linksOf(zelos(), settled.person.id), []);
      const [{ action, flow }] = half.body.continue_with;
      assert.equal(action, 'show_login_ui');
      app.token = half.body.session_token;
      const done = await submit(app, await fetchFlow(app, 'login', flow.id), { method: 'totp', totp_code: codeAt(secret, zelos().clock.now()) });
      assert.equal(done.status, 200, JSON.stringify(done.body));
      assert.deepEqual(await linksOf(zelos(), settled.person.id), [`acme:${String(sub)}`]);
    });

    test('an app learns what went wrong at the provider in its own form', async () => {
      const app = new Client('api', zelos());
      const begun = await start(app, 'login', `?return_session_token_exchange_code=true&return_to=${APP_URL}/done`);
      stub.refuses = true;
      const answer = await back(new Client('browser', zelos()), await away(app, begun, { method: 'oidc', provider: 'acme' }));
      assert.equal(answer.location, `${APP_URL}/done?flow=${begun.id}`);
      assert.deepEqual(messageIds(await fetchFlow(app, 'login', begun.id)), [4000001]);
    });

    test('an app is sent the form in which it asks for what the provider does not tell', async () => {
      const app = new Client('api', zelos());
      const begun = await start(app, 'registration', `?return_session_token_exchange_code=true&return_to=${APP_URL}/done`);
      stub.person = stranger({ email: undefined });
      const answer = await back(new Client('browser', zelos()), await away(app, begun, { method: 'oidc', provider: 'acme' }));
      assert.equal(answer.location, `${APP_URL}/done?flow=${begun.id}`);
      const made = await submit(app, await fetchFlow(app, 'registration', begun.id), { method: 'oidc', provider: 'acme', traits: { email: `${begun.id}@zelos.test` } });
      assert.equal(made.status, 200, JSON.stringify(made.body));
    });
  },
  { config },
);

/** The provider says of each address whether it has confirmed it, and the mapper passes that on. */
const VOUCHING = `base64://${Buffer.from(`local claims = std.extVar('claims');
{ identity: { traits: { email: claims.email }, verified_addresses: if claims.email_verified then [{ via: 'email', value: claims.email }] else [] } }`).toString('base64')}`;

onEveryDatabase(
  'account_linking_mode: automatic',
  (zelos) => {
    const arrive = async (claims: Readonly<Record<string, unknown>>): Promise<{ client: Client; answer: Answer; sub: string }> => {
      const client = new Client('spa', zelos());
      const social = (stub.person = stranger(claims));
      return { client, sub: String(social['sub']), answer: await back(client, await away(client, await start(client, 'login'), { provider: 'acme' })) };
    };
    const proven = (email: string) => [{ value: email, via: 'email', verified: true, status: 'completed' }];
    const person = async (verified: boolean): Promise<{ client: Client; person: Person }> => {
      const email = newEmail();
      return signedIn(zelos(), 'spa', { email, ...(verified ? { verifiable_addresses: proven(email) } : {}) });
    };

    test('an address that both sides have seen proven is enough: it is linked, and its person signed in', async () => {
      const { person: owner } = await person(true);
      const { client, sub } = await arrive({ email: owner.email, email_verified: true });
      assert.equal((await client.get('/sessions/whoami')).body.identity?.id, owner.id);
      assert.deepEqual(await linksOf(zelos(), owner.id), [`acme:${sub}`]);
    });

    const cases: readonly [what: string, here: boolean, there: boolean][] = [
      ['only here', true, false],
      ['only by the provider', false, true],
      ['by nobody', false, false],
    ];
    for (const [what, here, there] of cases)
      test(`an address that was proven ${what} links nothing: its person signs in first`, async () => {
        const { person: owner } = await person(here);
        const { client, answer } = await arrive({ email: owner.email, email_verified: there });
        assert.equal((await client.get('/sessions/whoami')).status, 401);
        assert.deepEqual(await linksOf(zelos(), owner.id), []);
        assert.deepEqual(messageIds(await fetchFlow(client, 'login', flowIdIn(answer.location))), [1010016]);
      });

    test('whoever has a second factor shows that before it is linked', async () => {
      const { client: own, person: owner } = await person(true);
      const secret = await addApp(own);
      zelos().clock.advance(31_000);
      const { client, answer, sub } = await arrive({ email: owner.email, email_verified: true });
      assert.deepEqual([await aalOf(client), await linksOf(zelos(), owner.id)], ['aal1', []]);
      const done = await submit(client, await fetchFlow(client, 'login', flowIdIn(answer.location)), { method: 'totp', totp_code: codeAt(secret, zelos().clock.now()) });
      assert.equal(done.status, 200, JSON.stringify(done.body));
      assert.deepEqual(await linksOf(zelos(), owner.id), [`acme:${sub}`]);
    });

    test('an account that is switched off stays so', async () => {
      const { person: owner } = await person(true);
      await new Client('api', zelos()).send('PATCH', `/admin/identities/${owner.id}`, { on: 'admin', json: [{ op: 'replace', path: '/state', value: 'inactive' }] });
      const { client } = await arrive({ email: owner.email, email_verified: true });
      assert.equal((await client.get('/sessions/whoami')).status, 401);
      assert.deepEqual(await linksOf(zelos(), owner.id), []);
    });
  },
  {
    config: merged(withFactors() as Readonly<Record<string, unknown>>, withProviders(stub, ['acme'], { account_linking_mode: 'automatic', mapper_url: VOUCHING }) as Readonly<Record<string, unknown>>),
  },
);

test('of several names it is the one that somebody has that is asked for; an address that nobody signs in by leads to no account', async () => {
  const mapper = `base64://${Buffer.from("local claims = std.extVar('claims'); { identity: { traits: claims.traits } }").toString('base64')}`;
  const email = { type: 'string', format: 'email' };
  const traits = {
    username: { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
    email: { ...email, 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
    backup: { ...email, 'ory.sh/kratos': { recovery: { via: 'email' } } },
  };
  const schema = { $id: 'https://zelos.test/several.schema.json', type: 'object', properties: { traits: { type: 'object', properties: traits } } };
  const zelos = await startZelos({
    config: merged(withProviders(stub, ['acme'], { mapper_url: mapper }) as Readonly<Record<string, unknown>>, { identity: { schemas: [{ id: 'customer', url: schemaUrl(schema) }] } }),
  });
  try {
    const backup = newEmail('backup');
    const { person } = await signedIn(zelos, 'spa', { traits: { username: 'ada', backup } });
    const arrives = async (told: object): Promise<{ client: Client; location: string | undefined }> => {
      const client = new Client('spa', zelos);
      stub.person = { ...stranger(), traits: told };
      return { client, location: (await back(client, await away(client, await start(client, 'registration'), { provider: 'acme' }))).location };
    };
    const { client, location } = await arrives({ username: 'another', email: person.email });
    const form = await fetchFlow(client, 'login', flowIdIn(location));
    assert.equal(form.ui.messages[0].context.duplicateIdentifier, person.email);
    assert.equal((await byPassword(client, form, person)).status, 200);
    assert.equal((await linksOf(zelos, person.id)).length, 1);
    const { client: other, location: refused } = await arrives({ username: 'third', backup });
    assert.deepEqual(messageIds(await fetchFlow(other, 'registration', flowIdIn(refused))), [4000007]);
  } finally {
    await zelos.close();
  }
});
