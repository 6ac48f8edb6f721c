import assert from 'node:assert/strict';
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { describe, test } from 'node:test';
import { type Config, createConfig } from '../../src/config/config.ts';
import { PROVIDER_KINDS, type ProviderKind } from '../../src/config/keys/providers.ts';
import { createSealer } from '../../src/crypto/seal.ts';
import { silentLog } from '../../src/log.ts';
import { createProviders, type Providers, type Statement } from '../../src/oidc/providers.ts';
import type { Outgoing } from '../../src/outgoing/outgoing.ts';
import { testClock } from '../support/clock.ts';
import { baseConfig, merged, PUBLIC_URL } from '../support/config.ts';

/**
 * Each kind as its provider documents it: where a person is sent and with what, what is asked for afterwards, and how the
 * answers read here. Nothing leaves this machine: every call is answered from the table, and one that is not in it fails.
 */
interface Row {
  readonly kind: ProviderKind;
  readonly what?: string;
  /** What its entry in the configuration holds besides. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The page a person is sent to. */
  readonly authorize: string;
  readonly scope?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly token: string;
  /** How the client proves itself there. */
  readonly client: 'basic' | 'post';
  /** For those who describe themselves: the issuer. */
  readonly issuer?: string;
  /** Claims of the ID token. */
  readonly idToken?: Readonly<Record<string, unknown>>;
  /** By address (without appsecret_proof), what its API answers. */
  readonly api?: Readonly<Record<string, unknown>>;
  /** What comes back in the address, besides code and state. */
  readonly brought?: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly account?: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

const APPLE_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const applePem = APPLE_KEY.privateKey.export({ type: 'pkcs8', format: 'pem' });
const TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';
const OWN_ISSUER = 'https://id.example.org';

/** Those who keep to OpenID Connect differ in where they are. */
const byIssuer = (kind: ProviderKind, issuer: string, rest: Partial<Row> = {}): Row => ({
  kind,
  issuer,
  authorize: `${issuer}/authorize`,
  scope: 'openid',
  token: `${issuer}/token`,
  client: 'basic',
  idToken: { sub: 'person-1', email: 'ann@example.org', email_verified: true },
  subject: 'person-1',
  account: 'ann@example.org',
  claims: { email: 'ann@example.org', email_verified: true },
  ...rest,
});

const ROWS: readonly Row[] = [
  ...(['generic', 'auth0', 'okta', 'keycloak', 'jackson'] as const).map((kind) => byIssuer(kind, OWN_ISSUER, { settings: { issuer_url: OWN_ISSUER } })),
  byIssuer('google', 'https://accounts.google.com'),
  byIssuer('gitlab', 'https://gitlab.com'),
  byIssuer('gitlab', 'https://git.example.org', { what: 'of one’s own', settings: { issuer_url: 'https://git.example.org' } }),
  byIssuer('slack', 'https://slack.com'),
  byIssuer('linkedin', 'https://www.linkedin.com/oauth', { client: 'post' }),
  byIssuer('linkedin_v2', 'https://www.linkedin.com/oauth', { client: 'post' }),
  byIssuer('netid', 'https://broker.netid.de'),
  byIssuer('line', 'https://access.line.me', { client: 'post' }),
  byIssuer('salesforce', 'https://login.salesforce.com'),
  byIssuer('microsoft', `https://login.microsoftonline.com/${TENANT}/v2.0`, {
    settings: { microsoft_tenant: TENANT },
    idToken: { sub: 'pairwise', oid: 'object-1', tid: TENANT, preferred_username: 'ann@example.org' },
    subject: 'pairwise',
    claims: { oid: 'object-1' },
  }),
  byIssuer('microsoft', `https://login.microsoftonline.com/${TENANT}/v2.0`, {
    what: 'by the object of the directory',
    settings: { microsoft_tenant: TENANT, subject_source: 'oid' },
    idToken: { sub: 'pairwise', oid: 'object-1', preferred_username: 'ann@example.org' },
    subject: 'object-1',
    claims: { preferred_username: 'ann@example.org' },
  }),
  byIssuer('microsoft', `https://login.microsoftonline.com/${TENANT}/v2.0`, {
    what: 'by Microsoft Graph',
    settings: { microsoft_tenant: TENANT, subject_source: 'me' },
    idToken: { sub: 'pairwise', preferred_username: 'ann@example.org' },
    api: { 'https://graph.microsoft.com/v1.0/me': { id: 'graph-1', displayName: 'Ann' } },
    subject: 'graph-1',
    claims: {},
  }),
  byIssuer('apple', 'https://appleid.apple.com', {
    settings: { apple_team_id: 'TEAM', apple_private_key_id: 'KEY', apple_private_key: applePem, scope: ['email', 'name'], client_secret: undefined },
    scope: 'openid email name',
    parameters: { response_mode: 'form_post' },
    client: 'post',
    idToken: { sub: '001.a', email: 'ann@privaterelay.appleid.com', email_verified: 'true', is_private_email: 'true' },
    brought: { user: JSON.stringify({ name: { firstName: 'Ann', lastName: 'Lee' }, email: 'somebody@else.example' }) },
    subject: '001.a',
    account: 'ann@privaterelay.appleid.com',
    claims: { email: 'ann@privaterelay.appleid.com', email_verified: true, given_name: 'Ann', family_name: 'Lee' },
  }),
  byIssuer('apple', 'https://appleid.apple.com', {
    what: 'the second time, and nothing asked for',
    settings: { apple_team_id: 'TEAM', apple_private_key_id: 'KEY', apple_private_key: applePem, client_secret: undefined },
    client: 'post',
    idToken: { sub: '001.a', email: 'ann@example.org', email_verified: 'false' },
    brought: { user: '{"name":' },
    subject: '001.a',
    claims: { email: 'ann@example.org', email_verified: false },
  }),
  {
    kind: 'github',
    settings: { scope: ['user:email'] },
    authorize: 'https://github.com/login/oauth/authorize',
    scope: 'user:email',
    token: 'https://github.com/login/oauth/access_token',
    client: 'post',
    api: {
      'https://api.github.com/user': { id: 583231, login: 'octocat', name: 'Ann Lee', email: null, avatar_url: 'https://avatars.example/1', html_url: 'https://github.com/octocat', blog: '' },
      'https://api.github.com/user/emails': [
        { email: 'old@example.org', primary: false, verified: true },
        { email: 'ann@example.org', primary: true, verified: true },
      ],
    },
    subject: '583231',
    account: 'ann@example.org',
    claims: {
      sub: '583231',
      email: 'ann@example.org',
      email_verified: true,
      name: 'Ann Lee',
      nickname: 'octocat',
      preferred_username: 'octocat',
      picture: 'https://avatars.example/1',
      profile: 'https://github.com/octocat',
      iss: 'https://api.github.com',
    },
  },
  {
    kind: 'github',
    what: 'without leave to read addresses: what it shows everybody is not verified',
    authorize: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    client: 'post',
    api: { 'https://api.github.com/user': { id: 7, login: 'ann', email: 'public@example.org' } },
    subject: '7',
    account: 'public@example.org',
    claims: { sub: '7', email: 'public@example.org', email_verified: undefined, nickname: 'ann' },
  },
  {
    kind: 'github-app',
    authorize: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    client: 'post',
    api: { 'https://api.github.com/user': { id: 8, login: 'ann' }, 'https://api.github.com/user/emails': [{ email: 'ann@example.org', primary: true, verified: false }] },
    subject: '8',
    account: 'ann@example.org',
    claims: { email: 'ann@example.org', email_verified: false },
  },
  {
    kind: 'facebook',
    settings: { scope: ['email'] },
    authorize: 'https://www.facebook.com/dialog/oauth',
    scope: 'email',
    token: 'https://graph.facebook.com/oauth/access_token',
    client: 'post',
    api: {
      'https://graph.facebook.com/me?fields=id,name,first_name,last_name,middle_name,email,picture': {
        id: '10223',
        name: 'Ann B Lee',
        first_name: 'Ann',
        middle_name: 'B',
        last_name: 'Lee',
        email: 'ann@example.org',
        picture: { data: { url: 'https://pictures.example/1' } },
      },
    },
    subject: '10223',
    account: 'ann@example.org',
    claims: { given_name: 'Ann', middle_name: 'B', family_name: 'Lee', name: 'Ann B Lee', email: 'ann@example.org', email_verified: undefined, picture: 'https://pictures.example/1' },
  },
  {
    kind: 'discord',
    settings: { scope: ['email'] },
    authorize: 'https://discord.com/api/oauth2/authorize',
    scope: 'identify email',
    token: 'https://discord.com/api/oauth2/token',
    client: 'post',
    api: { 'https://discord.com/api/users/@me': { id: '80351110224678912', username: 'nelly', global_name: 'Nelly', avatar: 'a1', verified: true, email: 'nelly@example.org', locale: 'en-US' } },
    subject: '80351110224678912',
    account: 'nelly@example.org',
    claims: { name: 'Nelly', nickname: 'nelly', email: 'nelly@example.org', email_verified: true, locale: 'en-US', picture: 'https://cdn.discordapp.com/avatars/80351110224678912/a1.png' },
  },
  {
    kind: 'spotify',
    settings: { scope: ['user-read-email'] },
    authorize: 'https://accounts.spotify.com/authorize',
    scope: 'user-read-email',
    token: 'https://accounts.spotify.com/api/token',
    client: 'basic',
    api: { 'https://api.spotify.com/v1/me': { id: 'smedjan', display_name: 'Ann', email: 'ann@example.org', images: [{ url: 'https://i.example/1' }] } },
    subject: 'smedjan',
    account: 'ann@example.org',
    claims: { name: 'Ann', email: 'ann@example.org', email_verified: undefined, picture: 'https://i.example/1' },
  },
  {
    kind: 'amazon',
    authorize: 'https://www.amazon.com/ap/oa',
    scope: 'profile',
    token: 'https://api.amazon.com/auth/o2/token',
    client: 'post',
    api: { 'https://api.amazon.com/user/profile': { user_id: 'amzn1.account.K2', name: 'Ann', email: 'ann@example.org', postal_code: '98052' } },
    subject: 'amzn1.account.K2',
    account: 'ann@example.org',
    claims: { name: 'Ann', email: 'ann@example.org', email_verified: undefined },
  },
  {
    kind: 'patreon',
    settings: { scope: ['identity[email]'] },
    authorize: 'https://www.patreon.com/oauth2/authorize',
    scope: 'identity identity[email]',
    token: 'https://www.patreon.com/api/oauth2/token',
    client: 'post',
    api: {
      'https://www.patreon.com/api/oauth2/v2/identity?fields%5Buser%5D=email%2Cfirst_name%2Cfull_name%2Cimage_url%2Cis_email_verified%2Clast_name%2Curl': {
        data: {
          id: '12345689',
          type: 'user',
          attributes: {
            email: 'ann@example.org',
            full_name: 'Ann Lee',
            first_name: 'Ann',
            last_name: 'Lee',
            is_email_verified: true,
            image_url: 'https://i.example/2',
            url: 'https://www.patreon.com/ann',
          },
        },
      },
    },
    subject: '12345689',
    account: 'ann@example.org',
    claims: { name: 'Ann Lee', given_name: 'Ann', family_name: 'Lee', email: 'ann@example.org', email_verified: true, picture: 'https://i.example/2', profile: 'https://www.patreon.com/ann' },
  },
  {
    kind: 'yandex',
    authorize: 'https://oauth.yandex.com/authorize',
    token: 'https://oauth.yandex.com/token',
    client: 'post',
    api: {
      'https://login.yandex.ru/info?format=json': {
        id: '1000034426',
        login: 'ann',
        default_email: 'ann@yandex.example',
        real_name: 'Ann Lee',
        first_name: 'Ann',
        last_name: 'Lee',
        sex: 'female',
        birthday: '1990-01-31',
      },
    },
    subject: '1000034426',
    account: 'ann@yandex.example',
    claims: { name: 'Ann Lee', given_name: 'Ann', family_name: 'Lee', nickname: 'ann', email: 'ann@yandex.example', gender: 'female', birthdate: '1990-01-31' },
  },
];

const KEY = { kid: 'k1', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The world outside, as one kind of provider has it: what was called, and the answers of the table. */
function outside(row: Row, nonce: () => string | undefined): { readonly outgoing: Outgoing; readonly calls: { url: string; headers: Headers; body: string }[] } {
  const calls: { url: string; headers: Headers; body: string }[] = [];
  const json = (value: unknown, status = 200) => ({ status, headers: new Headers({ 'content-type': 'application/json' }), text: JSON.stringify(value) });
  return {
    calls,
    outgoing: {
      async fetch(url, { headers = {}, body = '' }) {
        calls.push({ url, headers: new Headers(headers), body });
        if (row.issuer !== undefined && url === `${row.issuer}/.well-known/openid-configuration`)
          return json({
            issuer: row.issuer,
            authorization_endpoint: row.authorize,
            token_endpoint: row.token,
            jwks_uri: `${row.issuer}/keys`,
            response_types_supported: ['code'],
            id_token_signing_alg_values_supported: ['RS256'],
          });
        if (url === `${row.issuer}/keys`) return json({ keys: [{ ...KEY.publicKey.export({ format: 'jwk' }), kid: KEY.kid, use: 'sig', alg: 'RS256' }] });
        if (url === row.token) return json({ access_token: 'access', token_type: 'bearer', ...(row.idToken === undefined ? {} : { id_token: idToken(row, nonce()) }) });
        const plain = url.replace(/[?&]appsecret_proof=[0-9a-f]+/, '');
        const found = row.api?.[plain];
        assert.notEqual(found, undefined, `nobody has documented ${url}`);
        assert.equal(new Headers(headers).get('authorization')?.toLowerCase(), 'bearer access');
        return json(found);
      },
    },
  };
}

function idToken({ issuer, idToken: claims }: Row, nonce: string | undefined): string {
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'RS256', kid: KEY.kid })}.${part({ iss: issuer, aud: 'client-1', iat: now, exp: now + 600, nonce, ...claims })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), KEY.privateKey).toString('base64url')}`;
}

const MAPPER = `base64://${Buffer.from("{ identity: { traits: { email: 'x@example.org' } } }").toString('base64')}`;

async function providersFor(row: Row, outgoing: Outgoing): Promise<Providers> {
  const provider = { id: 'p', provider: row.kind, client_id: 'client-1', client_secret: 'secret of 1', mapper_url: MAPPER, ...row.settings };
  const config: Config = createConfig(merged(baseConfig, { dsn: 'memory', selfservice: { methods: { oidc: { enabled: true, config: { providers: [provider] } } } } }));
  return createProviders({ config, clock: testClock(Date.now()), log: silentLog, sealer: createSealer(config.secrets.cipher), outgoing });
}

/** There and back again. */
async function travel(row: Row): Promise<{ to: URL; statement: Statement; calls: ReturnType<typeof outside>['calls'] }> {
  let nonce: string | undefined;
  const { outgoing, calls } = outside(row, () => nonce);
  const providers = await providersFor(row, outgoing);
  const { to, attempt } = await providers.begin('p', { kind: 'login', flowId: randomUUID() }, {});
  nonce = attempt.nonce;
  const url = new URL(to);
  const state = url.searchParams.get('state') ?? '';
  const statement = await providers.finish(attempt, state, new URLSearchParams({ code: 'code-1', state, ...row.brought }));
  return { to: url, statement, calls };
}

for (const row of ROWS)
  describe(`${row.kind}${row.what === undefined ? '' : ` ${row.what}`}`, () => {
    test('sends people to its page, with what it asks for', async () => {
      const { to } = await travel(row);
      assert.equal(to.origin + to.pathname, row.authorize);
      const { searchParams: sent } = to;
      assert.deepEqual([sent.get('client_id'), sent.get('response_type'), sent.get('redirect_uri')], ['client-1', 'code', `${PUBLIC_URL}/self-service/methods/oidc/callback/p`]);
      assert.equal(sent.get('scope'), row.scope ?? null);
      assert.equal(sent.has('nonce'), row.idToken !== undefined, 'a nonce is for those who sign it');
      for (const [name, value] of Object.entries(row.parameters ?? {})) assert.equal(sent.get(name), value);
      assert.equal(sent.has('response_mode'), row.parameters?.['response_mode'] !== undefined);
    });

    test('redeems the code with the client’s secret in its place', async () => {
      const { calls } = await travel(row);
      const call = calls.find(({ url }) => url === row.token) ?? assert.fail('the token endpoint was not asked');
      const form = new URLSearchParams(call.body);
      assert.deepEqual([form.get('grant_type'), form.get('code')], ['authorization_code', 'code-1']);
      assert.equal(call.headers.has('authorization'), row.client === 'basic');
      assert.equal(form.has('client_secret'), row.client === 'post');
      const basic = Buffer.from(call.headers.get('authorization')?.slice(6) ?? '', 'base64').toString();
      if (row.client === 'basic') assert.equal(decodeURIComponent(basic.replaceAll('+', ' ')), 'client-1:secret of 1');
    });

    test('says who it is, by what it documents', async () => {
      const { statement } = await travel(row);
      assert.equal(statement.subject, row.subject);
      assert.equal(statement.account, row.account ?? 'ann@example.org');
      for (const [name, value] of Object.entries(row.claims)) assert.deepEqual(statement.claims[name], value, name);
    });
  });

test('every kind is in the table', () => {
  assert.deepEqual([...new Set(ROWS.map(({ kind }) => kind))].sort(), [...PROVIDER_KINDS].sort());
});

const rowOf = (kind: ProviderKind): Row => ROWS.find((row) => row.kind === kind) ?? assert.fail(kind);

test('apple is shown a secret that the team’s key has signed for it, for five minutes', async () => {
  const { calls } = await travel(rowOf('apple'));
  const secret = new URLSearchParams(calls.find(({ body }) => body.includes('client_secret'))?.body).get('client_secret') ?? '';
  const [head = '', body = '', signature = ''] = secret.split('.');
  const [header, claims] = [head, body].map((text) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>);
  assert.deepEqual(header, { alg: 'ES256', kid: 'KEY' });
  assert.deepEqual([claims?.['iss'], claims?.['sub'], claims?.['aud'], Number(claims?.['exp']) - Number(claims?.['iat'])], ['TEAM', 'client-1', 'https://appleid.apple.com', 300]);
  assert.ok(
    verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      { key: createPublicKey(APPLE_KEY.publicKey.export({ type: 'spki', format: 'pem' })), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    ),
  );
});

test('facebook is shown with each call that it comes from the application', async () => {
  const { calls } = await travel(rowOf('facebook'));
  const call = calls.find(({ url }) => url.includes('/me?'));
  assert.equal(new URL(call?.url ?? '').searchParams.get('appsecret_proof'), createHmac('sha256', 'secret of 1').update('access').digest('hex'));
});

describe('an API that does not answer as it should', () => {
  const github = rowOf('github');
  const answers: readonly [what: string, api: Readonly<Record<string, unknown>>][] = [
    ['nobody', {}],
    ['no id', { id: null, login: 'ann' }],
    ['an object for an id', { id: { value: 1 } }],
    ['a list', [{ id: 1 }]],
    ['text', 'hello'],
  ].map(([what, user]) => [what as string, { ...github.api, 'https://api.github.com/user': user }]);
  for (const [what, api] of answers) test(`but with ${what} signs nobody in`, () => assert.rejects(travel({ ...github, api }), { name: 'ValidationError' }));

  test('microsoft without the id that is asked for signs nobody in', () =>
    assert.rejects(travel({ ...byIssuer('microsoft', `https://login.microsoftonline.com/${TENANT}/v2.0`), settings: { microsoft_tenant: TENANT, subject_source: 'oid' } }), {
      name: 'ValidationError',
    }));
});
