import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { merged, schemaUrl } from '../support/config.ts';
import { createPerson, flowAfter, login, messageIds, messageIdsAt, newEmail, newPassword, node, nodeNames, start, submit } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';

const mailbox = await openMailbox();
after(() => mailbox.close());

const address = (title: string) => ({
  type: 'string',
  format: 'email',
  title,
  'ory.sh/kratos': { credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } }, verification: { via: 'email' } },
});
const twoAddresses = { type: 'object', properties: { traits: { type: 'object', properties: { email: address('E-Mail'), spare: address('Second e-mail') } } } };
const config = merged(mailbox.config, {
  identity: { default_schema_id: 'customer', schemas: [{ id: 'customer', url: schemaUrl(twoAddresses) }] },
  selfservice: { methods: { code: { enabled: true, passwordless_enabled: true } } },
  feature_flags: { refresh_login_choose_address: true },
});

everywhere(
  'refresh_login_choose_address',
  (kind, zelos) => {
    test('lets whoever signs in again choose where the code goes, and no other address', async () => {
      const spare = newEmail('spare');
      const person = await createPerson(zelos(), { password: newPassword(), traits: { spare } });
      const client = zelos().client(kind);
      await login(client, person);
      const flow = await start(client, 'login', '?refresh=true');
      const offered = flow.ui.nodes.filter((n: { attributes: { name: string } }) => n.attributes.name === 'address');
      assert.deepEqual(offered.map((n: { attributes: { value: string } }) => n.attributes.value).toSorted(), [person.email, spare].toSorted());
      assert.deepEqual(
        offered.map((n: { meta: { label: { id: number } } }) => n.meta.label.id),
        [1010023, 1010023],
      );

      const elsewhere = await flowAfter(client, 'login', await submit(client, flow, { method: 'code', address: newEmail() }));
      assert.deepEqual([elsewhere.state, messageIdsAt(elsewhere, 'address').length > 0 || messageIds(elsewhere).length > 0], ['choose_method', true]);
      const sent = await flowAfter(client, 'login', await submit(client, flow, { address: spare }));
      assert.deepEqual([sent.state, nodeNames(sent).includes('code')], ['sent_email', true]);
      const { code } = await mailbox.to(spare);
      const done = await submit(client, sent, { method: 'code', code });
      assert.equal(done.status, kind === 'browser' ? 303 : 200, JSON.stringify(done.body));
      assert.equal(mailbox.countTo(person.email), 0);
    });

    test('changes nothing for whoever is not known', async () => {
      const flow = await start(zelos().client(kind), 'login');
      assert.deepEqual([node(flow, 'address'), nodeNames(flow).filter((name) => name === 'identifier').length], [undefined, 1]);
    });
  },
  { config },
);
