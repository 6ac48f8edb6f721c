import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from '../support/clients.ts';
import { login, newEmail, newPassword, settings, signedIn, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

/** Our own pages in place of the app's that the other tests have. */
const flows = Object.fromEntries(['settings', 'login', 'registration', 'error'].map((name) => [name, { ui_url: undefined }]));
const ID = '11111111-2222-4333-8444-555555555555';

let zelos: TestZelos;
before(async () => {
  zelos = await startZelos({ config: { selfservice: { flows, allowed_return_urls: ['https://app.example.org/'] } } });
});
after(() => zelos.close());

const visitor = (): Client => zelos.client('browser');
const tokenIn = (page: string): string => /name="csrf_token" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('no token in the page');

test('a page without a flow starts one, and keeps where to go afterwards', async () => {
  for (const kind of ['login', 'registration']) {
    const answer = await visitor().get(`/ui/${kind}?return_to=${encodeURIComponent(`${zelos.publicUrl}/ui/sessions`)}`);
    assert.equal(answer.status, 303);
    assert.equal(answer.location, `${zelos.publicUrl}/self-service/${kind}/browser?return_to=${encodeURIComponent(`${zelos.publicUrl}/ui/sessions`)}`);
  }
});

test('the pages are made from what the public API answers to the visitor, over forms that post to it', async () => {
  const client = visitor();
  const page = await client.follow(await client.get('/ui/login'));
  assert.equal(page.status, 200);
  assert.match(page.body, /<form novalidate action="http:\/\/127\.0\.0\.1:4433\/self-service\/login\?flow=/);
});

test('every page forbids whatever is not its own, and frames around it', async () => {
  const client = visitor();
  for (const path of ['/ui', '/ui/error', '/ui/login', '/ui/registration']) {
    const { headers } = await client.follow(await client.get(path));
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) assert.ok(policy.includes(part), `${path}: ${policy}`);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.match(policy, /form-action 'self' http:\/\/127\.0\.0\.1:4433 .*https:\/\/app\.example\.org/);
    assert.match(headers.get('cache-control') ?? '', /no-store/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  }
});

test('styles and scripts are kept for good under a name that changes with them', async () => {
  const { body } = await visitor().get('/ui');
  const paths = [...body.matchAll(/(?:src|href)="http:\/\/127\.0\.0\.1:4433(\/ui\/assets\/[0-9a-f]{16}\.(?:css|js))"/g)].map((match) => match[1] as string);
  assert.equal(paths.length, 2);
  for (const path of paths) {
    const asset = await visitor().get(path);
    assert.equal(asset.status, 200);
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.match(asset.headers.get('content-type') ?? '', path.endsWith('css') ? /^text\/css/ : /^text\/javascript/);
    assert.deepEqual(asset.cookies, []);
  }
});

test('a flow that is over, unknown or started elsewhere gives way to a new one', async () => {
  const client = visitor();
  await client.get('/ui');
  assert.equal((await client.get(`/ui/login?flow=${ID}`)).location, `${zelos.publicUrl}/self-service/login/browser`);
  const { location } = await client.get('/self-service/login/browser');
  const stranger = visitor();
  await stranger.get('/ui');
  assert.equal((await stranger.get(location ?? '')).location, `${zelos.publicUrl}/self-service/login/browser`);
  zelos.clock.advance(2 * 3_600_000);
  assert.equal((await client.get(location ?? '')).location, `${zelos.publicUrl}/self-service/login/browser`);
});

test('a browser that comes without its cookie gets a form that works, and is not sent in circles', async () => {
  const { location } = await visitor().get('/self-service/registration/browser');
  const other = visitor();
  const answer = await other.get(location ?? '');
  assert.equal(answer.status, 200);
  const [, action = '', token = ''] = /<form[^>]* action="([^"]+)"[\s\S]*?name="csrf_token"[^>]* value="([^"]+)"/.exec(answer.body) ?? [];
  assert.ok(!action.includes(new URL(location ?? '').searchParams.get('flow') ?? ''), 'the flow is a new one');
  const { location: next } = await other.post(action.replaceAll('&amp;', '&'), { csrf_token: token, method: 'profile', traits: { email: 'no address' } });
  assert.match(next ?? '', /\/ui\/registration\?flow=/, 'its form is taken from this browser');
});

test('a browser that keeps no cookies is told so when it sends a form', async () => {
  const { location } = await visitor().get('/self-service/login/browser');
  const { body } = await visitor().get(location ?? '');
  const [, action = '', token = ''] = /<form[^>]* action="([^"]+)"[\s\S]*?name="csrf_token"[^>]* value="([^"]+)"/.exec(body) ?? [];
  const sent = await visitor().post(action, { csrf_token: token, method: 'password', identifier: 'x', password: 'y' });
  assert.match((await visitor().get(sent.location ?? '')).body, /<h1>Your browser keeps no cookies<\/h1>/);
});

test('whoever must sign in first comes back to the page they wanted', async () => {
  for (const path of ['/ui/settings', '/ui/settings?section=password', '/ui/sessions', '/ui/activity']) {
    const { location } = await visitor().get(path);
    assert.equal(location, `${zelos.publicUrl}/self-service/login/browser?return_to=${encodeURIComponent(zelos.publicUrl + path)}`);
  }
});

test('a section can be linked to without a flow', async () => {
  const { client } = await signedIn(zelos, 'browser');
  const { location } = await client.get('/ui/settings?section=password');
  assert.match(location ?? '', /\/ui\/settings\?flow=[0-9a-f-]{36}&section=password$/);
  assert.match((await client.get(location ?? '')).body, /<h1>Password<\/h1>/);
});

test('signing out and ending sessions need the token of the page', async () => {
  const { client, person } = await signedIn(zelos, 'browser');
  const other = zelos.client('browser');
  await other.get('/ui');
  for (const path of ['/ui/logout', '/ui/sessions/end', '/ui/sessions/end-others']) {
    for (const form of [{}, { csrf_token: 'x' }]) {
      const { location } = await client.post(path, { ...form, session: ID });
      assert.match(location ?? '', /\/ui\/error\?id=/, path);
      assert.match((await client.get(location ?? '')).body, /That page was out of date/);
    }
  }
  assert.equal((await client.as('spa').get('/sessions/whoami')).body.identity.id, person.id);
});

test('another session is ended, then the own, without a script', async () => {
  const { client, person } = await signedIn(zelos, 'browser');
  const second = zelos.client('browser');
  const page = await second.follow(await second.get('/ui/login'));
  const action = /action="([^"]+)"/.exec(page.body)?.[1] ?? '';
  await second.post(action, { csrf_token: tokenIn(page.body), method: 'password', identifier: person.email, password: person.password });
  assert.equal((await second.as('spa').get('/sessions/whoami')).status, 200);

  const list = await client.follow(await client.get('/ui/sessions'));
  const session = /name="session" value="([^"]+)"/.exec(list.body)?.[1] ?? assert.fail('no other session in the list');
  const flow = /name="flow" value="([^"]+)"/.exec(list.body)?.[1];
  const ended = await client.follow(await client.post('/ui/sessions/end', { csrf_token: tokenIn(list.body), session, flow }));
  assert.match(ended.body, /The session has ended\./);
  assert.equal((await second.as('spa').get('/sessions/whoami')).status, 401);

  const out = await client.follow(await client.post('/ui/logout', { csrf_token: tokenIn(ended.body) }));
  assert.ok(out.status < 500);
  assert.equal((await client.as('spa').get('/sessions/whoami')).status, 401);
});

test('what is no session id ends nothing', async () => {
  const { client } = await signedIn(zelos, 'browser');
  const list = await client.follow(await client.get('/ui/sessions'));
  for (const session of ['', '.', '..', '../sessions', '%2e%2e', 'whoami']) {
    await client.post('/ui/sessions/end', { csrf_token: tokenIn(list.body), session });
    assert.equal((await client.as('spa').get('/sessions/whoami')).status, 200, session);
  }
});

test('what has happened is shown page by page, in words, without a script', async () => {
  const { client, person } = await signedIn(zelos, 'browser');
  for (let i = 0; i < 30; i += 1) await login(zelos.client('api'), person);
  const first = await client.follow(await client.get('/ui/activity'));
  assert.equal(first.body.match(/Signed in with your password/g).length, 30);
  const older = /href="([^"]*older=[^"]*)"/.exec(first.body)?.[1]?.replaceAll('&amp;', '&') ?? assert.fail('no further page');
  const second = await client.get(older);
  assert.match(second.body, /Account created[\s\S]*by an administrator/);
  assert.doesNotMatch(second.body, />Older</);
});

test('«this was not me» asks first, and does it with a button that needs neither cookie nor script', async () => {
  const email = newEmail();
  const { client, person } = await signedIn(zelos, 'browser', { email, verifiable_addresses: [{ value: email, via: 'email', verified: true, status: 'completed' }] });
  await submit(client, await settings(client), { method: 'password', password: newPassword() });
  const [mail] = (await client.get(`/admin/courier/messages?recipient=${encodeURIComponent(person.email)}`, { on: 'admin' })).body;
  const opened = await visitor().follow(await visitor().get(/https?:\S+alarm\S+/.exec(mail.body)?.[0]?.slice(zelos.publicUrl.length) ?? ''));
  assert.match(opened.body, /<h1>Was this not you\?<\/h1>[\s\S]*Password changed/);
  assert.equal((await client.as('spa').get('/sessions/whoami')).status, 200);
  const [, action = '', token = ''] = /<form method="post" action="([^"]+)"><input type="hidden" name="token" value="([^"]+)"/.exec(opened.body) ?? [];
  const done = await visitor().follow(await visitor().post(action.slice(zelos.publicUrl.length), { token }));
  assert.match(done.body, /<h1>Everybody is signed out<\/h1>/);
  assert.equal((await client.as('spa').get('/sessions/whoami')).status, 401);
  const again = await visitor().follow(await visitor().post(action.slice(zelos.publicUrl.length), { token }));
  assert.deepEqual([again.status, /<h1>This link does not work anymore<\/h1>/.test(again.body)], [410, true]);
});

test('an address below the pages that leads nowhere is a page, too', async () => {
  const { status, body } = await visitor().get('/ui/no/such-page');
  assert.deepEqual([status, /<h1>There is nothing here<\/h1>/.test(body)], [404, true]);
});

test('the home page knows whether one is signed in', async () => {
  assert.match((await visitor().get('/ui')).body, />Sign in</);
  const { client, person } = await signedIn(zelos, 'browser');
  const { body } = await client.get('/ui/');
  assert.match(body, /You are signed in/);
  assert.ok(body.includes(person.email));
});

test('the error page says what is known of an error, and nothing breaks without one', async () => {
  for (const path of ['/ui/error', `/ui/error?id=${ID}`, '/ui/error?id=%00%27%22%3E']) {
    const answer = await visitor().get(path);
    assert.equal(answer.status, 200);
    assert.match(answer.body, /<h1>There is nothing here<\/h1>/);
  }
});
