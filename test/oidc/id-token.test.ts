import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { type Answer, Client, type ClientKind } from '../support/clients.ts';
import { fetchFlow, identityOf, messageIds, newEmail, settings, signedIn, start, submit } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';
import { startStub, withProviders } from './stub.ts';
import { link, stranger } from './trips.ts';

const stub = await startStub();
const nonce = randomUUID();

/** What an app sends that has signed its person in with the provider's own kit. */
const brings = (claims: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  method: 'oidc',
  provider: 'acme',
  id_token: stub.token({ nonce, ...claims }),
  id_token_nonce: nonce,
  ...fields,
});
const signIn = async (client: Client, fields: Readonly<Record<string, unknown>>): Promise<Answer> => submit(client, await start(client, 'login'), fields);
const register = async (client: Client, fields: Readonly<Record<string, unknown>>): Promise<Answer> => submit(client, await start(client, 'registration'), fields);
const linksOf = async (zelos: TestZelos, id: string): Promise<string[]> => (await identityOf(zelos, id, 'oidc')).credentials.oidc?.identifiers ?? [];

onEveryDatabase(
  'an ID token that an app brings',
  (zelos) => {
    for (const kind of ['api', 'spa'] as const satisfies ClientKind[]) {
      test(`${kind}: registers somebody new, from either flow, and signs them in the next time`, async () => {
        for (const how of [signIn, register]) {
          const social = stranger({ given_name: 'Ann' });
          const made = await how(new Client(kind, zelos()), brings(social));
          assert.equal(made.status, 200, JSON.stringify(made.body));
          assert.deepEqual(made.body.identity.traits, { email: social['email'], name: { first: 'Ann' } });
          assert.equal(typeof made.body.session_token, kind === 'api' ? 'string' : 'undefined');
          const again = await signIn(new Client(kind, zelos()), brings(social));
          assert.equal(again.body.session?.identity.id, made.body.identity.id, JSON.stringify(again.body));
          assert.deepEqual(again.body.session.authentication_methods[0].method, 'oidc');
          const known = await register(new Client(kind, zelos()), brings(social));
          assert.equal(known.body.session?.identity.id, made.body.identity.id, 'whoever has an account is signed in');
        }
      });

      test(`${kind}: links an account in settings`, async () => {
        const { client, person } = await signedIn(zelos(), kind);
        const social = stranger();
        const { provider: _, ...rest } = brings(social, { link: 'acme' });
        const done = await submit(client, await settings(client), rest);
        assert.equal(done.status, 200, JSON.stringify(done.body));
        assert.deepEqual(await linksOf(zelos(), person.id), [`acme:${social['sub']}`]);
        assert.equal((await signIn(new Client(kind, zelos()), brings(social))).body.session.identity.id, person.id);
      });

      test(`${kind}: what the person says goes over what the provider says, and what neither says is asked for`, async () => {
        const email = newEmail();
        const { sub } = stranger();
        const client = new Client(kind, zelos());
        const asked = await register(client, brings({ sub, given_name: 'Ann' }));
        assert.equal(asked.status, 400);
        const done = await submit(client, asked.body, { method: 'oidc', provider: 'acme', traits: { email, name: { first: 'Anna' } } });
        assert.deepEqual([done.status, done.body.identity?.traits], [200, { email, name: { first: 'Anna' } }], JSON.stringify(done.body));
        const other = newEmail();
        const at = await register(new Client(kind, zelos()), brings(stranger(), { traits: { email: other } }));
        assert.equal(at.body.identity?.traits.email, other, JSON.stringify(at.body));
      });

      test(`${kind}: an address that somebody has signs nobody in; signing in as them links it`, async () => {
        const { person } = await signedIn(zelos(), 'spa');
        const social = stranger({ email: person.email, email_verified: true });
        const client = new Client(kind, zelos());
        const asked = await register(client, brings(social));
        assert.deepEqual([asked.status, messageIds(asked.body)], [400, [1010016]]);
        assert.match(asked.body.ui.action, /\/self-service\/login\?/);
        assert.deepEqual(await linksOf(zelos(), person.id), []);
        const done = await submit(client, asked.body, { method: 'password', identifier: person.email, password: person.password });
        assert.equal(done.status, 200, JSON.stringify(done.body));
        assert.deepEqual(await linksOf(zelos(), person.id), [`acme:${social['sub']}`]);
      });
    }

    test('may be meant for the app’s own client id, if the configuration names it', async () => {
      for (const aud of ['client-of-our-app', ['client-of-our-app', 'others']]) assert.equal((await register(new Client('api', zelos()), brings(stranger({ aud })))).status, 200);
    });

    const text = (token: string, change: (header: Record<string, unknown>, claims: Record<string, unknown>) => void): string => {
      const [head = '', body = '', signature = ''] = token.split('.');
      const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
      const [header, claims] = [read(head), read(body)];
      change(header, claims);
      const write = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
      return `${write(header)}.${write(claims)}.${signature}`;
    };
    const wrong: readonly [what: string, fields: () => Record<string, unknown>][] = [
      ['no nonce of the app', () => ({ ...brings(stranger()), id_token_nonce: '' })],
      ['another nonce', () => ({ ...brings(stranger()), id_token_nonce: 'another' })],
      ['no nonce in it', () => brings(stranger({ nonce: undefined }))],
      ['no nonce on either side', () => ({ ...brings(stranger({ nonce: undefined })), id_token_nonce: undefined })],
      ['an empty nonce on either side', () => ({ ...brings(stranger({ nonce: '' })), id_token_nonce: '' })],
      ['another audience', () => brings(stranger({ aud: 'client-globex' }))],
      ['no audience', () => brings(stranger({ aud: undefined }))],
      ['another party that it was made for', () => brings(stranger({ aud: ['client-acme', 'others'], azp: 'others' }))],
      ['another issuer', () => brings(stranger({ iss: 'https://other.test' }))],
      ['an end in the past', () => brings(stranger({ exp: 1 }))],
      ['no end', () => brings(stranger({ exp: undefined }))],
      ['a beginning to come', () => brings(stranger({ nbf: 9e9 }))],
      ['no subject', () => brings(stranger({ sub: undefined }))],
      ['an empty subject', () => brings(stranger({ sub: '' }))],
      ['a key that was never published', () => ({ ...brings({}), id_token: stub.token({ nonce, ...stranger() }, true) })],
      ['claims that were changed', () => ({ ...brings({}), id_token: text(stub.token({ nonce, ...stranger() }), (_, claims) => Object.assign(claims, { sub: 'somebody' })) })],
      ['no signature at all', () => ({ ...brings({}), id_token: text(stub.token({ nonce, ...stranger() }), (header) => Object.assign(header, { alg: 'none' })).replace(/[^.]*$/, '') })],
      ['a signature by something public', () => ({ ...brings({}), id_token: withHmac(stub.token({ nonce, ...stranger() })) })],
      ['an algorithm that the provider does not use', () => ({ ...brings({}), id_token: text(stub.token({ nonce, ...stranger() }), (header) => Object.assign(header, { alg: 'PS256' })) })],
      ['two dots too many', () => ({ ...brings({}), id_token: `${stub.token({ nonce, ...stranger() })}.x.y` })],
      ['no token', () => ({ ...brings({}), id_token: 'x' })],
      ['no object', () => ({ ...brings({}), id_token: 'bnVsbA.bnVsbA.x' })],
      ['far too much', () => brings(stranger({ story: 'x'.repeat(20_000) }))],
    ];
    for (const [what, fields] of wrong)
      test(`with ${what} is refused in every flow, and nothing comes of it`, async () => {
        const { client, person } = await signedIn(zelos(), 'api');
        const { provider: _, ...rest } = fields();
        for (const refused of [
          await signIn(new Client('api', zelos()), fields()),
          await register(new Client('api', zelos()), fields()),
          await submit(client, await settings(client), { ...rest, link: 'acme' }),
        ])
          assert.deepEqual([refused.status, messageIds(refused.body)], [400, [4050936]], JSON.stringify(refused.body));
        assert.deepEqual(await linksOf(zelos(), person.id), []);
      });

    test('is checked with the keys of this moment', async () => {
      const old = brings(stranger());
      stub.rotate();
      assert.deepEqual(messageIds((await register(new Client('api', zelos()), old)).body), [4050936]);
      assert.equal((await register(new Client('api', zelos()), brings(stranger()))).status, 200);
    });

    test('that was made before its account was taken off links it no more', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const social = await link(client, stub);
      const before = Math.floor(zelos().clock.now() / 1000) - 5;
      const { provider: _, ...rest } = brings({ ...social, iat: before }, { link: 'acme' });
      await submit(client, await settings(client), { unlink: 'acme' });
      const refused = await submit(client, await settings(client), rest);
      assert.deepEqual([refused.status, messageIds(refused.body)], [400, [4050933]]);
      assert.deepEqual(await linksOf(zelos(), person.id), []);
    });

    test('of a browser needs the token of its form, as everything does', async () => {
      const client = new Client('spa', zelos());
      const flow = await start(client, 'login');
      assert.equal((await client.post(`/self-service/login?flow=${flow.id}`, brings(stranger()))).status, 403);
      assert.equal((await fetchFlow(client, 'login', flow.id)).state, 'choose_method');
    });
  },
  { config: withProviders(stub, ['acme', 'globex'], { additional_id_token_audiences: ['client-of-our-app'] }) },
);

/** Signed with what anybody can read as if it were a secret: the id of the key. */
function withHmac(token: string): string {
  const [head = '', body = ''] = token.split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
  const signed = `${Buffer.from(JSON.stringify({ alg: 'HS256', kid })).toString('base64url')}.${body}`;
  return `${signed}.${createHmac('sha256', kid).update(signed).digest('base64url')}`;
}
