import assert from 'node:assert/strict';
import type { ConfigInput } from '../../src/config/config.ts';
import type { Client, ClientKind, Json } from '../support/clients.ts';
import { schemaUrl } from '../support/config.ts';
import { createPerson, flowAfter, identityOf, login, newEmail, type Person, settings, submit } from '../support/flows.ts';
import type { TestZelos } from '../support/harness.ts';
import type { Mailbox } from '../support/mailbox.ts';
import { phoneSchema } from '../support/phones.ts';

/** Somebody whose address is verified, signed in. */
export async function verifiedPerson(zelos: TestZelos, kind: ClientKind, traits: object = {}): Promise<{ client: Client; person: Person }> {
  const email = newEmail('owner');
  const person = await createPerson(zelos, { email, traits, verifiable_addresses: [{ value: email, via: 'email', verified: true, status: 'completed' }] });
  const client = zelos.client(kind);
  await login(client, person);
  return { client, person };
}

export const change = async (client: Client, traits: object): Promise<Json> => flowAfter(client, 'settings', await submit(client, await settings(client), { method: 'profile', traits }));

/** The token of the undo link in the mail number `nth` to an address. */
export async function undoToken(mailbox: Mailbox, address: string, nth = 0): Promise<string> {
  const { link } = await mailbox.to(address, nth);
  return new URL(link).searchParams.get('token') ?? assert.fail(`no token in ${link}`);
}

export const UNDO = '/self-service/address-change/undo';

/** As the administrator sees them: `[address, verified]`. */
export const addressesOf = async (zelos: TestZelos, id: string): Promise<[string, boolean][]> =>
  (await identityOf(zelos, id)).verifiable_addresses.map(({ value, verified }: Json) => [value, verified]);

/** An administrator says that an address is proven. */
export async function verifyAsAdmin(zelos: TestZelos, id: string, value: string): Promise<void> {
  const { traits, schema_id } = await identityOf(zelos, id);
  const json = { schema_id, traits, state: 'active', verifiable_addresses: [{ value, via: 'email', verified: true, status: 'completed' }] };
  assert.equal((await zelos.client('api').send('PUT', `/admin/identities/${id}`, { on: 'admin', json })).status, 200);
}

/** A name to sign in with, and any number of addresses beside it. */
export const listSchema = {
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        username: { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
        emails: { type: 'array', items: { type: 'string', format: 'email', 'ory.sh/kratos': { verification: { via: 'email' }, recovery: { via: 'email' } } } },
      },
    },
  },
};

/** People with a phone number, which is to be proven before it is theirs. */
export const holdingPhones = (phones: ConfigInput): ConfigInput => ({
  ...phones,
  identity: { default_schema_id: 'caller', schemas: [{ id: 'caller', url: schemaUrl(phoneSchema) }] },
  selfservice: { methods: { code: { enabled: true } }, flows: { verification: { enabled: true }, settings: { after: { profile: { hooks: [{ hook: 'verify_new_address' }] } } } } },
});
