import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import { CLIENTS, Client, type ClientKind, type Json } from '../support/clients.ts';
import { HOUR } from '../support/clock.ts';
import { merged } from '../support/config.ts';
import { createPerson, login, newEmail, newPassword, type Person, settings, signedIn, start, submit } from '../support/flows.ts';
import { everywhere, onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { codesIn, enrolApp, enrolCodes, save, secondFactors } from '../support/totp.ts';

const all: ConfigInput = merged(secondFactors, { selfservice: { methods: { code: { enabled: true } }, flows: { recovery: { enabled: true } } } });

interface Message {
  readonly type: string;
  readonly to: string;
  readonly body: string;
}

/** What waits to be sent, the oldest first, as administrators see it in development. */
async function mails(zelos: TestZelos, to: string): Promise<Message[]> {
  const { body } = await new Client('api', zelos).get(`/admin/courier/messages?recipient=${encodeURIComponent(to)}`, { on: 'admin' });
  return body.map((one: Json) => ({ type: one.template_type, to: one.recipient, body: one.body })).reverse();
}
const types = async (zelos: TestZelos, to: string): Promise<string[]> => (await mails(zelos, to)).map(({ type }) => type).sort();

const known = (email = newEmail(), verified = true) => ({ email, verifiable_addresses: [{ value: email, via: 'email', verified, status: verified ? 'completed' : 'pending' }] });

const linkIn = ({ body }: Message): string => /https?:\S+alarm\S+/.exec(body)?.[0] ?? assert.fail(body);
const tokenIn = (message: Message): string => new URL(linkIn(message)).searchParams.get('token') ?? '';

everywhere(
  'notices',
  (kind, zelos) => {
    test('whoever has a proven address is told of each change to how they sign in, once', async () => {
      const { client, person } = await signedIn(zelos(), kind, known());
      const flow = await settings(client);
      const password = newPassword();
      for (let i = 0; i < 2; i += 1) await submit(client, flow, { method: 'password', password });
      await enrolApp(client, 'My phone');
      await enrolCodes(client);
      await save(client, await settings(client), { totp_unlink: true });
      assert.deepEqual(await types(zelos(), person.email), ['lookup_secret_confirmed', 'lookup_secret_disabled', 'password_changed', 'totp_added', 'totp_removed']);
      const app = (await mails(zelos(), person.email)).find(({ type }) => type === 'totp_added');
      assert.match(app?.body ?? '', /My phone/);
      assert.match(app?.body ?? '', /15 January 2026 at .* UTC/);
      assert.match(app?.body ?? '', /zelos-test/);
    });

    test('nobody is told of what changes nothing of that, or was refused', async () => {
      const { client, person } = await signedIn(zelos(), kind, known());
      await submit(client, await settings(client), { method: 'password', password: 'short' });
      await save(client, await settings(client), { method: 'profile', traits: { email: person.email, color: 'red' } });
      assert.deepEqual(await types(zelos(), person.email), []);
    });

    test('a mailbox that was never proven is told nothing', async () => {
      const { client, person } = await signedIn(zelos(), kind, known(newEmail(), false));
      await save(client, await settings(client), { method: 'password', password: newPassword() });
      assert.deepEqual(await types(zelos(), person.email), []);
    });

    test('the mailbox that was proven before is told of what follows from getting back in', async () => {
      const person = await createPerson(zelos(), known());
      const client = zelos().client(kind);
      const flow = await start(client, 'recovery');
      await submit(client, flow, { method: 'code', email: person.email });
      const [mail] = await mails(zelos(), person.email);
      await submit(client, flow, { method: 'code', code: /\b\d{6}\b/.exec(mail?.body ?? '')?.[0] });
      assert.deepEqual(await types(zelos(), person.email), ['recovery_code_valid', 'recovery_used']);
    });
  },
  { config: all },
);

onEveryDatabase(
  '«this was not me»',
  (zelos) => {
    const alarmed = async (kind: ClientKind = 'browser'): Promise<{ client: Client; person: Person; mail: Message; token: string }> => {
      const { client, person } = await signedIn(zelos(), kind, known());
      await save(client, await settings(client), { method: 'password', password: newPassword() });
      const [mail] = await mails(zelos(), person.email);
      return { client, person, mail: mail!, token: tokenIn(mail!) };
    };
    const isIn = async (client: Client): Promise<boolean> => (await client.reader.get('/sessions/whoami')).status === 200;
    const ask = (token: string): Promise<{ status: number; body: Json }> => zelos().client('spa').get(`/self-service/alarm?token=${token}`);

    test('opening the link changes nothing, however often', async () => {
      const { client, mail, token } = await alarmed();
      const visitor = zelos().client('browser');
      for (let i = 0; i < 3; i += 1) {
        const opened = await visitor.get(linkIn(mail).slice(zelos().publicUrl.length));
        assert.deepEqual([opened.status, opened.location], [303, `${zelos().publicUrl}/ui/alarm?token=${token}`]);
        const { status, body } = await ask(token);
        assert.deepEqual([status, body.about.kind, body.recovery], [200, 'password.changed', true]);
      }
      assert.equal(await isIn(client), true);
    });

    for (const kind of CLIENTS) {
      test(`pressing its button ends every session and what was under way, once, and leads into recovery (${kind})`, async () => {
        const { client, person, token } = await alarmed(kind);
        const flow = await settings(client);
        const visitor = zelos().client(kind);
        const answer = await visitor.post('/self-service/alarm', { token });
        const recovery = `${zelos().publicUrl}/self-service/recovery/browser?after=alarm`;
        if (kind === 'browser') assert.deepEqual([answer.status, answer.location], [303, recovery]);
        else assert.deepEqual([answer.status, answer.body.continue_with], [200, [{ action: 'redirect_browser_to', redirect_browser_to: recovery }]]);
        assert.equal(await isIn(client), false);
        const rows = await zelos().db.list((db) => db.selectFrom('flows').selectAll().where('id', '=', flow.id));
        assert.equal(rows.length, 0);
        await login(client, { ...person, password: newPassword() }).catch(() => undefined);
        const again = await visitor.as('spa').post('/self-service/alarm', { token });
        assert.equal(again.status, 410);
        const told = await visitor.get(`/admin/identities/${person.id}/events`, { on: 'admin' });
        assert.equal(told.body[0].kind, 'alarm');
      });
    }

    test('whoever knows the password, and comes back with it meanwhile, is out again with the recovery, and with the new password', async () => {
      const { client, person } = await signedIn(zelos(), 'api', known());
      const password = newPassword();
      await save(client, await settings(client), { method: 'password', password });
      const [mail] = await mails(zelos(), person.email);
      const owner = zelos().client('spa');
      await owner.post('/self-service/alarm', { token: tokenIn(mail!) });
      await login(client, { email: person.email, password });
      const flow = await start(owner, 'recovery');
      await submit(owner, flow, { method: 'code', email: person.email });
      // All of one moment: by what it is, not by its place.
      const code = /\b\d{6}\b/.exec((await mails(zelos(), person.email)).find(({ type }) => type === 'recovery_code_valid')?.body ?? '')?.[0];
      assert.equal((await submit(owner, flow, { method: 'code', code })).status, 422);
      assert.equal(await isIn(client), false);
      await login(client, { email: person.email, password });
      assert.equal((await save(owner, await settings(owner), { method: 'password', password: newPassword() })).state, 'success');
      assert.deepEqual([await isIn(client), await isIn(owner)], [false, true]);
    });

    test('without an alarm other sessions live on when a password is changed', async () => {
      const { client, person } = await signedIn(zelos(), 'api', known());
      const other = zelos().client('api');
      await login(other, person);
      await save(client, await settings(client), { method: 'password', password: newPassword() });
      assert.equal(await isIn(other), true);
    });

    test('a browser that was signed in itself is let into recovery', async () => {
      const { client, token } = await alarmed();
      const answer = await client.post('/self-service/alarm', { token });
      const last = await client.as('spa').get(answer.location!.slice(zelos().publicUrl.length));
      assert.deepEqual([last.status, last.body.state], [200, 'choose_method']);
    });

    test('of many presses at once one counts', async () => {
      const { token } = await alarmed();
      const answers = await Promise.all(Array.from({ length: 8 }, () => zelos().client('spa').post('/self-service/alarm', { token })));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array.from({ length: 7 }, () => 410)]);
    });

    test('works for three days and no millisecond longer', async () => {
      const { client, token } = await alarmed('api');
      const sent = zelos().clock.now();
      try {
        zelos().clock.set(sent + 72 * HOUR - 1);
        assert.equal((await ask(token)).status, 200);
        zelos().clock.set(sent + 72 * HOUR);
        assert.equal((await ask(token)).status, 410);
        assert.ok([400, 410].includes((await zelos().client('spa').post('/self-service/alarm', { token })).status), token.slice(0, 10));
      } finally {
        zelos().clock.set(sent);
      }
      assert.equal(await isIn(client), true);
    });

    test('no token, somebody’s guess and nonsense are answered alike, and a browser is led to the page', async () => {
      for (const token of ['', 'guess', '\u0000', 'x'.repeat(10_000)]) {
        assert.equal((await ask(encodeURIComponent(token))).status, 410, token.slice(0, 10));
        assert.ok([400, 410].includes((await zelos().client('spa').post('/self-service/alarm', { token })).status), token.slice(0, 10));
      }
      assert.equal(
        (
          await zelos()
            .client('spa')
            .post('/self-service/alarm', { token: { a: 1 } })
        ).status < 500,
        true,
      );
      assert.match((await zelos().client('browser').post('/self-service/alarm', { token: 'guess' })).location ?? '', /\/ui\/alarm\?token=guess$/);
    });

    test('the database holds no link that works', async () => {
      const { token } = await alarmed();
      const dump = JSON.stringify(await Promise.all((['mailed_links', 'messages', 'events'] as const).map((table) => zelos().db.list((db) => db.selectFrom(table as 'mailed_links').selectAll()))));
      assert.equal(dump.includes(token), false);
    });
  },
  { config: all },
);

describe('notices by the configuration', () => {
  const changing = async (config: ConfigInput): Promise<string[]> => {
    const zelos = await startZelos({ config: merged(all, config) });
    try {
      const { client, person } = await signedIn(zelos, 'api', known());
      await save(client, await settings(client), { method: 'password', password: newPassword() });
      await enrolApp(client);
      await enrolCodes(client);
      return await types(zelos, person.email);
    } finally {
      await zelos.close();
    }
  };

  test('each can be switched off by itself', async () => {
    assert.deepEqual(await changing({ selfservice: { notices: { password: false } } }), ['lookup_secret_confirmed', 'totp_added']);
    assert.deepEqual(await changing({ selfservice: { notices: { factor: false } } }), ['lookup_secret_confirmed', 'password_changed']);
    assert.deepEqual(await changing({ selfservice: { notices: { codes: false } } }), ['password_changed', 'totp_added']);
  });

  test('like Kratos, the preset of its name sends none', async () => assert.deepEqual(await changing({ preset: 'kratos' }), []));

  describe('the last backup code', () => {
    let zelos: TestZelos;
    before(async () => {
      zelos = await startZelos({ config: all });
    });
    after(() => zelos.close());

    test('is told of, each one before it is not', async () => {
      const { client, person } = await signedIn(zelos, 'api', known());
      await enrolApp(client);
      const shown = await save(client, await settings(client), { lookup_secret_regenerate: true });
      await save(client, shown, { lookup_secret_confirm: true });
      const codes = codesIn(shown) ?? [];
      for (const [i, code] of codes.entries()) {
        assert.equal((await types(zelos, person.email)).includes('lookup_secret_used_up'), false, `after ${i}`);
        const weak = zelos.client('api');
        await login(weak, person);
        assert.equal((await submit(weak, await start(weak, 'login', '?aal=aal2'), { method: 'lookup_secret', lookup_secret: code })).status, 200);
      }
      assert.equal((await types(zelos, person.email)).includes('lookup_secret_used_up'), true);
    });
  });
});
