import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import type { Client } from '../support/clients.ts';
import { type Person, signedIn, start, valueOf } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';

/** Every route of both APIs; `{id}` and the queries are filled with ids of every kind. */
const FLOWS = ['settings', 'login', 'registration'];
const PUBLIC = [
  ...FLOWS.flatMap((name) => [`/self-service/${name}/api`, `/self-service/${name}/browser`, `/self-service/${name}/flows?id={id}`, `/self-service/${name}?flow={id}`]),
  ...['recovery', 'verification'].flatMap((name) => [`/self-service/${name}/browser`, `/self-service/${name}?flow={id}`]),
  '/self-service/logout/browser',
  '/self-service/logout?token={id}',
  '/self-service/logout/api',
  '/self-service/errors?id={id}',
  '/sessions/whoami',
  '/sessions',
  '/sessions/{id}',
  '/sessions/token-exchange?init_code={id}&return_to_code={id}',
  '/schemas',
  '/schemas/{id}',
  '/health/alive',
  '/health/ready',
  '/.well-known/change-password',
  '/ui/settings?flow={id}',
  '/ui/login?flow={id}',
  '/ui/registration?flow={id}',
  '/ui/sessions',
  '/ui/error?id={id}',
  '/ui/{id}',
  '/{id}',
];
const ADMIN = [
  '/admin/identities',
  '/admin/identities?page_size={id}&page_token={id}&ids={id}&credentials_identifier={id}&include_credential={id}',
  '/admin/identities/{id}',
  '/admin/identities/by/external/{id}',
  '/admin/identities/{id}/credentials/{id}',
  '/admin/identities/{id}/sessions',
  '/admin/sessions',
  '/admin/sessions?expand={id}&active={id}&page_token={id}',
  '/admin/sessions/{id}',
  '/admin/sessions/{id}/extend',
  '/admin/recovery/code',
  '/admin/recovery/link',
  '/admin/courier/messages?status={id}&recipient={id}&page_token={id}',
  '/admin/courier/messages/{id}',
  '/version',
  '/metrics',
  '/health/alive',
  '/{id}',
];
const TABLES = ['identities', 'identifiers', 'credentials', 'sessions', 'messages'] as const;

/** What may not change by a refused request. Flows may: they show why it was refused. */
const stored = async (zelos: TestZelos): Promise<unknown> => Promise.all(TABLES.map((table) => zelos.db.list((db) => db.selectFrom(table).selectAll())));

/** Somebody signed in, with flows of their own that random requests are aimed at. */
interface World {
  readonly person: Person;
  readonly api: Client;
  readonly spa: Client;
  readonly ids: readonly string[];
  readonly csrf: string;
}

async function createWorld(zelos: TestZelos): Promise<World> {
  const { client: api, person } = await signedIn(zelos, 'api');
  const { client: spa } = await signedIn(zelos, 'spa');
  const anonymous = zelos.client('spa');
  const flows = [
    await start(api, 'settings'),
    await start(spa, 'settings'),
    await start(zelos.client('api'), 'login'),
    await start(zelos.client('api'), 'registration'),
    await start(anonymous, 'login'),
    await start(anonymous, 'registration'),
  ];
  return { person, api, spa, ids: flows.map((flow) => flow.id), csrf: String(valueOf(flows[1], 'csrf_token')) };
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom('', '0', '\u0000', '\ud800', "' or 1=1 --", '../../etc/passwd', '%00', '{{7*7}}', '__proto__', 'constructor', 'x'.repeat(5000), '9'.repeat(400), '🦀'.repeat(300)),
);

function requests(
  world: World,
): fc.Arbitrary<{ who: 'nobody' | 'api' | 'spa'; on: 'public' | 'admin'; method: string; path: string; headers: Record<string, string>; body: string | Uint8Array<ArrayBuffer> | undefined }> {
  const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...world.ids) }, fc.uuid(), text, fc.constantFrom('customer', 'password', world.person.email, '-1', 'null', '[object Object]'));
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), text, fc.constantFrom(1e308, -0, [], {}, null, true));
  const near = fc.record(
    {
      method: fc.oneof(fc.constantFrom('profile', 'password', 'totp', 'lookup_secret', 'webauthn', 'passkey', 'oidc', 'code', 'link'), value),
      csrf_token: fc.oneof(fc.constant(world.csrf), value),
      traits: fc.oneof(fc.dictionary(fc.constantFrom('email', 'name', 'name.first', 'age', 'newsletter', 'color', 'website', 'nobody', '__proto__'), value), value),
      password: value,
      current_password: value,
      identifier: fc.oneof(fc.constant(world.person.email), value),
      screen: value,
      transient_payload: value,
      revoke_other_sessions: value,
      session_token: value,
      schema_id: fc.oneof(fc.constant('customer'), value),
      state: value,
      credentials: value,
      metadata_public: value,
      metadata_admin: value,
      verifiable_addresses: value,
      external_id: value,
      identities: value,
      sessions: value,
      action: value,
      identity_id: value,
      expires_in: value,
      op: value,
      path: value,
      totp_code: value,
      totp_unlink: value,
      lookup_secret_reveal: value,
      webauthn_register: value,
      webauthn_remove: value,
      passkey_settings_register: value,
      link: value,
      unlink: value,
    },
    { requiredKeys: [] },
  );
  const json = fc.oneof(near, value, fc.array(near, { maxLength: 3 })).map((body) => JSON.stringify(body));
  const form = fc
    .array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom(
            'method',
            'csrf_token',
            'traits',
            'traits.email',
            'traits.email.x',
            'traits.name',
            'traits.name.first',
            'traits.0',
            'password',
            'identifier',
            '.',
            'a..b',
            '__proto__.x',
            'constructor.prototype.x',
          ),
          text,
        ),
        text,
      ),
      { maxLength: 8 },
    )
    .map((fields) => new URLSearchParams(fields.map(([k, v]) => [k.toWellFormed(), v.toWellFormed()])).toString());
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Uint8Array.from(array));
  const type = fc.constantFrom(
    'application/json',
    'application/json; charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/xml',
    'application/json-patch+json',
    '',
    'nonsense',
    'application/json; charset=utf-16',
  );
  const header = fc.record(
    {
      accept: fc.constantFrom('application/json', 'text/html', '*/*', 'text/html;q=0.1, application/json', ';;q=x', ''),
      cookie: fc.constantFrom('', 'ory_kratos_session=x', 'ory_kratos_session=', '=;;=', 'ory_kratos_continuity=e30'),
      origin: fc.constantFrom('null', 'http://evil.test', ''),
      'x-forwarded-for': fc.constantFrom('1.2.3.4, x', ''),
    },
    { requiredKeys: [] },
  );
  const path = (templates: readonly string[]): fc.Arbitrary<string> =>
    fc.tuple(fc.constantFrom(...templates), fc.array(id, { minLength: 6, maxLength: 6 }), fc.oneof({ weight: 4, arbitrary: fc.constant('') }, text)).map(([template, ids, more]) => {
      let next = 0;
      const filled = template.replaceAll('{id}', () => encodeURIComponent((ids[next++] ?? '').toWellFormed()));
      return more === '' ? filled : `${filled}${filled.includes('?') ? '&' : '?'}return_to=${encodeURIComponent(more.toWellFormed())}&aal=${encodeURIComponent(more.toWellFormed())}&refresh=1`;
    });
  const at = fc.oneof(
    { weight: 3, arbitrary: path(PUBLIC).map((where) => ({ on: 'public' as const, where })) },
    { weight: 2, arbitrary: path(ADMIN).map((where) => ({ on: 'admin' as const, where })) },
  );
  return fc
    .record({
      who: fc.constantFrom('nobody', 'api', 'spa'),
      at,
      method: fc.constantFrom('GET', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY'),
      type,
      header,
      body: fc.oneof({ weight: 3, arbitrary: json }, form, bytes, fc.constant(undefined)),
    })
    .map(({ who, at: { on, where }, method, type: contentType, header: headers, body }) => ({
      who,
      on,
      method,
      path: where,
      headers: { ...headers, ...(contentType === '' ? {} : { 'content-type': contentType }) },
      body: method === 'GET' || method === 'HEAD' ? undefined : body,
    }));
}

onEveryDatabase('any request', (zelos) => {
  let world: World;
  before(async () => {
    world = await createWorld(zelos());
  });

  test('gets an answer below 500, and changes nothing if it is refused', async () => {
    let known = await stored(zelos());
    const answers = new Map<number, number>();
    const clients = { nobody: zelos().client('api'), api: world.api, spa: world.spa };
    await fc.assert(
      fc.asyncProperty(requests(world), async ({ who, on, method, path, headers, body }) => {
        // A cookie of its own making takes the place of the client's.
        const answer = await clients[who].send(method, path, { on, headers, ...(body === undefined ? {} : { raw: body }) });
        answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
        assert.ok(answer.status < 500, `${answer.status} ${JSON.stringify(answer.body)}`);
        const now = await stored(zelos());
        if (answer.status >= 400) assert.deepEqual(now, known);
        known = now;
      }),
      { numRuns: zelos().db.dialect === 'sqlite' ? 1500 : 400 },
    );
    const refused = [...answers].filter(([status]) => status >= 400).reduce((sum, [, count]) => sum + count, 0);
    assert.ok(refused > 100 && answers.has(400) && answers.has(404), `too few requests were understood and refused: ${JSON.stringify([...answers])}`);
  });
});
