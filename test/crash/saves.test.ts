import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Json } from '../support/clients.ts';
import { DATABASES } from '../support/databases.ts';
import { newPassword } from '../support/flows.ts';
import { runZelos, type ZelosProcess } from '../support/process.ts';

/** One native client that saves its profile again and again, and remembers what was answered. */
interface Saver {
  readonly id: string;
  /** The last save that was answered with success. */
  acknowledged: number;
  /** The last one that was sent: it may be there or not. */
  sent: number;
}

const PEOPLE = 8;
const ROUNDS = 2;
const LOAD_MS = 700;
const bio = (n: number): string => `https://example.org/${n}/${'x'.repeat(300)}`;

async function call(url: string, method: string, body?: unknown, token?: string): Promise<{ status: number; body: Json }> {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json', ...(token === undefined ? {} : { 'x-session-token': token }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function newSaver(zelos: ZelosProcess, name: string): Promise<{ saver: Saver; token: string; email: string }> {
  const email = `${name}@zelos.test`;
  const password = newPassword();
  const { body: registration } = await call(`${zelos.publicUrl}/self-service/registration/api`, 'GET');
  const { status, body } = await call(registration.ui.action, 'POST', { method: 'password', password, traits: { email } });
  assert.equal(status, 200, JSON.stringify(body));
  return { saver: { id: body.identity.id, acknowledged: 0, sent: 0 }, token: body.session_token, email };
}

/** Saves until the server is gone. First name, last name and website always carry the same number. */
async function saveOn(zelos: ZelosProcess, { saver, token, email }: { saver: Saver; token: string; email: string }): Promise<void> {
  try {
    const { body: flow } = await call(`${zelos.publicUrl}/self-service/settings/api`, 'GET', undefined, token);
    for (;;) {
      saver.sent += 1;
      const n = saver.sent;
      const { status, body } = await call(flow.ui.action, 'POST', { method: 'profile', traits: { email, name: { first: `first ${n}`, last: `last ${n}` }, website: bio(n), age: n % 150 } }, token);
      assert.equal(status, 200, JSON.stringify(body));
      saver.acknowledged = n;
    }
  } catch (error) {
    // The connection broke: the server was killed. Anything else is a failure of the test.
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
  }
}

const lasting = DATABASES.filter(({ name }) => name !== 'SQLite in memory');

describe('kill -9 during profile saves', () => {
  for (const database of lasting) {
    test(`loses nothing that was acknowledged and leaves nothing half-written · ${database.name}`, async (t) => {
      const { dsn, close } = await database.open();
      const running: ZelosProcess[] = [];
      const start = async (): Promise<ZelosProcess> => {
        const zelos = await runZelos({ dsn, args: ['--dev', '--auto-migrate'] });
        running.push(zelos);
        return zelos;
      };
      t.after(async () => {
        await Promise.all(running.map((zelos) => zelos.end('SIGKILL')));
        await close();
      });
      for (let round = 0; round < ROUNDS; round += 1) {
        const zelos = await start();
        const people = await Promise.all(Array.from({ length: PEOPLE }, (_, i) => newSaver(zelos, `round${round}-person${i}`)));
        const saving = people.map((person) => saveOn(zelos, person));
        await pause(LOAD_MS);
        await zelos.end('SIGKILL');
        await Promise.all(saving);
        assert.ok(
          people.every(({ saver }) => saver.acknowledged > 0),
          'the load was too small to say anything',
        );

        const again = await start();
        for (const { saver } of people) {
          const { status, body } = await call(`${again.adminUrl}/admin/identities/${saver.id}`, 'GET');
          assert.equal(status, 200);
          const n = Number(/\d+$/.exec(body.traits.name.first)?.[0]);
          assert.ok(n === saver.acknowledged || n === saver.sent, `${n} is stored, ${saver.acknowledged} was acknowledged, ${saver.sent} was sent`);
          assert.deepEqual(body.traits, { email: body.traits.email, name: { first: `first ${n}`, last: `last ${n}` }, website: bio(n), age: n % 150 });
        }
        assert.equal(await again.end(), 0, again.log());
      }
    });
  }
});
