import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import type { Answer, Client } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { createPerson, newEmail, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

const own = Object.fromEntries(['recovery', 'error'].map((name) => [name, { ui_url: undefined }]));
const config: ConfigInput = merged({ selfservice: { flows: own } }, { selfservice: { flows: { recovery: { enabled: true } } } });

/** Has a code sent to somebody. */
async function recover(zelos: TestZelos): Promise<string> {
  const { email } = await createPerson(zelos);
  const client = zelos.client('api');
  await submit(client, await start(client, 'recovery'), { method: 'code', email });
  return email;
}

describe('the mailbox', () => {
  let zelos: TestZelos;
  let visitor: Client;
  before(async () => {
    zelos = await startZelos({ config });
    visitor = zelos.client('browser');
  });
  after(() => zelos.close());

  const open = (path: string): Promise<Answer> => visitor.get(`/ui/mailbox${path}`);
  /** The page of the one message to somebody. */
  async function pathOf(email: string): Promise<string> {
    const { body } = await open(`?to=${encodeURIComponent(email)}`);
    return /href="[^"]*\/ui\/mailbox(\/[0-9a-f-]{36})"/.exec(body)?.[1] ?? assert.fail(`no message to ${email}`);
  }

  test('shows what was sent to whom, the newest first, and that it stays here', async () => {
    const first = await recover(zelos);
    zelos.clock.advance(1000);
    const second = await recover(zelos);
    const { status, body } = await open('');
    assert.equal(status, 200);
    assert.ok(body.indexOf(second) > 0 && body.indexOf(second) < body.indexOf(first));
    assert.match(body, /Kept here/);
    assert.match(body, /No mail server is set/);
    assert.doesNotMatch(body, /http-equiv/, 'a page that loads itself again was not asked for');
  });

  test('looks again by itself when told to', async () => {
    assert.match((await open('?watch=1')).body, /<meta http-equiv="refresh" content="5">/);
  });

  test('shows the messages of one person when asked for them', async () => {
    const [one, other] = [await recover(zelos), await recover(zelos)];
    const { body } = await open(`?to=${encodeURIComponent(one)}`);
    assert.ok(body.includes(one) && !body.includes(other));
    assert.match((await open(`?to=${newEmail()}`)).body, /Nothing has been sent to/);
  });

  test('shows a message with its code, to be copied', async () => {
    const email = await recover(zelos);
    const { body } = await open(await pathOf(email));
    const code = /data-copy="(\d{6})"/.exec(body)?.[1] ?? assert.fail('no code');
    const { body: sent } = await zelos.client('api').get(`/admin/courier/messages?recipient=${email}`, { on: 'admin' });
    assert.ok(sent[0].body.includes(code));
    assert.match(body, /Your code to get back into your account/);
  });

  test('keeps the HTML of a message in a frame that runs nothing, loads nothing, and belongs to nobody', async () => {
    const path = await pathOf(await recover(zelos));
    const page = await open(path);
    assert.match(page.body, /<iframe class="letter" src="[^"]*\/html" title="[^"]+" sandbox="allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox">/);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-src 'self'/);
    const letter = await open(`${path}/html`);
    assert.equal(letter.status, 200);
    const policy = letter.headers.get('content-security-policy') ?? '';
    assert.match(policy, /^sandbox (?!.*allow-(scripts|same-origin|forms)).*default-src 'none'; style-src 'unsafe-inline'; img-src data:/);
    assert.match(letter.body, /<head><base target="_top">/);
  });

  test('escapes what it is asked for', async () => {
    const answer = await open(`?to=${encodeURIComponent('"><script>alert(1)')}`);
    assert.doesNotMatch(answer.body, /<script>/);
  });

  test('has no message that is not there', async () => {
    for (const path of ['/11111111-2222-4333-8444-555555555555', '/nonsense', '/..%2f..%2fidentities', '/11111111-2222-4333-8444-555555555555/html'])
      assert.equal((await open(path)).status, 404, path);
    assert.equal((await open('?older=nonsense')).status, 404);
  });

  test('is a step away from where somebody waits for a mail', async () => {
    const page = await visitor.follow(await visitor.get('/ui/recovery'));
    assert.match(page.body, /href="[^"]*\/ui\/mailbox">Open the mailbox</);
  });
});

describe('outside of development', () => {
  test('there is no mailbox, and nothing leads there', async () => {
    const zelos = await startZelos({ config: merged(config, { dev: false }) });
    const visitor = zelos.client('browser');
    for (const path of ['', '/11111111-2222-4333-8444-555555555555', '/11111111-2222-4333-8444-555555555555/html']) assert.equal((await visitor.get(`/ui/mailbox${path}`)).status, 404, path);
    const page = await visitor.follow(await visitor.get('/ui/recovery'));
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.body, /mailbox/);
    await zelos.close();
  });
});

test('the admin API shows the HTML of one message to developers, unless it has to be as Kratos', async () => {
  for (const [more, isShown] of [
    [{}, true],
    [{ dev: false }, false],
    [{ preset: 'kratos' }, false],
  ] as const) {
    const zelos = await startZelos({ config: merged(config, more) });
    const email = await recover(zelos);
    const client = zelos.client('api');
    const [listed] = (await client.get(`/admin/courier/messages?recipient=${email}`, { on: 'admin' })).body;
    const { body } = await client.get(`/admin/courier/messages/${listed.id}`, { on: 'admin' });
    assert.equal('html' in body, isShown, JSON.stringify(more));
    assert.equal('html' in listed, false);
    await zelos.close();
  }
});
