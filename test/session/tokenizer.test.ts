import assert from 'node:assert/strict';
import { constants, createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ConfigInput } from '../../src/config/config.ts';
import type { Client } from '../support/clients.ts';
import { HOUR, MINUTE } from '../support/clock.ts';
import { PUBLIC_URL } from '../support/config.ts';
import { createPerson, login, signedIn } from '../support/flows.ts';
import { everywhere, startZelos } from '../support/harness.ts';

const inline = (text: string): string => `base64://${Buffer.from(text).toString('base64')}`;
const part = (token: string, at: number) => JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString());

interface Pair {
  readonly jwk: JsonWebKey;
  readonly publicKey: KeyObject;
}
const pair = ({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }, more: object): Pair => ({ jwk: { ...privateKey.export({ format: 'jwk' }), ...more }, publicKey });
const ec = (namedCurve: string, more: object): Pair => pair(generateKeyPairSync('ec', { namedCurve }), more);
const rsa = pair(generateKeyPairSync('rsa', { modulusLength: 2048 }), { kid: 'rsa' });
const ed = pair(generateKeyPairSync('ed25519'), { kid: 'ed' });
const es256 = ec('P-256', { kid: 'es256', alg: 'ES256' });
const secret = randomBytes(64);
const set = (...keys: readonly object[]): string => inline(JSON.stringify({ keys }));

const MAPPER = `local session = std.extVar('session'); local claims = std.extVar('claims');
{ claims: { iss: 'https://tokens.test', email: session.identity.traits.email, aal: session.authenticator_assurance_level, was: claims.iss, sub: 'somebody else' } }`;

const withTemplates = (templates: Record<string, { jwks_url: string; ttl?: string; claims_mapper_url?: string; subject_source?: 'id' | 'external_id' }>): ConfigInput => ({
  session: { whoami: { tokenizer: { templates } } },
});

const tokenized = async (client: Client, template: string): Promise<string> => {
  const { status, body } = await client.reader.get(`/sessions/whoami?tokenize_as=${template}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.tokenized;
};

everywhere(
  'whoami with tokenize_as',
  (kind, zelos) => {
    test('gives a token with the session in it, signed with the key of the template', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const token = await tokenized(client, 'plain');
      const now = Math.floor(zelos().clock.now() / 1000);
      const { body: session } = await client.reader.get('/sessions/whoami');
      assert.equal('tokenized' in session, false);
      const { jti, ...claims } = part(token, 1);
      assert.match(jti, /^[0-9a-f-]{36}$/);
      assert.deepEqual(claims, { iss: PUBLIC_URL, exp: now + 60, sid: session.id, nbf: now, iat: now, sub: person.id });
      assert.deepEqual(part(token, 0), { alg: 'ES256', kid: 'es256', typ: 'JWT' });
      const [head, body, signature = ''] = token.split('.');
      assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), { key: es256.publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')));
      assert.notEqual(part(await tokenized(client, 'plain'), 1).jti, jti);
    });

    test('lets a mapper add claims and change them, but not whose the token is', async () => {
      const { client, person } = await signedIn(zelos(), kind);
      const { iss, email, aal, was, sub, sid, exp, iat } = part(await tokenized(client, 'mapped'), 1);
      assert.deepEqual([iss, email, aal, was, sub, typeof sid, exp - iat], ['https://tokens.test', person.email, 'aal1', PUBLIC_URL, person.id, 'string', 600]);
    });

    test('answers 400 to a name that is no template, and to a mapper that fails for this session', async () => {
      const { client } = await signedIn(zelos(), kind);
      for (const template of ['nothing', 'constructor', '__proto__', 'fails', 'silent', 'external']) {
        const { status, body } = await client.reader.get(`/sessions/whoami?tokenize_as=${template}`);
        assert.deepEqual([status, body.error?.code, 'tokenized' in body], [400, 400, false], template);
      }
      assert.equal((await client.reader.get('/sessions/whoami?tokenize_as=')).status, 200, 'an empty name asks for none');
    });

    test('gives nobody a token who has no session, or too low a one', async () => {
      const { status, body } = await zelos().client(kind).reader.get('/sessions/whoami?tokenize_as=plain');
      assert.deepEqual([status, body.error.id], [401, 'session_inactive']);
    });

    test('says by external_id whose it is where the template wants that', async () => {
      const externalId = `crm-${kind}-${randomBytes(6).toString('hex')}`;
      const person = await createPerson(zelos(), { external_id: externalId });
      const client = zelos().client(kind);
      await login(client, person);
      assert.equal(part(await tokenized(client, 'external'), 1).sub, externalId);
    });
  },
  {
    config: withTemplates({
      plain: { jwks_url: set(es256.jwk) },
      mapped: { jwks_url: set(es256.jwk), ttl: '10m', claims_mapper_url: inline(MAPPER) },
      fails: { jwks_url: set(es256.jwk), claims_mapper_url: inline('{ claims: { x: std.extVar("session").nothing } }') },
      silent: { jwks_url: set(es256.jwk), claims_mapper_url: inline('{ other: {} }') },
      external: { jwks_url: set(es256.jwk), subject_source: 'external_id' },
    }),
  },
);

test('signs with every kind of key', async () => {
  const checks: Record<string, { key: JsonWebKey | object; check(data: Buffer, signature: Buffer): boolean }> = {
    ES384: check(ec('P-384', {}), (data, signature, key) => verify('sha384', data, { key, dsaEncoding: 'ieee-p1363' }, signature)),
    ES512: check(ec('P-521', {}), (data, signature, key) => verify('sha512', data, { key, dsaEncoding: 'ieee-p1363' }, signature)),
    RS256: check(rsa, (data, signature, key) => verify('sha256', data, key, signature)),
    PS512: check({ ...rsa, jwk: { ...rsa.jwk, alg: 'PS512' } }, (data, signature, key) => verify('sha512', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }, signature)),
    EdDSA: check(ed, (data, signature, key) => verify(null, data, key, signature)),
    HS512: { key: { kty: 'oct', alg: 'HS512', k: secret.toString('base64url') }, check: (data, signature) => createHmac('sha512', secret).update(data).digest().equals(signature) },
  };
  const zelos = await startZelos({
    config: withTemplates(Object.fromEntries(Object.entries(checks).map(([name, { key }]) => [name, { jwks_url: set({ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, key) }]))),
  });
  const { client } = await signedIn(zelos, 'api');
  for (const [algorithm, each] of Object.entries(checks)) {
    const token = await tokenized(client, algorithm);
    const [head, body, signature = ''] = token.split('.');
    assert.equal(part(token, 0).alg, algorithm);
    assert.ok(each.check(Buffer.from(`${head}.${body}`), Buffer.from(signature, 'base64url')), algorithm);
  }
  await zelos.close();

  function check({ jwk, publicKey }: Pair, valid: (data: Buffer, signature: Buffer, key: KeyObject) => boolean) {
    return { key: jwk, check: (data: Buffer, signature: Buffer) => valid(data, signature, publicKey) };
  }
});

test('a token ends with its session', async () => {
  const zelos = await startZelos({ config: withTemplates({ long: { jwks_url: set(es256.jwk), ttl: '10h' } }) });
  const { client } = await signedIn(zelos, 'api');
  zelos.clock.advance(23 * HOUR);
  const { exp, iat } = part(await tokenized(client, 'long'), 1);
  assert.equal(exp - iat, HOUR / 1000);
  await zelos.close();
});

test('keys that were changed where they are kept are taken up after an hour, and kept while they cannot be read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zelos-keys-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'keys.json');
  const write = (text: string): void => writeFileSync(file, text);
  write(JSON.stringify({ keys: [es256.jwk] }));
  const zelos = await startZelos({ config: withTemplates({ kept: { jwks_url: pathToFileURL(file).href } }) });
  const { client } = await signedIn(zelos, 'api');
  const kid = async () => part(await tokenized(client, 'kept'), 0).kid;
  write(JSON.stringify({ keys: [ed.jwk] }));
  assert.equal(await kid(), 'es256');
  zelos.clock.advance(HOUR + MINUTE);
  assert.equal(await kid(), 'ed');
  write('broken');
  zelos.clock.advance(HOUR + MINUTE);
  assert.equal(await kid(), 'ed');
  await zelos.close();
});

test('keys and mappers that cannot be used stop the start, without a word of the key', async () => {
  const { d, ...open } = es256.jwk;
  const refused: [object, RegExp][] = [
    [{ jwks_url: inline('nothing') }, /templates\.mine\.jwks_url cannot be used: it is not JSON/],
    [{ jwks_url: set(open) }, /no JSON Web Key Set with a private key/],
    [{ jwks_url: set({ ...es256.jwk, alg: 'ES384' }) }, /cannot sign with ES384/],
    [{ jwks_url: set({ ...es256.jwk, alg: 'none' }) }, /needs an alg/],
    [{ jwks_url: set({ ...es256.jwk, x: 'AA' }) }, /cannot be read/],
    [{ jwks_url: set({ kty: 'oct', alg: 'HS256', k: 'c2hvcnQ' }) }, /at least 256 bits/],
    [{ jwks_url: set(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' })) }, /at least 2048 bits/],
    [{ jwks_url: 'file:///nowhere/keys.json' }, /jwks_url cannot be used/],
    [{ jwks_url: set(es256.jwk), claims_mapper_url: inline('{ claims:') }, /templates\.mine\.claims_mapper_url cannot be used/],
  ];
  for (const [template, problem] of refused)
    await assert.rejects(
      startZelos({ config: withTemplates({ mine: template as { jwks_url: string } }) }),
      (error: Error) => problem.test(error.message) && !error.message.includes(d ?? '-'),
      String(problem),
    );
});
