import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { openDatabase } from '../../src/db/open.ts';
import { silentLog } from '../../src/log.ts';
import { createZelos, type Zelos } from '../../src/server.ts';
import { Client } from '../support/clients.ts';
import { SECOND, testClock } from '../support/clock.ts';
import { baseConfig, merged } from '../support/config.ts';
import { DATABASES } from '../support/databases.ts';
import { identityOf, newEmail, settings, signedIn, submit } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { queueOf, webHook, withHooks } from './flows.ts';
import { startListener } from './listener.ts';

const listener = await startListener();
const told = (name: string, more: object = {}) => webHook(listener.at(name), more);
const rename = async (zelos: TestZelos, first = 'Bea') => {
  const { client, person } = await signedIn(zelos, 'api');
  const answer = await submit(client, await settings(client), { method: 'profile', traits: { email: person.email, name: { first } } });
  return { client, person, answer };
};
const tick = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
async function until(done: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await done()); waited += 20) {
    assert.ok(waited < 8000, 'it does not happen');
    await tick();
  }
}

onEveryDatabase(
  'a web hook that is told',
  (zelos) => {
    test('is told again and again until it has understood, each time as the same call', async () => {
      listener.answer('told', { status: 500 });
      const before = listener.calls('told').length;
      const { answer, person } = await rename(zelos());
      assert.equal(answer.status, 200);
      await listener.heard('told', before + 1);
      await until(async () => (await queueOf(zelos())).some(({ status, send_count }) => status === 'queued' && send_count === 1));
      zelos().clock.advance(SECOND);
      await listener.heard('told', before + 2);
      listener.answer('told');
      await until(async () => (await queueOf(zelos())).every(({ status, send_count }) => status === 'sent' || (status === 'queued' && send_count === 2)));
      zelos().clock.advance(2 * SECOND);
      const [first, second, third] = (await listener.heard('told', before + 3)).slice(before);
      assert.deepEqual([first?.text, second?.text], [third?.text, third?.text]);
      assert.equal(first?.body.person, person.id);
      await until(async () => (await queueOf(zelos())).every(({ status }) => status === 'sent'));
      const [id, stamp, signature] = ['id', 'timestamp', 'signature'].map((part) => String(third?.headers[`webhook-${part}`]));
      assert.equal(id, first?.headers['webhook-id']);
      assert.notEqual(stamp, first?.headers['webhook-timestamp']);
      assert.equal(signature, `v1,${createHmac('sha256', SIGNING).update(`${id}.${stamp}.${third?.text}`).digest('base64')}`);
      assert.equal(third?.headers.authorization, `Basic ${Buffer.from('zelos:opensesame').toString('base64')}`);
    });

    test('is given up after so many tries, and the change stands', async () => {
      listener.answer('told', { status: 404 });
      const { person } = await rename(zelos());
      for (let tries = 1; tries <= 3; tries += 1) {
        await until(async () => (await queueOf(zelos())).some(({ send_count, status }) => send_count === tries && status === (tries === 3 ? 'abandoned' : 'queued')));
        zelos().clock.advance(10 * SECOND);
      }
      assert.equal((await identityOf(zelos(), person.id)).traits.name.first, 'Bea');
      listener.answer('told');
    });

    test('is no message to anybody', async () => {
      await rename(zelos());
      const { body } = await zelos().client('api').get('/admin/courier/messages', { on: 'admin' });
      assert.deepEqual(
        body.filter((message: { channel: string }) => message.channel === 'web_hook'),
        [],
      );
      const [row] = await queueOf(zelos());
      assert.equal((await zelos().client('api').get(`/admin/courier/messages/${row?.id}`, { on: 'admin' })).status, 404);
    });

    test('leaves nothing readable in the queue', async () => {
      const { person } = await rename(zelos());
      const rows = await zelos().db.list((db) => db.selectFrom('messages').selectAll().where('channel', '=', 'web_hook'));
      assert.doesNotMatch(JSON.stringify(rows), new RegExp(`${person.id}|${person.email}|opensesame`));
    });
  },
  {
    config: withHooks(
      'settings',
      'after',
      [
        told('told', {
          signature: { secrets: ['whsec_' + Buffer.from('a-key-for-signing-of-the-tests').toString('base64')] },
          auth: { type: 'basic_auth', config: { user: 'zelos', password: 'opensesame' } },
        }),
      ],
      { clients: { web_hook: { retries: 3 } } },
    ),
  },
);
const SIGNING = 'a-key-for-signing-of-the-tests';

describe('what was written for a web hook', () => {
  for (const database of DATABASES.filter(({ name }) => !name.includes('memory')))
    test(`outlives the process · ${database.name}`, async () => {
      const { dsn, close } = await database.open();
      const clock = testClock();
      const name = `restart ${database.name}`;
      const config = merged({ ...baseConfig, dsn }, withHooks('settings', 'after', [told(name)]) as Record<string, unknown>);
      const open = async (): Promise<{ zelos: TestZelos; close(): Promise<void> }> => {
        const db = await openDatabase(dsn, { clock });
        const zelos = await createZelos(config, { clock, log: silentLog, database: db, autoMigrate: true });
        return { zelos: shell(zelos, clock, db), close: () => zelos.close().then(() => db.close()) };
      };
      listener.answer(name, { status: 503 });
      const first = await open();
      await rename(first.zelos);
      await listener.heard(name);
      await until(async () => (await queueOf(first.zelos))[0]?.status === 'queued');
      await first.close();
      listener.answer(name);
      clock.advance(10 * SECOND);
      const second = await open();
      await listener.heard(name, 2);
      await until(async () => (await queueOf(second.zelos))[0]?.status === 'sent');
      await second.close();
      await close();
    });

  test('goes out before the server closes', async () => {
    const zelos = await startZelos({ config: withHooks('settings', 'after', [told('last')], { courier: { worker: { pull_wait: '1h' } } }) });
    await rename(zelos);
    await zelos.close();
    assert.equal(listener.calls('last').length, 1);
  });

  test('holds up no mail, however slow the hook is', async () => {
    listener.answer('slow', 'silence');
    const mails = 'slow-mails';
    const zelos = await startZelos({
      config: withHooks('settings', 'after', [told('slow')], {
        clients: { web_hook: { timeout: '1500ms' } },
        selfservice: { flows: { verification: { enabled: true } } },
        courier: { delivery_strategy: 'http', http: { request_config: { url: listener.at(mails), method: 'POST', body: 'function(ctx) { to: ctx.recipient }' } } },
      }),
    });
    const { client, person } = await rename(zelos);
    await listener.heard('slow');
    const email = newEmail('moved');
    await submit(client, await settings(client), { method: 'profile', traits: { email } });
    await until(async () => listener.calls(mails).some(({ body }) => body?.to === email || body?.to === person.email));
    assert.ok((await queueOf(zelos)).some(({ status }) => status === 'processing'));
    await zelos.close();
  });

  test('is nothing when its body cannot be made, and the change stands', async () => {
    const lines: string[] = [];
    const log = { ...silentLog, error: (_: object, text: string) => void lines.push(text) };
    const zelos = await startZelos({ log, config: withHooks('settings', 'after', [told('broken', { body: 'function(ctx) ctx.nothing.at.all' })]) });
    const { answer } = await rename(zelos);
    assert.equal(answer.status, 200);
    assert.deepEqual([(await queueOf(zelos)).length, lines], [0, ['the body of a web hook could not be made; it is not told']]);
    await zelos.close();
  });
});

/** A server for tests made from one that was opened by hand. */
function shell({ public: site, admin, config }: Zelos, clock: TestZelos['clock'], db: TestZelos['db']): TestZelos {
  const zelos: TestZelos = {
    fetch: (request) => site.fetch(request),
    admin: (request) => admin.fetch(request),
    publicUrl: config.serve.public.base_url,
    adminUrl: config.serve.admin.base_url,
    clock,
    db,
    client: (kind) => new Client(kind, zelos),
    close: async () => {},
  };
  return zelos;
}
