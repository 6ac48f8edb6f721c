import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from 'otpauth';
import type { Tables } from '../../src/db/tables.ts';
import { login, settings, signedIn } from '../support/flows.ts';
import { onEveryDatabase, type TestZelos } from '../support/harness.ts';
import { codeFor, codesIn, enrolApp, enrolCodes, save, secretIn, stepUp, wrongCode } from '../support/totp.ts';

const TABLES = ['identities', 'identifiers', 'credentials', 'sessions', 'flows', 'paused', 'errors', 'messages', 'attempts', 'events', 'mailed_links'] as const satisfies readonly (keyof Tables)[];

const dump = async (zelos: TestZelos): Promise<string> => JSON.stringify(await Promise.all(TABLES.map((table) => zelos.db.list((db) => db.selectFrom(table as 'flows').selectAll()))));

/** As it might be written by mistake. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(Secret.fromBase32(secret).buffer);
  return [secret, secret.toLowerCase(), bytes.toString('hex'), bytes.toString('base64').slice(0, 20), bytes.toString('base64url').slice(0, 20)];
}

for (const reveal_enabled of [false, true])
  onEveryDatabase(
    `what a copy of the database tells of second factors${reveal_enabled ? ' where codes may be seen again' : ''}`,
    (zelos) => {
      test('no seed, no backup code, no code that was typed: neither of those that count nor of forms left open', async () => {
        const now = (): number => zelos().clock.now();
        const { client, person } = await signedIn(zelos(), 'spa');
        const secrets = [secretIn(await settings(client)), await enrolApp(client, 'Phone')];
        secrets.push(secretIn(await save(client, await settings(client), { totp_add: true })));
        const codes = await enrolCodes(client);
        codes.push(...(codesIn(await save(client, await settings(client), { lookup_secret_regenerate: true })) ?? []));
        assert.equal(codes.length, 24);

        const weak = zelos().client('spa');
        await login(weak, person);
        const typed = [wrongCode(secrets[1] ?? '', now()), codeFor(secrets[1] ?? '', now())];
        for (const totp_code of typed) await stepUp(weak, { method: 'totp', totp_code });
        for (const lookup_secret of ['zzzzzzzz', codes[0]]) await stepUp(weak, { method: 'lookup_secret', lookup_secret });
        // A submit that waits for a fresh sign-in.
        const flow = await settings(client);
        zelos().clock.advance(3_600_000 / 2);
        await save(client, flow, { totp_add: true }).catch(() => {});

        const rows = await dump(zelos());
        assert.ok(rows.includes(person.email), 'there is something to look at');
        for (const form of secrets.flatMap(forms)) assert.ok(!rows.includes(form), form);
        for (const code of [...codes, 'zzzzzzzz']) assert.ok(!rows.toLowerCase().includes(code), code);
        for (const code of typed) assert.ok(!new RegExp(`(?<!\\d)${code}(?!\\d)`).test(rows), code);
      });
    },
    { config: { selfservice: { methods: { totp: { enabled: true }, lookup_secret: { enabled: true, config: { reveal_enabled } } } } } },
  );
