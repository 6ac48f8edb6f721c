import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client, ClientKind } from '../support/clients.ts';
import { MINUTE, SECOND } from '../support/clock.ts';
import { createPerson, flowAfter, identityOf, login, messageIds, messageIdsAt, node, nodeNames, type Person, signedIn, start, submit } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';
import { codeFor, enrolApp, isIn, secondFactors, sessionOf, stepUp, wrongCode } from '../support/totp.ts';

const HALF_MINUTE = 30 * SECOND;

everywhere(
  'signing in with an authenticator app',
  (kind: ClientKind, zelos) => {
    const now = (): number => zelos().clock.now();
    /** Somebody with an app, signed in once more with the password alone. */
    async function half(name?: string): Promise<{ weak: Client; strong: Client; secret: string; person: Person }> {
      const { client: strong, person } = await signedIn(zelos(), kind);
      const secret = await enrolApp(strong, name);
      zelos().clock.advance(2 * MINUTE);
      const weak = zelos().client(kind);
      await login(weak, person);
      return { weak, strong, secret, person };
    }

    test('a right code raises the session, which keeps its id', async () => {
      const { weak, secret, person } = await half();
      const before = await sessionOf(weak);
      const flow = await start(weak, 'login', '?aal=aal2');
      assert.deepEqual([messageIds(flow), nodeNames(flow)], [[1010004], ['csrf_token', 'totp_code', 'method']]);
      assert.ok(isIn(weak, await submit(weak, flow, { method: 'totp', totp_code: codeFor(secret, now()) })));
      const after = await sessionOf(weak);
      assert.deepEqual([before.aal, after.aal, after.id === before.id], ['aal1', 'aal2', true]);
      const [app] = (await identityOf(zelos(), person.id, 'totp')).credentials.totp.config.apps;
      assert.equal(app.last_used_at, new Date(now()).toISOString());
    });

    test('what is no right code is said, and raises nothing', async () => {
      const { weak, secret } = await half();
      let flow = await start(weak, 'login', '?aal=aal2');
      for (const [code, at] of [
        [wrongCode(secret, now()), undefined],
        ['', 'totp_code'],
        [undefined, 'totp_code'],
        ['123', undefined],
      ] as const) {
        flow = await flowAfter(weak, 'login', await submit(weak, flow, { method: 'totp', totp_code: code }));
        if (at === undefined) assert.deepEqual(messageIds(flow), [4000008]);
        else assert.deepEqual(messageIdsAt(flow, at), [4000002]);
      }
      assert.equal((await sessionOf(weak)).aal, 'aal1');
    });

    test('a code works one step early and one step late, once; none before it works afterwards', async () => {
      const { weak, secret, person } = await half();
      const late = codeFor(secret, now());
      zelos().clock.advance(HALF_MINUTE);
      const early = codeFor(secret, now(), 1);
      assert.ok(isIn(weak, await stepUp(weak, { method: 'totp', totp_code: late })));
      const second = zelos().client(kind);
      await login(second, person);
      for (const code of [late, late]) assert.deepEqual(messageIds(await flowAfter(second, 'login', await stepUp(second, { method: 'totp', totp_code: code }))), [4050912]);
      assert.ok(isIn(second, await stepUp(second, { method: 'totp', totp_code: early })));
      const third = zelos().client(kind);
      await login(third, person);
      // The code of the step between was never used, and is not any more.
      assert.deepEqual(messageIds(await flowAfter(third, 'login', await stepUp(third, { method: 'totp', totp_code: codeFor(secret, now()) }))), [4050912]);
    });

    test('the code that enrolled signs nobody in', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const secret = await enrolApp(client);
      const weak = zelos().client(kind);
      await login(weak, person);
      assert.deepEqual(messageIds(await flowAfter(weak, 'login', await stepUp(weak, { method: 'totp', totp_code: codeFor(secret, now()) }))), [4050912]);
      zelos().clock.advance(HALF_MINUTE);
      assert.ok(isIn(weak, await stepUp(weak, { method: 'totp', totp_code: codeFor(secret, now()) })));
    });

    test('any of several apps will do, each with its own codes', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const secrets = [await enrolApp(client, 'Phone'), await enrolApp(client, 'Tablet')];
      zelos().clock.advance(2 * MINUTE);
      for (const secret of secrets) {
        const weak = zelos().client(kind);
        await login(weak, person);
        assert.ok(isIn(weak, await stepUp(weak, { method: 'totp', totp_code: codeFor(secret, now()) })));
      }
    });

    test('fifty parallel uses of one code: one success', async () => {
      const { secret, person } = await half();
      const clients = await Promise.all(
        Array.from({ length: 10 }, async () => {
          const client = zelos().client(kind);
          await login(client, person);
          return client;
        }),
      );
      const flows = await Promise.all(Array.from({ length: 50 }, async (_, i) => [clients[i % 10] as Client, await start(clients[i % 10] as Client, 'login', '?aal=aal2')] as const));
      const code = codeFor(secret, now());
      const answers = await Promise.all(flows.map(async ([client, flow]) => isIn(client, await submit(client, flow, { method: 'totp', totp_code: code }))));
      assert.equal(answers.filter(Boolean).length, 1);
      const levels = await Promise.all(clients.map(async (client) => (await sessionOf(client)).aal));
      assert.equal(levels.filter((aal) => aal === 'aal2').length, 1);
    });

    test('who has no app is offered none, and cannot use one', async () => {
      const { client } = await signedIn(zelos(), kind);
      const flow = await start(client, 'login', '?aal=aal2');
      assert.ok(!nodeNames(flow).includes('totp_code'));
      assert.deepEqual(messageIds(await flowAfter(client, 'login', await submit(client, flow, { method: 'totp', totp_code: '123456' }))), [4000011]);
    });

    test('the code of somebody else’s app is worth nothing, and nobody’s flow serves another person', async () => {
      const { weak, strong, secret } = await half();
      const stranger = zelos().client(kind);
      const other = await createPerson(zelos());
      await login(stranger, other);
      await enrolApp(stranger);
      const again = zelos().client(kind);
      await login(again, other);
      assert.ok(!isIn(again, await stepUp(again, { method: 'totp', totp_code: codeFor(secret, now()) })));
      const flow = await start(weak, 'login', '?aal=aal2');
      const foreign = await submit(
        again,
        { ...flow, ui: { ...flow.ui, nodes: [node(await start(again, 'login', '?aal=aal2'), 'csrf_token')] } },
        { method: 'totp', totp_code: codeFor(secret, now()) },
      );
      assert.ok(!isIn(again, foreign));
      assert.deepEqual([(await sessionOf(again)).aal, (await sessionOf(weak)).aal, (await sessionOf(strong)).aal], ['aal1', 'aal1', 'aal2']);
    });

    test('a first factor alone cannot add an app for somebody who has one', async () => {
      const { weak } = await half();
      const { status, body } = await weak.reader.get(`/self-service/settings/${kind === 'api' ? 'api' : 'browser'}`);
      assert.deepEqual([status, body.error.id], [403, 'session_aal2_required']);
    });
  },
  { config: secondFactors },
);
