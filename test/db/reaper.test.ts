import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../src/db/database.ts';
import { reap, startReaper } from '../../src/db/reaper.ts';
import { type Placeholders, statement } from '../../src/db/statement.ts';
import type { FlowRow, MessageRow, PausedRow, SessionRow } from '../../src/db/tables.ts';
import { DATABASES } from '../support/databases.ts';
import { addError, addIdentity, error, flow, identity, message, NOW, paused, session, withDatabase } from './rows.ts';

const DAY = 86_400_000;

const addFlow = statement('test.flow.add', (db, p: Placeholders<FlowRow>) =>
  db.insertInto('flows').values({
    id: p.id,
    kind: p.kind,
    type: p.type,
    state: p.state,
    identity_id: p.identity_id,
    request_url: p.request_url,
    form: p.form,
    context: p.context,
    draft: p.draft,
    revision: p.revision,
    issued_at: p.issued_at,
    expires_at: p.expires_at,
  }),
);
const addSession = statement('test.session.add', (db, p: Placeholders<SessionRow>) =>
  db.insertInto('sessions').values({
    id: p.id,
    identity_id: p.identity_id,
    token_hash: p.token_hash,
    aal: p.aal,
    methods: p.methods,
    devices: p.devices,
    active: p.active,
    authenticated_at: p.authenticated_at,
    issued_at: p.issued_at,
    expires_at: p.expires_at,
    updated_at: p.updated_at,
  }),
);
const addPaused = statement('test.paused.add', (db, p: Placeholders<PausedRow>) =>
  db.insertInto('paused').values({ id: p.id, flow_id: p.flow_id, identity_id: p.identity_id, method: p.method, payload: p.payload, created_at: p.created_at, expires_at: p.expires_at }),
);
const addMessage = statement('test.message.add', (db, p: Placeholders<MessageRow>) =>
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

async function left(db: Database): Promise<string[]> {
  const tables = ['paused', 'flows', 'sessions', 'errors', 'messages'] as const;
  const rows = await Promise.all(tables.map((table) => db.list((k) => k.selectFrom(table as 'flows').select('id'))));
  return rows
    .flat()
    .map(({ id }) => id)
    .sort();
}

for (const kind of DATABASES) {
  describe(`the reaper on ${kind.name}`, () => {
    test('removes what ended long enough ago and nothing else', () =>
      withDatabase(kind, async (db) => {
        const dayAgo = NOW - DAY;
        await db.write([
          { query: addIdentity(identity('i')) },
          { query: addFlow(flow('flow: over', dayAgo - 1)) },
          { query: addFlow(flow('flow: expired, still told apart', dayAgo)) },
          { query: addFlow(flow('flow: alive', NOW + 1)) },
          { query: addSession(session('session: over', 'i', dayAgo - 1)) },
          { query: addSession(session('session: alive', 'i', NOW)) },
          { query: addPaused(paused('paused: over', 'flow: alive', 'i', NOW - 1)) },
          { query: addPaused(paused('paused: alive', 'flow: alive', 'i', NOW)) },
          { query: addPaused(paused('paused: goes with its flow', 'flow: over', 'i', NOW + DAY)) },
          { query: addError(error('error: over', { expires_at: dayAgo - 1 })) },
          { query: addError(error('error: kept', { expires_at: dayAgo })) },
          { query: addMessage(message('message: sent long ago', 'sent', NOW - 30 * DAY - 1)) },
          { query: addMessage(message('message: given up long ago', 'abandoned', NOW - 30 * DAY - 1)) },
          { query: addMessage(message('message: sent', 'sent', NOW - 30 * DAY)) },
          { query: addMessage(message('message: waiting since long', 'queued', NOW - 99 * DAY)) },
        ]);
        assert.deepEqual(await reap(db, NOW, 100), { paused: 1, flows: 1, sessions: 1, errors: 1, attempts: 0, exchanges: 0, mailed_links: 0, address_changes: 0, messages: 2 });
        assert.deepEqual(await left(db), ['error: kept', 'flow: alive', 'flow: expired, still told apart', 'message: sent', 'message: waiting since long', 'paused: alive', 'session: alive']);
        assert.deepEqual(await reap(db, NOW, 100), { paused: 0, flows: 0, sessions: 0, errors: 0, attempts: 0, exchanges: 0, mailed_links: 0, address_changes: 0, messages: 0 });
      }));

    test('takes no more than a batch at a time', () =>
      withDatabase(kind, async (db) => {
        await db.write(Array.from({ length: 7 }, (_, n) => ({ query: addError(error(`e${n}`, { expires_at: 0 })) })));
        const batches = [];
        for (let round = 0; round < 4; round += 1) batches.push((await reap(db, NOW, 3))['errors']);
        assert.deepEqual(batches, [3, 3, 1, 0]);
      }));
  });
}

test('the started reaper goes on until nothing is left, keeps what `olderThan` asks for, and stops', async () => {
  const [kind] = DATABASES;
  assert.ok(kind);
  await withDatabase(kind, async (db) => {
    await db.write(Array.from({ length: 5 }, (_, n) => ({ query: addError(error(`e${n}`, { expires_at: NOW - DAY - 1000 - n })) })));
    const reaper = startReaper(db, { batch: 2, olderThan: 1002, pause: 1, clock: { now: () => NOW } });
    const patience = performance.now() + 5000;
    while ((await left(db)).length > 3 && performance.now() < patience) await sleep(5);
    await sleep(60);
    await reaper.stop();
    assert.deepEqual(await left(db), ['e0', 'e1', 'e2']);
    await db.write([{ query: addError(error('later', { expires_at: 0 })) }]);
    await sleep(60);
    assert.deepEqual(await left(db), ['e0', 'e1', 'e2', 'later']);
  });
});
