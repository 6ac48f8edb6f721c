import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../support/clients.ts';
import { identityOf, settings, submit } from '../support/flows.ts';
import { onEveryDatabase } from '../support/harness.ts';
import { startStub, withProviders } from './stub.ts';
import { link, stranger, trip } from './trips.ts';

const stub = await startStub();
const PAIRS = 200;
const AT_ONCE = 20;

onEveryDatabase(
  'two links, no password',
  (zelos) => {
    test(`${PAIRS} times both are unlinked at the same moment: one always stays`, { timeout: 240_000 }, async () => {
      for (let done = 0; done < PAIRS; done += AT_ONCE) {
        const people: { readonly client: Client; readonly id: string }[] = [];
        for (let i = 0; i < AT_ONCE; i += 1) {
          const client = new Client('spa', zelos());
          stub.person = stranger();
          await trip(client, 'registration', { provider: 'acme' });
          await link(client, stub, 'globex');
          people.push({ client, id: (await client.get('/sessions/whoami')).body.identity.id });
        }
        await Promise.all(
          people.map(async ({ client, id }) => {
            const flows = [await settings(client), await settings(client)] as const;
            const answers = await Promise.all([submit(client, flows[0], { unlink: 'acme' }), submit(client.as('spa'), flows[1], { unlink: 'globex' })]);
            assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
            assert.equal((await identityOf(zelos(), id, 'oidc')).credentials.oidc.identifiers.length, 1);
          }),
        );
      }
    });
  },
  { config: withProviders(stub) },
);
