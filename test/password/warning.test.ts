import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Answer, Client, Json } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { merged } from '../support/config.ts';
import { canSignIn, createPerson, fetchFlow, flowAfter, flowIdIn, login, messageIdsAt, newEmail, node, settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere, startZelos, type TestZelos } from '../support/harness.ts';
import { openMailbox } from '../support/mailbox.ts';
import { LEAKED, lookingUp } from './leaked.ts';

const WARNED = 4050906;
const [leaked, alsoLeaked] = LEAKED;
const accepts = { method: 'password', password_breached_accept: true };
const choice = (flow: Json): unknown => node(flow, 'password_breached_accept')?.attributes.type;
const mailbox = await openMailbox();
after(() => mailbox.close());

everywhere(
  'a leaked password with `haveibeenpwned_mode: warn`',
  (kind, zelos) => {
    const post = async (client: Client, flow: Json, fields: object): Promise<{ answer: Answer; flow: Json }> => {
      const answer = await submit(client, flow, { method: 'password', ...fields });
      return { answer, flow: answer.status === 200 || kind !== 'browser' || answer.location?.includes('flow=') ? await flowAfter(client, 'settings', answer) : undefined };
    };

    test('is not saved at first: the form says what it means, and offers the choice', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const fresh = await settings(client);
      assert.equal(choice(fresh), undefined);
      const { answer, flow } = await post(client, fresh, { password: leaked });
      assert.equal(answer.status, kind === 'browser' ? 303 : 400);
      assert.equal(flow.state, 'show_form');
      assert.deepEqual(messageIdsAt(flow, 'password'), [WARNED]);
      assert.equal(choice(flow), 'checkbox');
      assert.ok(!JSON.stringify(flow).includes(leaked));
      assert.equal(await canSignIn(zelos(), person), true);
    });

    test('is saved when it is sent again with the choice', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const { flow } = await post(client, await settings(client), { password: leaked });
      const again = await post(client, flow, { password: leaked, ...accepts });
      assert.equal(again.flow.state, 'success');
      assert.equal(choice(again.flow), undefined, 'the choice was for this password');
      assert.equal(await canSignIn(zelos(), { ...person, password: leaked }), true);
    });

    test('is asked about once for each password: the choice is bound to the one that was warned of', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const { flow } = await post(client, await settings(client), { password: leaked });
      const other = await post(client, flow, { password: alsoLeaked, ...accepts });
      assert.deepEqual(messageIdsAt(other.flow, 'password'), [WARNED]);
      const back = await post(client, other.flow, { password: leaked, ...accepts });
      assert.deepEqual(messageIdsAt(back.flow, 'password'), [WARNED], 'the last one that was warned of counts');
      assert.equal(await canSignIn(zelos(), person), true);
      assert.equal((await post(client, back.flow, { password: leaked, ...accepts })).flow.state, 'success');
    });

    test('is not saved by a choice that nobody was offered, or in another flow', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const first = await post(client, await settings(client), { password: leaked, ...accepts });
      assert.deepEqual(messageIdsAt(first.flow, 'password'), [WARNED]);
      const elsewhere = await post(client, await settings(client), { password: leaked, ...accepts });
      assert.deepEqual(messageIdsAt(elsewhere.flow, 'password'), [WARNED]);
      assert.equal(await canSignIn(zelos(), person), true);
    });

    test('is still held to every other rule, and then the choice is gone', async () => {
      const { client } = await signedIn(zelos(), kind);
      const { flow } = await post(client, await settings(client), { password: leaked });
      const short = await post(client, flow, { password: 'short', ...accepts });
      assert.deepEqual([messageIdsAt(short.flow, 'password'), choice(short.flow)], [[4000032], undefined]);
      assert.deepEqual(messageIdsAt((await post(client, short.flow, { password: leaked, ...accepts })).flow, 'password'), [WARNED]);
    });

    test('gives way to a better one, whether the box is ticked or not', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const { flow } = await post(client, await settings(client), { password: leaked });
      assert.equal((await post(client, flow, { password: 'much-better-than-before', password_breached_accept: false })).flow.state, 'success');
      assert.equal(await canSignIn(zelos(), { ...person, password: 'much-better-than-before' }), true);
    });

    test('waits with the choice while its person signs in again', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const { flow } = await post(client, await settings(client), { password: leaked });
      zelos().clock.advance(30 * MINUTE);
      const paused = await submit(client, flow, { password: leaked, ...accepts });
      assert.equal(paused.status, kind === 'browser' ? 303 : 403);
      await login(client, person, '?refresh=true');
      const resumed = await submit(client, await fetchFlow(client, 'settings', flow.id), { resume: true });
      assert.equal((await flowAfter(client, 'settings', resumed)).state, 'success');
      assert.equal(await canSignIn(zelos(), { ...person, password: leaked }), true);
    });

    test('at registration: warned of, kept out, and taken when it is chosen again', async () => {
      const client = zelos().client(kind);
      const email = newEmail();
      const body = { method: 'password', password: leaked, traits: { email } };
      const second = await flowAfter(client, 'registration', await submit(client, await start(client, 'registration'), { method: 'profile', traits: { email } }));
      const refused = await submit(client, second, body);
      assert.equal(refused.status, kind === 'browser' ? 303 : 400);
      const warned = await flowAfter(client, 'registration', refused);
      assert.deepEqual([messageIdsAt(warned, 'password'), choice(warned)], [[WARNED], 'checkbox']);
      assert.equal(await canSignIn(zelos(), { email, password: leaked }), false);
      const other = await flowAfter(client, 'registration', await submit(client, warned, { ...body, ...accepts, password: alsoLeaked }));
      assert.deepEqual(messageIdsAt(other, 'password'), [WARNED]);
      const taken = await submit(client, await flowAfter(client, 'registration', await submit(client, other, body)), { ...body, ...accepts });
      assert.equal(taken.status, kind === 'browser' ? 303 : 200);
      assert.equal(await canSignIn(zelos(), { email, password: leaked }), true);
    });

    test('after a recovery: as in settings', async () => {
      const { email } = await createPerson(zelos());
      const client = zelos().client(kind);
      const asked = await start(client, 'recovery');
      await submit(client, asked, { method: 'code', email });
      const back = await submit(client, asked, { method: 'code', code: (await mailbox.to(email)).code });
      if (kind === 'api') client.token = back.body.continue_with[0].ory_session_token;
      const id = kind === 'browser' ? flowIdIn(back.location) : back.body.continue_with.find((item: Json) => item.action === 'show_settings_ui').flow.id;
      const { flow } = await post(client, await fetchFlow(client, 'settings', id), { password: leaked });
      assert.deepEqual(messageIdsAt(flow, 'password'), [WARNED]);
      await submit(client, flow, { password: leaked, ...accepts });
      assert.equal(await canSignIn(zelos(), { email, password: leaked }), true);
    });
  },
  { config: merged(merged(mailbox.config, lookingUp('warn')), { selfservice: { flows: { recovery: { enabled: true } } }, feature_flags: { use_continue_with_transitions: true } }) },
);

describe('a leaked password with `haveibeenpwned_mode: reject`', () => {
  let zelos: TestZelos;
  before(async () => {
    zelos = await startZelos({ config: lookingUp('reject') });
  });
  after(() => zelos.close());

  test('is refused, and no choice is offered or taken', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    const flow = await settings(client);
    for (const body of [{ method: 'password' }, accepts]) {
      const { status, body: refused } = await submit(client, flow, { password: leaked, ...body });
      assert.deepEqual([status, messageIdsAt(refused, 'password'), choice(refused)], [400, [4000034], undefined]);
    }
    assert.equal(await canSignIn(zelos, person), true);
  });
});

test('the built-in page says it at the field and offers the box, all without a script', async () => {
  const flows = { settings: { ui_url: undefined } };
  const zelos = await startZelos({ config: merged(lookingUp('warn'), { selfservice: { flows } }) });
  try {
    const { client, person } = await signedIn(zelos, 'browser');
    const { location = '' } = await submit(client, await settings(client), { method: 'password', password: leaked });
    const page = (await client.get(`${location}&section=password`)).body;
    assert.match(page, /class="error" id="password-password-error"><p>This password is known from data leaks/);
    const [, box = ''] = /(<input type="checkbox"[^>]*name="password_breached_accept"[^>]*>)/.exec(page) ?? [];
    assert.match(box, /value="true"/);
    assert.doesNotMatch(box, /checked/);
    // As a browser sends the box that is ticked: after its hidden `false`.
    const form = new URLSearchParams([
      ['csrf_token', /name="csrf_token" value="([^"]+)"/.exec(page)?.[1] ?? ''],
      ['password', leaked],
      ['password_breached_accept', 'false'],
      ['password_breached_accept', 'true'],
      ['method', 'password'],
    ]);
    const action = /action="([^"]+)"[^>]*data-groups="password"/.exec(page)?.[1] ?? '';
    await client.send('POST', action, { raw: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    assert.equal(await canSignIn(zelos, { ...person, password: leaked }), true);
  } finally {
    await zelos.close();
  }
});
