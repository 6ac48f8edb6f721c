import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind, Json } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { fetchFlow, identityOf, login, messageIds, messageIdsAt, node, nodeNames, settings, signedIn, submit, valueOf } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';
import { codeFor, codesIn, enrolApp, save, secondFactors, secretIn, sessionOf, wrongCode } from '../support/totp.ts';

const totpNodes = (flow: Json): string[] => nodeNames({ ui: { nodes: flow.ui.nodes.filter((n: Json) => n.group === 'totp') } });
const values = (flow: Json, name: string): unknown[] => flow.ui.nodes.filter((n: Json) => n.attributes.name === name).map((n: Json) => n.attributes.value);

everywhere(
  'authenticator apps in settings',
  (kind: ClientKind, zelos) => {
    const now = (): number => zelos().clock.now();
    const person = (): ReturnType<typeof signedIn> => signedIn(zelos(), kind);
    const appsOf = async (id: string): Promise<Json[]> => (await identityOf(zelos(), id, 'totp')).credentials.totp?.config.apps ?? [];

    test('a right code enrols, and this session has shown a second factor with it', async () => {
      const { client, person: who } = await person();
      const before = await sessionOf(client);
      zelos().clock.advance(MINUTE);
      const flow = await settings(client);
      assert.deepEqual(totpNodes(flow), ['totp_qr', 'totp_secret_key', 'totp_display_name', 'totp_code', 'method']);
      const saved = await save(client, flow, { method: 'totp', totp_code: codeFor(secretIn(flow), now()), totp_display_name: 'Phone' });
      assert.deepEqual([saved.state, messageIds(saved)], ['success', [1050001]]);
      assert.deepEqual(totpNodes(saved), ['totp_unlink', 'totp_add']);
      assert.deepEqual(
        (await appsOf(who.id)).map(({ display_name }) => display_name),
        ['Phone'],
      );
      const after = await sessionOf(client);
      assert.deepEqual([after.id, after.aal, after.methods], [before.id, 'aal2', ['password:aal1', 'totp:aal2']]);
      // Enrolling makes nobody's sign-in fresher than it was.
      assert.equal(after.authenticatedAt, before.authenticatedAt);
    });

    test('wrong codes of any length and type are a message at the field, and the secret stays', async () => {
      const { client, person: who } = await person();
      let flow = await settings(client);
      const secret = secretIn(flow);
      const odd = kind === 'browser' ? [] : [123456, ['123456'], { a: 1 }, true];
      for (const code of [wrongCode(secret, now()), codeFor(secret, now(), 2), codeFor(secret, now(), -2), '1', '1234567', 'abcdef', '１２３４５６', '1'.repeat(5000), ...odd]) {
        flow = await save(client, flow, { method: 'totp', totp_code: code, totp_display_name: 'Phone' });
        assert.deepEqual([flow.state, messageIdsAt(flow, 'totp_code'), messageIds(flow)], ['show_form', [4000008], []], JSON.stringify(code).slice(0, 40));
        assert.equal(secretIn(flow), secret);
        assert.equal(valueOf(flow, 'totp_code'), undefined);
        assert.equal(valueOf(flow, 'totp_display_name'), 'Phone');
      }
      for (const nothing of [{}, { totp_code: '' }, { totp_unlink: true }]) {
        flow = await save(client, flow, { method: 'totp', ...nothing });
        assert.deepEqual(messageIdsAt(flow, 'totp_code'), [4000002]);
      }
      assert.deepEqual(await appsOf(who.id), []);
      assert.equal((await sessionOf(client)).aal, 'aal1');
      assert.equal((await save(client, flow, { method: 'totp', totp_code: codeFor(secret, now(), 1) })).state, 'success');
    });

    test('a secret of the client’s making is answered with the form, and never taken', async () => {
      const { client, person: who } = await person();
      const flow = await settings(client);
      const secret = secretIn(flow);
      const mine = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
      const answer = await submit(client, flow, { method: 'totp', totp_secret: mine });
      assert.equal(answer.status, kind === 'browser' ? 303 : 200);
      const shown = await fetchFlow(client, 'settings', flow.id);
      assert.deepEqual([shown.state, secretIn(shown)], ['show_form', secret]);
      const taken = await save(client, shown, { method: 'totp', totp_secret: mine, totp_code: codeFor(mine, now()) });
      assert.deepEqual(messageIdsAt(taken, 'totp_code'), [4000008]);
      assert.deepEqual(await appsOf(who.id), []);
    });

    test('several apps are added when asked for, each with its name, and removed one by one', async () => {
      const { client, person: who } = await person();
      await enrolApp(client, 'Phone');
      zelos().clock.advance(1);
      await enrolApp(client, 'Tablet');
      let flow = await settings(client);
      const apps = await appsOf(who.id);
      assert.deepEqual(
        apps.map(({ display_name }) => display_name),
        ['Phone', 'Tablet'],
      );
      assert.deepEqual(
        values(flow, 'totp_unlink'),
        apps.map(({ id }) => id),
      );
      assert.deepEqual(
        flow.ui.nodes.filter((n: Json) => n.attributes.name === 'totp_unlink').map((n: Json) => n.meta.label.context.display_name),
        ['Phone', 'Tablet'],
      );
      flow = await save(client, flow, { totp_unlink: apps[0].id });
      assert.equal(flow.state, 'success');
      assert.deepEqual(
        (await appsOf(who.id)).map(({ display_name }) => display_name),
        ['Tablet'],
      );
      assert.deepEqual(values(flow, 'totp_unlink'), ['true']);
      const gone = await save(client, flow, { totp_unlink: apps[0].id });
      assert.deepEqual([gone.state, messageIds(gone)], ['show_form', [4050914]]);
    });

    test('who knows of one app only removes all of them with `totp_unlink: true`', async () => {
      const { client, person: who } = await person();
      await enrolApp(client);
      await enrolApp(client);
      const flow = await save(client, await settings(client), { method: 'totp', totp_unlink: true });
      assert.equal(flow.state, 'success');
      assert.deepEqual(totpNodes(flow).includes('totp_qr'), true);
      assert.deepEqual(await appsOf(who.id), []);
    });

    test('a code for nothing that was asked for is refused, and changes nothing', async () => {
      const { client, person: who } = await person();
      const secret = await enrolApp(client);
      const flow = await save(client, await settings(client), { method: 'totp', totp_code: codeFor(secret, now()) });
      assert.deepEqual([flow.state, messageIds(flow)], ['show_form', [4050913]]);
      assert.equal((await appsOf(who.id)).length, 1);
    });

    test('ten apps are enough for everybody', async () => {
      const { client } = await person();
      for (let i = 0; i < 10; i += 1) await enrolApp(client);
      const flow = await save(client, await settings(client), { totp_add: true });
      assert.deepEqual([flow.state, messageIds(flow)], ['show_form', [4050915]]);
    });

    test('a name is at most 60 characters', async () => {
      const { client } = await person();
      const flow = await settings(client);
      const refused = await save(client, flow, { method: 'totp', totp_code: codeFor(secretIn(flow), now()), totp_display_name: 'é'.repeat(61) });
      assert.deepEqual(messageIdsAt(refused, 'totp_display_name'), [4000017]);
      const kept = await save(client, refused, { method: 'totp', totp_code: codeFor(secretIn(flow), now()), totp_display_name: '😀'.repeat(60) });
      assert.equal(kept.state, 'success');
    });

    test('the first app comes with fresh backup codes, which count once they are confirmed', async () => {
      const { client, person: who } = await person();
      const flow = await settings(client);
      const saved = await save(client, flow, { method: 'totp', totp_code: codeFor(secretIn(flow), now()) });
      const codes = codesIn(saved);
      assert.equal(codes?.length, 12);
      assert.equal((await identityOf(zelos(), who.id, 'lookup_secret')).credentials.lookup_secret, undefined);
      assert.deepEqual(codesIn(await fetchFlow(client, 'settings', flow.id)), codes);
      assert.equal((await save(client, saved, { lookup_secret_confirm: true })).state, 'success');
      assert.equal((await identityOf(zelos(), who.id, 'lookup_secret')).credentials.lookup_secret.config.recovery_codes.length, 12);
      const further = await save(client, await settings(client), { totp_add: true });
      const second = await save(client, further, { method: 'totp', totp_code: codeFor(secretIn(further), now()) });
      assert.equal(codesIn(second), undefined);
    });

    test('removing the last app voids the backup codes that stood in for it', async () => {
      const { client, person: who } = await person();
      await enrolApp(client);
      await enrolApp(client);
      let flow = await save(client, await settings(client), { lookup_secret_regenerate: true });
      await save(client, flow, { lookup_secret_confirm: true });
      flow = await settings(client);
      await save(client, flow, { totp_unlink: values(flow, 'totp_unlink')[0] });
      assert.ok((await identityOf(zelos(), who.id)).credentials.lookup_secret);
      const last = await save(client, await settings(client), { totp_unlink: true });
      assert.deepEqual(messageIds(last), [1050001, 1050915]);
      const { credentials } = await identityOf(zelos(), who.id);
      assert.deepEqual([credentials.totp, credentials.lookup_secret], [undefined, undefined]);
    });

    test('an app that another session has added raises this one no further', async () => {
      const { client, person: who } = await person();
      const other = zelos().client('api');
      await login(other, who);
      const flow = await settings(client);
      await enrolApp(other);
      const answer = await submit(client, flow, { method: 'totp', totp_code: codeFor(secretIn(flow), now()) });
      assert.equal(answer.status, kind === 'browser' ? 303 : 403);
      assert.equal((await sessionOf(client)).aal, 'aal1');
      assert.equal((await appsOf(who.id)).length, 1);
    });

    test('fifty parallel codes for one form add one app', async () => {
      const { client, person: who } = await person();
      const flow = await settings(client);
      const code = codeFor(secretIn(flow), now());
      const answers = await Promise.all(Array.from({ length: 50 }, () => submit(client, flow, { method: 'totp', totp_code: code })));
      assert.ok(answers.every(({ status }) => status < 500));
      assert.equal((await appsOf(who.id)).length, 1);
      assert.ok(node(await settings(client), 'totp_unlink'));
    });
  },
  { config: secondFactors },
);
