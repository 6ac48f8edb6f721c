import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createConfig } from '../../src/config/config.ts';
import { compileTemplate } from '../../src/courier/template.ts';
import { loadTemplates } from '../../src/courier/templates.ts';
import { LEASE } from '../../src/courier/worker.ts';
import { Client } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { createPerson, start, submit } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';
import { anywhere } from '../support/outgoing.ts';

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

describe('templates', () => {
  test('put values in, escaped where they stand in HTML, and nothing where there is none', () => {
    const template = compileTemplate('Hi {{ .Identity.traits.name }},\n {{- .To -}} \n!{{ .Nothing }}', (value) => value.toUpperCase());
    assert.equal(template({ To: 'ada', Identity: { traits: { name: 'eve' } } }), 'Hi EVE,ADA!');
  });

  test('that are more than values are refused', () => {
    for (const source of ['{{ if .To }}x{{ end }}', '{{ .To | upper }}', '{{ define "x" }}', '{{ .To', '{{ To }}']) assert.throws(() => compileTemplate(source), /understood|closed/, source);
  });

  test("of the operator's own stand in front of ours, by folder and by address", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zelos-templates-'));
    mkdirSync(join(folder, 'recovery_code', 'valid'), { recursive: true });
    writeFileSync(join(folder, 'recovery_code', 'valid', 'email.body.plaintext.gotmpl'), 'code {{ .RecoveryCode }} for {{ .To }}');
    const subject = `base64://${Buffer.from('Hello\r\nBcc: {{ .To }}').toString('base64')}`;
    const templates = await loadTemplates(createConfig({ courier: { template_override_path: folder, templates: { recovery_code: { valid: { email: { subject } } } } } }), anywhere);
    rmSync(folder, { recursive: true });
    const filled = templates.fill('recovery_code_valid', 'email', { To: '<ada>', RecoveryCode: '123456' });
    assert.equal(filled.text, 'code 123456 for <ada>');
    assert.equal(filled.subject, 'Hello Bcc: <ada>');
    assert.match(filled.html ?? '', /123456/);
  });

  test('that cannot be read stop the start', async () => {
    const plaintext = `base64://${Buffer.from('{{ range .X }}').toString('base64')}`;
    await assert.rejects(loadTemplates(createConfig({ courier: { templates: { login_code: { valid: { email: { body: { plaintext } } } } } } }), anywhere), /cannot be used/);
  });
});
