import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Secret } from 'otpauth';
import { createLog } from '../../src/log.ts';
import { Client, type ClientKind, type Json } from '../support/clients.ts';
import { MINUTE, SECOND } from '../support/clock.ts';
import { DATABASES } from '../support/databases.ts';
import { login, newPassword, settings, signedIn, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';
import { Authenticator } from '../webauthn/authenticator.ts';
import { keyOptions, keyQuestion, passkeyOptions, passkeyQuestion } from '../webauthn/keys.ts';
import { codeAt, codesIn, saved, seedIn, withFactors } from './factors.ts';

/** Everything that was secret in a story, by what it is. */
class Secrets {
  readonly known = new Map<string, string>();

  keep(what: string, ...values: readonly string[]): void {
    for (const value of values) this.known.set(value, what);
  }

  /** What an answer hands over in trust, wherever it stands in it. */
  async keepFrom(response: Response): Promise<void> {
    for (const line of response.headers.getSetCookie()) {
      const value = /^[^=]+=([^;]+)/.exec(line)?.[1];
      if (value !== undefined) this.keep('cookie', value);
    }
    const text = await response.text();
    for (const [, token = ''] of text.matchAll(/"(?:session_token|logout_token)":"([^"]+)"/g)) this.keep('token', token);
    for (const [, token = ''] of text.matchAll(/"name":"csrf_token","type":"hidden","value":"([^"]+)"/g)) this.keep('token of a form', token);
  }

  /** Which of them can be read in a text, as they are or in an encoding that hides nothing. */
  foundIn(text: string): string[] {
    return [...this.known]
      .filter(([value]) => spellings(value).some((one) => (/^\d{6}$/.test(one) ? new RegExp(`(?<![\\w-])${one}(?![\\w-])`).test(text) : text.includes(one))))
      .map(([value, what]) => `${what}: ${value}`);
  }
}

function spellings(value: string): string[] {
  const bytes = [Buffer.from(value), ...(/^[A-Z2-7]{32}$/.test(value) ? [Buffer.from(Secret.fromBase32(value).bytes)] : [])];
  return [value, ...bytes.flatMap((one) => [one.toString('hex'), ...inBase64(one)]).filter((one) => one.length > 12)];
}

/** The part of a text in base64 that these bytes make up, wherever in it they stand. */
const inBase64 = (bytes: Buffer): string[] =>
  [0, 1, 2].flatMap((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
    const whole = Math.floor(shifted.length / 3) * 4;
    return (['base64', 'base64url'] as const).map((encoding) => shifted.toString(encoding).slice(before === 0 ? 0 : 4, whole));
  });

/** Every row of every table that is there, and of an SQLite file its very bytes: what was deleted is not gone from it yet. */
async function dump({ db }: TestZelos, dsn: string): Promise<string> {
  const [catalogue, column, filter] = db.dialect === 'sqlite' ? ['sqlite_master', 'name', 'table'] : ['information_schema.tables', 'table_name', 'BASE TABLE'];
  const listed = await db.list<{ name: string }>(
    (tables) =>
      tables
        .selectFrom(catalogue as 'flows')
        .select(`${column} as name` as 'id')
        .where((db.dialect === 'sqlite' ? 'type' : 'table_type') as 'type', '=', filter as 'api') as never,
  );
  const names = listed.map(({ name }) => name).filter((name) => !/^(?:sqlite_|pg_|sql_)/.test(name));
  assert.ok(names.includes('credentials') && names.includes('paused'), names.join(' '));
  const rows = await Promise.all(names.map(async (name) => JSON.stringify(await db.list((tables) => tables.selectFrom(name as 'flows').selectAll()))));
  const file = /^sqlite:\/\/([^?]+)/.exec(dsn)?.[1];
  const bytes = file === undefined ? [] : [file, `${file}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'latin1'));
  return [...rows, ...bytes].join('\n');
}

/** Somebody who uses every method, begins more than they finish, and mistypes. */
async function story(zelos: TestZelos, kind: ClientKind, secrets: Secrets): Promise<void> {
  const { client, person } = await signedIn(zelos, kind);
  const speaker = client.reader;
  secrets.keep('password', person.password);
  const flow = await settings(speaker);
  await settings(speaker).then((abandoned) => secrets.keep('seed of a page that was left', seedIn(abandoned)));
  secrets.keep('challenge', keyOptions(flow).challenge, passkeyOptions(flow).challenge);

  const pending = codesIn(await saved(speaker, flow, { lookup_secret_regenerate: true }));
  secrets.keep('backup code never confirmed', ...pending);
  const seed = seedIn(flow);
  const code = codeAt(seed, zelos.clock.now());
  secrets.keep('seed', seed);
  secrets.keep('code of an app', code);
  await submit(speaker, flow, { method: 'totp', totp_code: '000000' });
  await saved(speaker, flow, { method: 'totp', totp_code: code });
  const codes = codesIn(await saved(speaker, flow, { lookup_secret_regenerate: true }));
  secrets.keep('backup code', ...codes);
  await saved(speaker, flow, { lookup_secret_confirm: true });
  const [key, passkey] = [new Authenticator(), new Authenticator()];
  await saved(speaker, flow, { webauthn_register: key.create(keyOptions(flow)), webauthn_register_displayname: 'Key' });
  await saved(speaker, flow, { passkey_settings_register: passkey.create(passkeyOptions(flow)) });

  await secondFactors(zelos, kind, secrets, { person, seed, codes, key });
  await passwords(zelos, client, flow, secrets);
  await saved(speaker, await settings(speaker), { totp_unlink: true });
}

async function secondFactors(
  zelos: TestZelos,
  kind: ClientKind,
  secrets: Secrets,
  { person, seed, codes, key }: { person: { email: string; password: string }; seed: string; codes: string[]; key: Authenticator },
): Promise<void> {
  const weak = new Client(kind, zelos).reader;
  await login(weak, person);
  zelos.clock.advance(30 * SECOND);
  const shown = codeAt(seed, zelos.clock.now());
  secrets.keep('code of an app', shown);
  const typed = await submit(weak, await start(weak, 'login', '?aal=aal2'), { method: 'totp', totp_code: shown });
  assert.equal(typed.status, 200, JSON.stringify(typed.body));
  const byCode = await submit(weak, await start(weak, 'login', '?aal=aal2&refresh=true'), { method: 'lookup_secret', lookup_secret: codes[3] });
  assert.equal(byCode.status, 200, JSON.stringify(byCode.body));
  const asked = await start(weak, 'login', '?aal=aal2&refresh=true');
  secrets.keep('challenge', keyQuestion(asked).challenge);
  const byKey = await submit(weak, asked, { webauthn_login: key.get(keyQuestion(asked)) });
  assert.equal(byKey.status, 200, JSON.stringify(byKey.body));
  const open = await start(new Client('api', zelos), 'login');
  secrets.keep('challenge', passkeyQuestion(open).challenge);
}

async function passwords(zelos: TestZelos, client: Client, flow: Json, secrets: Secrets): Promise<void> {
  const speaker = client.reader;
  const [wrong, foreign, unread, later, next] = [newPassword(), newPassword(), newPassword(), newPassword(), newPassword()];
  secrets.keep('password', wrong, foreign, unread, later, next);
  await submit(speaker, flow, { method: 'password', password: `${wrong}${'x'.repeat(100)}` });
  await client.post(`/self-service/settings?flow=${flow.id}`, { method: 'password', password: foreign, csrf_token: 'made up' });
  await client.send('POST', `/self-service/settings?flow=${flow.id}`, { raw: `{"method":"password","password":"${unread}"`, headers: { 'content-type': 'application/json' } });
  await saved(speaker, flow, { method: 'password', password: next });
  zelos.clock.advance(20 * MINUTE);
  const waits = await submit(speaker, flow, { method: 'password', password: later });
  assert.equal(waits.body.error.id, 'session_refresh_required');
  const unknown = newPassword();
  secrets.keep('password', unknown);
  const stranger = new Client('spa', zelos);
  await submit(stranger, await start(stranger, 'login'), { method: 'password', identifier: 'nobody@zelos.test', password: unknown });
  await stranger.get(`/self-service/login/browser?password=${unknown}&aal=aal2`);
  zelos.clock.advance(1);
  await login(client, { email: flow.identity.traits.email, password: next }, '?refresh=true');
}

for (const database of DATABASES) {
  describe(`what can be read afterwards · ${database.name}`, () => {
    for (const preset of [undefined, 'kratos'] as const)
      test(`no secret stands in the database or in the log${preset ? `, preset ${preset}` : ''}`, async () => {
        const opened = await database.open();
        const lines: string[] = [];
        const secrets = new Secrets();
        const zelos = await startZelos({
          database: { name: database.name, open: async () => opened },
          config: withFactors({ log: { level: 'trace' }, ...(preset ? { preset, selfservice: { flows: { settings: { required_aal: 'aal1' } } } } : {}) }),
          log: createLog({ level: 'trace', format: 'json' }, { write: (line: string) => void lines.push(line) }),
        });
        const { fetch } = zelos;
        const watched: TestZelos = {
          ...zelos,
          async fetch(request) {
            const response = await fetch(request);
            await secrets.keepFrom(response.clone());
            return response;
          },
        };
        try {
          for (const kind of ['api', 'spa', 'browser'] as const) await story(watched, preset && kind === 'api' ? 'spa' : kind, secrets);
          const stored = await dump(zelos, opened.dsn);
          assert.ok(stored.includes('@zelos.test') && lines.length > 50, 'there is something to look through');
          const whats = new Set(secrets.known.values());
          assert.ok(whats.size >= 9 && secrets.known.size > 100, [...whats].join(', '));
          assert.deepEqual(secrets.foundIn(stored), []);
          assert.deepEqual(secrets.foundIn(lines.join('\n')), []);
        } finally {
          await zelos.close();
        }
      });
  });
}
