import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHasher } from '../../src/crypto/passwords/hasher.ts';
import type { Client, ClientKind } from '../support/clients.ts';
import { SECOND } from '../support/clock.ts';
import { createPerson, fetchFlow, flowAfter, identityOf, login, messageIds, messageIdsAt, node, signedIn, start, submit, valueOf } from '../support/flows.ts';
import { everywhere, type TestZelos } from '../support/harness.ts';

const whoami = (client: Client) => client.reader.get('/sessions/whoami');
const stored = async (zelos: TestZelos, id: string): Promise<string> => (await identityOf(zelos, id, 'password')).credentials.password.config.hashed_password;

everywhere('login with a password', (kind: ClientKind, zelos) => {
  test('signs in, and answers as this kind of client needs it', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client(kind);
    const answer = await submit(client, await start(client, 'login'), { method: 'password', identifier: person.email, password: person.password });
    if (kind === 'browser') {
      assert.equal(answer.status, 303);
      assert.equal(answer.location, 'http://app.test/');
    } else {
      assert.equal(answer.status, 200);
      assert.equal(answer.body.session.identity.id, person.id);
      assert.deepEqual(answer.body.continue_with, kind === 'api' ? null : [{ action: 'redirect_browser_to', redirect_browser_to: 'http://app.test/' }]);
    }
    assert.equal('session_token' in Object(answer.body), kind === 'api');
    client.token = answer.body.session_token;
    const session = await whoami(client);
    assert.equal(session.status, 200);
    assert.deepEqual(
      session.body.authentication_methods.map((m: { method: string; aal: string }) => [m.method, m.aal]),
      [['password', 'aal1']],
    );
  });

  test('takes an identifier however it is written', async () => {
    const person = await createPerson(zelos());
    const client = zelos().client(kind);
    await login(client, { ...person, email: ` ${person.email.toUpperCase()} ` });
    assert.equal((await whoami(client)).body.identity.id, person.id);
  });

  test('names what is missing, keeps who was typed and never the password', async () => {
    const client = zelos().client(kind);
    const flow = await start(client, 'login');
    const none = await flowAfter(client, 'login', await submit(client, flow, { method: 'password', identifier: '', password: '' }));
    assert.deepEqual([messageIdsAt(none, 'identifier'), messageIdsAt(none, 'password')], [[4000002], [4000002]]);
    const wrong = await flowAfter(client, 'login', await submit(client, flow, { method: 'password', identifier: 'Nobody@zelos.test', password: 'a-secret-that-was-typed' }));
    assert.deepEqual([messageIds(wrong), messageIdsAt(wrong, 'identifier')], [[4000006], []]);
    assert.equal(valueOf(wrong, 'identifier'), 'Nobody@zelos.test');
    assert.doesNotMatch(JSON.stringify([wrong, await fetchFlow(client, 'login', flow.id)]), /a-secret-that-was-typed/);
    const rows = await zelos().db.list((db) => db.selectFrom('flows').selectAll().where('id', '=', flow.id));
    assert.doesNotMatch(JSON.stringify(rows), /a-secret-that-was-typed/);
  });

  test('refuses what is no text, and a method it does not have', async () => {
    const client = zelos().client(kind);
    const flow = await start(client, 'login');
    if (kind !== 'browser')
      for (const odd of [12, ['x'], { x: 'y' }, true]) {
        const answer = await submit(client, flow, { method: 'password', identifier: 'a@zelos.test', password: odd });
        assert.deepEqual([answer.status, messageIdsAt(answer.body, 'password')], [400, [4000026]]);
      }
    for (const method of ['magic', 'totp', '', undefined])
      assert.deepEqual(messageIds(await flowAfter(client, 'login', await submit(client, flow, { method, identifier: 'a@zelos.test' }))), [4010002]);
  });

  test('a person with a session need not sign in', async () => {
    const { client } = await signedIn(zelos(), kind);
    const answer = await client.get(`/self-service/login/${kind === 'api' ? 'api' : 'browser'}?return_to=http://app.test/there`);
    if (kind === 'browser') assert.deepEqual([answer.status, answer.location], [303, 'http://app.test/there']);
    else assert.deepEqual([answer.status, answer.body.error.id], [400, 'session_already_available']);
  });

  test('a refresh keeps the session and makes it fresh', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const before = (await whoami(client)).body;
    const old = zelos().client(kind);
    old.token = client.token;
    for (const [name, value] of client.jar) old.jar.set(name, value);
    zelos().clock.advance(5 * SECOND);

    const flow = await start(client, 'login', '?refresh=true');
    assert.deepEqual(messageIds(flow), [1010003]);
    assert.deepEqual([node(flow, 'identifier').attributes.type, valueOf(flow, 'identifier')], ['hidden', person.email]);
    await login(client, person, '?refresh=true');
    const after = (await whoami(client)).body;
    assert.equal(after.id, before.id);
    assert.equal(Date.parse(after.authenticated_at) - Date.parse(before.authenticated_at), 5 * SECOND);
    // A cookie gets a new value and the old one is worth nothing; an app keeps its token.
    assert.equal((await whoami(old)).status, kind === 'api' ? 200 : 401);
  });

  test('a refresh with a wrong password leaves the session as it was', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const before = (await whoami(client)).body;
    zelos().clock.advance(SECOND);
    const answer = await submit(client, await start(client, 'login', '?refresh=true'), { method: 'password', identifier: person.email, password: 'wrong-horse-wrong' });
    assert.deepEqual(messageIds(await flowAfter(client, 'login', answer)), [4000006]);
    assert.deepEqual((await whoami(client)).body, before);
  });

  test('a disabled person gets no session', async () => {
    const person = await createPerson(zelos(), { state: 'inactive' });
    const client = zelos().client(kind);
    const flow = await flowAfter(client, 'login', await submit(client, await start(client, 'login'), { method: 'password', identifier: person.email, password: person.password }));
    assert.deepEqual(messageIds(flow), [4010011]);
    assert.equal((await whoami(client)).status, 401);
  });

  test('a hash of another cost is made anew, and only by the right password', async () => {
    const password = 'correct-horse-imported';
    const hashed = await createHasher({ hashers: { algorithm: 'bcrypt', bcrypt: { cost: 5 }, argon2: { memory: 1 << 20, iterations: 1, parallelism: 1, salt_length: 16, key_length: 32 } } }).hash(
      password,
    );
    const person = await createPerson(zelos(), { credentials: { password: { config: { hashed_password: hashed } } } });
    const client = zelos().client(kind);
    await submit(client, await start(client, 'login'), { method: 'password', identifier: person.email, password: 'wrong-horse-wrong' });
    assert.equal(await stored(zelos(), person.id), hashed);
    await login(client, { email: person.email, password });
    const renewed = await stored(zelos(), person.id);
    assert.match(renewed, /^\$2[aby]\$04\$/);
    await login(zelos().client(kind), { email: person.email, password });
    assert.equal(await stored(zelos(), person.id), renewed);
  });

  test('asks for a second factor only with a session, and refuses what it cannot give', async () => {
    const client = zelos().client(kind);
    const init = `/self-service/login/${kind === 'api' ? 'api' : 'browser'}`;
    const [second, unknown] = [await client.reader.get(`${init}?aal=aal2`), await client.reader.get(`${init}?aal=aal7`)];
    assert.deepEqual([second.status, second.body.error.id], [401, 'session_aal1_required']);
    assert.equal(unknown.status, 400);
    for (const query of ['login_challenge=x', 'identity_schema=other']) assert.equal((await client.reader.get(`${init}?${query}`)).status, 400);
    assert.equal((await client.reader.get(`${init}?identity_schema=customer&organization=x&via=y&return_session_token_exchange_code=true`)).status, 200);
  });

  test('a password is no second factor', async () => {
    const { client, person } = await signedIn(zelos(), kind);
    const flow = await start(client, 'login', '?aal=aal2');
    assert.deepEqual([messageIds(flow), flow.requested_aal], [[1010004], 'aal2']);
    const answer = await flowAfter(client, 'login', await submit(client, flow, { method: 'password', identifier: person.email, password: person.password }));
    assert.deepEqual(messageIds(answer), [4010002]);
    assert.equal((await whoami(client)).body.authenticator_assurance_level, 'aal1');
  });
});
