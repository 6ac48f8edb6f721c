import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR } from '../support/clock.ts';
import { createPerson, login, messageIds, messageIdsAt, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

/** What is wrong with a submit, each on top of all below it: the first that is wrong decides the answer. */
const WRONG = ['flow', 'unknown', 'expired', 'signedIn', 'completed', 'csrf', 'method', 'missing', 'password'] as const;
type Wrong = (typeof WRONG)[number];
const ANSWERS: Readonly<Record<Wrong, [number, string | number]>> = {
  flow: [400, 'no id'],
  unknown: [404, 'no id'],
  expired: [410, 'self_service_flow_expired'],
  signedIn: [400, 'session_already_available'],
  completed: [400, 4010007],
  csrf: [403, 'security_csrf_violation'],
  method: [400, 4010002],
  missing: [400, 4000002],
  password: [400, 4000006],
};

async function attempt(zelos: TestZelos, wrong: ReadonlySet<Wrong>): Promise<[number, string | number]> {
  const person = await createPerson(zelos);
  const client = zelos.client('spa');
  const flow = await start(client, 'login');
  if (wrong.has('completed')) {
    const first = zelos.client('spa');
    for (const [name, value] of client.jar) first.jar.set(name, value);
    await submit(first, flow, { method: 'password', identifier: person.email, password: person.password });
  }
  if (wrong.has('expired')) zelos.clock.advance(HOUR);
  if (wrong.has('signedIn')) {
    const cookies = [...client.jar];
    await login(client, person);
    for (const [name, value] of cookies) client.jar.set(name, value);
  }
  const id = wrong.has('flow') ? 'x' : wrong.has('unknown') ? '00000000-0000-4000-8000-000000000000' : flow.id;
  const answer = await submit(
    client,
    { ...flow, ui: { ...flow.ui, action: flow.ui.action.replace(flow.id, id) } },
    {
      ...(wrong.has('csrf') ? { csrf_token: 'x' } : {}),
      method: wrong.has('method') ? 'magic' : 'password',
      identifier: person.email,
      password: wrong.has('missing') ? '' : wrong.has('password') ? 'wrong-horse-wrong' : person.password,
    },
  );
  if (answer.body.error) return [answer.status, answer.body.error.id ?? 'no id'];
  return [answer.status, [...messageIds(answer.body), ...messageIdsAt(answer.body, 'password')][0] ?? 'none'];
}

test('the checks of a login are made in one order', async (t) => {
  const zelos = await startZelos();
  t.after(() => zelos.close());
  for (const [i, first] of WRONG.entries()) {
    await t.test(`${first} is told before ${WRONG.slice(i + 1).join(', ') || 'success'}`, async () => {
      assert.deepEqual(await attempt(zelos, new Set([first])), ANSWERS[first]);
      assert.deepEqual(await attempt(zelos, new Set(WRONG.slice(i))), ANSWERS[first]);
    });
  }
});
