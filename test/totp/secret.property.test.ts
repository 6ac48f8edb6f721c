import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Client, Json } from '../support/clients.ts';
import { SECOND } from '../support/clock.ts';
import { fetchFlow, identityOf, node, settings, signedIn } from '../support/flows.ts';
import { onEveryDatabase } from '../support/harness.ts';
import { codeFor, save, secondFactors, secretIn, wrongCode } from '../support/totp.ts';

/** What may happen in a tab between seeing a secret and typing its code. */
const EVENTS = ['look', 'wrong code', 'no code', 'own secret', 'name', 'bad name', 'bad password', 'backup codes', 'new tab', 'other tab', 'wait'] as const;

interface Tab {
  readonly id: string;
  readonly secret: string;
}

onEveryDatabase(
  'the secret that is shown is the secret that is verified',
  (zelos) => {
    const now = (): number => zelos().clock.now();

    async function happen(event: (typeof EVENTS)[number], client: Client, tabs: Tab[], at: number): Promise<void> {
      const tab = tabs[at % tabs.length] ?? assert.fail('there is no tab');
      const post = async (fields: object): Promise<Json> => save(client, await fetchFlow(client, 'settings', tab.id), { ...fields });
      const { email } = (await fetchFlow(client, 'settings', tab.id)).identity.traits;
      switch (event) {
        case 'look':
          return void (await fetchFlow(client, 'settings', tab.id));
        case 'wrong code':
          return void (await post({ method: 'totp', totp_code: wrongCode(tab.secret, now()) }));
        case 'no code':
          return void (await post({ method: 'totp' }));
        case 'own secret':
          return void (await post({ method: 'totp', totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }));
        case 'name':
          return void (await post({ method: 'profile', traits: { email, name: { first: `Ann ${at}` } } }));
        case 'bad name':
          return void (await post({ method: 'profile', traits: { email: 'none' } }));
        case 'bad password':
          return void (await post({ method: 'password', password: 'short' }));
        case 'backup codes':
          return void (await post({ lookup_secret_regenerate: true }));
        case 'new tab': {
          const flow = await settings(client);
          return void tabs.push({ id: flow.id, secret: secretIn(flow) });
        }
        case 'other tab':
          return void (await fetchFlow(client, 'settings', tabs[(at + 1) % tabs.length]?.id ?? tab.id));
        case 'wait':
          return zelos().clock.advance(20 * SECOND);
      }
    }

    test('always: in every tab, whatever happens in between, until it is used', async () => {
      const scripts = fc.array(fc.tuple(fc.constantFrom(...EVENTS), fc.nat(5)), { maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(scripts, fc.constantFrom('api', 'spa', 'browser'), fc.nat(5), async (script, kind, last) => {
          const { client, person } = await signedIn(zelos(), kind);
          const flow = await settings(client);
          const tabs: Tab[] = [{ id: flow.id, secret: secretIn(flow) }];
          for (const [event, at] of script) {
            await happen(event, client, tabs, at);
            for (const tab of tabs) assert.equal(secretIn(await fetchFlow(client, 'settings', tab.id)), tab.secret);
          }
          const tab = tabs[last % tabs.length] ?? assert.fail('there is no tab');
          // The code of every other tab is worth nothing here.
          for (const other of tabs) {
            if (other === tab || codeFor(other.secret, now()) === codeFor(tab.secret, now())) continue;
            const refused = await save(client, await fetchFlow(client, 'settings', tab.id), { method: 'totp', totp_code: codeFor(other.secret, now()) });
            assert.equal(refused.state, 'show_form');
          }
          const saved = await save(client, await fetchFlow(client, 'settings', tab.id), { method: 'totp', totp_code: codeFor(tab.secret, now()) });
          assert.equal(saved.state, 'success');
          assert.equal(node(saved, 'totp_qr'), undefined);
          assert.equal((await identityOf(zelos(), person.id, 'totp')).credentials.totp.config.apps.length, 1);
        }),
        { numRuns: 15 },
      );
    });
  },
  { config: secondFactors },
);
