import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client, Json } from '../support/clients.ts';
import { HOUR, MINUTE, SECOND } from '../support/clock.ts';
import { fetchFlow, login, type Person, settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere, onEveryDatabase, type TestZelos } from '../support/harness.ts';
import { addKey, keyQuestion, stepUp } from '../webauthn/keys.ts';
import { addApp, codeAt, saved, showSecond, whoami, withFactors } from './factors.ts';

/** Somebody with an authenticator app, on a client that has shown the password alone. */
async function weak(zelos: TestZelos, kind: Client['kind']): Promise<{ client: Client; person: Person; secret: string; code(): string }> {
  const { client, person } = await signedIn(zelos, kind);
  const elsewhere = zelos.client('spa');
  await login(elsewhere, person);
  const secret = await addApp(elsewhere);
  zelos.clock.advance(30 * SECOND); // the code that enrolled is used
  return { client, person, secret, code: () => codeAt(secret, zelos.clock.now()) };
}
const second = async (client: Client, code: string): Promise<Json> => {
  const answer = await showSecond(client, { method: 'totp', totp_code: code });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};
const SESSION = 'ory_kratos_session';

everywhere(
  'stepping up',
  (kind, zelos) => {
    test('keeps the session and makes it fresh; a cookie gets a new value and the old one ends, a token stays', async () => {
      const { client, code } = await weak(zelos(), kind);
      const before = await whoami(client);
      const old = zelos().client(kind);
      old.token = client.token;
      for (const [name, value] of client.jar) old.jar.set(name, value);
      zelos().clock.advance(MINUTE);
      const answered = await second(client, code());
      const after = await whoami(client);
      assert.equal(after.id, before.id);
      assert.deepEqual([before.authenticator_assurance_level, after.authenticator_assurance_level], ['aal1', 'aal2']);
      assert.equal(Date.parse(after.authenticated_at), zelos().clock.now());
      if (kind === 'api') assert.equal(answered.session_token, client.token);
      else assert.notEqual(client.jar.get(SESSION), old.jar.get(SESSION));
      assert.equal((await old.reader.get('/sessions/whoami')).status, kind === 'api' ? 200 : 401);
    });

    test('is not offered to a session that has shown both', async () => {
      const { client, code } = await weak(zelos(), kind);
      const tab = await start(client.reader, 'login', '?aal=aal2');
      await second(client, code());
      const again = await client.reader.get(`/self-service/login/${kind === 'api' ? 'api' : 'browser'}?aal=aal2`);
      assert.equal(again.body.error.id, 'session_already_available');
      zelos().clock.advance(30 * SECOND);
      const late = await submit(client.reader, tab, { method: 'totp', totp_code: code() });
      assert.equal(late.body.error.id, 'session_already_available');
      const refreshed = await showSecond(client, { method: 'totp', totp_code: code() }, '?aal=aal2&refresh=true');
      assert.equal(refreshed.status, 200, JSON.stringify(refreshed.body));
    });

    test('needs a session, and the one that has asked', async () => {
      const { client, person, code } = await weak(zelos(), kind);
      const flow = await start(client.reader, 'login', '?aal=aal2');
      const fields = { method: 'totp', totp_code: code() };
      const nobody = zelos().client(kind);
      nobody.jar.set('x', 'y');
      const own = zelos().client(kind);
      await login(own, person);
      const stranger = (await signedIn(zelos(), kind)).client;
      for (const [other, id] of [
        [own, 'security_identity_mismatch'],
        [stranger, 'security_identity_mismatch'],
        [nobody, 'session_aal1_required'],
      ] as const) {
        const refused = await submit(other.reader, flow, fields);
        assert.equal(refused.body.error.id, id);
      }
      assert.equal((await whoami(own)).authenticator_assurance_level, 'aal1');
      assert.equal((await second(client, code())).session.authenticator_assurance_level, 'aal2');
    });

    test('the first second factor raises the session that adds it, and makes nothing fresher', async () => {
      const { client } = await signedIn(zelos(), kind);
      const before = await whoami(client);
      zelos().clock.advance(10 * MINUTE);
      await addApp(client);
      const after = await whoami(client);
      assert.deepEqual([after.id, after.authenticator_assurance_level, after.authenticated_at], [before.id, 'aal2', before.authenticated_at]);
    });

    test('refreshing again and again keeps the level and a bounded list of proofs', async () => {
      const { client, person, code } = await weak(zelos(), kind);
      await second(client, code());
      for (let i = 0; i < 15; i += 1) {
        zelos().clock.advance(SECOND);
        await login(client, person, '?refresh=true');
      }
      const { authentication_methods: methods, authenticator_assurance_level: aal } = await whoami(client);
      assert.equal(aal, 'aal2');
      assert.equal(methods.length, 10);
      assert.deepEqual([...new Set(methods.map(({ method }: Json) => method))], ['totp', 'password']);
      assert.equal(Date.parse(methods.at(-1).completed_at), zelos().clock.now());
    });
  },
  { config: withFactors() },
);

everywhere(
  'stepping up, where whoami asks for it',
  (kind, zelos) => {
    test('a weak session can reach none of the session endpoints, but can sign out and step up', async () => {
      const { person, code } = await weak(zelos(), 'spa');
      const client = zelos().client(kind);
      const speaker = client.reader;
      const signIn = await submit(client, await start(speaker, 'login', '?return_to=http://app.test/there'), { method: 'password', identifier: person.email, password: person.password });
      const to = signIn.location ?? signIn.body.redirect_browser_to;
      assert.equal(signIn.status, { api: 200, spa: 422, browser: 303 }[kind]);
      if (kind === 'api') assert.equal(signIn.body.session.identity, null);
      else assert.equal(to, `${zelos().publicUrl}/self-service/login/browser?aal=aal2&return_to=${encodeURIComponent('http://app.test/there')}`);
      client.token = signIn.body.session_token;
      speaker.token = client.token;

      for (const [method, path] of [
        ['GET', '/sessions/whoami'],
        ['GET', '/sessions'],
        ['DELETE', '/sessions'],
        ['DELETE', '/sessions/3f1c8f4e-6f0c-4c59-9a3c-6dd0cf2a0b11'],
      ] as const) {
        const refused = await speaker.send(method, path);
        assert.equal(refused.body.error.id, 'session_aal2_required', `${method} ${path}`);
      }
      const done = await submit(client, await start(speaker, 'login', '?aal=aal2&return_to=http://app.test/there'), { method: 'totp', totp_code: code() });
      assert.equal(done.status, kind === 'browser' ? 303 : 200, JSON.stringify(done.body));
      if (kind === 'browser') assert.equal(done.location, 'http://app.test/there');
      assert.equal((await speaker.get('/sessions')).status, 200);
    });
  },
  { config: withFactors({ session: { whoami: { required_aal: 'highest_available' } } }) },
);

onEveryDatabase(
  'stepping up under preset kratos',
  (zelos) => {
    test('a further second factor does not raise a session that has shown none', async () => {
      const { client } = await weak(zelos(), 'spa');
      await addKey(client);
      const { authenticator_assurance_level: aal, authentication_methods: methods } = await whoami(client);
      assert.equal(aal, 'aal1');
      assert.deepEqual(
        methods.map(({ method }: Json) => method),
        ['password'],
      );
    });
  },
  { config: withFactors({ preset: 'kratos', selfservice: { flows: { settings: { required_aal: 'aal1' } } } }) },
);

onEveryDatabase(
  'stepping up with a key',
  (zelos) => {
    test('what one session was asked, no other can answer, and no sign-out leaves open', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const key = await addKey(client);
      const [one, other] = [zelos().client('api'), zelos().client('api')];
      await login(one, person);
      await login(other, person);
      const flow = await start(one, 'login', '?aal=aal2');
      const answer = key.get(keyQuestion(flow));
      assert.equal((await submit(other, flow, { webauthn_login: answer })).body.error.id, 'security_identity_mismatch');
      await one.send('DELETE', '/self-service/logout/api', { json: { session_token: one.token } });
      assert.equal((await submit(one, flow, { webauthn_login: answer })).body.error.id, 'session_aal1_required');
      await login(one, person);
      assert.equal((await submit(one, flow, { webauthn_login: answer })).body.error.id, 'security_identity_mismatch');
      await stepUp(one, key);
    });

    test('a key that was added while the form was open can answer it, after a wrong try as well', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      await addApp(client);
      const late = zelos().client('spa');
      await login(late, person);
      const [one, other] = [await start(late, 'login', '?aal=aal2'), await start(late, 'login', '?aal=aal2')];
      const key = await addKey(client);
      const read = await fetchFlow(late, 'login', one.id);
      const refused = await submit(late, other, { method: 'totp', totp_code: '000000' });
      assert.equal(refused.status, 400);
      const answer = key.get(keyQuestion(refused.body));
      assert.deepEqual(keyQuestion(await fetchFlow(late, 'login', one.id)), keyQuestion(read));
      assert.equal((await submit(late, other, { webauthn_login: answer })).status, 200);
      const again = await start(late, 'login', '?aal=aal2&refresh=true');
      assert.equal((await submit(late, again, { webauthn_login: key.get(keyQuestion(again)) })).status, 200);
    });

    test('a secret that one session was shown is not shown to another, and enrols nothing there', async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const flow = await settings(client);
      const shown = flow.ui.nodes.find((n: Json) => n.attributes.id === 'totp_secret_key').attributes.text.context.secret;
      const other = zelos().client('spa');
      await login(other, person);
      const { body: there } = await other.get(`/self-service/settings/flows?id=${flow.id}`);
      const shownThere = there.ui.nodes.find((n: Json) => n.attributes.id === 'totp_secret_key').attributes.text.context.secret;
      assert.notEqual(shownThere, shown);
      const refused = await submit(other, there, { method: 'totp', totp_code: codeAt(shown, zelos().clock.now()) });
      assert.equal(refused.status, 400);
      assert.equal((await whoami(other)).authenticator_assurance_level, 'aal1');
      await saved(other, there, { method: 'totp', totp_code: codeAt(shownThere, zelos().clock.now()) });
    });

    test('a flow that has outlived its session starts anew with the next', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      const flow = await settings(client);
      await saved(client, flow, { lookup_secret_regenerate: true });
      await client.send('DELETE', '/self-service/logout/api', { json: { session_token: client.token } });
      await login(client, person);
      const refused = await submit(client, flow, { lookup_secret_confirm: true });
      assert.equal(refused.status, 400, JSON.stringify(refused.body));
      zelos().clock.advance(HOUR);
      assert.equal((await submit(client, flow, { lookup_secret_confirm: true })).status, 410);
    });
  },
  { config: withFactors() },
);
