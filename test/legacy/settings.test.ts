import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Answer, Client, type Json } from '../support/clients.ts';
import { HOUR, MINUTE } from '../support/clock.ts';
import { APP_URL, merged, PUBLIC_URL, schemaUrl } from '../support/config.ts';
import { canSignIn, createPerson, identityOf, login, newEmail, newPassword, type Person, start, submit } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';

const START = '/self-service/browser/flows/settings';
const PAYLOAD = '/self-service/browser/flows/requests/settings';
const PROFILE = '/self-service/browser/flows/settings/strategies/profile';

/** The traits of the payloads in the documentation of version 0.2. */
const schema = {
  $id: 'https://zelos.test/legacy.schema.json',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: { type: 'string', format: 'email', title: 'E-Mail', 'ory.sh/kratos': { credentials: { password: { identifier: true } }, verification: { via: 'email' } } },
        website: { type: 'string', format: 'uri', minLength: 10 },
      },
    },
  },
};
const config = merged(
  {},
  {
    identity: { default_schema_id: 'default', schemas: [{ id: 'default', url: schemaUrl(schema) }] },
    selfservice: { legacy_v0_2: true, settings: { privileged_session_max_age: '1m' }, flows: { settings: { privileged_session_max_age: undefined } } },
  },
);

/** Somebody signed in with a browser of that time. */
async function visitor(zelos: TestZelos): Promise<{ client: Client; person: Person }> {
  const person = await createPerson(zelos, { schema_id: 'default', traits: { website: 'http://github.com/aeneasr' } });
  const client = zelos.client('browser');
  await login(client, person);
  return { client, person };
}

const requestIn = (location: string | undefined): string => {
  const url = new URL(location ?? 'missing:');
  assert.deepEqual([url.origin + url.pathname, [...url.searchParams.keys()]], [`${APP_URL}/settings`, ['request']]);
  return url.searchParams.get('request') ?? '';
};
const payload = (client: Client, id: string): Promise<Answer> => client.get(`${PAYLOAD}?request=${id}`, { headers: { accept: '*/*' } });
async function open(client: Client): Promise<Json> {
  const begun = await client.get(START);
  assert.equal(begun.status, 303);
  const { status, body } = await payload(client, requestIn(begun.location));
  assert.equal(status, 200);
  return body;
}
const fieldsOf = (body: Json): Json[] => body.methods.profile.config.fields;
const field = (body: Json, name: string): Json => fieldsOf(body).find((one) => one.name === name);
/** Posts the form with these values in place of those that stand in it. */
const post = (client: Client, body: Json, changes: Readonly<Record<string, string>> = {}): Promise<Answer> => {
  const form = Object.fromEntries(fieldsOf(body).map(({ name, value }) => [name, value]));
  const { pathname, search } = new URL(body.methods.profile.config.action);
  return client.send('POST', pathname + search, { form: { ...form, ...changes } });
};

onEveryDatabase(
  'settings of version 0.2',
  (zelos) => {
    test('a fresh request has the payload of that time', async () => {
      const { client, person } = await visitor(zelos());
      const body = await open(client);
      const csrf = field(body, 'csrf_token').value;
      assert.match(csrf, /^[A-Za-z0-9+/=]{88}$/);
      assert.deepEqual(body, {
        id: body.id,
        expires_at: new Date(zelos().clock.now() + HOUR).toISOString(),
        issued_at: new Date(zelos().clock.now()).toISOString(),
        request_url: `${PUBLIC_URL}${START}`,
        active: 'profile',
        methods: {
          profile: {
            method: 'profile',
            config: {
              action: `${PUBLIC_URL}${PROFILE}?request=${body.id}`,
              method: 'POST',
              fields: [
                { name: 'csrf_token', type: 'hidden', required: true, value: csrf },
                { name: 'traits.email', type: 'text', required: false, value: person.email },
                { name: 'traits.website', type: 'text', required: false, value: 'http://github.com/aeneasr' },
              ],
            },
          },
        },
        identity: { id: person.id, traits_schema_id: 'default', traits: { email: person.email, website: 'http://github.com/aeneasr' } },
        update_successful: false,
      });
      assert.deepEqual(Object.keys(body), ['id', 'expires_at', 'issued_at', 'request_url', 'active', 'methods', 'identity', 'update_successful']);
    });

    test('a refused form has its error at the field, the value that was typed, and has changed nothing', async () => {
      const { client, person } = await visitor(zelos());
      const body = await open(client);
      const refused = await post(client, body, { 'traits.website': 'http://s' });
      assert.deepEqual([refused.status, requestIn(refused.location)], [303, body.id]);
      const again = (await payload(client, body.id)).body;
      const { errors, ...website } = field(again, 'traits.website');
      assert.deepEqual(website, { name: 'traits.website', type: 'text', required: false, value: 'http://s' });
      assert.deepEqual(errors.map(Object.keys), [['message']]);
      assert.match(errors[0].message, /at least 10 characters\. You used 8/);
      assert.equal(field(again, 'traits.email').errors, undefined);
      assert.equal(again.update_successful, false);
      assert.equal((await identityOf(zelos(), person.id)).traits.website, 'http://github.com/aeneasr');
    });

    test('a saved form is marked so, and shows what was saved', async () => {
      const { client, person } = await visitor(zelos());
      const body = await open(client);
      const saved = await post(client, body, { 'traits.website': 'https://zelos.test/ada' });
      assert.deepEqual([saved.status, requestIn(saved.location)], [303, body.id]);
      const after = (await payload(client, body.id)).body;
      assert.deepEqual([after.update_successful, field(after, 'traits.website').value, after.identity.traits.website], [true, 'https://zelos.test/ada', 'https://zelos.test/ada']);
      assert.equal((await identityOf(zelos(), person.id)).traits.website, 'https://zelos.test/ada');
      assert.equal((await payload(client, (await open(client)).id)).body.update_successful, false);
    });

    test('a changed sign-in name needs a fresh sign-in: what was posted waits, and is saved on the way back', async () => {
      const { client, person } = await visitor(zelos());
      const body = await open(client);
      zelos().clock.advance(2 * MINUTE);
      const email = newEmail('renamed');
      const sent = await post(client, body, { 'traits.email': email });
      const confirm = new URL(sent.location ?? '');
      assert.deepEqual([sent.status, confirm.pathname, confirm.searchParams.get('refresh')], [303, '/self-service/login/browser', 'true']);
      assert.equal(confirm.searchParams.get('return_to'), `${PUBLIC_URL}${PROFILE}?request=${body.id}`);
      assert.equal((await identityOf(zelos(), person.id)).traits.email, person.email);

      const signIn = await start(client, 'login', confirm.search);
      const back = await submit(client, signIn, { method: 'password', identifier: person.email, password: person.password });
      assert.equal(back.location, `${PUBLIC_URL}${PROFILE}?request=${body.id}`);
      const resumed = await client.get(back.location ?? '');
      assert.deepEqual([resumed.status, requestIn(resumed.location)], [303, body.id]);
      assert.equal((await payload(client, body.id)).body.update_successful, true);
      assert.equal((await identityOf(zelos(), person.id)).traits.email, email);
      assert.equal(await canSignIn(zelos(), { ...person, email }), true);
    });

    test('a plain trait is saved however old the session is', async () => {
      const { client } = await visitor(zelos());
      const body = await open(client);
      zelos().clock.advance(30 * MINUTE);
      await post(client, body, { 'traits.website': 'https://zelos.test/ada' });
      assert.equal((await payload(client, body.id)).body.update_successful, true);
    });

    test('nothing is saved without the token of this browser', async () => {
      const { client, person } = await visitor(zelos());
      const body = await open(client);
      for (const csrf_token of ['', (await open((await visitor(zelos())).client)).methods.profile.config.fields[0].value]) {
        const refused = await post(client, body, { csrf_token, 'traits.website': 'https://zelos.test/ada' });
        assert.equal(refused.status, 303);
        assert.ok(refused.location?.startsWith(`${APP_URL}/error?id=`), refused.location);
      }
      assert.equal((await identityOf(zelos(), person.id)).traits.website, 'http://github.com/aeneasr');
    });

    test('a request is for its person only', async () => {
      const [{ client, person }, other] = [await visitor(zelos()), await visitor(zelos())];
      const body = await open(client);
      const read = await payload(other.client, body.id);
      assert.deepEqual([read.status, read.body.error.id], [403, 'security_identity_mismatch']);
      const theirs = await open(other.client);
      const posted = await other.client.send('POST', `${PROFILE}?request=${body.id}`, { form: { csrf_token: field(theirs, 'csrf_token').value, 'traits.website': 'https://zelos.test/eve' } });
      assert.ok(posted.location?.startsWith(`${APP_URL}/error?id=`), posted.location);
      assert.equal((await identityOf(zelos(), person.id)).traits.website, 'http://github.com/aeneasr');
    });

    test('who is not signed in is led to sign in, and reads nothing', async () => {
      const { client } = await visitor(zelos());
      const { id } = await open(client);
      const stranger = zelos().client('browser');
      assert.equal((await stranger.get(START)).location, `${PUBLIC_URL}/self-service/login/browser`);
      assert.equal(
        (await stranger.get(`${START}?return_to=${encodeURIComponent(`${APP_URL}/x`)}`)).location,
        `${PUBLIC_URL}/self-service/login/browser?return_to=${encodeURIComponent(`${APP_URL}/x`)}`,
      );
      const read = await payload(stranger, id);
      assert.deepEqual([read.status, read.body.error.id], [401, 'session_inactive']);
    });

    test('an expired request gives way to a new one, and says where to begin', async () => {
      const { client } = await visitor(zelos());
      const body = await open(client);
      zelos().clock.advance(HOUR);
      const gone = await payload(client, body.id);
      assert.deepEqual([gone.status, gone.body.error.details.redirect_to], [410, `${PUBLIC_URL}${START}`]);
      const late = await post(client, body);
      const next = requestIn(late.location);
      assert.notEqual(next, body.id);
      assert.equal((await payload(client, next)).status, 200);
    });

    for (const [what, id, status] of [
      ['no id', '', 400],
      ['no UUID', 'x%27y', 400],
      ['an unknown one', '11111111-2222-4333-8444-555555555555', 404],
    ] as const)
      test(`${what} is answered with ${status}`, async () => {
        const { client } = await visitor(zelos());
        assert.equal((await payload(client, id)).status, status);
        const posted = await client.send('POST', `${PROFILE}?request=${id}`, { form: {} });
        assert.ok(posted.location?.startsWith(`${APP_URL}/error?id=`), posted.location);
      });

    test('both forms of the flow work on one and the same: today’s reads what was posted then', async () => {
      const { client } = await visitor(zelos());
      const body = await open(client);
      await post(client, body, { 'traits.website': 'https://zelos.test/ada' });
      const today = await client.reader.get(`/self-service/settings/flows?id=${body.id}`);
      assert.deepEqual([today.body.state, today.body.active], ['success', 'profile']);
    });
  },
  { config },
);

describe('settings of version 0.2, off by default', () => {
  test('have no paths', async () => {
    const zelos = await startZelos();
    try {
      const client = new Client('browser', zelos);
      for (const path of [START, PAYLOAD, PROFILE]) assert.equal((await client.get(path)).status, 404);
    } finally {
      await zelos.close();
    }
  });
});

test('whoever has a second factor shows it before the form opens', async () => {
  const zelos = await startZelos({ config: merged(config, { selfservice: { methods: { totp: { enabled: true, config: { issuer: 'Zelos' } } } } }) });
  try {
    const password = newPassword();
    const totp_url = 'otpauth://totp/Zelos:a?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Zelos';
    const person = await createPerson(zelos, { schema_id: 'default', password, credentials: { password: { config: { password } }, totp: { config: { totp_url } } } });
    const client = zelos.client('browser');
    await submit(client, await start(client, 'login'), { method: 'password', identifier: person.email, password });
    const { location = '' } = await client.get(START);
    assert.equal(new URL(location).searchParams.get('aal'), 'aal2');
  } finally {
    await zelos.close();
  }
});
