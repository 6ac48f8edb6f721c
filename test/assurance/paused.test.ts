import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client, Json } from '../support/clients.ts';
import { MINUTE, SECOND } from '../support/clock.ts';
import { canSignIn, fetchFlow, identityOf, login, messageIds, newPassword, type Person, settings, signedIn, start, submit, valueOf } from '../support/flows.ts';
import { everywhere, onEveryDatabase, type TestZelos } from '../support/harness.ts';
import { addApp, codeAt, sentTo, showSecond, verdict, withFactors } from './factors.ts';

const WAITS = 1050902;

/** A change of the password that waits for the second factor, which the person has added on another device. */
async function waiting(
  zelos: TestZelos,
  kind: Client['kind'],
): Promise<{ client: Client; person: Person; flow: Json; password: string; to: URL; confirm(): Promise<void>; comeBack(): Promise<unknown> }> {
  const { client, person } = await signedIn(zelos, kind);
  const flow = await settings(client);
  const elsewhere = zelos.client('spa');
  await login(elsewhere, person);
  const secret = await addApp(elsewhere);
  zelos.clock.advance(30 * SECOND);
  const password = newPassword();
  const answer = await submit(client, flow, { method: 'password', password });
  assert.equal(await verdict(client, answer), 'session_aal2_required');
  return {
    client,
    person,
    flow,
    password,
    to: sentTo(answer),
    async confirm() {
      zelos.clock.advance(30 * SECOND);
      const shown = await showSecond(client, { method: 'totp', totp_code: codeAt(secret, zelos.clock.now()) });
      assert.equal(shown.status, 200, JSON.stringify(shown.body));
    },
    /** A browser follows the address it was given, a JSON client says so. */
    comeBack: async () => (kind === 'browser' ? client.get(`/self-service/settings?flow=${flow.id}`) : submit(client, await fetchFlow(client, 'settings', flow.id), { resume: true })),
  };
}

for (const gate of ['aal1', 'highest_available', 'aal2'] as const)
  everywhere(
    `a change that waits for the second factor, ${gate} for the whole flow`,
    (kind, zelos) => {
      const isNew = async ({ person, password }: { person: Person; password: string }): Promise<boolean> => canSignIn(zelos(), { ...person, password });

      test('goes through after it, once', async () => {
        const at = await waiting(zelos(), kind);
        assert.equal(at.to.searchParams.get('return_to'), at.flow.ui.action);
        await at.confirm();
        const version = async () => (await identityOf(zelos(), at.person.id)).updated_at;
        const shown = await fetchFlow(at.client.reader, 'settings', at.flow.id);
        assert.ok(messageIds(shown).includes(WAITS));
        assert.deepEqual([shown.paused.method, valueOf(shown, 'resume')], ['password', 'true']);
        await at.comeBack();
        assert.equal(await isNew(at), true);
        const once = await version();
        zelos().clock.advance(SECOND);
        await at.comeBack();
        assert.equal(await version(), once);
        assert.ok(!messageIds(await fetchFlow(at.client.reader, 'settings', at.flow.id)).includes(WAITS));
      });

      test('goes on waiting while the second factor is not shown', async () => {
        const at = await waiting(zelos(), kind);
        const weakly = kind === 'browser' ? await at.client.get(`/self-service/settings?flow=${at.flow.id}`) : await submit(at.client, at.flow, { resume: true });
        assert.equal(await verdict(at.client, weakly), 'session_aal2_required');
        assert.equal(await isNew(at), false);
        await at.confirm();
        await at.comeBack();
        assert.equal(await isNew(at), true);
      });

      test('gives way to what was sent later, also to what is refused', async () => {
        const at = await waiting(zelos(), kind);
        const later = newPassword();
        await submit(at.client, at.flow, { method: 'password', password: later });
        await at.confirm();
        await at.comeBack();
        assert.equal(await canSignIn(zelos(), { ...at.person, password: later }), true);
        assert.equal(await isNew(at), false);

        const other = await waiting(zelos(), kind);
        await other.confirm();
        await submit(other.client, await fetchFlow(other.client.reader, 'settings', other.flow.id), { method: 'password', password: 'short' });
        await other.comeBack();
        assert.equal(await isNew(other), false);
      });

      test('is over after 15 minutes', async () => {
        const at = await waiting(zelos(), kind);
        zelos().clock.advance(15 * MINUTE);
        await at.confirm();
        await at.comeBack();
        assert.equal(await isNew(at), false);
      });

      test('ends with its session, whoever signs in next', async () => {
        const at = await waiting(zelos(), kind);
        if (kind === 'api') await at.client.send('DELETE', '/self-service/logout/api', { json: { session_token: at.client.token } });
        else await at.client.reader.get((await at.client.reader.get('/self-service/logout/browser')).body.logout_url);
        await login(at.client, at.person);
        await at.confirm();
        assert.ok(!messageIds(await fetchFlow(at.client.reader, 'settings', at.flow.id)).includes(WAITS));
        await at.comeBack();
        assert.equal(await isNew(at), false);
      });

      test('cannot be finished by another session of the same person', async () => {
        const at = await waiting(zelos(), kind);
        const other = zelos().client(kind);
        await login(other, at.person);
        for (const [name, value] of at.client.jar) if (name === 'ory_kratos_continuity') other.jar.set(name, value);
        const mine = { ...at, client: other };
        zelos().clock.advance(MINUTE);
        await at.confirm();
        await (kind === 'browser' ? mine.client.get(`/self-service/settings?flow=${at.flow.id}`) : submit(other, at.flow, { resume: true }));
        assert.equal(await isNew(at), false);
      });
    },
    { config: withFactors({ selfservice: { flows: { settings: { required_aal: gate } } } }) },
  );

onEveryDatabase(
  'what waits for the second factor',
  (zelos) => {
    test('dies when somebody else signs in on this client', async () => {
      const at = await waiting(zelos(), 'browser');
      const { person: other } = await signedIn(zelos(), 'api');
      const speaker = at.client.reader;
      const answer = await submit(speaker, await start(speaker, 'login', '?refresh=true'), { method: 'password', identifier: other.email, password: other.password });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      const refused = await speaker.get(`/self-service/settings?flow=${at.flow.id}`);
      assert.equal(refused.body.error.id, 'security_identity_mismatch');
      assert.equal(at.client.jar.has('ory_kratos_continuity'), false);
      assert.deepEqual(await zelos().db.list((db) => db.selectFrom('paused').selectAll().where('flow_id', '=', at.flow.id)), []);
    });

    test('has a button on the page, for who comes back another way', async () => {
      const at = await waiting(zelos(), 'browser');
      await at.confirm();
      const shown = async () => String((await at.client.follow(await at.client.get(`/ui/settings?flow=${at.flow.id}`))).body);
      assert.match(await shown(), /<button[^>]* name="resume" value="true"/);
      await submit(at.client, at.flow, { resume: 'true' });
      assert.equal(await canSignIn(zelos(), { ...at.person, password: at.password }), true);
      assert.doesNotMatch(await shown(), /name="resume"/);
    });

    test('gives an app no cookie: it would be taken for a browser by it', async () => {
      const { client } = await waiting(zelos(), 'api');
      assert.deepEqual([...client.jar], []);
      const again = await submit(client, await settings(client), { method: 'password', password: newPassword() });
      assert.deepEqual(again.cookies, []);
    });
  },
  { config: withFactors({ selfservice: { flows: { settings: { required_aal: 'aal1' } } } }) },
);
