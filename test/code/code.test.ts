import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Client } from '../support/clients.ts';
import { merged } from '../support/config.ts';
import { createPerson, flowAfter, identityOf, login, messageIds, newEmail, newPassword, node, nodeNames, start, submit, valueOf } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());
const withCode = (how: object) =>
  merged(mailbox.config, { selfservice: { methods: { code: { enabled: true, ...how } }, flows: { registration: { style: 'unified', after: { code: { hooks: [{ hook: 'session' }] } } } } } });
const another = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const whoami = async (client: Client) => (await client.reader.get('/sessions/whoami')).body;

everywhere(
  'signing in by code',
  (kind, zelos) => {
    test('sends a code, takes it, and verifies the address', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client(kind);
      const flow = await start(client, 'login');
      const asked = await flowAfter(client, 'login', await submit(client, flow, { method: 'code', identifier: person.email }));
      assert.deepEqual([asked.state, messageIds(asked), new Set(nodeNames(asked))], ['sent_email', [1010014], new Set(['csrf_token', 'identifier', 'method', 'code', 'resend'])]);
      const { code } = await mailbox.to(person.email);
      const wrong = await flowAfter(client, 'login', await submit(client, flow, { method: 'code', identifier: person.email, code: another(code) }));
      assert.deepEqual(messageIds(wrong), [4010008]);
      const answer = await submit(client, flow, { method: 'code', identifier: person.email, code });
      assert.ok([200, 303].includes(answer.status), JSON.stringify(answer.body));
      if (kind === 'api') client.token = answer.body.session_token;
      const session = await whoami(client);
      assert.deepEqual([session.identity.id, session.authentication_methods[0].method], [person.id, 'code']);
      assert.equal((await identityOf(zelos(), person.id)).verifiable_addresses[0].verified, true);
    });

    test('answers an address that nobody has like one that somebody has, and lets nobody in', async () => {
      const known = await createPerson(zelos());
      const shown = await Promise.all(
        [known.email, newEmail()].map(async (email) => {
          const client = zelos().client(kind);
          const flow = await flowAfter(client, 'login', await submit(client, await start(client, 'login'), { method: 'code', identifier: email }));
          const then = await flowAfter(client, 'login', await submit(client, flow, { method: 'code', identifier: email, code: '12345x' }));
          return JSON.stringify([flow.state, messageIds(flow), nodeNames(flow), messageIds(then)]);
        }),
      );
      assert.equal(shown[0], shown[1]);
    });

    test('stops after five wrong codes, sent one after the other or at once', async () => {
      const person = await createPerson(zelos());
      const client = zelos().client(kind);
      const flow = await start(client, 'login');
      await submit(client, flow, { method: 'code', identifier: person.email });
      const { code } = await mailbox.to(person.email);
      for (let i = 0; i < 5; i += 1) await submit(client, flow, { method: 'code', identifier: person.email, code: another(code) });
      const answer = await flowAfter(client, 'login', await submit(client, flow, { method: 'code', identifier: person.email, code }));
      assert.deepEqual(messageIds(answer), [4000001]);
    });

    test('creates an account for the owner of a mailbox, whose address is verified by it', async () => {
      const email = newEmail();
      const client = zelos().client(kind);
      const flow = await start(client, 'registration');
      const asked = await flowAfter(client, 'registration', await submit(client, flow, { method: 'code', traits: { email } }));
      assert.deepEqual([asked.state, messageIds(asked), valueOf(asked, 'traits.email')], ['sent_email', [1040005], email]);
      const { code } = await mailbox.to(email);
      const stolen = await flowAfter(client, 'registration', await submit(client, flow, { method: 'code', traits: { email }, code: another(code) }));
      assert.deepEqual(messageIds(stolen), [4040003]);
      const answer = await submit(client, flow, { method: 'code', traits: { email }, code });
      assert.ok([200, 303].includes(answer.status), JSON.stringify(answer.body));
      if (kind === 'api') client.token = answer.body.session_token;
      const { identity } = await whoami(client);
      assert.deepEqual([identity.traits.email, identity.verifiable_addresses[0].verified], [email, true]);
    });
  },
  { config: withCode({ passwordless_enabled: true }) },
);

everywhere(
  'a code as second factor',
  (kind, zelos) => {
    test('raises the session', async () => {
      const person = await createPerson(zelos(), { password: newPassword() });
      const client = zelos().client(kind);
      await login(client, person);
      assert.equal((await whoami(client)).authenticator_assurance_level, 'aal1');
      const flow = await start(client, 'login', '?aal=aal2');
      assert.equal(node(flow, 'address').attributes.value, person.email);
      const asked = await flowAfter(client, 'login', await submit(client, flow, { method: 'code', address: person.email }));
      assert.deepEqual(messageIds(asked), [1010025]);
      const { code } = await mailbox.to(person.email);
      const answer = await submit(client, flow, { method: 'code', address: person.email, code });
      assert.ok([200, 303].includes(answer.status), JSON.stringify(answer.body));
      assert.equal((await whoami(client)).authenticator_assurance_level, 'aal2');
    });

    test('is asked for by the button of an address alone, as a page sends it', async () => {
      const person = await createPerson(zelos(), { password: newPassword() });
      const client = zelos().client(kind);
      await login(client, person);
      const asked = await flowAfter(client, 'login', await submit(client, await start(client, 'login', '?aal=aal2'), { address: person.email }));
      assert.deepEqual([asked.state, messageIds(asked)], ['sent_email', [1010025]]);
      await mailbox.to(person.email);
    });

    test('is sent to nobody else', async () => {
      const [person, other] = await Promise.all([createPerson(zelos()), createPerson(zelos())]);
      const client = zelos().client(kind);
      await login(client, person);
      const flow = await start(client, 'login', '?aal=aal2');
      await submit(client, flow, { method: 'code', address: other.email });
      await new Promise((resolve) => setTimeout(resolve, 60));
      assert.equal(mailbox.countTo(other.email), 0);
    });
  },
  { config: withCode({ mfa_enabled: true }) },
);
