import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConfigInput } from '../../src/config/config.ts';
import { settingsMethods } from '../../src/methods/index.ts';
import { startStub, withProviders } from '../oidc/stub.ts';
import { link } from '../oidc/trips.ts';
import { CLIENTS, Client, type ClientKind, type Json } from '../support/clients.ts';
import { MINUTE } from '../support/clock.ts';
import { APP_URL, merged } from '../support/config.ts';
import { createPerson, identityOf, login, newEmail, newPassword, type Person, settings, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { Authenticator } from '../webauthn/authenticator.ts';
import { addKey, addPasskey, keyOptions, passkeyOptions, stepUp } from '../webauthn/keys.ts';
import { addApp, addCodes, codeAt, saved, seedIn, sentTo, verdict, withFactors } from './factors.ts';

type Tree = Readonly<Record<string, unknown>>;
const stub = await startStub();

/** What a session needs for an operation, as the documents promise it (SPEC §4). */
interface Promised {
  /** Whoever has a second factor shows it. */
  readonly highest: boolean;
  /** The sign-in must be fresh. */
  readonly fresh: boolean;
  /** It gives a second factor, so it can be the first thing where one is required of everybody. */
  readonly enrols?: true;
}
const PLAIN: Promised = { highest: false, fresh: false };
const GUARDED: Promised = { highest: true, fresh: true };
const ENROLS: Promised = { ...GUARDED, enrols: true };
const TABLE: Readonly<Record<string, Promised>> = {
  'profile.update': PLAIN,
  'profile.identifier': GUARDED,
  'password.set': GUARDED,
  'password.change': GUARDED,
  'password.remove': GUARDED,
  'totp.enrol': ENROLS,
  'totp.remove': GUARDED,
  'webauthn.add': ENROLS,
  'webauthn.remove': GUARDED,
  'webauthn.rename': PLAIN,
  'passkey.add': GUARDED,
  'passkey.remove': GUARDED,
  'passkey.rename': PLAIN,
  'lookup_secret.regenerate': ENROLS,
  'lookup_secret.confirm': ENROLS,
  'lookup_secret.reveal': GUARDED,
  'lookup_secret.disable': GUARDED,
  'oidc.link': GUARDED,
  'oidc.unlink': GUARDED,
};

interface Server {
  readonly name: string;
  readonly gate: 'aal1' | 'aal2' | 'highest_available';
  readonly preset?: 'kratos';
  readonly kinds: readonly ClientKind[];
}
const SERVERS: readonly Server[] = [
  { name: 'the table alone', gate: 'aal1', kinds: CLIENTS },
  { name: 'the highest level for the whole flow', gate: 'highest_available', kinds: ['api'] },
  { name: 'a second factor required of everybody', gate: 'aal2', kinds: ['browser'] },
  { name: 'preset kratos', gate: 'aal1', preset: 'kratos', kinds: ['spa'] },
];

interface Session {
  readonly aal: 'aal1' | 'aal2';
  readonly aged: boolean;
}
const SESSIONS: readonly Session[] = [
  { aal: 'aal1', aged: false },
  { aal: 'aal1', aged: true },
  { aal: 'aal2', aged: false },
  { aal: 'aal2', aged: true },
];

/** Second factors: none; a security key; and an authenticator app; and backup codes. */
const FACTORS = [0, 1, 2, 3] as const;
type Factors = (typeof FACTORS)[number];

/** How a client is answered hangs neither on how many further factors there are, nor on what a change is where nothing stands in its way: there they take turns. */
const kindsFor = ({ kinds }: Server, { aal, aged }: Session, factors: Factors): readonly ClientKind[] =>
  factors <= 1 && (aal === 'aal1' || aged) ? kinds : kinds.filter((_, i) => i === factors % kinds.length);

const NO_FACTOR_YET = '4050904';
const DONE = 'done';

/** The one place that says what must come out. */
function expected(operation: string, { aal, aged }: Session, factors: Factors, { gate, preset }: Server): string {
  const { highest, fresh, enrols } = TABLE[operation] ?? assert.fail(`${operation} is not in the table`);
  if (aal === 'aal1' && factors > 0 && (gate !== 'aal1' || (highest && preset === undefined))) return 'session_aal2_required';
  if (aal === 'aal1' && factors === 0 && gate === 'aal2' && !enrols) return NO_FACTOR_YET;
  return fresh && aged ? 'session_refresh_required' : DONE;
}

/** Somebody at the form, with what they have. */
interface Stage {
  readonly client: Client;
  /** A stronger session of the same person. */
  readonly elsewhere: Client;
  readonly person: Person;
  readonly flow: Json;
  readonly key: Authenticator;
  readonly passkey: Authenticator;
  readonly factors: Factors;
}

/** How each operation is asked for; undefined: there is nothing to do it with. */
const BODIES: Readonly<Record<string, (stage: Stage) => Record<string, unknown> | undefined>> = {
  'profile.update': ({ person }) => ({ method: 'profile', traits: { email: person.email, name: { first: newEmail() } } }),
  'profile.identifier': () => ({ method: 'profile', traits: { email: newEmail('renamed') } }),
  'password.set': () => ({ method: 'password', password: newPassword() }),
  'password.change': () => ({ method: 'password', password: newPassword() }),
  'password.remove': () => ({ password_remove: true }),
  'totp.enrol': ({ flow, client, factors }) => (factors < 2 ? { method: 'totp', totp_code: codeAt(seedIn(flow), client.zelos.clock.now()) } : { totp_add: true }),
  'totp.remove': ({ factors }) => (factors < 2 ? undefined : { totp_unlink: true }),
  'webauthn.add': ({ flow }) => ({ webauthn_register: new Authenticator().create(keyOptions(flow)), webauthn_register_displayname: 'Another' }),
  'webauthn.remove': ({ key, factors }) => (factors === 0 ? undefined : { webauthn_remove: key.hex }),
  'webauthn.rename': ({ key, factors }) => (factors === 0 ? undefined : { webauthn_rename: key.hex, webauthn_rename_to: newEmail() }),
  'passkey.add': ({ flow }) => ({ passkey_settings_register: new Authenticator().create(passkeyOptions(flow)) }),
  'passkey.remove': ({ passkey }) => ({ passkey_remove: passkey.hex }),
  'passkey.rename': ({ passkey }) => ({ passkey_rename: passkey.hex, passkey_rename_to: newEmail() }),
  'lookup_secret.regenerate': () => ({ lookup_secret_regenerate: true }),
  'lookup_secret.confirm': () => ({ lookup_secret_confirm: true }),
  'lookup_secret.reveal': ({ factors }) => (factors < 3 ? undefined : { lookup_secret_reveal: true }),
  'lookup_secret.disable': ({ factors }) => (factors < 3 ? undefined : { lookup_secret_disable: true }),
  'oidc.link': () => ({ link: 'globex' }),
  'oidc.unlink': () => ({ unlink: 'acme' }),
};

/** What makes the account ready for an operation that not everybody could ask for. */
const READY: Readonly<Record<string, (stage: Stage) => Promise<unknown>>> = {
  'password.set': ({ client: { zelos }, person }) => new Client('api', zelos).send('DELETE', `/admin/identities/${person.id}/credentials/password`, { on: 'admin' }),
  async 'oidc.unlink'({ elsewhere, person }) {
    await login(elsewhere, person, '?refresh=true');
    await link(elsewhere, stub);
  },
};

/** What Kratos' wire does not have: a second app, names of keys that can be changed, an account without the password it had. */
const beyondKratos = (operation: string, factors: Factors): boolean => operation.endsWith('.rename') || operation === 'password.remove' || (operation === 'totp.enrol' && factors >= 2);

const CREDENTIALS = ['password', 'oidc', 'totp', 'lookup_secret', 'webauthn', 'passkey'];

/**
 * The session is begun, and backup codes are asked for, before there is any second factor: so a weak session comes to hold
 * codes that it must not confirm any more.
 */
async function onStage(zelos: TestZelos, kind: ClientKind, { aal, aged }: Session, factors: Factors): Promise<Stage> {
  const person = await createPerson(zelos);
  const client = new Client(kind, zelos);
  await login(client, person);
  // An app links an account only with an address to come back to.
  const flow = await settings(client, kind === 'api' ? `?return_to=${APP_URL}/done` : '');
  await saved(client, flow, { lookup_secret_regenerate: true });
  const elsewhere = new Client('spa', zelos);
  await login(elsewhere, person);
  const key = await addKey(elsewhere);
  const passkey = await addPasskey(elsewhere);
  if (factors >= 2) await addApp(elsewhere);
  if (factors >= 3) await addCodes(elsewhere);
  if (aal === 'aal2') await stepUp(client, key);
  if (factors === 0) await saved(elsewhere, await settings(elsewhere), { webauthn_remove: key.hex });
  if (aged) zelos.clock.advance(16 * MINUTE);
  return { client, elsewhere, person, flow, key, passkey, factors };
}

const OPERATIONS = settingsMethods.flatMap((method) => method.operations);

for (const server of SERVERS) {
  describe(`assurance: ${server.name}`, () => {
    const settled: ConfigInput = withFactors(
      merged(withProviders(stub) as Tree, { ...(server.preset ? { preset: server.preset } : {}), selfservice: { flows: { settings: { required_aal: server.gate } } } }),
    );
    let zelos: TestZelos;
    before(async () => {
      zelos = await startZelos({ config: settled });
    });
    after(() => zelos.close());

    for (const session of SESSIONS)
      for (const factors of FACTORS)
        for (const kind of kindsFor(server, session, factors)) {
          test(`${kind}, ${session.aal}, ${session.aged ? 'aged' : 'fresh'}, second factors: ${factors}`, async () => {
            const is: Record<string, string> = {};
            const must: Record<string, string> = {};
            let stage: Stage | undefined;
            for (const operation of OPERATIONS) {
              stage ??= await onStage(zelos, kind, session, factors);
              const fields = BODIES[operation]?.(stage);
              if (fields === undefined || (server.preset && beyondKratos(operation, factors))) continue;
              await READY[operation]?.(stage);
              must[operation] = expected(operation, session, factors, server);
              is[operation] = await ask(stage, operation, fields, must[operation]);
              if (is[operation] === DONE || operation in READY) stage = undefined;
            }
            assert.deepEqual(is, must);
          });
        }
  });
}

/** Does it, and holds what is told beforehand and afterwards against what is to come out. */
async function ask({ client, person, flow }: Stage, operation: string, fields: Record<string, unknown>, must: string): Promise<string> {
  const { zelos } = client;
  const stood = await identityOf(zelos, person.id, ...CREDENTIALS);
  const shown = await client.reader.get(`/self-service/settings/flows?id=${flow.id}`);
  if (shown.status === 200) foretold(shown.body, operation, must);
  else assert.equal(shown.body.error.id, must, `the form of ${operation}`);

  const answer = await submit(client, flow, fields);
  const isOff = String(answer.location ?? answer.body.redirect_browser_to).startsWith(stub.issuer);
  const is = isOff ? DONE : await verdict(client, answer);
  if (is === DONE) return is;
  assert.deepEqual(await identityOf(zelos, person.id, ...CREDENTIALS), stood, `${operation} was refused, but has changed something`);
  if (is === NO_FACTOR_YET) return is;
  const to = sentTo(answer);
  assert.equal(`${to.origin}${to.pathname}`, `${zelos.publicUrl}/self-service/login/browser`);
  assert.equal(to.searchParams.get('return_to'), flow.ui.action);
  assert.notEqual(await waits(client, flow), false, `${operation} does not wait`);
  return is;
}

/** Whether the form says that a change waits; undefined where this session may not see the form. */
async function waits(client: Client, flow: Json): Promise<boolean | undefined> {
  const { status, body } = await client.reader.get(`/self-service/settings/flows?id=${flow.id}`);
  return status === 200 ? body.ui.messages.some(({ id }: Json) => id === 1050902) : undefined;
}

/** The form says before anything is typed what the submit will be answered. */
function foretold(flow: Json, operation: string, must: string): void {
  const { satisfied, reason, redirect_browser_to: to } = flow.assurance[operation];
  assert.equal(satisfied, must === DONE, `assurance of ${operation}`);
  assert.equal(reason, must === DONE ? undefined : must === NO_FACTOR_YET ? 'second_factor_missing' : must);
  assert.equal(to !== undefined, must.startsWith('session_'));
}

test('every operation of every method is in the table and can be asked for', () => {
  assert.deepEqual(OPERATIONS.toSorted(), Object.keys(TABLE).toSorted());
  assert.deepEqual(OPERATIONS.toSorted(), Object.keys(BODIES).toSorted());
});
