import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import type { Json } from '../support/clients.ts';
import { DATABASES } from '../support/databases.ts';
import { newPassword } from '../support/flows.ts';
import { repository, runZelos, type ZelosProcess } from '../support/process.ts';

/** Where a server can be killed on the way from a change to what it is told by: some milliseconds after the change was sent, or as soon as somebody hears of it. */
type Step = 'mail: sender' | 'mail: text' | 'mail: taken' | 'hook: call' | 'hook: answered';
const KILLED_AT: readonly (Step | number)[] = [4, 10, 'mail: sender', 'mail: text', 'mail: taken', 'hook: call', 'hook: answered'];

const PEOPLE = 3;
const LATER = 600_000;
const PATIENCE = 30_000;

/** Who was told of an address, by mail and by hook, and what happens as soon as a step is reached. */
const told = { mails: [] as string[], hooks: [] as string[] };
let reached: (step: Step) => void = () => {};

const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onMailFrom: (_, __, done) => (reached('mail: sender'), done()),
  onData(stream, session, done) {
    stream.resume().on('end', () => {
      reached('mail: text');
      told.mails.push(...session.envelope.rcptTo.map(({ address }) => address));
      done();
      reached('mail: taken');
    });
  },
});
mailServer.on('error', () => {}); // a connection that breaks is what this test is about
const hookServer = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    reached('hook: call');
    told.hooks.push(JSON.parse(body).email);
    response.end(() => reached('hook: answered'));
  });
});
await Promise.all([mailServer, hookServer].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))));
after(() => {
  mailServer.close();
  hookServer.close();
  hookServer.closeAllConnections();
});
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

const config = {
  courier: { smtp: { connection_uri: `smtp://127.0.0.1:${portOf(mailServer.server)}/?disable_starttls=true` }, worker: { pull_wait: '20ms' } },
  selfservice: {
    flows: {
      verification: { enabled: true },
      settings: {
        after: { hooks: [{ hook: 'web_hook' as const, config: { url: `http://127.0.0.1:${portOf(hookServer)}/`, method: 'POST', body: 'function(ctx) { email: ctx.identity.traits.email }' } }] },
      },
    },
  },
};

async function call(url: string, { body, token }: { body?: unknown; token?: string } = {}): Promise<{ status: number; body: Json }> {
  const headers = { accept: 'application/json', 'content-type': 'application/json', ...(token === undefined ? {} : { 'x-session-token': token }) };
  const response = await fetch(url, { headers, ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }) });
  return { status: response.status, body: await response.json() };
}

interface Mover {
  readonly id: string;
  readonly token: string;
  readonly action: string;
  readonly to: string;
}

/** Somebody whose settings form is open. */
async function newMover({ publicUrl }: ZelosProcess, name: string): Promise<Mover> {
  const { body: registration } = await call(`${publicUrl}/self-service/registration/api`);
  const { status, body } = await call(registration.ui.action, { body: { method: 'password', password: newPassword(), traits: { email: `${name}@before.test` } } });
  assert.equal(status, 200, JSON.stringify(body));
  const { body: flow } = await call(`${publicUrl}/self-service/settings/api`, { token: body.session_token });
  return { id: body.identity.id, token: body.session_token, action: flow.ui.action, to: `${name}@after.test` };
}

/** @returns whether the change was acknowledged */
async function move({ action, token, to }: Mover): Promise<boolean> {
  try {
    const { status, body } = await call(action, { token, body: { method: 'profile', traits: { email: to } } });
    assert.equal(status, 200, JSON.stringify(body));
    return true;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    return false; // the connection broke: the server was killed
  }
}

async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE; !(await holds()); await pause(20)) assert.ok(Date.now() < end, what);
}

for (const database of DATABASES.filter(({ name }) => name !== 'SQLite in memory')) {
  describe(`kill -9 between a change and what it is told by · ${database.name}`, async () => {
    const { dsn, close } = await database.open();
    const running: ZelosProcess[] = [];
    let ahead = 0;
    let zelos: ZelosProcess | undefined;
    const start = async (): Promise<ZelosProcess> => {
      ahead += LATER;
      const command = [process.execPath, '--disable-warning=ExperimentalWarning', join(repository, 'test/crash/delivering-server.ts')];
      const started = await runZelos({ dsn, config, command, environment: { ...process.env, CLOCK_AHEAD: String(ahead) } });
      running.push(started);
      return started;
    };
    after(async () => {
      await Promise.all(running.map((one) => one.end('SIGKILL')));
      await close();
    });

    for (const [number, step] of KILLED_AT.entries()) {
      const when = typeof step === 'number' ? `${step} ms after the change was sent` : step;
      test(`each mail and hook of a change that was made arrives, and none of one that was not: ${when}`, async () => {
        zelos ??= await start();
        const before = zelos;
        const movers = await Promise.all(Array.from({ length: PEOPLE }, (_, i) => newMover(before, `${database.name.replaceAll(/\W/g, '').toLowerCase()}-${number}-${i}`)));
        await eventually('the mails of the registrations', () => movers.every(({ to }) => told.mails.includes(to.replace('after', 'before'))));
        let killed: Promise<unknown> | undefined;
        const kill = (): void => void (killed ??= before.end('SIGKILL'));
        reached = (at) => at === step && kill();
        const moving = movers.map(move);
        if (typeof step === 'number') void pause(step).then(kill);
        const acknowledged = await Promise.all(moving);
        await eventually(`nothing came as far as ${when}`, () => killed !== undefined);
        await killed;
        reached = () => {};

        const again = await start();
        zelos = again;
        for (const [i, { id, to }] of movers.entries()) {
          const { email } = (await call(`${again.adminUrl}/admin/identities/${id}`)).body.traits;
          const isMade = email === to;
          assert.ok(isMade || !acknowledged[i], 'an acknowledged change is gone');
          if (isMade) await eventually(`${to} is told of by mail and hook: ${JSON.stringify(told)}`, () => told.mails.includes(to) && told.hooks.includes(to));
          else assert.deepEqual([told.mails.includes(to), told.hooks.includes(to)], [false, false], 'told of a change that was not made');
        }
        await eventually('messages wait', async () => (await call(`${again.adminUrl}/admin/courier/messages?status=queued`)).body.length === 0);
        for (const { to } of movers.filter((_, i) => !acknowledged[i])) {
          const isMade = (await call(`${again.adminUrl}/admin/identities?credentials_identifier=${to}`)).body.length === 1;
          if (!isMade) assert.ok(!told.mails.includes(to) && !told.hooks.includes(to));
        }
      });
    }
  });
}
