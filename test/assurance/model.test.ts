import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Client } from '../support/clients.ts';
import { SECOND } from '../support/clock.ts';
import { DATABASES } from '../support/databases.ts';
import { createPerson } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { withFactors } from './factors.ts';
import { COMMANDS, HAVING, type Having } from './model/commands.ts';
import type { Model } from './model/model.ts';
import { agree, anySecond, type Real, signIn } from './model/real.ts';

/**
 * A person who has some factors already, added in the first session, does things in three sessions of two tabs each, in any order, with jumps of the clock. The model says beforehand
 * what comes of each: so no level rises unproven, nothing is fresher than it was made, what a page has shown is what counts,
 * what was used once is never taken again. Whatever happened, the person can sign in at the end, with all they have.
 */
async function setUp(zelos: TestZelos, has: readonly Having[]): Promise<{ model: Model; real: Real }> {
  const { id, email, password } = await createPerson(zelos);
  const real: Real = { zelos, personId: id, email, clients: (['api', 'spa', 'spa'] as const).map((kind) => new Client(kind, zelos)) };
  const sessions = real.clients.map(() => ({ id: undefined, aal: 'aal1' as const, authenticatedAt: 0, tabs: [] }));
  const model: Model = { password, passkeys: [], keys: [], apps: [], codes: [], spent: [], wrong: { totp: 0, lookup_secret: 0 }, sessions, now: zelos.clock.now() };
  for (const who of sessions.keys()) await signIn(model, real, who);
  for (const what of has) await HAVING[what]().run(model, real);
  return { model, real };
}

/** Nobody who has shown all they know stays outside. */
async function notLockedOut(model: Model, real: Real): Promise<void> {
  real.zelos.clock.advance(1000 * SECOND); // what makes guessers wait is over, and every app shows a fresh code
  model.now = real.zelos.clock.now();
  const client = new Client('spa', real.zelos);
  const there: Real = { ...real, clients: [client] };
  const then: Model = { ...model, sessions: [{ id: undefined, aal: 'aal1', authenticatedAt: 0, tabs: [] }] };
  await signIn(then, there, 0);
  assert.ok(await anySecond(then, there, 0), 'no second factor works');
}

/** ZELOS_SEED=… plays one again. */
const seed = Number(process.env['ZELOS_SEED'] ?? Date.now() % 2 ** 31);
const kinds = DATABASES.length > 2 ? DATABASES.filter(({ name }) => name !== 'SQLite in memory') : DATABASES;

for (const database of kinds)
  describe(`whatever somebody does · ${database.name}`, () => {
    test(`no level rises unproven, nobody is locked out (ZELOS_SEED=${seed})`, { timeout: 120_000 }, async () => {
      const zelos = await startZelos({ database, config: withFactors() });
      try {
        let steps = 0;
        await fc.assert(
          fc.asyncProperty(fc.subarray(Object.keys(HAVING) as Having[]), fc.commands(COMMANDS, { size: '+1', maxCommands: 60 }), async (has, commands) => {
            const { model, real } = await setUp(zelos, has);
            await fc.asyncModelRun(() => ({ model, real }), commands);
            await agree(model, real);
            await notLockedOut(model, real);
            steps += [...commands].length;
          }),
          { seed, numRuns: 40, interruptAfterTimeLimit: 25_000, markInterruptAsFailure: false },
        );
        assert.ok(steps > 100, `${steps} steps say little`);
      } finally {
        await zelos.close();
      }
    });
  });
