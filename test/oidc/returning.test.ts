import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, type Json } from '../support/clients.ts';
import { fetchFlow, flowIdIn, identityOf, login, messageIds, newEmail, newPassword, settings, signedIn, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { startStub, withProviders } from './stub.ts';
import { away, back, link, stranger } from './trips.ts';

const stub = await startStub();
let zelos: TestZelos;
before(async () => {
  zelos = await startZelos({ config: withProviders(stub) });
});
after(() => zelos.close());

const links = async (id: string): Promise<string[]> => (await identityOf(zelos, id, 'oidc')).credentials.oidc?.identifiers ?? [];
const changed = (to: string, change: (url: URL) => void): string => {
  const url = new URL(to);
  change(url);
  return url.href;
};
/** Somebody in settings, and the address that the provider sends them back to. */
async function onTheWay(): Promise<{ client: Client; id: string; flow: Json; to: string }> {
  const { client, person } = await signedIn(zelos, 'spa');
  stub.person = stranger();
  const flow = await settings(client);
  return { client, id: person.id, flow, to: await away(client, flow, { link: 'acme' }) };
}
async function refusedInForm(client: Client, flow: Json, location: string | undefined): Promise<void> {
  assert.equal(flowIdIn(location), flow.id);
  assert.deepEqual(messageIds(await fetchFlow(client, 'settings', flow.id)), [4050933]);
}

describe('an answer of a provider', () => {
  test('is good once: the second time it is refused in the form, and the provider is not asked again', async () => {
    const { client, id, flow, to } = await onTheWay();
    await back(client, to);
    const asked = stub.redeemed;
    await refusedInForm(client, flow, (await back(client, to)).location);
    assert.equal(stub.redeemed, asked);
    assert.equal((await links(id)).length, 1);
  });

  test('is taken up once, however many times it comes at the same moment', async () => {
    const { client, id, to } = await onTheWay();
    const asked = stub.redeemed;
    await Promise.all(Array.from({ length: 8 }, () => back(client, to)));
    assert.equal(stub.redeemed, asked + 1);
    assert.equal((await links(id)).length <= 1, true);
  });

  test('with a state of nobody leads to the error page', async () => {
    const { client, id, to } = await onTheWay();
    for (const state of ['', 'x', 'A'.repeat(200)]) {
      const answer = await back(
        client,
        changed(to, (url) => url.searchParams.set('state', state)),
      );
      assert.match(answer.location ?? '', /\/error\?id=/);
    }
    assert.deepEqual(await links(id), []);
  });

  test('fits only the provider that was asked', async () => {
    const { client, id, flow, to } = await onTheWay();
    await refusedInForm(client, flow, (await back(client, to.replace('/callback/acme', '/callback/globex'))).location);
    assert.deepEqual(await links(id), []);
  });

  test('fits only the latest trip of its form', async () => {
    const { client, id, flow, to } = await onTheWay();
    await away(client, flow, { link: 'globex' });
    await refusedInForm(client, flow, (await back(client, to)).location);
    assert.deepEqual(await links(id), []);
  });

  test('with the state of one trip and the code of another links nothing', async () => {
    const mine = await onTheWay();
    const theirs = await onTheWay();
    const code = new URL(theirs.to).searchParams.get('code') ?? '';
    await back(
      mine.client,
      changed(mine.to, (url) => url.searchParams.set('code', code)),
    );
    assert.deepEqual(messageIds(await fetchFlow(mine.client, 'settings', mine.flow.id)), [4050932]);
    assert.deepEqual(await links(mine.id), []);
  });

  test('links nothing to somebody else who is signed in', async () => {
    const { id, to } = await onTheWay();
    const other = await signedIn(zelos, 'spa');
    const answer = await back(other.client, to);
    assert.match(answer.location ?? '', /\/error\?id=/);
    assert.deepEqual([await links(id), await links(other.person.id)], [[], []]);
  });

  test('links nothing in another session of the same person, and none without one', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    stub.person = stranger();
    const flow = await settings(client);
    const to = await away(client, flow, { link: 'acme' });
    assert.match((await back(new Client('spa', zelos), to)).location ?? '', /\/login/);
    const second = new Client('spa', zelos);
    await login(second, person);
    await refusedInForm(second, flow, (await back(second, to)).location);
    assert.deepEqual(await links(person.id), []);
  });

  test('of a login signs in the browser that began it, and no other', async () => {
    const { client } = await signedIn(zelos, 'spa');
    const social = await link(client, stub);
    stub.person = social;
    const [mine, other] = [new Client('spa', zelos), new Client('spa', zelos)];
    const to = await away(mine, await start(mine, 'login'), { provider: 'acme' });
    await start(other, 'login');
    assert.match((await back(other, to)).location ?? '', /\/error\?id=/);
    assert.equal((await other.get('/sessions/whoami')).status, 401);
    await back(mine, to);
    assert.equal((await mine.get('/sessions/whoami')).status, 200);
  });

  test('that comes as a form is asked for again by GET, with nothing that it should not hold', async () => {
    const { client, id, to } = await onTheWay();
    const { searchParams, pathname } = new URL(to);
    const posted = await new Client('browser', zelos).send('POST', pathname, { form: { ...Object.fromEntries(searchParams), evil: '1' } });
    assert.equal(posted.status, 303);
    assert.ok(!posted.location?.includes('evil'));
    await back(client, posted.location ?? '');
    assert.equal((await links(id)).length, 1);
  });
});

describe('a provider that does not do its part', () => {
  const lies: [what: string, misbehaviour: (typeof stub)['misbehaviour'], person?: Record<string, unknown>][] = [
    ['another nonce', { idToken: { nonce: 'another' } }],
    ['no nonce', { idToken: { nonce: undefined } }],
    ['a token for somebody else', { idToken: { aud: 'client-of-others' } }],
    ['a token by somebody else', { idToken: { iss: 'https://other.test' } }],
    ['a token that has expired', { idToken: { exp: 1 } }],
    ['a key that it never published', { strangeKey: true }],
    ['no subject', { idToken: { sub: undefined } }],
    ['an empty subject', { idToken: { sub: '' } }],
    ['the subject "undefined"', { idToken: { sub: 'undefined' } }],
    ['a subject longer than any', { idToken: { sub: 'x'.repeat(300) } }],
    ['half a character for a subject', { idToken: { sub: '\ud800' } }],
    ['more claims than anybody has', { idToken: { story: 'x'.repeat(100_000) } }],
    ['an answer without end', { floods: 5_000_000 }],
    ['redirects in a circle', { redirects: true }],
  ];
  for (const [what, misbehaviour] of lies)
    test(`${what}: a message in the form, and nothing is linked`, async () => {
      const { client, id, flow, to } = await onTheWay();
      stub.misbehaviour = misbehaviour;
      const answer = await back(client, to);
      stub.misbehaviour = {};
      assert.equal(flowIdIn(answer.location), flow.id);
      assert.deepEqual(messageIds(await fetchFlow(client, 'settings', flow.id)), [4050932]);
      assert.deepEqual(await links(id), []);
    });

  test('silence: others are served meanwhile, and the person gets a message', async () => {
    const { client, id, flow, to } = await onTheWay();
    stub.misbehaviour = { silent: true };
    const waiting = back(client, to);
    assert.equal((await submit(client, await settings(client), { method: 'profile', traits: { email: newEmail() } })).status, 200);
    await waiting;
    stub.misbehaviour = {};
    assert.deepEqual(messageIds(await fetchFlow(client, 'settings', flow.id)), [4050932]);
    assert.deepEqual(await links(id), []);
  });

  test('a refusal at the provider is said in the form', async () => {
    const { client } = await signedIn(zelos, 'spa');
    const flow = await settings(client);
    stub.refuses = true;
    await back(client, await away(client, flow, { link: 'acme' }));
    assert.deepEqual(messageIds(await fetchFlow(client, 'settings', flow.id)), [4000001]);
  });

  test('new keys from one moment to the next trouble nobody', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    await link(client, stub);
    stub.rotate();
    await link(client, stub);
    assert.equal((await links(person.id)).length, 2);
  });
});

describe('signing in and registering', () => {
  test('somebody new is registered on the way through a login', async () => {
    const client = new Client('spa', zelos);
    const social = (stub.person = stranger({ given_name: 'Ann' }));
    await back(client, await away(client, await start(client, 'login'), { provider: 'acme' }));
    const { identity } = (await client.get('/sessions/whoami')).body;
    assert.deepEqual(identity.traits, { email: social['email'], name: { first: 'Ann' } });
    assert.deepEqual(await links(identity.id), [`acme:${social['sub']}`]);
  });

  test('somebody known is signed in on the way through a registration', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    stub.person = await link(client, stub);
    const later = new Client('spa', zelos);
    await back(later, await away(later, await start(later, 'registration'), { provider: 'acme' }));
    assert.equal((await later.get('/sessions/whoami')).body.identity.id, person.id);
  });

  test('traits that the provider does not give are asked for, and no way to sign in is chosen anew', async () => {
    const client = new Client('spa', zelos);
    const { sub } = (stub.person = stranger({ email: undefined, given_name: 'Ann' }));
    const flow = await start(client, 'registration');
    const answer = await back(client, await away(client, flow, { provider: 'acme' }));
    const shown = await fetchFlow(client, 'registration', flowIdIn(answer.location));
    assert.equal(shown.id, flow.id);
    assert.deepEqual(
      shown.ui.nodes.filter((node: Json) => node.attributes.type === 'submit').map((node: Json) => node.attributes.value),
      ['acme'],
    );
    const email = newEmail();
    const done = await submit(client, shown, { method: 'oidc', provider: 'acme', traits: { email, name: { first: 'Ann' } } });
    assert.equal(done.status, 200, JSON.stringify(done.body.ui?.messages));
    assert.deepEqual(await links(done.body.identity.id), [`acme:${sub}`]);
  });

  test('an address that somebody has signs nobody in: the person is told to sign in first, and that links it', async () => {
    const { person } = await signedIn(zelos, 'spa');
    const client = new Client('spa', zelos);
    const { sub } = (stub.person = stranger({ email: person.email, email_verified: true }));
    const answer = await back(client, await away(client, await start(client, 'registration'), { provider: 'acme' }));
    assert.equal((await client.get('/sessions/whoami')).status, 401);
    const shown = await fetchFlow(client, 'login', flowIdIn(answer.location));
    assert.deepEqual([messageIds(shown), shown.ui.messages[0].context.duplicateIdentifier], [[1010016], person.email]);
    assert.deepEqual(await links(person.id), []);
    const done = await submit(client, shown, { method: 'password', identifier: person.email, password: person.password });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.deepEqual(await links(person.id), [`acme:${sub}`]);
  });

  test('what waits to be linked is for the person it was said of, and nobody else', async () => {
    const victim = await signedIn(zelos, 'spa');
    const other = await signedIn(zelos, 'spa');
    const client = new Client('spa', zelos);
    stub.person = stranger({ email: victim.person.email });
    const answer = await back(client, await away(client, await start(client, 'registration'), { provider: 'acme' }));
    const shown = await fetchFlow(client, 'login', flowIdIn(answer.location));
    const refused = await submit(client, shown, { method: 'password', identifier: other.person.email, password: other.person.password });
    assert.deepEqual([refused.status, messageIds(refused.body)], [400, [4010009, 1010016]]);
    assert.deepEqual(await links(other.person.id), []);
  });

  test('an app without a code to come back with is told so', async () => {
    const client = new Client('api', zelos);
    const refused = await submit(client, await start(client, 'login'), { method: 'oidc', provider: 'acme' });
    assert.deepEqual([refused.status, messageIds(refused.body)], [400, [4050934]]);
  });

  test('a password is still one more way in beside a link', async () => {
    const client = new Client('spa', zelos);
    stub.person = stranger();
    await back(client, await away(client, await start(client, 'registration'), { provider: 'acme' }));
    assert.equal((await submit(client, await settings(client), { method: 'password', password: newPassword() })).status, 200);
    assert.equal((await submit(client, await settings(client), { unlink: 'acme' })).status, 200);
  });
});
