import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Client } from '../support/clients.ts';
import { DATABASES } from '../support/databases.ts';
import { identityOf, newPassword, settings, signedIn, submit } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';
import { startStub, withProviders } from './stub.ts';

const stub = await startStub();
const PAIRS = 200;
const AT_ONCE = 40;

/** Somebody with two links and nothing else to sign in with; the password has only begun the session. */
async function linkedTwice(zelos: TestZelos): Promise<{ client: Client; id: string }> {
  const password = newPassword();
  const providers = ['acme', 'globex'].map((provider) => ({ provider, subject: randomUUID() }));
  const { client, person } = await signedIn(zelos, 'spa', { password, credentials: { password: { config: { password } }, oidc: { config: { providers } } } });
  const gone = await new Client('api', zelos).send('DELETE', `/admin/identities/${person.id}/credentials/password`, { on: 'admin' });
  assert.equal(gone.status, 204);
  return { client, id: person.id };
}

onEveryDatabase(
  'two links, no password',
  (zelos) => {
    test(`${PAIRS} times both are unlinked at the same moment: one always stays`, { timeout: 240_000 }, async () => {
      for (let done = 0; done < PAIRS; done += AT_ONCE)
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            const { client, id } = await linkedTwice(zelos());
            const flows = [await settings(client), await settings(client)] as const;
            const answers = await Promise.all([submit(client, flows[0], { unlink: 'acme' }), submit(client.as('spa'), flows[1], { unlink: 'globex' })]);
            assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
            assert.equal((await identityOf(zelos(), id, 'oidc')).credentials.oidc.identifiers.length, 1);
          }),
        );
    });
  },
  { config: withProviders(stub) },
  DATABASES,
);
