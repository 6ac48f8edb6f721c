import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createSealer } from '../../src/crypto/seal.ts';
import type { Bound, Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { type Placeholders, statement } from '../../src/db/statement.ts';
import { trimLogs } from '../../src/events/trim.ts';
import { silentLog } from '../../src/log.ts';
import { createZelos, type Zelos } from '../../src/server.ts';
import { Client, type Json } from '../support/clients.ts';
import { HOUR, SECOND, testClock } from '../support/clock.ts';
import { baseConfig, merged } from '../support/config.ts';
import { DATABASES } from '../support/databases.ts';
import { canSignIn, createPerson, login, newEmail, newPassword, type Person, register, settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere, onEveryDatabase, type TestZelos, talkTo } from '../support/harness.ts';
import { enrolApp, enrolCodes, save, secondFactors, stepUp } from '../support/totp.ts';

const own = async (client: Client): Promise<Json[]> => (await client.reader.get('/security-events')).body;
const kinds = async (client: Client): Promise<string[]> => (await own(client)).map(({ kind }) => kind).reverse();
const admin = async (zelos: TestZelos, path: string): Promise<{ status: number; body: Json; headers: Headers }> => new Client('api', zelos).get(path, { on: 'admin' });
const told = async (zelos: TestZelos, id: string): Promise<string[]> => (await admin(zelos, `/admin/identities/${id}/events`)).body.map(({ kind }: Json) => kind).reverse();
const verdict = async (zelos: TestZelos, id: string): Promise<Json> => (await admin(zelos, `/admin/identities/${id}/events/verify`)).body;

const edit = statement('test.event.edit', (db, p: Placeholders<{ id: string; ip: string }>) => db.updateTable('events').set({ ip: p.ip }).where('identity_id', '=', p.id).where('sequence', '=', 1));
const removeLast = statement('test.event.remove', (db, p: Placeholders<{ id: string; sequence: number }>) =>
  db.deleteFrom('events').where('identity_id', '=', p.id).where('sequence', '=', p.sequence),
);

everywhere(
  'the security log',
  (kind, zelos) => {
    test('tells what its person has done, with the device it was done from', async () => {
      const client = zelos().client(kind);
      const person = await register(client);
      await login(client, person, '?refresh=true');
      await save(client, await settings(client), { method: 'password', password: newPassword() });
      await enrolApp(client, 'My phone');
      await enrolCodes(client);
      await stepUp(client, { lookup_secret: 'wrong wrong' }).catch(() => undefined);
      assert.deepEqual(await kinds(client), ['registration', 'login', 'login.refresh', 'password.changed', 'totp.added', 'lookup_secret.confirmed']);
      const [codes, app] = await own(client);
      assert.equal(app.details.name, 'My phone');
      assert.equal(app.user_agent, `zelos-test/${kind}`);
      assert.equal(codes.session_id, (await client.reader.get('/sessions/whoami')).body.id);
      assert.deepEqual(await verdict(zelos(), person.id), { valid: true, events: 6 });
    });

    test('tells of a factor that is removed, and of codes that go with it', async () => {
      const { client } = await signedIn(zelos(), kind);
      await enrolApp(client);
      await enrolCodes(client);
      await save(client, await settings(client), { totp_unlink: true });
      assert.deepEqual((await kinds(client)).slice(-2).sort(), ['lookup_secret.disabled', 'totp.removed']);
    });

    test('a submit that is repeated is told once, one that is refused not at all', async () => {
      const { client } = await signedIn(zelos(), kind);
      const flow = await settings(client);
      const password = newPassword();
      await submit(client, flow, { method: 'password', password: 'short' });
      await submit(client, flow, { method: 'password', password });
      await submit(client, flow, { method: 'password', password });
      assert.deepEqual((await kinds(client)).slice(1), ['login', 'password.changed']);
    });

    test('tells of sessions that their person ends, and of none that were not there', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const other = zelos().client('api');
      const { session } = await login(other, person);
      const csrf = { 'x-csrf-token': (await settings(client)).ui.nodes.find((n: Json) => n.attributes.name === 'csrf_token').attributes.value };
      const end = (path: string) => client.reader.send('DELETE', path, { headers: csrf });
      await end('/sessions/00000000-0000-4000-8000-000000000000');
      await end(`/sessions/${session.id}`);
      await end('/sessions');
      await login(other, person);
      await end('/sessions');
      const ended = (await own(client)).filter((one) => one.kind === 'sessions.ended').map(({ details }) => details.which);
      assert.deepEqual(ended, ['others', 'one']);
    });
  },
  { config: merged(secondFactors, { session: { whoami: { required_aal: 'aal1' } } }) },
);

onEveryDatabase(
  'the security log for administrators',
  (zelos) => {
    test('tells what they have done, and hides from its person where they work', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      const identity = `/admin/identities/${person.id}`;
      const patch = (json: object[]) => client.send('PATCH', identity, { on: 'admin', json });
      await patch([{ op: 'add', path: '/traits/color', value: 'red' }]);
      const email = newEmail();
      await patch([{ op: 'replace', path: '/traits/email', value: email }]);
      const { body } = await client.get('/sessions/whoami');
      await client.send('DELETE', `/admin/sessions/${body.id}`, { on: 'admin' });
      await client.send('DELETE', `/admin/sessions/${body.id}`, { on: 'admin' });
      await patch([{ op: 'replace', path: '/state', value: 'inactive' }]);
      await patch([{ op: 'replace', path: '/state', value: 'active' }]);
      const made = await client.send('POST', '/admin/recovery/code', { on: 'admin', json: { identity_id: person.id } });
      assert.equal(made.status, 201);
      assert.deepEqual(await told(zelos(), person.id), [
        'identity.created',
        'login',
        'identity.updated',
        'address.removed',
        'address.added',
        'sessions.ended',
        'identity.deactivated',
        'identity.activated',
        'recovery.by_admin',
      ]);
      const { body: all } = await admin(zelos(), `${identity}/events`);
      assert.equal((await client.get('/security-events')).status, 401);
      await login(client, { ...person, email });
      for (const one of await own(client)) assert.equal(one.user_agent, one.details.by === 'admin' ? '' : 'zelos-test/api', one.kind);
      // An address is never written out.
      assert.match(all.find((one: Json) => one.kind === 'address.removed').details.address, /^p…@zelos\.test$/);
    });

    test('many sessions ended at once are told to each of their people', async () => {
      const [a, b] = [await signedIn(zelos(), 'api'), await signedIn(zelos(), 'api')];
      const { body } = await a.client.send('POST', '/admin/sessions', { on: 'admin', json: { action: 'disable', identities: [a.person.id, b.person.id] } });
      assert.equal(body.processed, 2);
      for (const { person } of [a, b]) assert.equal((await told(zelos(), person.id)).at(-1), 'sessions.ended');
    });

    test('is read page by page, by identity, kind and time', async () => {
      const person = await createPerson(zelos());
      for (let i = 0; i < 4; i += 1) await login(zelos().client('api'), person);
      const later = zelos().clock.now() + HOUR;
      zelos().clock.set(later);
      await login(zelos().client('api'), person);
      const base = `/admin/events?identity=${person.id}`;
      const seen: string[] = [];
      for (let next: string | undefined = `${base}&page_size=2`; next; ) {
        const page = await admin(zelos(), next);
        seen.push(...page.body.map(({ sequence }: Json) => sequence));
        next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      }
      assert.deepEqual(seen, [6, 5, 4, 3, 2, 1]);
      assert.equal((await admin(zelos(), `${base}&kind=identity.created`)).body.length, 1);
      assert.equal((await admin(zelos(), `${base}&since=${new Date(later).toISOString()}`)).body.length, 1);
      for (const wrong of ['identity=x', 'kind=%00', 'since=yesterday', 'page_token=x', 'page_size=0']) assert.equal((await admin(zelos(), `/admin/events?${wrong}`)).status, 400, wrong);
      assert.equal((await admin(zelos(), '/admin/identities/00000000-0000-4000-8000-000000000000/events')).status, 404);
      assert.equal((await admin(zelos(), '/admin/identities/nobody/events/verify')).status, 404);
    });

    test('a row that was changed or removed in the database is named', async () => {
      const { person } = await signedIn(zelos(), 'api');
      assert.deepEqual(await verdict(zelos(), person.id), { valid: true, events: 2 });
      await zelos().db.write([{ query: edit({ id: person.id, ip: '203.0.113.9' }) }]);
      assert.deepEqual(await verdict(zelos(), person.id), { valid: false, sequence: 1, problem: 'changed' });
      const other = await signedIn(zelos(), 'api');
      await zelos().db.write([{ query: removeLast({ id: other.person.id, sequence: 2 }) }]);
      assert.deepEqual(await verdict(zelos(), other.person.id), { valid: false, sequence: 2, problem: 'missing' });
    });

    test('many sign-ins at once keep one chain', async () => {
      const person = await createPerson(zelos());
      await Promise.all(Array.from({ length: 25 }, () => login(zelos().client('api'), person)));
      assert.deepEqual(await verdict(zelos(), person.id), { valid: true, events: 26 });
    });

    test('of many things done at once nothing is left out: what was done is what is told', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      const flows = await Promise.all(Array.from({ length: 4 }, () => settings(client)));
      const done = await Promise.all([
        ...flows.map(async (flow) => ((await submit(client, flow, { method: 'password', password: newPassword() })).status === 200 ? 'password.changed' : '')),
        ...Array.from({ length: 4 }, async () => ((await canSignIn(zelos(), person)) ? 'login' : '')),
      ]);
      const expected = ['identity.created', 'login', ...done.filter((one) => one !== '')].sort();
      assert.deepEqual((await told(zelos(), person.id)).sort(), expected);
      assert.equal((await verdict(zelos(), person.id)).valid, true);
    });

    test('wrong tries that begin to cost time are told, whoever they were made by', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      for (let i = 0; i < 4; i += 1) await canSignIn(zelos(), { ...person, password: 'wrong' });
      assert.equal((await told(zelos(), person.id)).includes('lockout'), false);
      await canSignIn(zelos(), { ...person, password: 'wrong' });
      await canSignIn(zelos(), { ...person, password: 'wrong' });
      const [last] = await own(client);
      assert.deepEqual([last.kind, last.details], ['lockout', { method: 'password' }]);
      assert.equal((await told(zelos(), person.id)).filter((one) => one === 'lockout').length, 1);
    });

    test('wrong codes, too', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      await enrolApp(client);
      const weak = zelos().client('api');
      await login(weak, person);
      for (let i = 0; i < 6; i += 1) await stepUp(weak, { method: 'totp', totp_code: '000000' });
      assert.equal((await told(zelos(), person.id)).filter((one) => one === 'lockout').length, 1);
    });

    test('rows that are too old go, and the rest still proves itself', async () => {
      const person = await createPerson(zelos());
      await login(zelos().client('api'), person);
      zelos().clock.advance(SECOND);
      const cut = zelos().clock.now();
      await login(zelos().client('api'), person);
      const sealer = createSealer(baseConfig.secrets.cipher);
      const trimming = (): Promise<number> => trimLogs(zelos().db, sealer, cut, 1000);
      // Somebody signs in meanwhile.
      await Promise.all([trimming(), login(zelos().client('api'), person)]);
      await trimming();
      assert.deepEqual(await told(zelos(), person.id), ['login', 'login']);
      assert.deepEqual(await verdict(zelos(), person.id), { valid: true, events: 2 });
      await login(zelos().client('api'), person);
      assert.deepEqual(await verdict(zelos(), person.id), { valid: true, events: 3 });
      await zelos().db.write([{ query: removeLast({ id: person.id, sequence: 3 }) }]);
      assert.equal((await verdict(zelos(), person.id)).valid, false);
    });

    test('holds no secret', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      const changed = newPassword();
      await save(client, await settings(client), { method: 'password', password: changed });
      const secret = await enrolApp(client);
      const codes = await enrolCodes(client);
      await save(client, await settings(client), { lookup_secret_reveal: true });
      const rows = JSON.stringify(await zelos().db.list((db) => db.selectFrom('events').selectAll()));
      for (const [name, value] of Object.entries({ password: person.password, changed, secret, token: client.token, code: codes[0], email: person.email }))
        assert.equal(rows.includes(String(value)), false, name);
      assert.equal((await kinds(client)).at(-1), 'lookup_secret.revealed');
    });
  },
  { config: merged(secondFactors, { selfservice: { methods: { code: { enabled: true } }, flows: { recovery: { enabled: true } } } }) },
);

for (const database of DATABASES) {
  describe(`the security log and its writers · ${database.name}`, () => {
    /** Two processes, as it were: neither knows what the other one is writing. */
    let servers: readonly Zelos[] = [];
    let db: Database;
    let close: () => Promise<void>;
    const asked: string[] = [];
    let person: Person;

    before(async () => {
      const opened = await database.open();
      const inner = await openDatabase(opened.dsn, { clock: testClock() });
      const read = (...queries: Bound[]) => {
        asked.push(...queries.map(({ statement: { statementName } }) => statementName));
        return inner.read(...queries);
      };
      db = { ...inner, read: read as Database['read'] };
      const serve = (): Promise<Zelos> => createZelos(merged({ ...baseConfig, dsn: opened.dsn }, {}), { clock: testClock(), log: silentLog, database: db, autoMigrate: true });
      servers = [await serve(), await serve()];
      person = await createPerson(client().zelos);
      close = async () => {
        for (const zelos of servers) await zelos.close();
        await inner.close();
        await opened.close();
      };
    });
    after(() => close());

    const client = (nth = 0): Client => {
      return talkTo(servers[nth % 2]!, { clock: testClock(), db, close: () => Promise.resolve() }).client('api');
    };

    test('whoever loses the place of their row writes again, and decides nothing anew', async () => {
      const clients = await Promise.all(Array.from({ length: 10 }, async (_, i) => ({ one: client(i), flow: await start(client(i), 'login') })));
      asked.length = 0;
      const answers = await Promise.all(clients.map(({ one, flow }) => submit(one, flow, { method: 'password', identifier: person.email, password: person.password })));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.equal(asked.filter((name) => name === 'identity.by_identifier').length, 10);
      assert.ok(asked.filter((name) => name === 'event.head').length > 0, 'nobody lost a place, so this proves nothing');
    });
  });
}

onEveryDatabase(
  'a security log that is switched off',
  (zelos) => {
    test('holds nothing, and everything else works', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      await save(client, await settings(client), { method: 'password', password: newPassword() });
      assert.deepEqual(await own(client), []);
      assert.deepEqual(await verdict(zelos(), person.id), { valid: true, events: 0 });
    });
  },
  { config: { security_log: { enabled: false } } },
);
