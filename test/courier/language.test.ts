import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import { Client } from '../support/clients.ts';
import { newEmail, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

const address = { credentials: { password: { identifier: true } }, recovery: { via: 'email' } };
const schema = {
  $id: 'https://zelos.test/reader.schema.json',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: { type: 'string', format: 'email', 'ory.sh/kratos': address },
        locale: { type: 'string' },
        reads: { type: 'object', properties: { first: { type: 'string' } } },
      },
    },
  },
};
const configFor = (courier: NonNullable<ConfigInput['courier']>): ConfigInput => ({
  identity: { default_schema_id: 'reader', schemas: [{ id: 'reader', url: `base64://${Buffer.from(JSON.stringify(schema)).toString('base64')}` }] },
  selfservice: { flows: { recovery: { enabled: true, notify_unknown_recipients: true } } },
  courier,
});

/** Subject of the mail that somebody gets who asks for a code. `traits` undefined: nobody has the address. */
async function subjectFor(zelos: TestZelos, traits: object | undefined, acceptLanguage?: string): Promise<string> {
  const email = newEmail();
  const client = new Client('api', zelos);
  if (traits !== undefined) assert.equal((await client.post('/admin/identities', { schema_id: 'reader', traits: { email, ...traits } }, { on: 'admin' })).status, 201);
  const headers = acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage };
  assert.equal((await submit(client, await start(client, 'recovery'), { method: 'code', email }, { headers })).status, 200);
  return (await client.get(`/admin/courier/messages?recipient=${email}`, { on: 'admin' })).body[0].subject;
}

describe('the language of a mail', () => {
  let zelos: TestZelos;
  before(async () => {
    zelos = await startZelos({ config: configFor({}) });
  });
  after(() => zelos.close());

  const [ENGLISH, GERMAN, FRENCH] = ['Your code to get back into your account', 'Ihr Code, um wieder in Ihr Konto zu kommen', 'Votre code pour retrouver l’accès à votre compte'];

  test('is the one that the account says, whoever asks', async () => {
    assert.equal(await subjectFor(zelos, { locale: 'de-CH' }, 'fr'), GERMAN);
  });
  test('is the one that the browser asks for, if the account says none or one that is not there', async () => {
    assert.equal(await subjectFor(zelos, {}, 'tlh, fr-CA;q=0.9, en;q=0.2'), FRENCH);
    assert.equal(await subjectFor(zelos, { locale: 'tlh' }, 'fr'), FRENCH);
    assert.equal(await subjectFor(zelos, undefined, 'es'), 'Alguien intentó entrar en una cuenta');
  });
  test('is English else, whatever nonsense a client sends', async () => {
    assert.equal(await subjectFor(zelos, {}), ENGLISH);
    assert.equal(await subjectFor(zelos, { locale: '../../de' }, `*;q=x,;;,${'a,'.repeat(5000)}`), ENGLISH);
  });

  test('is another one else, and in another trait, where the configuration says so', async () => {
    const other = await startZelos({ config: configFor({ default_language: 'de', language_trait: 'reads.first' }) });
    assert.equal(await subjectFor(other, {}), GERMAN);
    assert.equal(await subjectFor(other, { locale: 'es', reads: { first: 'fr' } }, 'es'), FRENCH);
    await other.close();
  });
});
