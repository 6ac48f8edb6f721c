import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { merged } from '../support/config.ts';
import { createPerson, fetchFlow, flowAfter, identityOf, messageIds, newEmail, nodeNames, register, settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere, onEveryDatabase } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());
const config = merged(mailbox.config, { selfservice: { flows: { verification: { enabled: true } } } });

everywhere(
  'verification by code',
  (kind, zelos) => {
    const addressOf = async (id: string) => (await identityOf(zelos(), id)).verifiable_addresses[0];

    test('verifies an address and signs nobody in', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client(kind);
      const flow = await start(client, 'verification');
      await submit(client, flow, { method: 'code', email: person.email });
      const { code, from, html } = await mailbox.to(person.email);
      assert.equal(from, 'no-reply@zelos.test');
      assert.ok(html.includes(code));
      assert.equal((await addressOf(person.id)).status, 'sent');
      const answer = await submit(client, flow, { method: 'code', code });
      const done = await flowAfter(client, 'verification', answer);
      assert.deepEqual([done.state, messageIds(done), nodeNames(done)], ['passed_challenge', [1080002], ['csrf_token', 'continue']]);
      const { verified, status } = await addressOf(person.id);
      assert.deepEqual([verified, status], [true, 'completed']);
      assert.equal((await client.reader.get('/sessions/whoami')).status, 401);
    });

    test('answers an address that nobody has like one that somebody has', async () => {
      const known = await createPerson(zelos());
      const shown = await Promise.all(
        [known.email, newEmail()].map(async (email) => {
          const client = zelos().client(kind);
          const flow = await start(client, 'verification');
          const { status } = await submit(client, flow, { method: 'code', email });
          const then = await fetchFlow(client, 'verification', flow.id);
          return JSON.stringify([status, then.state, messageIds(then), nodeNames(then)]);
        }),
      );
      assert.equal(shown[0], shown[1]);
    });

    test('sends one mail for a new address, and none for what is saved besides', async () => {
      const client = zelos().client(kind);
      const person = await register(client);
      assert.equal((await addressOf(person.id)).status, 'sent');
      const email = newEmail('moved');
      await submit(client, await settings(client), { method: 'profile', traits: { email } });
      await submit(client, await settings(client), { method: 'profile', traits: { email, name: { first: 'Ada' } } });
      await Promise.all([mailbox.to(person.email), mailbox.to(email)]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.deepEqual([mailbox.countTo(person.email), mailbox.countTo(email)], [1, 1]);
      assert.deepEqual(await addressOf(person.id).then(({ value, verified, status }) => [value, verified, status]), [email, false, 'sent']);
    });
  },
  { config },
);

onEveryDatabase(
  'verification',
  (zelos) => {
    test('verifies nothing by a code for an address that was changed meanwhile', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      const flow = await start(client, 'verification');
      await submit(client, flow, { method: 'code', email: person.email });
      const { code } = await mailbox.to(person.email);
      await submit(client, await settings(client), { method: 'profile', traits: { email: newEmail() } });
      await submit(client, flow, { method: 'code', code });
      assert.equal((await identityOf(zelos(), person.id)).verifiable_addresses[0].verified, false);
    });

    test('the link of a mail enters the code, in whatever browser it is opened, once', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client('spa');
      await submit(client, await start(client, 'verification'), { method: 'code', email: person.email });
      const { link } = await mailbox.to(person.email);
      const opened = await zelos().client('browser').get(link.slice(zelos().publicUrl.length));
      assert.equal(opened.status, 303);
      assert.equal((await identityOf(zelos(), person.id)).verifiable_addresses[0].verified, true);
    });
  },
  { config },
);
