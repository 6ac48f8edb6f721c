import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { bodyPurpose } from '../../src/courier/outbox.ts';
import { createSealer } from '../../src/crypto/seal.ts';
import { type Placeholders, statement } from '../../src/db/statement.ts';
import type { MessageRow } from '../../src/db/tables.ts';
import { type Answer, Client } from '../support/clients.ts';
import { baseConfig } from '../support/config.ts';
import { newEmail } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';

const insert = statement('test.message', (db, p: Placeholders<MessageRow>) =>
  db.insertInto('messages').values({
    id: p.id,
    status: p.status,
    type: p.type,
    channel: p.channel,
    recipient: p.recipient,
    template_type: p.template_type,
    subject: p.subject,
    body: p.body,
    send_count: p.send_count,
    due_at: p.due_at,
    created_at: p.created_at,
    updated_at: p.updated_at,
  }),
);

async function message(zelos: TestZelos, more: Partial<MessageRow> = {}): Promise<MessageRow> {
  const id = randomUUID();
  const body = createSealer(baseConfig.secrets.cipher).seal(bodyPurpose(id), 'Your code is 123456');
  const row: MessageRow = {
    id,
    status: 'sent',
    type: 'email',
    channel: 'email',
    recipient: newEmail(),
    template_type: 'recovery_code_valid',
    subject: 'Code',
    body,
    content: null,
    send_count: 1,
    due_at: 0,
    created_at: 1000,
    updated_at: 1000,
    ...more,
  };
  await zelos.db.write([{ query: insert(row) }]);
  return row;
}
const get = (zelos: TestZelos, path: string): Promise<Answer> => new Client('api', zelos).get(`/admin/courier/messages${path}`, { on: 'admin' });

onEveryDatabase('messages for administrators', (zelos) => {
  test('are found by recipient and by status, with what they say in development', async () => {
    const { id, recipient } = await message(zelos());
    const shown = {
      id,
      recipient,
      status: 'sent',
      type: 'email',
      channel: 'email',
      template_type: 'recovery_code_valid',
      subject: 'Code',
      body: 'Your code is 123456',
      send_count: 1,
      created_at: '1970-01-01T00:00:01.000Z',
      updated_at: '1970-01-01T00:00:01.000Z',
    };
    assert.deepEqual((await get(zelos(), `?recipient=${recipient}&status=sent`)).body, [shown]);
    assert.deepEqual((await get(zelos(), `/${id}`)).body, shown);
    assert.deepEqual((await get(zelos(), `?recipient=${recipient}&status=queued`)).body, []);
  });
  test('are listed page by page, the newest first, each once', async () => {
    const recipient = newEmail();
    const times = [3000, 2000, 2000, 2000, 1000];
    const made = await Promise.all(times.map((created_at) => message(zelos(), { recipient, created_at })));
    const seen: string[] = [];
    for (let path: string | undefined = `?recipient=${recipient}&page_size=2`; path !== undefined; ) {
      const answer = await get(zelos(), path);
      seen.push(...answer.body.map((entry: { id: string }) => entry.id));
      path = /<[^>]*(\?[^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(new Set(seen), new Set(made.map(({ id }) => id)));
    assert.deepEqual(seen.length, 5);
    assert.deepEqual([seen[0], seen[4]], [made[0]?.id, made[4]?.id]);
  });
  test('that do not exist are answered with 404, filters that mean nothing with 400', async () => {
    for (const path of [`/${randomUUID()}`, '/nonsense', '/%00']) assert.equal((await get(zelos(), path)).status, 404, path);
    for (const path of ['?status=lost', '?page_token=nonsense', '?page_size=0', '?recipient=%00']) assert.equal((await get(zelos(), path)).status, 400, path);
  });
});

onEveryDatabase(
  'messages outside of development',
  (zelos) => {
    test('show neither subject nor body', async () => {
      const { id } = await message(zelos());
      const { subject, body } = (await get(zelos(), `/${id}`)).body;
      assert.deepEqual([subject, body], ['<redacted-unless-dev-mode>', '<redacted-unless-dev-mode>']);
    });
  },
  { config: { dev: false } },
);
