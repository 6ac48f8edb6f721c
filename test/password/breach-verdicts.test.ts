import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type RequestListener, request as requestPlain } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Client } from '../support/clients.ts';
import { messageIdsAt, newEmail, settings, signedIn, start, submit } from '../support/flows.ts';
import { startZelos, type TestZelos } from '../support/harness.ts';

/** What becomes of a password under each policy, whatever the list of leaks answers: nothing about it is ever remembered. */
const CLEAN = `0018A45C4D1DEB81644B54AB7F969B88D65:2\r\n0018A45C4D1DEB81644B54AB7F969B88D66:12\r\n`;
const suffixOf = (password: string): string => createHash('sha1').update(password).digest('hex').toUpperCase().slice(5);
let answer: RequestListener;
let asked = 0;
const list = createServer((request, response) => {
  asked += 1;
  answer(request, response);
});
const realRequest = https.request;
before(async () => {
  await new Promise<void>((resolve) => list.listen(0, '127.0.0.1', resolve));
  const { port } = list.address() as AddressInfo;
  // The list speaks https only. Here the lines to it end at a server on loopback, and all else is as it is.
  https.request = ((url: URL, options: object) => requestPlain(new URL(url.pathname, `http://127.0.0.1:${port}`), { ...options, lookup: undefined })) as typeof https.request;
  syncBuiltinESMExports();
});
after(async () => {
  https.request = realRequest;
  syncBuiltinESMExports();
  list.closeAllConnections();
  await new Promise((resolve) => list.close(resolve));
});

type Verdict = 'clean' | 'leaked' | 'none';
interface Answering {
  readonly what: string;
  readonly verdict: Verdict;
  readonly listener: (password: string) => RequestListener;
}
const saying = (what: string, verdict: Verdict, body: (password: string) => string | Buffer, status = 200): Answering => ({
  what,
  verdict,
  listener: (password) => (_, response) => response.writeHead(status).end(body(password)),
});
const leakedLine = (password: string): string => `${suffixOf(password)}:7\r\n`;

const ANSWERS: readonly Answering[] = [
  saying('a clean list', 'clean', () => CLEAN),
  saying('a list that holds it', 'leaked', (password) => CLEAN + leakedLine(password)),
  saying('a list in which it is mere padding', 'clean', (password) => `${CLEAN}${suffixOf(password)}:0\r\n`),
  saying('nothing', 'none', () => ''),
  saying('a page', 'none', () => '<html>Sign in to this network</html>'),
  saying('a list behind an error', 'none', () => CLEAN, 503),
  saying('a list that holds it, behind an error', 'none', leakedLine, 404),
  saying('a line that is cut off', 'none', (password) => CLEAN + leakedLine(password).slice(0, 20)),
  saying('too much', 'none', () => CLEAN.repeat(15_000)),
  saying('compressed noise', 'none', () => Buffer.from([0x1f, 0x8b, 8, 0, 255, 254, 253])),
  { what: 'a redirect', verdict: 'none', listener: () => (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end() },
  { what: 'a closed line', verdict: 'none', listener: () => (request) => request.socket.destroy() },
  { what: 'half of what it has announced', verdict: 'none', listener: () => (_, response) => void response.writeHead(200, { 'content-length': 10_000 }).write(CLEAN, () => response.destroy()) },
];

const POLICIES = [
  { mode: 'reject', ignore_network_errors: true, says: { clean: [], leaked: [4000034], none: [] } },
  { mode: 'reject', ignore_network_errors: false, says: { clean: [], leaked: [4000034], none: [4000005] } },
  { mode: 'warn', ignore_network_errors: true, says: { clean: [], leaked: [4050906], none: [] } },
  { mode: 'warn', ignore_network_errors: false, says: { clean: [], leaked: [4050906], none: [4000005] } },
] as const;

let passwords = 0;
const fresh = (): string => `nobody-has-this-${(passwords += 1)}`;

for (const { mode, ignore_network_errors, says } of POLICIES)
  describe(`haveibeenpwned_mode ${mode}, ignore_network_errors ${ignore_network_errors}`, () => {
    let zelos: TestZelos;
    let client: Client;
    before(async () => {
      zelos = await startZelos({
        config: {
          clients: { http: { disallow_private_ip_ranges: false } },
          selfservice: { methods: { password: { config: { haveibeenpwned_enabled: true, haveibeenpwned_host: 'list.test', haveibeenpwned_mode: mode, ignore_network_errors } } } },
        },
      });
      answer = (_, response) => response.end(CLEAN);
      ({ client } = await signedIn(zelos, 'spa'));
    });
    after(() => zelos.close());

    /** Ids at the password after it was chosen in settings, and by somebody new; undefined: it was taken. */
    async function chosen(password: string): Promise<(number[] | undefined)[]> {
      const changed = await submit(client, await settings(client), { method: 'password', password });
      const someone = zelos.client('api');
      const registered = await submit(someone, await start(someone, 'registration'), { method: 'password', password, traits: { email: newEmail() } });
      return [changed, registered].map(({ status, body }) => (status === 200 ? undefined : messageIdsAt(body, 'password')));
    }
    const expected = (verdict: Verdict): (readonly number[] | undefined)[] => [says[verdict], says[verdict]].map((ids) => (ids.length === 0 ? undefined : ids));

    for (const { what, verdict, listener } of ANSWERS)
      test(`${what}: ${verdict === 'none' ? 'no verdict, so the policy decides' : verdict}`, async () => {
        const password = fresh();
        answer = listener(password);
        assert.deepEqual(await chosen(password), expected(verdict));
      });

    test('an answer counts once: each try asks anew, and the next answer is believed', async () => {
      const password = fresh();
      for (const { verdict, listener } of ANSWERS.filter((one) => one.verdict !== 'clean')) {
        answer = listener(password);
        const askedBefore = asked;
        assert.deepEqual(await chosen(password), expected(verdict));
        assert.equal(asked - askedBefore, 2);
        // What was taken is the present one now, and would be refused as such.
        if (says[verdict].length === 0) return;
      }
    });

    test('any noise among the lines leaves no verdict', () =>
      fc.assert(
        fc.asyncProperty(fc.string({ minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 2 }), fc.boolean(), async (noise, at, isThere) => {
          const password = fresh();
          const lines = [...CLEAN.trim().split('\r\n'), ...(isThere ? [leakedLine(password).trim()] : [])];
          lines.splice(at, 0, noise);
          const strange = noise.split('\n').some((line) => line.trim() !== '' && !/^[0-9A-F]{35}:\d{1,12}$/i.test(line.trim()));
          answer = (_, response) => response.end(lines.join('\r\n'));
          assert.deepEqual(await chosen(password), expected(strange ? 'none' : isThere ? 'leaked' : 'clean'));
        }),
        { numRuns: 25 },
      ));
  });

test('a list that does not answer holds nobody else up', async () => {
  const zelos = await startZelos({
    config: { clients: { http: { disallow_private_ip_ranges: false } }, selfservice: { methods: { password: { config: { haveibeenpwned_enabled: true, haveibeenpwned_host: 'list.test' } } } } },
  });
  try {
    const { client } = await signedIn(zelos, 'spa');
    const flow = await settings(client);
    const reached = Promise.withResolvers<() => void>();
    answer = (_, response) => reached.resolve(() => response.end(CLEAN));
    let isDone = false;
    const waiting = submit(client, flow, { method: 'password', password: fresh() }).finally(() => {
      isDone = true;
    });
    const release = await reached.promise;
    for (let i = 0; i < 20; i += 1) assert.equal((await client.get('/sessions/whoami')).status, 200);
    assert.equal(isDone, false);
    release();
    assert.equal((await waiting).status, 200);
  } finally {
    await zelos.close();
  }
});
