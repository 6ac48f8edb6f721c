import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { codeAt, seedIn, withFactors } from '../assurance/factors.ts';
import { webHook } from '../hooks/flows.ts';
import { startListener } from '../hooks/listener.ts';
import { merged } from '../support/config.ts';
import { canSignIn, identityOf, login, newEmail, newPassword, settings, signedIn, submit } from '../support/flows.ts';
import { onEveryDatabase } from '../support/harness.ts';

const listener = await startListener();
const config = merged(withFactors() as Record<string, unknown>, {
  selfservice: { flows: { settings: { after: { hooks: [webHook(listener.at('slow'), { can_interrupt: true, response: { parse: true } })] } } } },
});

onEveryDatabase(
  'a submit that is under way when its session is ended elsewhere',
  (zelos) => {
    /** The thief submits; before that is written, the owner ends all other sessions. */
    async function raced(fieldsOf: (flow: never) => object) {
      const { client: thief, person } = await signedIn(zelos(), 'api');
      const owner = zelos().client('api');
      await login(owner, person);
      const flow = await settings(thief);
      listener.answer('slow', async () => {
        listener.answer('slow');
        assert.equal((await owner.send('DELETE', '/sessions')).body.count, 1);
        return { json: {} };
      });
      const answer = await submit(thief, flow, fieldsOf(flow as never) as Record<string, unknown>);
      return { answer, owner, person };
    }

    test('sets no password', async () => {
      const { answer, person } = await raced(() => ({ method: 'password', password: newPassword() }));
      assert.deepEqual([answer.status, answer.body.error?.id], [401, 'session_inactive']);
      assert.equal(await canSignIn(zelos(), person), true);
    });

    test('changes no address', async () => {
      const { answer, person } = await raced(() => ({ method: 'profile', traits: { email: newEmail('thief') } }));
      assert.equal(answer.status, 401);
      assert.equal((await identityOf(zelos(), person.id)).traits.email, person.email);
    });

    test('adds no second factor, and raises nothing', async () => {
      const { answer, person } = await raced((flow) => ({ method: 'totp', totp_code: codeAt(seedIn(flow), zelos().clock.now()) }));
      assert.equal(answer.status, 401);
      assert.equal((await identityOf(zelos(), person.id, 'totp')).credentials?.totp, undefined);
    });
  },
  { config },
);

onEveryDatabase(
  'a hook that switches the account off in a submit',
  (zelos) => {
    after(() => listener.answer('slow'));
    test('ends its sessions, whatever the submit was about', async () => {
      for (const fieldsOf of [() => ({ method: 'password', password: newPassword() }), (flow: never) => ({ method: 'totp', totp_code: codeAt(seedIn(flow), zelos().clock.now()) })]) {
        const { client, person } = await signedIn(zelos(), 'api');
        const flow = await settings(client);
        listener.answer('slow', { json: { identity: { state: 'inactive' } } });
        const answer = await submit(client, flow, fieldsOf(flow as never));
        listener.answer('slow');
        assert.ok(answer.status === 200 || answer.status === 401, `${answer.status} ${JSON.stringify(answer.body)}`);
        assert.equal((await identityOf(zelos(), person.id)).state, 'inactive');
        assert.equal((await client.get('/sessions/whoami')).status, 401);
      }
    });
  },
  { config },
);
