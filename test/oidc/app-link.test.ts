import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, Client, type Json } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { APP_URL } from '../support/config.ts';
import { fetchFlow, identityOf, login, messageIds, node, settings, signedIn, submit } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';
import { startStub, withProviders } from './stub.ts';
import { away, back, stranger } from './trips.ts';

const stub = await startStub();
const QUERY = `?return_to=${APP_URL}/linked`;

const linksOf = async (zelos: TestZelos, id: string): Promise<string[]> => (await identityOf(zelos, id, 'oidc')).credentials.oidc?.identifiers ?? [];

/** An app whose person has been to the provider, in a browser that knows nothing of the app. */
async function proven(zelos: TestZelos): Promise<{ app: Client; id: string; email: string; password: string; flow: Json; returning: string; answer: Answer; code: string; sub: string }> {
  const { client: app, person } = await signedIn(zelos, 'api');
  const social = (stub.person = stranger());
  const flow = await settings(app, QUERY);
  const returning = await away(app, flow, { method: 'oidc', link: 'acme' });
  const answer = await back(new Client('browser', zelos), returning);
  const to = new URL(answer.location ?? '');
  return { app, ...person, flow, returning, answer, code: to.searchParams.get('code') ?? '', sub: String(social['sub']) };
}
const finish = (app: Client, flow: Json, code: string): Promise<Answer> => submit(app, flow, { method: 'oidc', link: 'acme', return_to_code: code });

onEveryDatabase(
  'a native app links an account',
  (zelos) => {
    test('the browser leads back to it with a code, and what was proven is linked when the app brings that', async () => {
      const { app, id, flow, answer, code, sub } = await proven(zelos());
      const to = new URL(answer.location ?? '');
      assert.deepEqual([answer.status, to.origin + to.pathname, to.searchParams.get('flow')], [303, `${APP_URL}/linked`, flow.id]);
      assert.deepEqual(await linksOf(zelos(), id), [], 'nothing is linked by coming back');
      const shown = await fetchFlow(app, 'settings', flow.id);
      assert.deepEqual([node(shown, 'return_to_code').attributes.type, node(shown, 'link').meta.label.id], ['hidden', 1050934]);
      const done = await finish(app, shown, code);
      assert.deepEqual([done.status, done.body.state], [200, 'success'], JSON.stringify(done.body.ui?.messages));
      assert.deepEqual(await linksOf(zelos(), id), [`acme:${sub}`]);
      assert.equal(node(done.body, 'return_to_code'), undefined);
    });

    test('the form does not tell whose account waits: its holder may have talked somebody into signing in', async () => {
      const { app, flow, sub } = await proven(zelos());
      assert.ok(!JSON.stringify(await fetchFlow(app, 'settings', flow.id)).includes(sub));
    });

    test('without the code, or with that of another trip, nothing is linked', async () => {
      const mine = await proven(zelos());
      const theirs = await proven(zelos());
      for (const code of [theirs.code, 'x', `${mine.code}x`, mine.code.slice(1)]) {
        const refused = await finish(mine.app, mine.flow, code);
        assert.deepEqual([refused.status, messageIds(refused.body)], [400, [4050933]]);
      }
      assert.equal((await submit(mine.app, mine.flow, { method: 'oidc', link: 'acme' })).status, 422, 'no code is a new beginning');
      assert.deepEqual(await linksOf(zelos(), mine.id), []);
    });

    test('the code is worth nothing in another session of the same person, for another person, for another provider, or twice', async () => {
      const { flow, code, id, email, password } = await proven(zelos());
      const other = new Client('api', zelos());
      await login(other, { email, password });
      assert.deepEqual(messageIds((await finish(other, flow, code)).body), [4050933], 'the form begins anew in another session');
      const again = await proven(zelos());
      const somebody = await signedIn(zelos(), 'api');
      assert.equal((await finish(somebody.client, again.flow, again.code)).status, 403);
      assert.deepEqual(messageIds((await submit(again.app, again.flow, { method: 'oidc', link: 'globex', return_to_code: again.code })).body), [4050933]);
      assert.equal((await finish(again.app, again.flow, again.code)).status, 200);
      const twice = await submit(again.app, again.flow, { method: 'oidc', link: 'acme', return_to_code: again.code, again: true });
      assert.deepEqual(messageIds(twice.body), [4050933]);
      assert.equal((await linksOf(zelos(), again.id)).length, 1);
      assert.deepEqual(await linksOf(zelos(), id), []);
    });

    test('the answer of the provider is good once, and what waits does not wait long', async () => {
      const { app, flow, returning, code, id } = await proven(zelos());
      const second = await back(new Client('browser', zelos()), returning);
      assert.equal(new URL(second.location ?? '').searchParams.has('code'), false);
      assert.deepEqual(messageIds(await fetchFlow(app, 'settings', flow.id)), [4050933]);
      zelos().clock.advance(14 * MINUTE);
      const late = await proven(zelos());
      zelos().clock.advance(15 * MINUTE);
      assert.equal((await finish(app, flow, code)).status, 403, 'a session of that age is asked to sign in again');
      await login(late.app, late, '?refresh=true');
      assert.deepEqual(messageIds((await finish(late.app, late.flow, late.code)).body), [4050933]);
      assert.deepEqual(await linksOf(zelos(), id), []);
    });

    test('unlinking ends what waits, too', async () => {
      const { app, flow, code, id } = await proven(zelos());
      zelos().clock.advance(1);
      const linked = await settings(app, QUERY);
      stub.person = stranger();
      const to = await back(new Client('browser', zelos()), await away(app, linked, { method: 'oidc', link: 'acme' }));
      assert.equal((await finish(app, linked, new URL(to.location ?? '').searchParams.get('code') ?? '')).status, 200);
      zelos().clock.advance(1);
      assert.equal((await submit(app, await settings(app), { method: 'oidc', unlink: 'acme' })).status, 200);
      assert.deepEqual(messageIds((await finish(app, flow, code)).body), [4050933]);
      assert.deepEqual(await linksOf(zelos(), id), []);
    });

    test('a refusal at the provider is said in the form of the app', async () => {
      const { client: app } = await signedIn(zelos(), 'api');
      const flow = await settings(app, QUERY);
      stub.refuses = true;
      const answer = await back(new Client('browser', zelos()), await away(app, flow, { method: 'oidc', link: 'acme' }));
      assert.equal(answer.location, `${APP_URL}/linked?flow=${flow.id}`);
      assert.deepEqual(messageIds(await fetchFlow(app, 'settings', flow.id)), [4000001]);
    });

    test('an app that names no address to come back to is told so', async () => {
      const { client: app } = await signedIn(zelos(), 'api');
      const refused = await submit(app, await settings(app), { method: 'oidc', link: 'acme' });
      assert.deepEqual([refused.status, messageIds(refused.body)], [400, [4050935]]);
    });
  },
  { config: withProviders(stub) },
);
