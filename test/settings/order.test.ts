import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addApp, withFactors } from '../assurance/factors.ts';
import { webHook } from '../hooks/flows.ts';
import { refusal, startListener } from '../hooks/listener.ts';
import { type Answer, CLIENTS, type Client, type ClientKind } from '../support/clients.ts';
import { HOUR, MINUTE } from '../support/clock.ts';
import { flowAfter, identityOf, login, messageIds, messageIdsAt, type Person, settings, signedIn, valueOf } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';

const listener = await startListener();

/** A submit that is wrong in several ways at once: `first` is the one that is answered. */
interface Case {
  readonly title: string;
  readonly wrong: readonly Wrong[];
  /** What a JSON client is told, and where a browser is sent; `form`: a message at this node ('' for the whole form). */
  readonly answer: { status: number; id?: string; browser: RegExp } | { form: string; message: number };
  readonly only?: readonly ClientKind[];
}
type Wrong =
  | 'no session'
  | 'malformed flow id'
  | 'unknown flow'
  | 'too weak'
  | 'expired'
  | 'another person'
  | 'unreadable body'
  | 'no method'
  | 'method off'
  | 'bad shape'
  | 'no csrf'
  | 'old session'
  | 'bad value'
  | 'taken'
  | 'vetoed';

const ERROR_PAGE = /^http:\/\/app\.test\/error\?id=/;

/** In the order in which they are checked: each row is refused for its first reason although the ones after it are there as well. */
const TABLE: readonly Case[] = [
  {
    title: 'a session comes before everything',
    wrong: ['no session', 'malformed flow id', 'no csrf', 'bad value'],
    answer: { status: 401, id: 'session_inactive', browser: /^http:\/\/app\.test\/login/ },
  },
  { title: 'a readable flow id comes before the flow', wrong: ['malformed flow id', 'no csrf', 'bad value'], answer: { status: 400, browser: ERROR_PAGE } },
  { title: 'the flow comes before what is sent to it', wrong: ['unknown flow', 'too weak', 'no csrf', 'bad value'], answer: { status: 404, browser: ERROR_PAGE } },
  {
    title: 'the level of the session comes before expiry',
    wrong: ['too weak', 'expired', 'unreadable body'],
    answer: { status: 403, id: 'session_aal2_required', browser: /\/self-service\/login\/browser\?aal=aal2&return_to=/ },
  },
  {
    title: 'the level of the session comes before what is sent',
    wrong: ['too weak', 'unreadable body', 'no csrf'],
    answer: { status: 403, id: 'session_aal2_required', browser: /\/self-service\/login\/browser\?aal=aal2&return_to=/ },
  },
  {
    title: 'expiry comes before the person',
    wrong: ['expired', 'another person', 'unreadable body'],
    answer: { status: 410, id: 'self_service_flow_expired', browser: /^http:\/\/app\.test\/settings\?flow=/ },
  },
  { title: 'the person comes before the body', wrong: ['another person', 'unreadable body'], answer: { status: 403, id: 'security_identity_mismatch', browser: ERROR_PAGE } },
  { title: 'a readable body comes before the method', wrong: ['unreadable body', 'no csrf', 'old session'], answer: { form: '', message: 4000001 } },
  { title: 'a method comes before the token', wrong: ['no method', 'no csrf', 'old session'], answer: { form: '', message: 4010004 } },
  { title: 'the shape of the fields comes before the token', wrong: ['bad shape', 'no csrf', 'old session'], answer: { form: 'password', message: 4000026 }, only: ['api', 'spa'] },
  {
    title: 'the token comes before the age of the session',
    wrong: ['no csrf', 'old session', 'bad value'],
    answer: { status: 403, id: 'security_csrf_violation', browser: ERROR_PAGE },
    only: ['spa', 'browser'],
  },
  {
    title: 'the age of the session comes before the value',
    wrong: ['old session', 'bad value'],
    answer: { status: 403, id: 'session_refresh_required', browser: /\/self-service\/login\/browser\?refresh=true&return_to=/ },
  },
  { title: 'the value comes before the hooks that are asked', wrong: ['bad value', 'vetoed'], answer: { form: 'password', message: 4000032 } },
  { title: 'the hooks that are asked come last', wrong: ['vetoed'], answer: { form: 'password', message: 9001 } },
];

onEveryDatabase(
  'settings: the order of checks',
  (zelos) => {
    for (const kind of CLIENTS)
      for (const { title, wrong, answer: expected, only } of TABLE) {
        if (only && !only.includes(kind)) continue;
        test(`${kind}: ${title}`, async () => {
          const asked = listener.calls('gate').length;
          listener.answer('gate', wrong.includes('vetoed') ? refusal('#/password') : undefined);
          const { client, person, answer } = await sendWrong(zelos(), kind, wrong);
          assert.equal(listener.calls('gate').length - asked, wrong[0] === 'vetoed' ? 1 : 0, 'nobody is asked about what is refused anyway');
          if ('form' in expected) {
            assert.equal(answer.status, kind === 'browser' ? 303 : 400);
            const flow = await flowAfter(client, 'settings', answer);
            assert.deepEqual(expected.form === '' ? messageIds(flow) : messageIdsAt(flow, expected.form), [expected.message]);
          } else if (kind === 'browser') {
            assert.equal(answer.status, 303);
            assert.match(answer.location ?? '', expected.browser);
          } else {
            assert.equal(answer.status, expected.status, JSON.stringify(answer.body));
            assert.equal(answer.body.error.id, expected.id);
          }
          await unchanged(zelos(), person);
        });
      }
  },
  { config: withFactors({ selfservice: { flows: { settings: { after: { password: { hooks: [webHook(listener.at('gate'), { can_interrupt: true })] } } } } } }) },
);

async function sendWrong(zelos: TestZelos, kind: ClientKind, wrong: readonly Wrong[]): Promise<{ client: Client; person: Person; answer: Answer }> {
  const is = (one: Wrong) => wrong.includes(one);
  const { client, person } = await signedIn(zelos, kind);
  const flow = await settings(client);
  if (is('too weak')) {
    const elsewhere = zelos.client('spa');
    await login(elsewhere, person);
    await addApp(elsewhere);
  }
  if (is('expired')) zelos.clock.advance(HOUR);
  else if (is('old session')) zelos.clock.advance(16 * MINUTE);
  const stranger = is('another person') ? (await signedIn(zelos, kind)).client : undefined;
  const sender = is('no session') ? zelos.client(kind) : (stranger ?? client);
  const id = is('malformed flow id') ? 'nonsense' : is('unknown flow') ? '3f1c8f4e-6f0c-4c59-9a3c-6dd0cf2a0b11' : flow.id;
  const password = is('bad shape') ? ['a', 'list'] : is('bad value') ? 'short' : 'a-good-long-password';
  const fields = { ...(kind === 'api' || is('no csrf') ? {} : { csrf_token: valueOf(flow, 'csrf_token') }), ...(is('no method') ? {} : { method: 'password' }), password };
  const path = `/self-service/settings?flow=${id}`;
  const answer = is('unreadable body')
    ? await sender.send('POST', path, { raw: '{"method":', headers: { 'content-type': kind === 'browser' ? 'text/plain' : 'application/json' } })
    : await sender.post(path, fields);
  return { client: sender, person, answer };
}

async function unchanged(zelos: TestZelos, person: Person): Promise<void> {
  await login(zelos.client('api'), person);
  assert.deepEqual((await identityOf(zelos, person.id)).traits.email, person.email);
}
