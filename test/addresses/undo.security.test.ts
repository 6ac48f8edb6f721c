import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HOUR, MINUTE } from '../support/clock.ts';
import { customerSchema, merged, schemaUrl } from '../support/config.ts';
import { createPerson, login, messageIds, newEmail, newPassword, settings, signedIn, start, submit } from '../support/flows.ts';
import { onEveryDatabase } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';
import { addressesOf, change, listSchema, UNDO, undoToken, verifiedPerson, verifyAsAdmin } from './support.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());
const config = merged(mailbox.config, {
  selfservice: { flows: { recovery: { enabled: true } }, methods: { code: { enabled: true } } },
  identity: {
    schemas: [
      { id: 'customer', url: schemaUrl(customerSchema) },
      { id: 'several', url: schemaUrl(listSchema) },
    ],
  },
});
const WINDOW = 72 * HOUR;

onEveryDatabase(
  'an address that can still be taken back',
  (zelos) => {
    const undo = (token: string) => zelos().client('api').post(UNDO, { token });
    const register = async (email: string) => {
      const client = zelos().client('api');
      return submit(client, await start(client, 'registration'), { method: 'password', password: newPassword(), traits: { email } });
    };

    test('is nobody else’s meanwhile: a thief cannot keep the owner out by giving it to an account of their own', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const accomplice = await signedIn(zelos(), 'api');
      await change(client, { email: newEmail('thief') });
      const refused = await register(person.email);
      assert.deepEqual([refused.status, messageIds(refused.body)], [400, [4000007]]);
      assert.deepEqual(messageIds(await change(accomplice.client, { email: person.email })), [4000007]);
      assert.equal((await undo(await undoToken(mailbox, person.email))).status, 200);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[person.email, true]]);
    });

    test('is nobody else’s either if they ask for it in the very moment that it is given up', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const flow = await settings(client);
      const forms = await Promise.all(Array.from({ length: 6 }, () => start(zelos().client('api'), 'registration')));
      const attempts = forms.map((form) => submit(zelos().client('api'), form, { method: 'password', password: newPassword(), traits: { email: person.email } }));
      const [changed, ...answers] = await Promise.all([submit(client, flow, { method: 'profile', traits: { email: newEmail('thief') } }), ...attempts]);
      assert.deepEqual([changed.status, ...answers.map(({ status }) => status)], [200, 400, 400, 400, 400, 400, 400]);
      assert.equal((await undo(await undoToken(mailbox, person.email))).status, 200);
    });

    test('takes with it those that nobody had proven: an undo brings all back, or none', async () => {
      const [email, second] = [newEmail('owner'), newEmail('second')];
      const person = await createPerson(zelos(), {
        email,
        schema_id: 'several',
        traits: { email: undefined, username: email, emails: [email, second] },
        verifiable_addresses: [{ value: email, via: 'email', verified: true, status: 'completed' }],
      });
      const client = zelos().client('api');
      await login(client, person);
      await change(client, { username: email, emails: [newEmail('thief')] });
      assert.equal((await register(second)).status, 400);
      assert.equal((await undo(await undoToken(mailbox, email))).status, 200);
    });

    test('comes back proven, although somebody has taken it off and put it back meanwhile', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      await change(client, { email: newEmail('thief') });
      await change(client, { email: person.email });
      assert.deepEqual(await addressesOf(zelos(), person.id), [[person.email, false]]);
      assert.equal((await undo(await undoToken(mailbox, person.email))).status, 200);
      assert.deepEqual(await addressesOf(zelos(), person.id), [[person.email, true]]);
    });

    test('is still nobody else’s after more changes, there and back', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const second = newEmail();
      await change(client, { email: second });
      await change(client, { email: person.email });
      await verifyAsAdmin(zelos(), person.id, person.email);
      await change(client, { email: newEmail('thief') });
      assert.equal((await register(person.email)).status, 400);
      assert.equal((await register(second)).status, 200, 'nobody had proven that one');
    });

    test('is anybody’s when the time is over', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      await change(client, { email: newEmail() });
      zelos().clock.advance(WINDOW - 1);
      assert.equal((await register(person.email)).status, 400);
      zelos().clock.advance(1);
      assert.equal((await register(person.email)).status, 200);
    });

    test('goes on to the next owner with the same rights', async () => {
      const first = await verifiedPerson(zelos(), 'api');
      const { email } = first.person;
      await change(first.client, { email: newEmail() });
      zelos().clock.advance(WINDOW);
      const next = await createPerson(zelos(), { email, verifiable_addresses: [{ value: email, via: 'email', verified: true, status: 'completed' }] });
      const client = zelos().client('api');
      await login(client, next);
      await change(client, { email: newEmail() });
      assert.equal((await register(email)).status, 400);
    });

    test('cannot be taken back by a token that was never mailed', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      await change(client, { email: newEmail() });
      for (const token of [person.email, `held:${person.email}`, `held ${person.email}`]) assert.equal((await undo(token)).status, 410);
    });
  },
  { config },
);

onEveryDatabase(
  'the way back to an address given up long ago',
  (zelos) => {
    test('is a change like any other: who has its mailbox still cannot keep the owner from taking it back', async () => {
      const { client, person } = await verifiedPerson(zelos(), 'api');
      const own = newEmail('own');
      await change(client, { email: own });
      await verifyAsAdmin(zelos(), person.id, own);
      zelos().clock.advance(WINDOW + HOUR);
      await login(client, { email: own, password: person.password });
      await change(client, { email: person.email });
      zelos().clock.advance(MINUTE);
      assert.equal(
        (
          await zelos()
            .client('api')
            .post(UNDO, { token: await undoToken(mailbox, own) })
        ).status,
        200,
      );
      assert.deepEqual(await addressesOf(zelos(), person.id), [[own, true]]);
    });
  },
  { config },
);
