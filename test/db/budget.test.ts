import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Counts } from '../../src/db/database.ts';
import type { Answer, Client } from '../support/clients.ts';
import { fetchFlow, newPassword, register, settings, submit } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';

/**
 * What each operation may ask of the database: statements, round trips on PostgreSQL, commits (fsyncs). Whoever needs one
 * more changes the number here and says why. Kratos needs 5, 10, 7, 27 and 30 statements.
 */
const BUDGET = {
  whoami: { statements: 1, roundTrips: 1, commits: 0 },
  init: { statements: 3, roundTrips: 2, commits: 1 },
  get: { statements: 4, roundTrips: 1, commits: 0 },
  'profile save': { statements: 6, roundTrips: 2, commits: 1 },
  // Two of them are its row in the security log, and where the log stands then; one ends the sessions of whoever knew the old one,
  // after an alarm; one sees to it that this session has not ended meanwhile.
  'password save': { statements: 11, roundTrips: 2, commits: 1 },
} satisfies Record<string, Counts>;

const TABLES = ['identities', 'identifiers', 'credentials', 'sessions', 'flows', 'paused', 'errors', 'messages'] as const;

async function rows(zelos: TestZelos): Promise<Record<string, number>> {
  const counted = TABLES.map(async (table) => [table, (await zelos.db.list((k) => k.selectFrom(table as 'flows').selectAll())).length] as const);
  return Object.fromEntries(await Promise.all(counted));
}

onEveryDatabase('the budget of statements', (zelos) => {
  /** Runs an operation and holds what it cost against its budget. */
  const within = async (name: keyof typeof BUDGET, operation: () => Promise<Answer | object>): Promise<void> => {
    const { counts } = zelos().db;
    const before = { ...counts };
    await operation();
    assert.deepEqual({ statements: counts.statements - before.statements, roundTrips: counts.roundTrips - before.roundTrips, commits: counts.commits - before.commits }, BUDGET[name], name);
  };

  for (const kind of ['api', 'spa'] as const) {
    const signedIn = async (): Promise<Client> => {
      const client = zelos().client(kind);
      await register(client);
      return client;
    };

    test(`whoami, init and get (${kind})`, async () => {
      const client = await signedIn();
      await within('whoami', () => client.get('/sessions/whoami'));
      await within('init', () => settings(client));
      const flow = await settings(client);
      await within('get', () => fetchFlow(client, 'settings', flow.id));
    });

    test(`a save of the profile or the password, which leaves no further row (${kind})`, async () => {
      const client = await signedIn();
      const flow = await settings(client);
      const before = await rows(zelos());
      const save = async (fields: object): Promise<Answer> => {
        const answer = await submit(client, flow, { ...fields });
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        return answer;
      };
      const { email } = flow.identity.traits;
      await within('profile save', () => save({ method: 'profile', traits: { email, name: { first: 'Ann', last: 'Other' } } }));
      await within('password save', () => save({ method: 'password', password: newPassword() }));
      assert.deepEqual(await rows(zelos()), before);
    });
  }
});
