import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSealer } from '../../src/crypto/seal.ts';
import { ValidationError } from '../../src/errors.ts';
import { createAttempts } from '../../src/identity/attempts.ts';
import { m } from '../../src/messages/catalogue.ts';
import type { Client, Json } from '../support/clients.ts';
import { HOUR, MINUTE, SECOND } from '../support/clock.ts';
import { createPerson, login, messageIds, newEmail, newPassword, settings, signedIn, start, submit } from '../support/flows.ts';
import { onEveryDatabase, startZelos, type TestZelos } from '../support/harness.ts';
import { codeFor, enrolApp, enrolCodes, save, secondFactors, stepUp, wrongCode } from '../support/totp.ts';

/** Seconds to wait after so many wrong tries in a row. */
const WAITS = new Map([
  [4, 0],
  [5, 15],
  [6, 30],
  [7, 60],
  [8, 120],
  [9, 240],
  [10, 480],
  [11, 900],
  [12, 900],
]);

const failuresIn = async (zelos: TestZelos): Promise<number> => (await zelos.db.list((db) => db.selectFrom('attempts').select('failures'))).reduce((sum, { failures }) => sum + failures, 0);
const forgetAll = async (zelos: TestZelos): Promise<unknown> => zelos.db.list((db) => db.deleteFrom('attempts').returning('id'));

onEveryDatabase(
  'guessing the codes of a second factor',
  (zelos) => {
    const now = (): number => zelos().clock.now();
    async function half(): Promise<{ weak: Client; secret: string; codes: string[]; another(): Promise<Client>; strong: Client }> {
      const { client: strong, person } = await signedIn(zelos(), 'api');
      const secret = await enrolApp(strong);
      const codes = await enrolCodes(strong);
      zelos().clock.advance(2 * MINUTE);
      const another = async (): Promise<Client> => {
        const client = zelos().client('api');
        await login(client, person);
        return client;
      };
      return { weak: await another(), secret, codes, another, strong };
    }
    const tryCode = async (client: Client, code: string): Promise<Json> => (await stepUp(client, { method: 'totp', totp_code: code })).body;
    const isTooMany = (body: Json): boolean => messageIds(body)[0] === 4050910;

    test('five are free, then each costs more time than the last, and at most a quarter of an hour', async () => {
      const { weak, secret } = await half();
      for (let tried = 1; tried <= 12; tried += 1) {
        assert.deepEqual(messageIds(await tryCode(weak, wrongCode(secret, now()))), [4000008], `try ${tried}`);
        const wait = WAITS.get(tried) ?? 0;
        if (wait === 0) continue;
        const refused = await tryCode(weak, codeFor(secret, now()));
        assert.deepEqual(messageIds(refused), [4050910], `right after try ${tried}`);
        assert.deepEqual([refused.ui.messages[0].context.retry_after, refused.ui.messages[0].context.retry_at], [wait, new Date(now() + wait * SECOND).toISOString()]);
        zelos().clock.advance(wait * SECOND - 1);
        assert.ok(isTooMany(await tryCode(weak, codeFor(secret, now()))), `a moment before ${wait} s are over`);
        zelos().clock.advance(1);
      }
      assert.ok((await tryCode(weak, codeFor(secret, now()))).session_token, 'and then the right one is let in');
    });

    test('they are counted over all sessions and flows together', async () => {
      const { secret, another } = await half();
      for (let i = 0; i < 5; i += 1) await tryCode(await another(), wrongCode(secret, now()));
      assert.ok(isTooMany(await tryCode(await another(), codeFor(secret, now()))));
    });

    test('the other factors go on working meanwhile', async () => {
      const { weak, secret, codes } = await half();
      for (let i = 0; i < 5; i += 1) await tryCode(weak, wrongCode(secret, now()));
      assert.ok((await stepUp(weak, { method: 'lookup_secret', lookup_secret: codes[0] })).body.session_token);
    });

    test('a right one makes all forgotten', async () => {
      const { weak, secret, another } = await half();
      for (let i = 0; i < 4; i += 1) await tryCode(weak, wrongCode(secret, now()));
      assert.ok((await tryCode(weak, codeFor(secret, now()))).session_token);
      const next = await another();
      for (let i = 0; i < 4; i += 1) assert.deepEqual(messageIds(await tryCode(next, wrongCode(secret, now()))), [4000008]);
    });

    test('at the same moment no more than five are looked at, and each of these counts', async () => {
      const { secret, another } = await half();
      await forgetAll(zelos());
      const clients = await Promise.all(Array.from({ length: 30 }, another));
      const answers = await Promise.all(clients.map((client) => tryCode(client, wrongCode(secret, now()))));
      assert.equal(answers.filter((body) => messageIds(body)[0] === 4000008).length, 5);
      assert.equal(answers.filter(isTooMany).length, 25);
      assert.equal(await failuresIn(zelos()), 5);
      await forgetAll(zelos());
      await Promise.all(clients.slice(0, 3).map((client) => tryCode(client, wrongCode(secret, now()))));
      assert.equal(await failuresIn(zelos()), 3);
    });

    test('backup codes are counted in the same way', async () => {
      const { weak, codes } = await half();
      const tryBackup = async (code: string | undefined): Promise<Json> => (await stepUp(weak, { method: 'lookup_secret', lookup_secret: code })).body;
      for (let i = 0; i < 5; i += 1) assert.deepEqual(messageIds(await tryBackup('aaaaaaaa')), [4000016]);
      assert.ok(isTooMany(await tryBackup(codes[0])));
      zelos().clock.advance(15 * SECOND);
      assert.ok((await tryBackup(codes[0])).session_token);
    });

    test('a hundred in a row put the factor out of use until it is set up anew', async () => {
      const { secret, codes, strong, another } = await half();
      let weak = await another();
      for (let tried = 1; tried <= 100; tried += 1) {
        if (tried % 40 === 0) weak = await another();
        assert.deepEqual(messageIds(await tryCode(weak, wrongCode(secret, now()))), [4000008], `try ${tried}`);
        zelos().clock.advance(HOUR / 4);
      }
      weak = await another();
      for (let day = 0; day < 3; day += 1) {
        assert.deepEqual(messageIds(await tryCode(weak, codeFor(secret, now()))), [4050911]);
        zelos().clock.advance(2 * HOUR);
      }
      weak = await another();
      const stepped = (await stepUp(weak, { method: 'lookup_secret', lookup_secret: codes[0] })).body;
      assert.ok(stepped.session_token, 'another factor is a way in');
      assert.ok(strong.token);
      const fresh = await enrolApp(weak);
      zelos().clock.advance(MINUTE);
      assert.ok((await tryCode(await another(), codeFor(fresh, now()))).session_token);
    });

    test('nothing is counted that is no try: an empty field, a wrong token, no session', async () => {
      const { weak } = await half();
      await forgetAll(zelos());
      await stepUp(weak, { method: 'totp', totp_code: '' });
      await stepUp(weak, { method: 'totp' });
      const flow = await start(weak, 'login', '?aal=aal2');
      weak.token = undefined;
      await submit(weak, flow, { method: 'totp', totp_code: '123456' });
      assert.equal(await failuresIn(zelos()), 0);
    });
  },
  { config: secondFactors },
);

onEveryDatabase('guessing passwords', (zelos) => {
  const tryPassword = async (identifier: string, password: string): Promise<Json> => {
    const client = zelos().client('api');
    return (await submit(client, await start(client, 'login'), { method: 'password', identifier, password })).body;
  };
  const WRONG = 'wrong-horse-wrong';

  test('becomes slower from the sixth on, and says when to go on', async () => {
    const { email, password } = await createPerson(zelos());
    for (let i = 0; i < 5; i += 1) assert.deepEqual(messageIds(await tryPassword(email, WRONG)), [4000006]);
    const refused = await tryPassword(email, password);
    assert.deepEqual([messageIds(refused), refused.ui.messages[0].context.retry_after], [[4050910], 15]);
    zelos().clock.advance(15 * SECOND);
    assert.ok((await tryPassword(email, password)).session_token);
    for (let i = 0; i < 5; i += 1) assert.deepEqual(messageIds(await tryPassword(email, WRONG)), [4000006], 'all is forgotten');
  });

  test('is answered alike whether the name is somebody’s or nobody’s', async () => {
    const { email } = await createPerson(zelos());
    const nobody = newEmail('nobody');
    for (let i = 0; i < 8; i += 1) {
      const [known, unknown] = [await tryPassword(email, WRONG), await tryPassword(nobody, WRONG)];
      assert.deepEqual(messageIds(known), messageIds(unknown), `try ${i + 1}`);
      assert.deepEqual(known.ui.messages[0].context, unknown.ui.messages[0].context);
    }
  });

  test('counts a name once, however it is written', async () => {
    const { email, password } = await createPerson(zelos());
    for (const written of [email, email.toUpperCase(), ` ${email}`, `${email} `, email]) await tryPassword(written, WRONG);
    assert.deepEqual(messageIds(await tryPassword(email, password)), [4050910]);
  });

  test('for one name hinders nobody else', async () => {
    const [victim, other] = [await createPerson(zelos()), await createPerson(zelos())];
    for (let i = 0; i < 6; i += 1) await tryPassword(victim.email, WRONG);
    assert.ok((await tryPassword(other.email, other.password)).session_token);
  });

  test('counts every wrong one of many at once, and lets in all that are right', async () => {
    const { email, password } = await createPerson(zelos());
    await forgetAll(zelos());
    const wrong = await Promise.all(Array.from({ length: 12 }, () => tryPassword(email, WRONG)));
    assert.ok(wrong.every((body) => [4000006, 4050910].includes(messageIds(body)[0] ?? 0)));
    assert.equal(await failuresIn(zelos()), wrong.filter((body) => messageIds(body)[0] === 4000006).length);
    await forgetAll(zelos());
    const right = await Promise.all(Array.from({ length: 12 }, () => tryPassword(email, password)));
    assert.ok(right.every((body) => body.session_token));
  });

  test('keeps no name that was tried in the clear', async () => {
    const name = newEmail('typed-by-mistake');
    await tryPassword(name, WRONG);
    const rows = await zelos().db.list((db) => db.selectFrom('attempts').selectAll());
    assert.ok(!JSON.stringify(rows).includes(name.slice(0, 20)));
  });

  test('is slowed in settings as well, where the present one is asked for', async () => {
    const { client, person } = await signedIn(zelos(), 'api');
    for (let i = 0; i < 5; i += 1) {
      const flow = await save(client, await settings(client), { method: 'password', password: newPassword(), current_password: WRONG });
      assert.equal(flow.state, 'show_form');
      assert.deepEqual(messageIds(flow), []);
    }
    const fields = { method: 'password', password: newPassword(), current_password: person.password };
    assert.deepEqual(messageIds(await save(client, await settings(client), fields)), [4050910]);
    zelos().clock.advance(15 * SECOND);
    assert.equal((await save(client, await settings(client), fields)).state, 'success');
  });
});

describe('what is counted', () => {
  test('is counted for a network: the last byte of an address, or all after a site’s prefix, makes no difference', async () => {
    const zelos = await startZelos();
    try {
      const attempts = createAttempts({ db: zelos.db, clock: zelos.clock, sealer: createSealer(['a secret of the test']), securityLog: { record: () => [], linking: (db) => db } });
      const fails = async (ip: string): Promise<void> => {
        const wrong = new ValidationError({ message: m.invalidCredentials() });
        const trial = await attempts.ofRequest({ ip: '', userAgent: '' }).begin({ name: 'ann@example.org', ip });
        await assert.rejects(
          trial.judge(() => Promise.reject(wrong)),
          wrong,
        );
      };
      for (const [near, far] of [
        [['192.0.2.1', '192.0.2.77'], '192.0.3.1'],
        [['2001:db8:1:1::1', '2001:db8:1:ffff::2'], '2001:db8:2::1'],
      ] as const) {
        for (let i = 0; i < 5; i += 1) await fails(near[i % 2] ?? '');
        await assert.rejects(attempts.ofRequest({ ip: '', userAgent: '' }).begin({ name: 'ANN@example.org', ip: near[1] }), ValidationError);
        await fails(far);
      }
    } finally {
      await zelos.close();
    }
  });

  test('goes with the person', async () => {
    const zelos = await startZelos({ config: secondFactors });
    try {
      const { client, person } = await signedIn(zelos, 'api');
      const secret = await enrolApp(client);
      const weak = zelos.client('api');
      await login(weak, person);
      await stepUp(weak, { method: 'totp', totp_code: wrongCode(secret, zelos.clock.now()) });
      assert.equal(await failuresIn(zelos), 1);
      await weak.send('DELETE', `/admin/identities/${person.id}`, { on: 'admin' });
      assert.equal(await failuresIn(zelos), 0);
    } finally {
      await zelos.close();
    }
  });
});
