import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { MINUTE } from '../support/clock.ts';
import { merged, schemaUrl } from '../support/config.ts';
import { createPerson, identityOf, login, newEmail, newPassword, start, submit } from '../support/flows.ts';
import { startZelos } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';
import { addressesOf, change, listSchema, UNDO, verifyAsAdmin } from './support.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());
const config = merged(mailbox.config, {
  identity: { default_schema_id: 'customer', schemas: [{ id: 'customer', url: schemaUrl(listSchema) }] },
  selfservice: { flows: { recovery: { enabled: true } }, methods: { code: { enabled: true } } },
});

/** What a thief can do who is signed in, and reads mailboxes of their own: `to` are addresses by their number, 0 is the owner's. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('change' as const), to: fc.subarray([0, 1, 2], { minLength: 1 }) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('verify' as const), which: fc.constantFrom(1, 2) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('undo' as const), which: fc.constantFrom(1, 2), nth: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('register' as const), which: fc.constantFrom(0, 1) }) },
);

test('whatever a thief does to the addresses of an account, its owner gets them back by the links in their mailbox, and the thief by none', { timeout: 120_000 }, async () => {
  const zelos = await startZelos({ config });
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.boolean(), async (steps, newestFirst) => {
        const emails = [newEmail('owner'), newEmail('thief'), newEmail('thief')];
        const [own = ''] = emails;
        const username = newEmail('name');
        const password = newPassword();
        const person = await createPerson(zelos, {
          password,
          traits: { email: undefined, username, emails: [own] },
          verifiable_addresses: [{ value: own, via: 'email', verified: true, status: 'completed' }],
        });
        const thief = zelos.client('api');
        await login(thief, { email: username, password });
        const undo = async (token: string): Promise<number> => (await zelos.client('api').post(UNDO, { token })).status;
        const tokensOf = async (which: number): Promise<string[]> => {
          const address = emails[which] ?? '';
          const { body } = await zelos.client('api').get(`/admin/courier/messages?recipient=${encodeURIComponent(address)}`, { on: 'admin' });
          return body.flatMap((mail: { body: string }) => /address-change\/undo\?token=([\w-]+)/.exec(mail.body)?.[1] ?? []);
        };
        for (const one of steps) {
          zelos.clock.advance(MINUTE);
          if ((await thief.get('/sessions/whoami')).status !== 200) await login(thief, { email: username, password });
          if (one.does === 'change') await change(thief, { username, emails: one.to.map((i) => emails[i]) });
          else if (one.does === 'verify') {
            const value = emails[one.which] ?? '';
            if ((await addressesOf(zelos, person.id)).some(([address]) => address === value)) await verifyAsAdmin(zelos, person.id, value);
          } else if (one.does === 'undo') {
            const token = (await tokensOf(one.which)).at(one.nth);
            if (token !== undefined) await undo(token);
          } else {
            const client = zelos.client('api');
            await submit(client, await start(client, 'registration'), { method: 'password', password: newPassword(), traits: { username: newEmail(), emails: [emails[one.which]] } });
          }
        }
        const mine = await tokensOf(0);
        for (const token of newestFirst ? mine : mine.toReversed()) await undo(token);
        assert.deepEqual([(await identityOf(zelos, person.id)).traits.emails, await addressesOf(zelos, person.id)], [[own], [[own, true]]]);
        for (const which of [1, 2]) for (const token of await tokensOf(which)) assert.equal(await undo(token), 410);
        assert.deepEqual(await addressesOf(zelos, person.id), [[own, true]]);
      }),
      { numRuns: Number(process.env['ZELOS_RUNS'] ?? 40) },
    );
  } finally {
    await zelos.close();
  }
});
