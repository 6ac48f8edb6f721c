import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createConfig } from '../../src/config/config.ts';
import { createCookies } from '../../src/http/cookies.ts';
import { startStub, withProviders } from '../oidc/stub.ts';
import { away, back, stranger, trip } from '../oidc/trips.ts';
import { baseConfig, merged, PUBLIC_URL } from '../support/config.ts';
import { createPerson, newEmail, newPassword, settings, signedIn, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { codeFor, everyFlow, webHook } from './flows.ts';
import { refusal, startListener } from './listener.ts';

const listener = await startListener();
const whole = (name: string, more: object = {}) => webHook(listener.at(name), { can_interrupt: true, body: 'function(ctx) ctx', ...more });
const FLOWS = ['settings', 'login', 'registration', 'recovery', 'verification'] as const;
/** A hook before and after every flow that is asked with all that templates see. */
const everywhere = (more: object = {}) =>
  merged(
    merged(everyFlow, { selfservice: { flows: Object.fromEntries(FLOWS.map((flow) => [flow, { before: { hooks: [whole(`before ${flow}`)] }, after: { hooks: [whole(`after ${flow}`)] } }])) } }),
    more as Record<string, unknown>,
  );
const last = (name: string) => listener.calls(name).at(-1) ?? assert.fail(`${name} was not asked`);

describe('what a template sees', async () => {
  const zelos = await startZelos({ config: everywhere() });
  const byLink = await startZelos({ config: everywhere({ selfservice: { methods: { link: { enabled: true } }, flows: { recovery: { use: 'link' }, verification: { use: 'link' } } } }) });
  after(() => Promise.all([zelos.close(), byLink.close()]));

  test('holds no password, token, code or cookie of ours, in any flow', async () => {
    const secrets: string[] = [];
    const password = newPassword();
    const email = newEmail();
    const client = zelos.client('spa');
    await submit(client, await start(client, 'registration'), { method: 'password', password, traits: { email } });
    await submit(client, await start(client, 'login', '?refresh=true'), { method: 'password', identifier: email, password });
    await submit(client, await settings(client), { method: 'password', password: `${password}-2`, current_password: password });
    secrets.push(password, ...client.jar.values());
    const app = await signedIn(zelos, 'api');
    await submit(app.client, await settings(app.client), { method: 'profile', traits: { email: app.person.email } });
    secrets.push(app.client.token ?? assert.fail(), app.person.password);
    for (const flow of ['recovery', 'verification'] as const) {
      const person = await createPerson(zelos);
      const other = zelos.client('spa');
      const started = await start(other, flow);
      await submit(other, started, { method: 'code', email: person.email });
      const code = await codeFor(zelos, person.email, flow);
      await submit(other, started, { method: 'code', code });
      secrets.push(`"${code}"`, ...other.jar.values());
      assert.equal(last(`after ${flow}`).body.identity.id, person.id);
    }
    const seen = FLOWS.flatMap((flow) => [...listener.calls(`before ${flow}`), ...listener.calls(`after ${flow}`)].map(({ text }) => text));
    assert.ok(seen.length >= 10);
    for (const secret of secrets) for (const text of seen) assert.ok(!text.includes(secret) && !text.includes(encodeURIComponent(secret)), secret);
    assert.doesNotMatch(seen.join(), /\$2[aby]\$|\$argon2|csrf_token|"credentials"/);
  });

  for (const flow of ['recovery', 'verification'] as const)
    test(`has no token when the link of a ${flow} is opened`, async () => {
      const person = await createPerson(byLink);
      const client = byLink.client('spa');
      await submit(client, await start(client, flow), { method: 'link', email: person.email });
      const { body } = await byLink.client('api').get(`/admin/courier/messages?recipient=${encodeURIComponent(person.email)}`, { on: 'admin' });
      const link = new URL(/https?:\S+token=\S+/.exec(body[0].body)?.[0] ?? assert.fail(body[0].body));
      assert.equal((await byLink.client('browser').get(link.pathname + link.search)).status, 303);
      const { body: ctx, text } = last(`after ${flow}`);
      assert.equal(ctx.identity.id, person.id);
      assert.equal(ctx.request_method, 'GET');
      assert.ok(!text.includes(link.searchParams.get('token') ?? assert.fail()));
    });

  test('has no token either that stands in the address of where somebody goes on to, or comes from', async () => {
    const person = await createPerson(zelos);
    const client = zelos.client('spa');
    const link = `${PUBLIC_URL}/self-service/verification?flow=1&token=a-token-that-waits`;
    const flow = await start(client, 'login', `?return_to=${encodeURIComponent(link)}`);
    const answer = await submit(
      client,
      flow,
      { method: 'password', identifier: person.email, password: person.password },
      { headers: { referer: `${PUBLIC_URL}/ui/login?code=a-code-that-waits&flow=1` } },
    );
    assert.equal(answer.status, 200);
    const { body, text } = last('after login');
    assert.deepEqual(
      [new URL(body.flow.request_url).searchParams.get('return_to'), body.request_headers.Referer],
      [`${PUBLIC_URL}/self-service/verification?flow=1`, [`${PUBLIC_URL}/ui/login?flow=1`]],
    );
    for (const seen of [text, last('before login').text]) assert.doesNotMatch(seen, /that-waits/);
  });

  test('has cookies of the site, but not those by which we know somebody', async () => {
    const { sessionName, csrfName } = createCookies(createConfig(merged({ ...baseConfig, dsn: 'memory' }, {})));
    const client = zelos.client('spa');
    client.jar.set('theme', 'dark');
    client.jar.set('ory_kratos_continuity', 'mine');
    await client.get('/self-service/verification/browser');
    await client.get('/self-service/verification/browser');
    const { request_cookies: cookies, request_headers: headers } = last('before verification').body;
    assert.deepEqual(cookies, { theme: 'dark' });
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.toLowerCase() === 'cookie' || name.includes(sessionName) || name.includes(csrfName)),
      [],
    );
  });

  test('has what the client has sent along for it, from a form as well', async () => {
    const browser = zelos.client('browser');
    const email = newEmail();
    const flow = await start(browser.reader, 'registration');
    await submit(browser, flow, { method: 'password', password: newPassword(), traits: { email }, transient_payload: { plan: { name: 'gold' } } });
    const ctx = last('after registration').body;
    assert.deepEqual([ctx.transient_payload, ctx.flow.transient_payload], [{ plan: { name: 'gold' } }, { plan: { name: 'gold' } }]);
    assert.deepEqual([ctx.previous, ctx.session, ctx.updated.traits.email], [undefined, undefined, email]);
  });

  test('has nobody before a flow', async () => {
    await zelos.client('api').get('/self-service/login/api');
    const ctx = last('before login').body;
    assert.deepEqual([ctx.identity, ctx.session, ctx.flow.type], [undefined, undefined, 'api']);
  });
});

describe('hooks of people who come from a provider', async () => {
  const stub = await startStub();
  const zelos: TestZelos = await startZelos({
    config: merged(
      withProviders(stub) as Record<string, unknown>,
      everywhere({ selfservice: { flows: { registration: { after: { oidc: { hooks: [{ hook: 'session' }] } } } } } }) as Record<string, unknown>,
    ),
  });
  after(() => zelos.close());
  const counts = () => FLOWS.map((flow) => [listener.calls(`before ${flow}`).length, listener.calls(`after ${flow}`).length]);

  test('are asked once where they link, with what was sent along', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    stub.person = stranger();
    const before = listener.calls('after settings').length;
    await trip(client, 'settings', { link: 'acme', transient_payload: { from: 'settings' } });
    assert.equal(listener.calls('after settings').length, before + 1);
    const { body, text } = last('after settings');
    assert.deepEqual([body.identity.id, body.flow.active, body.transient_payload], [person.id, 'oidc', { from: 'settings' }]);
    assert.doesNotMatch(text, /code=|state=/);
  });

  test('may stop a link', async () => {
    const { client } = await signedIn(zelos, 'spa');
    stub.person = stranger();
    listener.answer('after settings', refusal());
    const { flow } = await trip(client, 'settings', { link: 'acme' });
    listener.answer('after settings');
    const shown = await client.get(`/self-service/settings/flows?id=${flow.id}`);
    assert.deepEqual(
      shown.body.ui.messages.map(({ id }: { id: number }) => id),
      [9001],
    );
  });

  test('are asked where they register, also when they meant to sign in, and where they sign in', async () => {
    stub.person = stranger();
    const client = zelos.client('spa');
    const before = counts();
    const { answer } = await trip(client, 'login', { provider: 'acme', transient_payload: { from: 'login' } });
    assert.equal(answer.status, 303);
    assert.deepEqual(
      counts().map(([begun = 0, done = 0], i) => [begun - (before[i]?.[0] ?? 0), done - (before[i]?.[1] ?? 0)]),
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
        [0, 0],
      ],
    );
    assert.deepEqual(last('after registration').body.transient_payload, { from: 'login' });
    const again = zelos.client('spa');
    await trip(again, 'login', { provider: 'acme', transient_payload: { from: 'again' } });
    assert.deepEqual([last('after login').body.transient_payload, last('after login').body.flow.active], [{ from: 'again' }, 'oidc']);
    assert.equal((await again.get('/sessions/whoami')).status, 200);
  });

  test('let nobody register by way of a login whom they would not let begin', async () => {
    stub.person = stranger();
    const client = zelos.client('spa');
    const to = await away(client, await start(client, 'login'), { provider: 'acme' });
    listener.answer('before registration', refusal());
    const answer = await back(client, to);
    listener.answer('before registration');
    assert.match(answer.location ?? '', /\/error\?id=/);
    assert.equal((await client.get('/sessions/whoami')).status, 401);
  });
});
