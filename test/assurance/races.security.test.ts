import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Client, Json } from '../support/clients.ts';
import { MINUTE, SECOND } from '../support/clock.ts';
import { DATABASES } from '../support/databases.ts';
import { fetchFlow, identityOf, login, settings, signedIn, start, submit, valueOf } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';
import { addKey, addPasskey, keyQuestion, signInByPasskey } from '../webauthn/keys.ts';
import { addApp, addCodes, codeAt, saved, verdict, whoami, withFactors } from './factors.ts';

const MANY = 50;
const times = <T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, (_, i) => make(i)));
const succeeded = (answers: readonly Answer[]): Answer[] => answers.filter(({ status }) => status === 200);

/** So many sessions of one person, each at its own form for the second factor. */
async function atTheForm(zelos: TestZelos, person: { email: string; password: string }): Promise<{ client: Client; flow: Json }[]> {
  const clients: { client: Client; flow: Json }[] = [];
  for (let i = 0; i < MANY; i += 1) {
    const client = zelos.client('api');
    await login(client, person);
    clients.push({ client, flow: await start(client, 'login', '?aal=aal2') });
  }
  return clients;
}
/** Whoever had the right answer first is the one whose session rose, and the only one. */
async function onlyOneRose(clients: readonly { client: Client }[], answers: readonly Answer[]): Promise<void> {
  assert.equal(succeeded(answers).length, 1, JSON.stringify(answers.map(({ status }) => status)));
  assert.ok(
    answers.every(({ status }) => status < 500 && status !== 409),
    'an answer that tells a person nothing',
  );
  const levels = await Promise.all(clients.map(async ({ client }) => (await whoami(client)).authenticator_assurance_level));
  assert.equal(levels.filter((aal) => aal === 'aal2').length, 1);
  assert.equal(
    levels.indexOf('aal2'),
    answers.findIndex(({ status }) => status === 200),
  );
}

onEveryDatabase(
  'parallel requests',
  (zelos) => {
    for (const [what, enrol, field] of [
      ['backup code', async (client: Client) => (await addCodes(client))[5], 'lookup_secret'],
      ['code of an app', async (client: Client) => nextCode(await addApp(client)), 'totp_code'],
    ] as const)
      test(`${MANY} uses of one ${what} from as many sessions: one is accepted`, async () => {
        const { client, person } = await signedIn(zelos(), 'spa');
        const code = await enrol(client);
        const clients = await atTheForm(zelos(), person);
        const answers = await times(MANY, (i) => submit(clients[i]!.client, clients[i]!.flow, { method: field === 'totp_code' ? 'totp' : field, [field]: code }));
        await onlyOneRose(clients, answers);
        zelos().clock.advance(15 * MINUTE);
        const late = zelos().client('api');
        await login(late, person);
        const again = await submit(late, await start(late, 'login', '?aal=aal2'), { method: field === 'totp_code' ? 'totp' : field, [field]: code });
        assert.equal(again.status, 400);
      });

    const nextCode = (secret: string): string => {
      zelos().clock.advance(30 * SECOND);
      return codeAt(secret, zelos().clock.now());
    };

    test(`${MANY} times the same answer of a key at one form: one is accepted`, async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      const key = await addKey(client);
      const weak = zelos().client('api');
      await login(weak, person);
      const flow = await start(weak, 'login', '?aal=aal2');
      const answer = key.get(keyQuestion(flow));
      const answers = await times(MANY, () => submit(weak, flow, { webauthn_login: answer }));
      assert.equal(succeeded(answers).length, 1);
      assert.ok(answers.every(({ status }) => [200, 400].includes(status)));
    });

    test(`${MANY} removals of one key: one does it, the others are told that it is gone`, async () => {
      const { client, person } = await signedIn(zelos(), 'spa');
      await addKey(client);
      const key = await addKey(client);
      const token = valueOf(await settings(client), 'csrf_token');
      const flows = await times(MANY, () => settings(client));
      const answers = await times(MANY, (i) => client.post(`/self-service/settings?flow=${flows[i].id}`, { csrf_token: token, webauthn_remove: key.hex }));
      assert.equal(succeeded(answers).length, 1);
      for (const answer of answers) if (answer.status !== 200) assert.equal(answer.status, 400, JSON.stringify(answer.body));
      assert.equal((await identityOf(zelos(), person.id, 'webauthn')).credentials.webauthn.config.credentials.length, 1);
    });

    test(`${MANY} times the same change that waited: it goes through once`, async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      const flow = await settings(client);
      zelos().clock.advance(20 * MINUTE);
      await submit(client, flow, { lookup_secret_regenerate: true });
      zelos().clock.advance(1);
      await login(client, person, '?refresh=true');
      const answers = await times(MANY, () => submit(client, flow, { resume: true }));
      assert.equal(succeeded(answers).length, 1);
      for (const answer of answers) if (answer.status !== 200) assert.equal(await verdict(client, answer), '4050903');
    });

    test('the last two ways to sign in, removed at once: one stays', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { client, person } = await signedIn(zelos(), 'spa');
        const passkeys = [await addPasskey(client), await addPasskey(client)];
        await client.send('DELETE', `/admin/identities/${person.id}/credentials/password`, { on: 'admin' });
        const flows = [await settings(client), await settings(client)];
        const answers = await times(2, (i) => submit(client, flows[i], { passkey_remove: passkeys[i]?.hex }));
        assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400]);
        const refused = answers.findIndex(({ status }) => status === 400);
        assert.equal(await verdict(client, answers[refused]!), '4050902');
        assert.equal(answers[refused]!.body.ui.messages[0].context.id, 'last_credential_protection');
        const kept = passkeys[refused] ?? assert.fail();
        assert.equal((await identityOf(zelos(), person.id, 'passkey')).credentials.passkey.config.credentials.length, 1);
        await signInByPasskey(zelos().client('spa'), kept);
      }
    });

    test('the first second factor, added in two sessions at once: one of them rises', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { client, person } = await signedIn(zelos(), 'api');
        const other = zelos().client('api');
        await login(other, person);
        const both = [client, other];
        const flows = await Promise.all(both.map((one) => settings(one)));
        for (const [i, one] of both.entries()) await saved(one, flows[i], { lookup_secret_regenerate: true });
        const answers = await times(2, (i) => submit(both[i]!, flows[i], { lookup_secret_confirm: true }));
        const levels = await Promise.all(both.map(async (one) => (await whoami(one)).authenticator_assurance_level));
        assert.deepEqual(levels.toSorted(), ['aal1', 'aal2']);
        const slower = levels.indexOf('aal1');
        assert.equal(await verdict(both[slower]!, answers[slower]!), 'session_aal2_required');
      }
    });

    test('two tabs, one adding a key and one an app: both are there', async () => {
      const { client, person } = await signedIn(zelos(), 'api');
      await addKey(client);
      const [one, two] = [await settings(client), await settings(client)];
      const secret = two.ui.nodes.find((n: Json) => n.attributes.id === 'totp_secret_key').attributes.text.context.secret;
      await Promise.all([
        saved(client, one, { method: 'profile', traits: { email: person.email, name: { first: 'Ann' } } }),
        saved(client, two, { method: 'totp', totp_code: codeAt(secret, zelos().clock.now()) }),
      ]);
      const { credentials, traits } = await identityOf(zelos(), person.id, 'totp', 'webauthn');
      assert.deepEqual([traits.name?.first, Object.keys(credentials).includes('totp')], ['Ann', true]);
      assert.ok((await fetchFlow(client, 'settings', one.id)).identity);
    });
  },
  { config: withFactors() },
  DATABASES,
);
