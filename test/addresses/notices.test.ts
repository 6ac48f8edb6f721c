import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createConfig } from '../../src/config/config.ts';
import { HOUR } from '../support/clock.ts';
import { baseConfig, merged, schemaUrl } from '../support/config.ts';
import { createPerson, login, newEmail } from '../support/flows.ts';
import { startZelos } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';
import { change, listSchema } from './support.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());

/** Whom the mails go to when somebody with a verified, an unverified and another verified address changes the first two. */
async function told(settings: Readonly<Record<string, unknown>>): Promise<string[]> {
  const zelos = await startZelos({ config: merged(merged(mailbox.config, { identity: { default_schema_id: 'customer', schemas: [{ id: 'customer', url: schemaUrl(listSchema) }] } }), settings) });
  const client = zelos.client('api');
  const [verified, unverified, kept, fresh] = ['verified', 'unverified', 'kept', 'fresh'].map(newEmail);
  const proven = (value = '') => ({ value, via: 'email', verified: true, status: 'completed' });
  await createPerson(zelos, {
    email: kept ?? '',
    password: 'correct-horse-battery',
    traits: { email: undefined, username: kept, emails: [verified, unverified, kept] },
    verifiable_addresses: [proven(verified), proven(kept)],
  });
  await login(client, { email: kept ?? '', password: 'correct-horse-battery' });
  await change(client, { username: kept, emails: [kept, fresh] });
  const messages: { recipient: string; template_type: string }[] = (await client.get('/admin/courier/messages', { on: 'admin' })).body;
  await zelos.close();
  const short = (address: string): string => address.split('.')[0] ?? '';
  return messages.map(({ recipient, template_type: type }) => `${short(recipient)} ${type.replace('verifiable_address_changed', '')}`.trim()).sort();
}

const hook = (recipients?: string) => ({
  selfservice: { flows: { settings: { after: { profile: { hooks: [{ hook: 'notify_previous_addresses', ...(recipients === undefined ? {} : { config: { recipients } }) }] } } } } },
});

describe('who is told that the addresses of an account have changed', () => {
  test('every address that was verified before, each with a link that takes it back', async () => {
    assert.deepEqual(await told({}), ['kept _undo', 'verified _undo']);
  });
  test('the hook adds others, and nobody is told twice', async () => {
    assert.deepEqual(await told(hook('all')), ['kept _undo', 'unverified', 'verified _undo']);
    assert.deepEqual(await told(hook('removed')), ['kept _undo', 'unverified', 'verified _undo']);
    assert.deepEqual(await told(hook('all_verified')), ['kept _undo', 'verified _undo']);
  });
  test('as Kratos does: whom the hook names and nobody else, and no link', async () => {
    const kratos = (of: Readonly<Record<string, unknown>>) => merged({ preset: 'kratos' }, of);
    assert.deepEqual(await told(kratos({})), []);
    assert.deepEqual(await told(kratos(hook())), ['unverified', 'verified']);
    assert.deepEqual(await told(kratos(hook('all_verified'))), ['kept', 'verified']);
    assert.deepEqual(await told(kratos(hook('all'))), ['kept', 'unverified', 'verified']);
  });
  test('nobody, where the configuration wants that', async () => {
    assert.deepEqual(await told({ selfservice: { notices: { address: false } } }), []);
  });
  test('for 72 hours it can be taken back, with the preset of Kratos not at all', () => {
    const windowOf = (more: Readonly<Record<string, unknown>>): number => createConfig(merged(baseConfig, more)).selfservice.settings.address_change.undo_window;
    assert.deepEqual([windowOf({}), windowOf({ preset: 'kratos' }), windowOf({ selfservice: { settings: { address_change: { undo_window: '1h' } } } })], [72 * HOUR, 0, HOUR]);
  });
});
