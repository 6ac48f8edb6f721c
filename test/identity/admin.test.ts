import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { vectors } from '../passwords/vectors.ts';
import { Client, type Json } from '../support/clients.ts';
import { newEmail } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const call = async (zelos: TestZelos, method: string, path: string, json?: unknown, raw?: string): Promise<{ status: number; headers: Headers; body: Json }> =>
  new Client('api', zelos).send(method, path, { on: 'admin', ...(json === undefined ? {} : { json }), ...(raw === undefined ? {} : { raw }) });

async function create(zelos: TestZelos, more: Json = {}): Promise<Json> {
  const answer = await call(zelos, 'POST', '/admin/identities', { schema_id: 'customer', traits: { email: newEmail() }, ...more });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}
const at = (person: Json): string => `/admin/identities/${person.id}`;

onEveryDatabase('identities for administrators', (zelos) => {
  test('shows what was made, under the address that the answer names', async () => {
    const email = newEmail();
    const answer = await call(zelos(), 'POST', '/admin/identities', { schema_id: 'customer', traits: { email: ` ${email.toUpperCase()} ` }, metadata_admin: { risk: 1 }, external_id: `crm-${email}` });
    assert.equal(new URL(answer.headers.get('location') ?? '').pathname, at(answer.body));
    const read = (await call(zelos(), 'GET', at(answer.body))).body;
    assert.deepEqual(
      [read.traits.email, read.verifiable_addresses[0].value, read.metadata_admin, read.metadata_public, read.credentials.password.identifiers],
      [email.toUpperCase(), email, { risk: 1 }, null, [email]],
    );
    assert.equal((await call(zelos(), 'GET', `/admin/identities/by/external/${encodeURIComponent(`crm-${email}`)}`)).body.id, read.id);
    assert.equal((await call(zelos(), 'GET', `/admin/identities/by/external/${encodeURIComponent('none\0')}`)).status, 404);
  });

  const wrong: readonly (readonly [title: string, more: Json])[] = [
    ['no traits', { traits: undefined }],
    ['traits that are a list', { traits: [] }],
    ['traits against the schema', { traits: { email: 'nobody' } }],
    ['an unknown schema', { schema_id: 'nothing' }],
    ['a schema that is a number', { schema_id: 7 }],
    ['an unknown state', { state: 'asleep' }],
    ['an unknown field', { trait: {} }],
    ['an external id with NUL', { external_id: 'a\0b' }],
    ['an organization that is no UUID', { organization_id: 'acme' }],
    ['credentials that are a list', { credentials: [] }],
    ['credentials of an unknown type', { credentials: { magic: { config: {} } } }],
    ['credentials of a type that cannot be imported', { credentials: { totp: { config: { totp_url: 'otpauth://x' } } } }],
    ['a password that is a number', { credentials: { password: { config: { password: 7 } } } }],
    ['a hash of no known sort', { credentials: { password: { config: { hashed_password: '$rot13$abc' } } } }],
    ['a hash that takes hours', { credentials: { password: { config: { hashed_password: '$2b$31$abcdefghijklmnopqrstuul68b3PUVYlgfYHU/y6YbHhD0/GR6plC' } } } }],
    ['a password that bcrypt would cut', { credentials: { password: { config: { password: 'x'.repeat(73) } } } }],
    ['a link without a subject', { credentials: { oidc: { config: { providers: [{ provider: 'acme' }] } } } }],
    ['a verified address that is not in the traits', { verifiable_addresses: [{ value: newEmail(), via: 'email', verified: true, status: 'completed' }] }],
    ['a recovery address that is not in the traits', { recovery_addresses: [{ value: newEmail(), via: 'email' }] }],
    ['an address of an unknown kind', { verifiable_addresses: [{ value: 'x', via: 'pigeon', verified: true, status: 'completed' }] }],
  ];
  for (const [title, more] of wrong) {
    test(`refuses ${title} with 400, and makes nobody`, async () => {
      const email = newEmail();
      const answer = await call(zelos(), 'POST', '/admin/identities', { schema_id: 'customer', traits: { email }, ...more });
      assert.equal(answer.status, 400, JSON.stringify(answer.body));
      assert.ok(answer.body.error.reason);
      assert.deepEqual((await call(zelos(), 'GET', `/admin/identities?credentials_identifier=${email}`)).body, []);
    });
  }

  test('takes addresses that are verified already', async () => {
    const email = newEmail();
    const person = await create(zelos(), {
      traits: { email },
      verifiable_addresses: [{ value: email.toUpperCase(), via: 'email', verified: true, status: 'completed', verified_at: '2026-01-31T12:00:00Z' }],
    });
    const [{ verified, status, verified_at }] = person.verifiable_addresses;
    assert.deepEqual({ verified, status, verified_at }, { verified: true, status: 'completed', verified_at: '2026-01-31T12:00:00.000Z' });
  });

  test('refuses an address or link of somebody else with 409 and keeps nothing', async () => {
    const person = await create(zelos(), { external_id: `x-${newEmail()}`, credentials: { oidc: { config: { providers: [{ provider: 'acme', subject: 'taken' }] } } } });
    const email = newEmail();
    for (const more of [
      { traits: { email: person.traits.email.toUpperCase() } },
      { traits: { email }, external_id: person.external_id },
      { traits: { email }, credentials: { oidc: { config: { providers: [{ provider: 'acme', subject: 'taken' }] } } } },
    ]) {
      assert.equal((await call(zelos(), 'POST', '/admin/identities', { schema_id: 'customer', ...more })).status, 409);
    }
    assert.deepEqual((await call(zelos(), 'GET', `/admin/identities?credentials_identifier=${email}`)).body, []);
    await call(zelos(), 'DELETE', at(person));
  });

  test('replaces everything but credentials with PUT, and keeps the address that stays verified', async () => {
    const email = newEmail();
    const person = await create(zelos(), {
      traits: { email },
      metadata_admin: { a: 1 },
      credentials: { password: { config: { password: 'Old-horse-1' } } },
      verifiable_addresses: [{ value: email, via: 'email', verified: true, status: 'completed' }],
    });
    const answer = await call(zelos(), 'PUT', at(person), { schema_id: 'customer', state: 'active', traits: { email, age: 40 } });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.deepEqual(answer.body.verifiable_addresses, person.verifiable_addresses);
    assert.deepEqual([answer.body.metadata_admin, answer.body.traits.age], [null, 40]);
    assert.equal((await call(zelos(), 'GET', `${at(person)}?include_credential=password`)).body.credentials.password.config.hashed_password.startsWith('$2b$04$'), true);
    assert.equal((await call(zelos(), 'PUT', at(person), { schema_id: 'customer', traits: { email } })).status, 400);
  });

  test('signs out whoever is made inactive, and not in again when made active', async () => {
    const email = newEmail();
    const client = new Client('api', zelos());
    const person = await create(zelos(), { traits: { email }, credentials: { password: { config: { password: 'Old-horse-1' } } } });
    const flow = (await client.get('/self-service/login/api')).body;
    client.token = (await client.post(`/self-service/login?flow=${flow.id}`, { method: 'password', identifier: email, password: 'Old-horse-1' })).body.session_token;
    assert.equal((await client.get('/sessions/whoami')).status, 200);
    for (const state of ['inactive', 'active']) {
      assert.equal((await call(zelos(), 'PATCH', at(person), [{ op: 'replace', path: '/state', value: state }])).status, 200);
      assert.equal((await client.get('/sessions/whoami')).status, 401);
    }
  });

  test('patches traits, metadata and the state of an address, and derives the rest anew', async () => {
    const person = await create(zelos(), { metadata_public: { plan: 'free' } });
    const email = newEmail();
    const moved = await call(zelos(), 'PATCH', at(person), [
      { op: 'replace', path: '/traits/email', value: email },
      { op: 'add', path: '/traits/name', value: { first: 'Ada' } },
      { op: 'remove', path: '/metadata_public/plan' },
    ]);
    assert.deepEqual([moved.status, moved.body.verifiable_addresses[0].value, moved.body.metadata_public], [200, email, {}]);
    const verified = await call(zelos(), 'PATCH', at(person), [
      { op: 'replace', path: '/verifiable_addresses/0/verified', value: true },
      { op: 'replace', path: '/verifiable_addresses/0/status', value: 'completed' },
    ]);
    assert.deepEqual([verified.body.verifiable_addresses[0].id, verified.body.verifiable_addresses[0].verified], [moved.body.verifiable_addresses[0].id, true]);
    for (const path of ['/id', '/credentials', '/created_at', '/schema_url']) assert.equal((await call(zelos(), 'PATCH', at(person), [{ op: 'add', path, value: 'x' }])).status, 400, path);
  });

  test('loses neither of two patches made at the same moment', async () => {
    const person = await create(zelos());
    const patches = [
      ['/traits/age', 40],
      ['/traits/color', 'red'],
      ['/metadata_admin', { risk: 2 }],
      ['/traits/newsletter', true],
    ].map(([path, value]) => call(zelos(), 'PATCH', at(person), [{ op: 'add', path, value }]));
    assert.deepEqual(
      (await Promise.all(patches)).map(({ status }) => status),
      [200, 200, 200, 200],
    );
    const { traits, metadata_admin } = (await call(zelos(), 'GET', at(person))).body;
    assert.deepEqual([traits.age, traits.color, traits.newsletter, metadata_admin], [40, 'red', true, { risk: 2 }]);
  });

  test('answers 404 for nobody, whatever is asked and however the id is written', async () => {
    for (const id of [NOBODY, 'nonsense', '%00', "'%20or%201=1"]) {
      assert.equal((await call(zelos(), 'GET', `/admin/identities/${id}`)).status, 404);
      assert.equal((await call(zelos(), 'DELETE', `/admin/identities/${id}`)).status, 404);
      assert.equal((await call(zelos(), 'PATCH', `/admin/identities/${id}`, [])).status, 404);
      assert.equal((await call(zelos(), 'DELETE', `/admin/identities/${id}/credentials/password`)).status, 404);
    }
  });

  test('shows stored values of a credential only to those who ask for its type', async () => {
    const person = await create(zelos(), { credentials: { password: { config: { password: 'Old-horse-1' } }, oidc: { config: { providers: [{ provider: 'acme', subject: newEmail() }] } } } });
    assert.doesNotMatch(JSON.stringify((await call(zelos(), 'GET', at(person))).body), /\$2b\$/);
    const both = (await call(zelos(), 'GET', `${at(person)}?include_credential=password&include_credential=oidc`)).body.credentials;
    assert.match(both.password.config.hashed_password, /^\$2b\$/);
    assert.equal(both.oidc.config.providers[0].provider, 'acme');
    assert.equal((await call(zelos(), 'GET', `${at(person)}?include_credential=magic`)).status, 400);
  });

  test('removes the one link that is meant, and never the last way in', async () => {
    const [one, two] = [newEmail(), newEmail()];
    const person = await create(zelos(), {
      credentials: {
        password: { config: { password: 'Old-horse-1' } },
        oidc: {
          config: {
            providers: [
              { provider: 'acme', subject: one },
              { provider: 'acme', subject: two },
            ],
          },
        },
      },
    });
    assert.equal((await call(zelos(), 'DELETE', `${at(person)}/credentials/oidc`)).status, 400);
    assert.equal((await call(zelos(), 'DELETE', `${at(person)}/credentials/oidc?identifier=${encodeURIComponent(`acme:${one}`)}`)).status, 204);
    assert.deepEqual((await call(zelos(), 'GET', at(person))).body.credentials.oidc.identifiers, [`acme:${two}`]);
    assert.equal((await call(zelos(), 'DELETE', `${at(person)}/credentials/password`)).status, 400);
    assert.equal((await call(zelos(), 'DELETE', `${at(person)}/credentials/totp`)).status, 404);
  });

  test('creates many at once, each for itself, and tells of each', async () => {
    const emails = [newEmail(), newEmail(), newEmail()];
    const [one, two] = [randomUUID(), randomUUID()];
    const answer = await call(zelos(), 'PATCH', '/admin/identities', {
      identities: [
        { patch_id: one, create: { schema_id: 'customer', traits: { email: emails[0] } } },
        { patch_id: two, create: { schema_id: 'customer', traits: { email: 'nobody' } } },
        { create: { schema_id: 'customer', traits: { email: emails[1] } } },
        { create: 'nonsense' },
      ],
    });
    assert.deepEqual(
      answer.body.identities.map((entry: Json) => [entry.action, entry.patch_id, entry.error?.code]),
      [
        ['create', one, undefined],
        ['error', two, 400],
        ['create', undefined, undefined],
        ['error', undefined, 400],
      ],
    );
    assert.equal((await call(zelos(), 'GET', `/admin/identities?credentials_identifier=${emails[0]}`)).body[0].id, answer.body.identities[0].identity);
    for (const body of [[], { identities: {} }, { identities: ['x'] }, { identities: Array.from({ length: 1001 }, () => ({})) }])
      assert.equal((await call(zelos(), 'PATCH', '/admin/identities', body)).status, 400);
  });

  test('lists everybody once, page after page, by token and by number', async () => {
    const made = new Set<string>();
    for (let i = 0; i < 5; i += 1) made.add((await create(zelos())).id);
    const byToken: string[] = [];
    for (let path: string | undefined = '/admin/identities?page_size=2'; path !== undefined; ) {
      const answer = await call(zelos(), 'GET', path);
      assert.ok(answer.body.length <= 2 && !('credentials' in answer.body[0]));
      byToken.push(...answer.body.map((person: Json) => person.id));
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    const byNumber: string[] = [];
    for (let page = 1; byNumber.length < byToken.length; page += 1) byNumber.push(...(await call(zelos(), 'GET', `/admin/identities?per_page=2&page=${page}`)).body.map((person: Json) => person.id));
    assert.deepEqual(byNumber, byToken);
    assert.equal(new Set(byToken).size, byToken.length);
    assert.ok([...made].every((id) => byToken.includes(id)));
  });

  test('finds people by ids, by name, by part of a name and by organization', async () => {
    const organization = randomUUID();
    const email = `find_me%.${newEmail()}`;
    const person = await create(zelos(), { traits: { email }, organization_id: organization });
    await create(zelos());
    const found = async (query: string): Promise<string[]> => (await call(zelos(), 'GET', `/admin/identities?${query}`)).body.map((p: Json) => p.id);
    for (const query of [
      `ids=${person.id}`,
      `ids=${NOBODY},${person.id.toUpperCase()}`,
      `credentials_identifier=${encodeURIComponent(email.toUpperCase())}`,
      `preview_credentials_identifier_similar=${encodeURIComponent('FIND_ME%')}`,
      `organization_id=${organization}`,
    ])
      assert.deepEqual(await found(query), [person.id], query);
    assert.deepEqual(await found('preview_credentials_identifier_similar=find.me'), []);
    const included = (await call(zelos(), 'GET', `/admin/identities?ids=${person.id}&include_credential=password`)).body[0];
    assert.deepEqual(included.credentials.password.identifiers, [email]);
  });

  for (const query of [
    'page_size=0',
    'page_size=x',
    'page_size=5000',
    'page_token=nonsense',
    'page_token=%00',
    'page=-1',
    'ids=nonsense',
    'credentials_identifier=%00',
    'organization_id=acme',
    'include_credential=magic',
    'credentials_identifier=a&preview_credentials_identifier_similar=b',
    `ids=${Array(501).fill(NOBODY).join()}`,
  ]) {
    test(`refuses a list with ${query.slice(0, 60)}`, async () => assert.equal((await call(zelos(), 'GET', `/admin/identities?${query}`)).status, 400));
  }

  test('answers no body of any shape with a 5xx', async () => {
    const person = await create(zelos());
    const keys = fc.constantFrom('schema_id', 'traits', 'state', 'credentials', 'metadata_public', 'verifiable_addresses', 'external_id', 'organization_id', 'identities', 'op', 'path', 'value');
    const body = fc.oneof(
      fc.dictionary(keys, fc.jsonValue()),
      fc.jsonValue(),
      fc.array(
        fc.record({
          op: fc.constantFrom('add', 'remove', 'copy', 'move', 'x'),
          path: fc.constantFrom('', '/', '/traits', '/traits/email', '/verifiable_addresses/0', '/state', '/metadata_admin'),
          from: fc.constantFrom('/traits', '/state'),
          value: fc.jsonValue(),
        }),
      ),
    );
    const where = fc.constantFrom(['POST', '/admin/identities'], ['PATCH', '/admin/identities'], ['PUT', at(person)], ['PATCH', at(person)]);
    await fc.assert(
      fc.asyncProperty(where, body, async ([method = '', path = ''], json) => (await call(zelos(), method, path, json)).status < 500),
      { numRuns: 200 },
    );
    for (const raw of ['', '{', '\0', '[[[[[['.repeat(20_000)]) for (const method of ['POST', 'PATCH']) assert.equal((await call(zelos(), method, '/admin/identities', undefined, raw)).status, 400);
  });
});

describe('imported hashes', () => {
  onEveryDatabase('sign in', (zelos) => {
    test('whatever system they come from, and are replaced by the configured one', async () => {
      for (const [name, password, hashed_password] of vectors) {
        const email = newEmail();
        const person = await create(zelos(), { traits: { email }, credentials: { password: { config: { hashed_password } } } });
        const client = new Client('api', zelos());
        const login = async (secret: string): Promise<number> => {
          const flow = (await client.get('/self-service/login/api')).body;
          return (await client.post(`/self-service/login?flow=${flow.id}`, { method: 'password', identifier: email, password: secret })).status;
        };
        assert.deepEqual([await login(`${password}x`), await login(password), await login(password)], [400, 200, 200], name);
        const stored = (await call(zelos(), 'GET', `${at(person)}?include_credential=password`)).body.credentials.password.config.hashed_password;
        assert.match(stored, Buffer.byteLength(password) > 72 ? /^\$6\$/ : /^\$2[aby]\$04\$/, name);
      }
    });
  });
});
