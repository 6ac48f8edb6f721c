import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, Client, type Json } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { APP_URL, merged } from '../support/config.ts';
import { signedIn, start } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { enrolApp, secondFactors } from '../support/totp.ts';
import { startStub, withProviders } from './stub.ts';
import { away, back, link, stranger } from './trips.ts';

const stub = await startStub();
const QUERY = `?return_session_token_exchange_code=true&return_to=${APP_URL}/done`;

/** An app that sends its person to the provider: both codes. */
async function codes(zelos: TestZelos, flow: 'login' | 'registration', browser = new Client('browser', zelos)): Promise<{ init: string; returned: string }> {
  const app = new Client('api', zelos);
  const begun: Json = await start(app, flow, QUERY);
  const answer = await back(browser, await away(app, begun, { method: 'oidc', provider: 'acme' }));
  const to = new URL(answer.location ?? '');
  assert.equal(to.origin + to.pathname, `${APP_URL}/done`);
  return { init: begun.session_token_exchange_code, returned: to.searchParams.get('code') ?? '' };
}
const redeem = (zelos: TestZelos, init: string, returned: string): Promise<Answer> => new Client('api', zelos).get(`/sessions/token-exchange?init_code=${init}&return_to_code=${returned}`);

onEveryDatabase(
  'a native app and a provider',
  (zelos) => {
    test('with both codes it gets the session of the person, once', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      await link(client, stub);
      const { init, returned } = await codes(zelos(), 'login');
      const answers = await Promise.all([redeem(zelos(), init, returned), redeem(zelos(), init, returned)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
      const { session_token: token, session } = (answers.find(({ status }) => status === 200) ?? assert.fail()).body;
      assert.equal(session.identity.id, person.id);
      const app = new Client('api', zelos());
      app.token = token;
      assert.equal((await app.get('/sessions/whoami')).body.id, session.id);
    });

    test('it learns nothing of a person who has still to show a second factor, until they do', async () => {
      const strict = await startZelos({ config: merged(merged(withProviders(stub), secondFactors), { session: { whoami: { required_aal: 'highest_available' } } }) });
      const { client, person } = await signedIn(strict, 'spa');
      await link(client, stub);
      await enrolApp(client);
      const { init, returned } = await codes(strict, 'login');
      const { status, body } = await redeem(strict, init, returned);
      assert.deepEqual([status, body.session.authenticator_assurance_level, body.session.identity ?? null], [200, 'aal1', null]);
      assert.ok(!JSON.stringify(body).includes(person.email));
      await strict.close();
    });

    test('somebody new is registered, from either flow', async () => {
      for (const flow of ['login', 'registration'] as const) {
        const { email } = (stub.person = stranger());
        const { init, returned } = await codes(zelos(), flow);
        assert.equal((await redeem(zelos(), init, returned)).body.session.identity.traits.email, email);
      }
    });

    test('one code is worth nothing without the other, nor are both after ten minutes', async () => {
      stub.person = stranger();
      const [mine, theirs] = [await codes(zelos(), 'registration'), await codes(zelos(), 'login')];
      assert.equal((await redeem(zelos(), mine.init, theirs.returned)).status, 404);
      assert.equal((await redeem(zelos(), mine.init, '')).status, 400);
      assert.equal((await redeem(zelos(), 'x', mine.returned)).status, 404);
      zelos().clock.advance(10 * MINUTE);
      assert.equal((await redeem(zelos(), mine.init, mine.returned)).status, 404);
    });

    test('the browser that was opened for it is signed in to nothing, and stays signed in as it was', async () => {
      stub.person = stranger();
      const { client, person } = await signedIn(zelos(), 'browser');
      const { init, returned } = await codes(zelos(), 'registration', client);
      assert.equal((await client.reader.get('/sessions/whoami')).body.identity.id, person.id);
      assert.notEqual((await redeem(zelos(), init, returned)).body.session.identity.id, person.id);
    });
  },
  { config: withProviders(stub) },
);
