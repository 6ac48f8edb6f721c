import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { LEASE } from '../../src/courier/worker.ts';
import { Client } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { createPerson, start, submit } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());
const flows = { selfservice: { flows: { recovery: { enabled: true } } } };
const config = merged(mailbox.config, merged(flows, { courier: { message_retries: 3 } }));

async function ask(zelos: TestZelos): Promise<string> {
  const { email } = await createPerson(zelos);
  const client = new Client('api', zelos);
  await submit(client, await start(client, 'recovery'), { method: 'code', email });
  return email;
}
const messageTo = async (zelos: TestZelos, email: string) => (await new Client('api', zelos).get(`/admin/courier/messages?recipient=${email}`, { on: 'admin' })).body[0];

/** Turns the clock on until a message stands so. */
async function until(zelos: TestZelos, email: string, status: string, step = 1000): Promise<{ send_count: number }> {
  for (let i = 0; i < 300; i += 1) {
    const message = await messageTo(zelos, email);
    if (message.status === status) return message;
    zelos.clock.advance(step);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return assert.fail(`the message to ${email} does not become ${status}: ${JSON.stringify(await messageTo(zelos, email))}`);
}

onEveryDatabase(
  'the courier',
  (zelos) => {
    test('tries again what was refused, and sends it once', async () => {
      mailbox.refuse(2);
      const email = await ask(zelos());
      assert.equal((await until(zelos(), email, 'sent')).send_count, 3);
      assert.equal(mailbox.countTo(email), 1);
    });

    test('gives up what is refused as often as it may be', async () => {
      mailbox.refuse(3);
      const email = await ask(zelos());
      assert.equal((await until(zelos(), email, 'abandoned')).send_count, 3);
      assert.equal(mailbox.countTo(email), 0);
    });

    test('takes over what somebody took and never finished, when their time is over', async () => {
      const email = await ask(zelos());
      await until(zelos(), email, 'sent');
      const { id } = await messageTo(zelos(), email);
      const due = zelos().clock.now() + LEASE;
      await zelos().db.list((db) => db.updateTable('messages').set({ status: 'processing', due_at: due }).where('id', '=', id).returningAll());
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(mailbox.countTo(email), 1, 'somebody else has it');
      zelos().clock.set(due);
      await mailbox.to(email, 1);
      await until(zelos(), email, 'sent');
    });
  },
  { config },
);

describe('messages without a mail server', () => {
  test('wait in the queue', async () => {
    const zelos = await startZelos({ config: flows });
    const email = await ask(zelos);
    assert.equal((await messageTo(zelos, email)).status, 'queued');
    await zelos.close();
  });
});
