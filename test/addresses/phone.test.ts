import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '../support/clock.ts';
import { fetchFlow, identityOf, login, messageIds, settings, submit } from '../support/flows.ts';
import { startZelos } from '../support/harness.ts';
import { newPhone, openPhones } from '../support/phones.ts';
import { holdingPhones } from './support.ts';

const phones = await openPhones();

test('a new phone number waits for the code that is texted there, as an address does', async () => {
  const zelos = await startZelos({ config: holdingPhones(phones.config) });
  const client = zelos.client('api');
  const [old, phone] = [newPhone(), newPhone()];
  const json = { schema_id: 'caller', traits: { name: 'caller', phone: old }, credentials: { password: { config: { password: 'correct-horse-battery' } } } };
  const { id } = (await client.send('POST', '/admin/identities', { on: 'admin', json })).body;
  await login(client, { email: 'caller', password: 'correct-horse-battery' });
  const answer = await submit(client, await settings(client), { method: 'profile', traits: { name: 'caller', phone } });
  assert.deepEqual([answer.status, messageIds(answer.body), (await identityOf(zelos, id)).traits.phone], [200, [1050944], old]);
  const flow = await fetchFlow(client, 'verification', answer.body.continue_with[0].flow.id);
  zelos.clock.advance(MINUTE);
  const first = await phones.codeTo(phone);
  assert.equal((await submit(client, flow, { method: 'code', email: phone })).status, 200);
  const code = await phones.codeTo(phone, 1);
  if (first !== code) assert.deepEqual(messageIds((await submit(client, flow, { method: 'code', code: first })).body), [4070006]);
  await submit(client, flow, { method: 'code', code });
  const {
    traits,
    verifiable_addresses: [address],
  } = await identityOf(zelos, id);
  assert.deepEqual([traits.phone, address.value, address.verified], [phone, phone, true]);
  await zelos.close();
});
