import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientKind, Json } from '../support/clients.ts';
import { HOUR, MINUTE } from '../support/clock.ts';
import { fetchFlow, identityOf, login, messageIds, nodeNames, settings, signedIn, submit } from '../support/flows.ts';
import { everywhere } from '../support/harness.ts';
import { codeFor, codesIn, enrolApp, enrolCodes, isIn, save, secondFactors, secretIn, sessionOf, stepUp } from '../support/totp.ts';

const lookupNodes = (flow: Json): string[] => nodeNames({ ui: { nodes: flow.ui.nodes.filter((n: Json) => n.group === 'lookup_secret') } });
const revealed = (flow: Json): Json => flow.ui.nodes.find((n: Json) => n.attributes.id === 'lookup_secret_codes').attributes.text;

everywhere(
  'backup codes in settings',
  (kind: ClientKind, zelos) => {
    const person = (): ReturnType<typeof signedIn> => signedIn(zelos(), kind);
    const stored = async (id: string): Promise<Json[] | undefined> => (await identityOf(zelos(), id, 'lookup_secret')).credentials.lookup_secret?.config.recovery_codes;

    test('fresh codes are shown, and count once they are confirmed', async () => {
      const { client, person: who } = await person();
      const flow = await settings(client);
      assert.deepEqual(lookupNodes(flow), ['lookup_secret_regenerate']);
      const answer = await submit(client, flow, { method: 'lookup_secret', lookup_secret_regenerate: true });
      assert.equal(answer.status, kind === 'browser' ? 303 : 200);
      const shown = await fetchFlow(client, 'settings', flow.id);
      assert.deepEqual([shown.state, messageIds(shown), lookupNodes(shown)], ['show_form', [], ['lookup_secret_codes', 'lookup_secret_confirm']]);
      const codes = codesIn(shown) ?? [];
      assert.deepEqual([codes.length, new Set(codes).size, codes.every((code) => /^[a-z0-9]{8}$/.test(code))], [12, 12, true]);
      assert.deepEqual([await stored(who.id), (await sessionOf(client)).aal], [undefined, 'aal1']);
      const saved = await save(client, shown, { lookup_secret_confirm: true });
      assert.deepEqual([saved.state, messageIds(saved)], ['success', [1050001]]);
      assert.equal((await stored(who.id))?.length, 12);
      assert.deepEqual((await sessionOf(client)).methods, ['password:aal1', 'lookup_secret:aal2']);
    });

    test('the codes shown are the codes that count, whatever happens in between', async () => {
      const { client, person: who } = await person();
      let flow = await save(client, await settings(client), { lookup_secret_regenerate: true });
      const codes = codesIn(flow);
      for (const fields of [
        { method: 'password', password: 'short' },
        { method: 'totp', totp_code: '12' },
        { method: 'profile', traits: { email: flow.identity.traits.email, name: { first: 'Ann' } } },
        {},
      ]) {
        flow = await save(client, flow, fields);
        assert.deepEqual(codesIn(flow), codes);
      }
      await settings(client);
      flow = await fetchFlow(client, 'settings', flow.id);
      assert.deepEqual(codesIn(flow), codes);
      await save(client, flow, { lookup_secret_confirm: true });
      const again = zelos().client(kind);
      await login(again, who);
      assert.ok(isIn(again, await stepUp(again, { method: 'lookup_secret', lookup_secret: codes?.[7] })));
    });

    test('codes made again before they were confirmed are others, and a set that was never confirmed is worth nothing', async () => {
      const { client, person: who } = await person();
      await enrolApp(client);
      let flow = await save(client, await settings(client), { lookup_secret_regenerate: true });
      const first = codesIn(flow);
      flow = await save(client, flow, { lookup_secret_regenerate: true });
      assert.ok(codesIn(flow)?.every((code) => !first?.includes(code)));
      const weak = zelos().client(kind);
      await login(weak, who);
      for (const code of [first?.[0], codesIn(flow)?.[0]]) assert.ok(!isIn(weak, await stepUp(weak, { method: 'lookup_secret', lookup_secret: code })));
      await save(client, flow, { lookup_secret_confirm: true });
      assert.ok(!isIn(weak, await stepUp(weak, { method: 'lookup_secret', lookup_secret: first?.[0] })));
      assert.ok(isIn(weak, await stepUp(weak, { method: 'lookup_secret', lookup_secret: codesIn(flow)?.[0] })));
    });

    test('a new set retires the old one when it is confirmed, not before', async () => {
      const { client, person: who } = await person();
      const old = await enrolCodes(client);
      const flow = await save(client, await settings(client), { lookup_secret_regenerate: true });
      const weak = zelos().client(kind);
      await login(weak, who);
      assert.ok(isIn(weak, await stepUp(weak, { method: 'lookup_secret', lookup_secret: old[0] })));
      await save(client, flow, { lookup_secret_confirm: true });
      const later = zelos().client(kind);
      await login(later, who);
      assert.ok(!isIn(later, await stepUp(later, { method: 'lookup_secret', lookup_secret: old[1] })));
      assert.equal((await stored(who.id))?.filter(({ used_at }) => used_at).length, 0);
    });

    test('looking at them tells how many are left and when the others were used, not what they are', async () => {
      const { client, person: who } = await person();
      const codes = await enrolCodes(client);
      const weak = zelos().client(kind);
      await login(weak, who);
      zelos().clock.advance(MINUTE);
      await stepUp(weak, { method: 'lookup_secret', lookup_secret: codes[3] });
      const usedAt = zelos().clock.now();
      const flow = await save(client, await settings(client), { lookup_secret_reveal: true });
      assert.deepEqual(lookupNodes(flow), ['lookup_secret_codes', 'lookup_secret_disable', 'lookup_secret_regenerate']);
      const { id, context } = revealed(flow);
      assert.deepEqual([id, context.left, context.total], [1050913, 11, 12]);
      assert.deepEqual(
        context.used.map((one: Json) => one.context.used_at),
        [new Date(usedAt).toISOString()],
      );
      for (const code of codes) assert.ok(!JSON.stringify(flow).includes(code));
    });

    test('when few are left it is said', async () => {
      const { client, person: who } = await person();
      const codes = await enrolCodes(client);
      for (const [used, code] of codes.entries()) {
        const flow = await settings(client);
        assert.deepEqual(messageIds(flow), 12 - used < 4 ? [1050914] : [], `${used} used`);
        const weak = zelos().client(kind);
        await login(weak, who);
        assert.ok(isIn(weak, await stepUp(weak, { method: 'lookup_secret', lookup_secret: code })));
      }
      // All are used: there is no second factor any more, and none is asked for.
      const last = zelos().client(kind);
      await login(last, who);
      assert.deepEqual(lookupNodes(await settings(last)).includes('lookup_secret_regenerate'), true);
    });

    test('what cannot be done is said, and changes nothing', async () => {
      const { client, person: who } = await person();
      for (const action of ['confirm', 'reveal']) {
        const flow = await save(client, await settings(client), { [`lookup_secret_${action}`]: true });
        assert.deepEqual([flow.state, messageIds(flow)], ['show_form', [4000001]], action);
      }
      const nothing = await save(client, await settings(client), { method: 'lookup_secret' });
      assert.deepEqual(messageIds(nothing), [4010004]);
      assert.equal((await save(client, await settings(client), { lookup_secret_disable: true })).state, 'success');
      assert.equal(await stored(who.id), undefined);
    });

    test('of several actions in one body confirm goes first, then reveal, disable, regenerate', async () => {
      const { client, person: who } = await person();
      const all = { lookup_secret_regenerate: true, lookup_secret_disable: true, lookup_secret_reveal: true };
      const shown = await save(client, await settings(client), { lookup_secret_regenerate: true });
      assert.equal((await save(client, shown, { ...all, lookup_secret_confirm: true })).state, 'success');
      assert.equal(revealed(await save(client, await settings(client), all)).id, 1050913);
      const { lookup_secret_reveal: _, ...rest } = all;
      assert.equal((await save(client, await settings(client), rest)).state, 'success');
      assert.equal(await stored(who.id), undefined);
    });

    test('disabling them leaves other second factors alone', async () => {
      const { client, person: who } = await person();
      await enrolApp(client);
      await enrolCodes(client);
      assert.equal((await save(client, await settings(client), { lookup_secret_disable: true })).state, 'success');
      assert.deepEqual([await stored(who.id), (await identityOf(zelos(), who.id, 'totp')).credentials.totp.config.apps.length], [undefined, 1]);
    });

    test('an old session may neither see nor change them', async () => {
      const { client, person: who } = await person();
      await enrolCodes(client);
      const flow = await settings(client);
      zelos().clock.advance(HOUR / 2);
      for (const action of ['reveal', 'disable', 'regenerate']) {
        const answer = await submit(client, flow, { [`lookup_secret_${action}`]: true });
        if (kind === 'browser') assert.match(answer.location ?? '', /\/self-service\/login\/browser\?refresh=true/);
        else assert.deepEqual([answer.status, answer.body.error.id], [403, 'session_refresh_required']);
      }
      assert.equal((await stored(who.id))?.length, 12);
    });

    test('codes that wait beside the first app stay with the form, and another form knows nothing of them', async () => {
      const { client } = await person();
      const flow = await settings(client);
      const saved = await save(client, flow, { method: 'totp', totp_code: codeFor(secretIn(flow), zelos().clock.now()) });
      assert.equal(codesIn(saved)?.length, 12);
      assert.equal(codesIn(await settings(client)), undefined);
    });
  },
  { config: secondFactors },
);

everywhere(
  'backup codes that may be seen again',
  (kind: ClientKind, zelos) => {
    test('are shown as they are, those used marked', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const codes = await enrolCodes(client);
      const weak = zelos().client(kind);
      await login(weak, person);
      await stepUp(weak, { method: 'lookup_secret', lookup_secret: codes[0] });
      const { id, context } = revealed(await save(client, await settings(client), { lookup_secret_reveal: true }));
      assert.equal(id, 1050015);
      assert.deepEqual(
        context.secrets.map((one: Json) => one.context.secret ?? one.id),
        [1050014, ...codes.slice(1)],
      );
    });
  },
  { config: { selfservice: { methods: { lookup_secret: { enabled: true, config: { reveal_enabled: true } } } } } },
);
