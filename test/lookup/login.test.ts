import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client, ClientKind } from '../support/clients.ts';
import { createPerson, flowAfter, identityOf, login, messageIds, messageIdsAt, nodeNames, type Person, signedIn, start, submit } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';
import { enrolCodes, isIn, secondFactors, sessionOf, stepUp } from '../support/totp.ts';

everywhere(
  'signing in with a backup code',
  (kind: ClientKind, zelos) => {
    const used = async (id: string): Promise<number> =>
      (await identityOf(zelos(), id, 'lookup_secret')).credentials.lookup_secret.config.recovery_codes.filter(({ used_at }: { used_at?: string }) => used_at).length;
    /** Somebody with codes, signed in once more with the password alone. */
    async function half(): Promise<{ weak: Client; codes: string[]; person: Person }> {
      const { client: strong, person } = await signedIn(zelos(), kind);
      const codes = await enrolCodes(strong);
      const weak = zelos().client(kind);
      await login(weak, person);
      return { weak, codes, person };
    }
    const answered = async (client: Client, code: unknown): Promise<number[]> => messageIds(await flowAfter(client, 'login', await stepUp(client, { method: 'lookup_secret', lookup_secret: code })));

    test('a code works, once, ever', async () => {
      const { weak, codes, person } = await half();
      const before = await sessionOf(weak);
      const flow = await start(weak, 'login', '?aal=aal2');
      assert.deepEqual([messageIds(flow), nodeNames(flow)], [[1010004], ['csrf_token', 'lookup_secret', 'method']]);
      assert.ok(isIn(weak, await submit(weak, flow, { method: 'lookup_secret', lookup_secret: codes[5] })));
      const after = await sessionOf(weak);
      assert.deepEqual([after.aal, after.id === before.id, await used(person.id)], ['aal2', true, 1]);
      const again = zelos().client(kind);
      await login(again, person);
      assert.deepEqual(await answered(again, codes[5]), [4000012]);
      assert.ok(isIn(again, await stepUp(again, { method: 'lookup_secret', lookup_secret: codes[6] })));
      assert.equal(await used(person.id), 2);
    });

    test('a code may be typed with capitals, spaces and dashes', async () => {
      const { weak, codes } = await half();
      const [code = ''] = codes;
      assert.ok(isIn(weak, await stepUp(weak, { method: 'lookup_secret', lookup_secret: ` ${code.slice(0, 4).toUpperCase()}-${code.slice(4)} ` })));
    });

    test('what is no code is said, and uses none', async () => {
      const { weak, person } = await half();
      assert.deepEqual(await answered(weak, 'aaaaaaaa'), [4000016]);
      assert.deepEqual(await answered(weak, 'x'.repeat(10_000)), [4000016]);
      if (kind !== 'browser') assert.deepEqual(await answered(weak, [1]), [4000016]);
      for (const nothing of ['', undefined]) {
        const flow = await flowAfter(weak, 'login', await stepUp(weak, { method: 'lookup_secret', lookup_secret: nothing }));
        assert.deepEqual(messageIdsAt(flow, 'lookup_secret'), [4000002]);
      }
      assert.deepEqual([await used(person.id), (await sessionOf(weak)).aal], [0, 'aal1']);
    });

    test('fifty parallel uses of one code: one success', async () => {
      const { codes, person } = await half();
      const clients = await Promise.all(
        Array.from({ length: 10 }, async () => {
          const client = zelos().client(kind);
          await login(client, person);
          return client;
        }),
      );
      const flows = await Promise.all(Array.from({ length: 50 }, async (_, i) => [clients[i % 10] as Client, await start(clients[i % 10] as Client, 'login', '?aal=aal2')] as const));
      const answers = await Promise.all(flows.map(async ([client, flow]) => isIn(client, await submit(client, flow, { method: 'lookup_secret', lookup_secret: codes[0] }))));
      assert.deepEqual([answers.filter(Boolean).length, await used(person.id)], [1, 1]);
      assert.equal((await Promise.all(clients.map(async (client) => (await sessionOf(client)).aal))).filter((aal) => aal === 'aal2').length, 1);
    });

    test('the codes of somebody else are worth nothing', async () => {
      const { codes } = await half();
      const other = await createPerson(zelos());
      const stranger = zelos().client(kind);
      await login(stranger, other);
      assert.deepEqual(await answered(stranger, codes[0]), [4000014]);
      await enrolCodes(stranger);
      const again = zelos().client(kind);
      await login(again, other);
      assert.deepEqual(await answered(again, codes[0]), [4000016]);
    });
  },
  { config: secondFactors },
);
