import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../support/clients.ts';
import { HOUR, MINUTE, SECOND } from '../../support/clock.ts';
import { newPassword } from '../../support/flows.ts';
import { Authenticator } from '../../webauthn/authenticator.ts';
import { keyOptions, keyQuestion, passkeyOptions } from '../../webauthn/keys.ts';
import { codeAt, codesIn } from '../factors.ts';
import { afterRemoval, answerTo, FLOW_LIFE, firstFactors, forgetCodes, type Model, mayGuess, PAUSE_LIFE, type Session, secondFactors, stepOf } from './model.ts';
import { agree, at, change, changeIn, enrol, page, type Real, second, signIn } from './real.ts';

type Command = fc.AsyncCommand<Model, Real>;

/** A step that is taken only where it says something; after each the server and the model agree on everything. */
const step = (name: string, makesSense: (model: Model) => boolean, take: (model: Model, real: Real) => Promise<void>): Command => ({
  check: makesSense,
  async run(model, real) {
    await take(model, real);
    await agree(model, real);
  },
  toString: () => name,
});

/** A step of one session. */
const stepOfSession = (name: string, who: number, makesSense: (model: Model, session: Session) => boolean, take: (model: Model, real: Real, session: Session) => Promise<void>): Command =>
  step(
    `${name} in session ${who}`,
    (model) => at(model.sessions, who).id !== undefined && makesSense(model, at(model.sessions, who)),
    (model, real) => take(model, real, at(model.sessions, who)),
  );
const always = (): boolean => true;
const hex = (all: Authenticator[], which: number): string => at(all, which).hex;

const signingIn = (who: number) =>
  step(
    `sign in to session ${who}`,
    (model) => at(model.sessions, who).id === undefined,
    (model, real) => signIn(model, real, who),
  );
const refresh = (who: number) => stepOfSession('refresh', who, always, (model, real) => signIn(model, real, who, '?refresh=true'));
const signOut = (who: number) =>
  stepOfSession('sign out', who, always, async (_model, { clients }, session) => {
    const client = at(clients, who);
    if (client.kind === 'api') await client.send('DELETE', '/self-service/logout/api', { json: { session_token: client.token } });
    else await client.get((await client.get('/self-service/logout/browser')).body.logout_url);
    Object.assign(session, { id: undefined, tabs: [] });
  });

function proven(model: Model, session: Session): void {
  session.aal = 'aal2';
  session.authenticatedAt = model.now;
}
const showKey = (who: number, which: number) =>
  stepOfSession(
    'show a key',
    who,
    ({ keys }) => keys.length > 0,
    async (model, real, session) => {
      const answer = await second(model, real, who, (flow) => ({ webauthn_login: at(model.keys, which).get(keyQuestion(flow)) }));
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      proven(model, session);
    },
  );
const showApp = (who: number, which: number) =>
  stepOfSession(
    'show the code of an app',
    who,
    (model) => model.apps.length > 0 && mayGuess(model, 'totp'),
    async (model, real, session) => {
      const app = at(model.apps, which);
      const code = codeAt(app.secret, model.now);
      const answer = await second(model, real, who, () => ({ method: 'totp', totp_code: code }));
      const isFresh = app.lastStep < stepOf(model.now);
      assert.equal(answer.status, isFresh ? 200 : 400, JSON.stringify(answer.body));
      model.wrong.totp = isFresh ? 0 : model.wrong.totp + 1;
      if (!isFresh) return;
      app.lastStep = stepOf(model.now);
      model.spent.push({ method: 'totp', code });
      proven(model, session);
    },
  );
const showCode = (who: number, which: number) =>
  stepOfSession(
    'show a backup code',
    who,
    (model) => model.codes.length > 0 && mayGuess(model, 'lookup_secret'),
    async (model, real, session) => {
      const code = at(model.codes, which);
      const answer = await second(model, real, who, () => ({ method: 'lookup_secret', lookup_secret: code.value }));
      assert.equal(answer.status, code.used ? 400 : 200, JSON.stringify(answer.body));
      model.wrong.lookup_secret = code.used ? model.wrong.lookup_secret + 1 : 0;
      if (code.used) return;
      code.used = true;
      model.spent.push({ method: 'lookup_secret', code: code.value });
      proven(model, session);
    },
  );
const showSpent = (who: number, which: number) =>
  stepOfSession(
    'show what was used once',
    who,
    (model) => model.spent.length > 0 && mayGuess(model, at(model.spent, which).method),
    async (model, real) => {
      const { method, code } = at(model.spent, which);
      // By chance the app shows the same six digits again.
      if (model.apps.some(({ secret }) => [-1, 0, 1].some((n) => codeAt(secret, model.now, n) === code)) && method === 'totp' && !isSpentStep(model, code)) return;
      const answer = await second(model, real, who, () => ({ method, [method === 'totp' ? 'totp_code' : method]: code }));
      assert.equal(answer.status, 400, `${method} ${code} has worked twice`);
      model.wrong[method] += 1;
    },
  );
const isSpentStep = (model: Model, code: string): boolean =>
  model.apps.every(({ secret, lastStep }) => [-1, 0, 1].every((n) => codeAt(secret, model.now, n) !== code || stepOf(model.now) + n <= lastStep));

const addApp = (who: number, tab: number) =>
  stepOfSession(
    'add an app',
    who,
    ({ apps }) => apps.length < 8,
    async (model, real, session) => {
      const must = answerTo(model, session);
      const shown = await page(model, real, who, tab, must);
      if (shown === undefined) return;
      // Whoever has an app asks for another one first.
      if (shown.tab.seed === undefined && model.apps.length > 0 && !(await change(model, real, who, shown, { totp_add: true }, must))) return;
      let secret: string | undefined;
      const made = await enrol(model, real, who, tab, () => ({ method: 'totp', totp_code: codeAt((secret = session.tabs[tab]?.seed) ?? 'AAAAAAAAAAAAAAAA', model.now) }));
      if (!made) return;
      assert.ok(secret);
      model.apps.push({ secret, lastStep: stepOf(model.now) });
      model.spent.push({ method: 'totp', code: codeAt(secret, model.now) });
      model.wrong.totp = 0;
      Object.assign(session.tabs[tab] ?? {}, { seed: undefined });
    },
  );
const removeApps = (who: number, tab: number) =>
  stepOfSession(
    'remove all apps',
    who,
    ({ apps }) => apps.length > 0,
    async (model, real, session) => {
      if (!(await changeIn(model, real, who, tab, () => ({ totp_unlink: true })))) return;
      const had = model.keys.length + model.apps.length;
      model.apps = [];
      afterRemoval(model, had);
      Object.assign(session.tabs[tab] ?? {}, { seed: undefined }); // the next app gets a seed of its own
    },
  );

const addKey = (who: number, tab: number) =>
  stepOfSession(
    'add a key',
    who,
    ({ keys }) => keys.length < 5,
    async (model, real) => {
      const key = new Authenticator();
      const made = await enrol(model, real, who, tab, (flow) => ({ webauthn_register: flow === undefined ? '{}' : key.create(keyOptions(flow)), webauthn_register_displayname: 'Key' }));
      if (made) model.keys.push(key);
    },
  );
const removeKey = (who: number, tab: number, which: number) =>
  stepOfSession(
    'remove a key',
    who,
    ({ keys }) => keys.length > 0,
    async (model, real) => {
      const key = at(model.keys, which);
      if (!(await changeIn(model, real, who, tab, () => ({ webauthn_remove: key.hex })))) return;
      const had = model.keys.length + model.apps.length;
      model.keys = model.keys.filter((one) => one !== key);
      afterRemoval(model, had);
    },
  );
const addPasskey = (who: number, tab: number) =>
  stepOfSession(
    'add a passkey',
    who,
    ({ passkeys }) => passkeys.length < 5,
    async (model, real) => {
      const passkey = new Authenticator();
      if (await changeIn(model, real, who, tab, (flow) => ({ passkey_settings_register: flow === undefined ? '{}' : passkey.create(passkeyOptions(flow)) }))) model.passkeys.push(passkey);
    },
  );
const removePasskey = (who: number, tab: number, which: number) =>
  stepOfSession(
    'remove a passkey',
    who,
    ({ passkeys }) => passkeys.length > 0,
    async (model, real) => {
      const last = firstFactors(model) === 1 ? '4050902' : undefined;
      if (await changeIn(model, real, who, tab, () => ({ passkey_remove: hex(model.passkeys, which) }), last)) model.passkeys = model.passkeys.filter((one) => one !== at(model.passkeys, which));
    },
  );

const makeCodes = (who: number, tab: number) =>
  stepOfSession('ask for new backup codes', who, always, async (model, real) => void (await changeIn(model, real, who, tab, () => ({ lookup_secret_regenerate: true }))));
const confirmCodes = (who: number, tab: number) =>
  stepOfSession('confirm the backup codes that are shown', who, always, async (model, real, session) => {
    const shown = await page(model, real, who, tab, answerTo(model, session));
    const isShown = shown?.flow?.ui.nodes.some(({ attributes }: Json) => attributes.name === 'lookup_secret_confirm') ?? false;
    if (!isShown) return;
    const codes = codesIn(shown?.flow);
    if (!(await enrol(model, real, who, tab, () => ({ lookup_secret_confirm: true })))) return;
    forgetCodes(model);
    model.codes = codes.map((value) => ({ value, used: false }));
    model.wrong.lookup_secret = 0;
  });
const dropCodes = (who: number, tab: number) =>
  stepOfSession(
    'remove the backup codes',
    who,
    ({ codes }) => codes.length > 0,
    async (model, real) => {
      if (await changeIn(model, real, who, tab, () => ({ lookup_secret_disable: true }))) forgetCodes(model);
    },
  );

const changePassword = (who: number, tab: number) =>
  stepOfSession('change the password', who, always, async (model, real) => {
    const password = newPassword();
    if (await changeIn(model, real, who, tab, () => ({ method: 'password', password }))) model.password = password;
  });
const removePassword = (who: number, tab: number) =>
  stepOfSession(
    'remove the password',
    who,
    ({ password }) => password !== undefined,
    async (model, real) => {
      const last = firstFactors(model) === 1 ? '4050902' : undefined;
      if (await changeIn(model, real, who, tab, () => ({ password_remove: true }), last)) model.password = undefined;
    },
  );
const losePassword = () =>
  step(
    'an administrator takes the password away',
    ({ password, passkeys }) => password !== undefined && passkeys.length > 0,
    async (model, { clients, personId }) => {
      const answer = await at(clients, 0).send('DELETE', `/admin/identities/${personId}/credentials/password`, { on: 'admin' });
      assert.equal(answer.status, 204);
      model.password = undefined;
    },
  );
const resume = (who: number, tab: number) =>
  stepOfSession(
    'go on with what waits',
    who,
    (model, { tabs: { [tab]: open } }) => open !== undefined && model.now - open.opened < FLOW_LIFE && (open.waiting === undefined || open.waiting.password !== undefined),
    async (model, real, session) => {
      const open = session.tabs[tab] ?? assert.fail();
      const waiting = open.waiting && model.now - open.waiting.since < PAUSE_LIFE ? open.waiting : undefined;
      const weak = session.aal === 'aal1' && secondFactors(model) > 0;
      const must = weak ? 'session_aal2_required' : waiting === undefined ? '4050903' : answerTo(model, session, session.authenticatedAt > waiting.since);
      const kept = open.waiting;
      const made = await change(model, real, who, { tab: open }, { resume: true }, must);
      if (must.startsWith('session_')) open.waiting = kept;
      if (made) model.password = waiting?.password;
    },
  );

const wait = (ms: number) =>
  step(`${ms / SECOND} seconds later`, always, async (model, { zelos }) => {
    zelos.clock.advance(ms);
    model.now = zelos.clock.now();
  });

/** What a person does who is asked to confirm: confirms with what there is, and comes back. */
const changeAndConfirm = (who: number, tab: number) =>
  stepOfSession('change the password, confirming if asked', who, always, async (model, real, session) => {
    await changePassword(who, tab).run(model, real);
    if (session.tabs[tab]?.waiting === undefined) return;
    await wait(31 * SECOND).run(model, real);
    const isWeak = session.aal === 'aal1' && secondFactors(model) > 0;
    const ways = isWeak
      ? [
          showKey(who, 0),
          showApp(who, 0),
          showCode(
            who,
            model.codes.findIndex(({ used }) => !used),
          ),
        ]
      : [refresh(who)];
    await ways.find((way) => way.check(model))?.run(model, real);
    // Their form may have expired over it.
    const back = resume(who, tab);
    if (back.check(model)) await back.run(model, real);
  });

/** What somebody may have from the start, added in the first session. */
export type Having = 'key' | 'app' | 'codes' | 'passkey';
export const HAVING: Readonly<Record<Having, () => Command>> = {
  key: () => addKey(0, 0),
  app: () => addApp(0, 0),
  codes: () =>
    step('make and confirm backup codes', always, async (model, real) => {
      await makeCodes(0, 1).run(model, real);
      await confirmCodes(0, 1).run(model, real);
    }),
  passkey: () => addPasskey(0, 0),
};

const who = fc.nat(2);
const tab = fc.nat(1);
const which = fc.nat(11);
const often = (...arbitraries: fc.Arbitrary<Command>[]): fc.Arbitrary<Command>[] => [...arbitraries, ...arbitraries];

/** Everything that somebody, in three sessions of two tabs each, may do. */
export const COMMANDS: fc.Arbitrary<Command>[] = [
  ...often(
    who.map(signingIn),
    fc.tuple(who, tab).map(([w, t]) => addApp(w, t)),
    fc.tuple(who, tab).map(([w, t]) => addKey(w, t)),
    fc.tuple(who, tab).map(([w, t]) => makeCodes(w, t)),
    fc.tuple(who, tab).map(([w, t]) => confirmCodes(w, t)),
    fc.tuple(who, which).map(([w, n]) => showKey(w, n)),
    fc.tuple(who, which).map(([w, n]) => showApp(w, n)),
    fc.tuple(who, which).map(([w, n]) => showCode(w, n)),
    fc.tuple(who, tab).map(([w, t]) => changePassword(w, t)),
    fc.tuple(who, tab).map(([w, t]) => changeAndConfirm(w, t)),
  ),
  who.map(refresh),
  fc.tuple(who, tab).map(([w, t]) => resume(w, t)),
  who.map(signOut),
  fc.constantFrom(30 * SECOND, 31 * SECOND, 5 * MINUTE, 16 * MINUTE, 16 * MINUTE, HOUR).map(wait),
  fc.tuple(who, which).map(([w, n]) => showSpent(w, n)),
  fc.tuple(who, tab).map(([w, t]) => removeApps(w, t)),
  fc.tuple(who, tab, which).map(([w, t, n]) => removeKey(w, t, n)),
  fc.tuple(who, tab).map(([w, t]) => addPasskey(w, t)),
  fc.tuple(who, tab, which).map(([w, t, n]) => removePasskey(w, t, n)),
  fc.tuple(who, tab).map(([w, t]) => dropCodes(w, t)),
  fc.constant(losePassword()),
  fc.tuple(who, tab).map(([w, t]) => removePassword(w, t)),
];
