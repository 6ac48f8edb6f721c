import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { Provider } from 'oidc-provider';
import { Client } from '../support/clients.ts';
import { PUBLIC_URL } from '../support/config.ts';
import { identityOf, settings, signedIn, start, submit } from '../support/flows.ts';
import { startZelos } from '../support/harness.ts';
import { MAPPER } from './stub.ts';
import { back, leadsTo } from './trips.ts';

/** What it answers instead of the truth at its token endpoint. */
interface Lie {
  /** Over the claims of the ID token, which it signs as it signs all of them. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly redirects?: boolean;
  /** Milliseconds before it answers. */
  readonly late?: number;
}

/** A provider that others have written, with its own idea of the protocol: consent, sessions and all. It can be made to lie. */
interface RealProvider {
  readonly issuer: string;
  lie: Lie;
  /** From now on it signs with another key, and publishes only that. */
  rotate(): void;
}

async function startProvider(): Promise<RealProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let key: KeyObject;
  let answer: RequestListener;
  // What it remembers outlives a change of keys.
  const memory = new Map<string, Record<string, unknown>>();
  const real: RealProvider = {
    issuer,
    lie: {},
    rotate() {
      key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
      const provider = new Provider(issuer, {
        clients: [{ client_id: 'zelos', client_secret: 'secret', redirect_uris: [`${PUBLIC_URL}/self-service/methods/oidc/callback/real`], token_endpoint_auth_method: 'client_secret_basic' }],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name'] },
        conformIdTokenClaims: false,
        features: { devInteractions: { enabled: true } },
        adapter: (name: string) => memoryOf(memory, name),
        jwks: { keys: [{ ...key.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }] },
        pkce: { required: () => true },
        findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@real.test`, email_verified: true, given_name: 'Real' }) }),
      });
      answer = provider.callback();
    },
  };
  real.rotate();
  server.on('request', (request, response) => {
    if (request.url !== '/token') return answer(request, response);
    const { redirects, claims, late = 0 } = real.lie;
    if (redirects) return response.writeHead(307, { location: `${issuer}/token` }).end();
    if (claims) falsify(response, claims, key);
    return setTimeout(() => answer(request, response), late);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return real;
}

/** The store that oidc-provider asks for; nothing in it expires before a test is over. */
function memoryOf(memory: Map<string, Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  return {
    upsert: async (id: string, payload: Record<string, unknown>) => void memory.set(`${name} ${id}`, payload),
    find: async (id: string) => memory.get(`${name} ${id}`),
    findByUid: async (uid: string) => [...memory.values()].find((payload) => payload['uid'] === uid),
    consume: async (id: string) => void memory.set(`${name} ${id}`, { ...memory.get(`${name} ${id}`), consumed: 1 }),
    destroy: async (id: string) => void memory.delete(`${name} ${id}`),
    revokeByGrantId: async (grant: string) => {
      for (const [key, payload] of memory) if (payload['grantId'] === grant) memory.delete(key);
    },
  };
}

/** Puts other claims into the ID token of an answer before it is sent, and signs it anew. */
function falsify(response: ServerResponse, claims: Readonly<Record<string, unknown>>, key: KeyObject): void {
  const end = response.end.bind(response);
  response.end = ((body: string | Buffer) => {
    const said = JSON.parse(String(body)) as Record<string, unknown>;
    const [header = '', payload = ''] = String(said['id_token']).split('.');
    const changed = Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), ...claims })).toString('base64url');
    const text = JSON.stringify({ ...said, id_token: `${header}.${changed}.${sign('sha256', Buffer.from(`${header}.${changed}`), key).toString('base64url')}` });
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  }) as typeof response.end;
}

const cookiesOf = (jar: Map<string, string>, response: Response): void => {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    jar.set(pair.slice(0, at), pair.slice(at + 1));
  }
};

/** A browser at the provider: signs in as `name` and agrees, or turns away at the question. The address it is sent back to. */
async function consent(issuer: string, to: string, name: string, agrees = true): Promise<string> {
  const jar = new Map<string, string>();
  let url = to;
  for (let hops = 0; hops < 20; hops += 1) {
    const headers = { cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; ') };
    let response = await fetch(url, { redirect: 'manual', headers });
    cookiesOf(jar, response);
    if (response.status === 200) {
      const page = await response.text();
      if (!agrees) url = new URL(/href="([^"]*\/abort)"/.exec(page)?.[1] ?? assert.fail('no way out'), issuer).href;
      else {
        const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? assert.fail(page);
        headers.cookie = [...jar].map(([key, value]) => `${key}=${value}`).join('; ');
        response = await fetch(url, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ prompt, ...(prompt === 'login' ? { login: name, password: 'any' } : {}) }) });
        cookiesOf(jar, response);
      }
    }
    const next = response.headers.get('location');
    if (next !== null) url = new URL(next, url).href;
    if (!url.startsWith(issuer)) return url;
  }
  return assert.fail('the provider goes round in circles');
}

describe('a provider that others have written', async () => {
  const real = await startProvider();
  const { issuer } = real;
  const zelos = await startZelos({
    config: {
      selfservice: {
        methods: {
          oidc: {
            enabled: true,
            config: { providers: [{ id: 'real', provider: 'generic', client_id: 'zelos', client_secret: 'secret', issuer_url: issuer, mapper_url: MAPPER, scope: ['email', 'profile'] }] },
          },
        },
        flows: { registration: { after: { oidc: { hooks: [{ hook: 'session' }] } } } },
      },
    },
  });
  after(() => zelos.close());

  test('links an account, signs in with it, and takes it off', async () => {
    const { client, person } = await signedIn(zelos, 'browser');
    const to = leadsTo(await submit(client, await settings(client), { link: 'real' }));
    await back(client, await consent(issuer, to, 'ann'));
    assert.deepEqual((await identityOf(zelos, person.id, 'oidc')).credentials.oidc.identifiers, ['real:ann']);
    const later = new Client('browser', zelos);
    await back(later, await consent(issuer, leadsTo(await submit(later, await start(later, 'login'), { provider: 'real' })), 'ann'));
    assert.equal((await later.reader.get('/sessions/whoami')).body.identity.id, person.id);
    await submit(client, await settings(client), { unlink: 'real' });
    assert.equal((await identityOf(zelos, person.id, 'oidc')).credentials.oidc, undefined);
  });

  test('registers somebody new with what it says of them', async () => {
    const client = new Client('spa', zelos);
    await back(client, await consent(issuer, leadsTo(await submit(client, await start(client, 'registration'), { provider: 'real' })), 'bob'));
    assert.deepEqual((await client.get('/sessions/whoami')).body.identity.traits, { email: 'bob@real.test', name: { first: 'Real' } });
  });

  test('tells of a person who did not agree', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    const flow = await settings(client);
    await back(client, await consent(issuer, leadsTo(await submit(client, flow, { link: 'real' })), 'eve', false));
    const shown = await client.get(`/self-service/settings/flows?id=${flow.id}`);
    assert.deepEqual(
      shown.body.ui.messages.map(({ id }: { id: number }) => id),
      [4000001],
    );
    assert.equal((await identityOf(zelos, person.id, 'oidc')).credentials.oidc, undefined);
  });

  test('may change its keys at any moment, even between sending somebody back and being asked', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    const returning = await consent(issuer, leadsTo(await submit(client, await settings(client), { link: 'real' })), 'rotated');
    real.rotate();
    await back(client, returning);
    assert.deepEqual((await identityOf(zelos, person.id, 'oidc')).credentials.oidc.identifiers, ['real:rotated']);
  });

  test('may be slow', async () => {
    const { client, person } = await signedIn(zelos, 'spa');
    real.lie = { late: 400 };
    await back(client, await consent(issuer, leadsTo(await submit(client, await settings(client), { link: 'real' })), 'slow'));
    real.lie = {};
    assert.deepEqual((await identityOf(zelos, person.id, 'oidc')).credentials.oidc.identifiers, ['real:slow']);
  });

  const lies: readonly [what: string, lie: Lie][] = [
    ['another nonce', { claims: { nonce: 'another' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['a token for somebody else', { claims: { aud: 'client-of-others' } }],
    ['a token for us and others, by others', { claims: { aud: ['zelos', 'others'], azp: 'others' } }],
    ['a token by somebody else', { claims: { iss: 'https://other.test' } }],
    ['a token of the past', { claims: { exp: 1 } }],
    ['an empty subject', { claims: { sub: '' } }],
    ['a subject that is a list', { claims: { sub: ['ann', 'eve'] } }],
    ['more claims than anybody has', { claims: { story: 'x'.repeat(100_000) } }],
    ['redirects in a circle', { redirects: true }],
  ];
  for (const [what, lie] of lies)
    test(`that answers with ${what} links nothing, and the form says so`, async () => {
      const { client, person } = await signedIn(zelos, 'spa');
      const flow = await settings(client);
      const returning = await consent(issuer, leadsTo(await submit(client, flow, { link: 'real' })), 'ann');
      real.lie = lie;
      await back(client, returning);
      real.lie = {};
      const shown = await client.get(`/self-service/settings/flows?id=${flow.id}`);
      assert.deepEqual(
        shown.body.ui.messages.map(({ id }: { id: number }) => id),
        [4050932],
      );
      assert.equal((await identityOf(zelos, person.id, 'oidc')).credentials.oidc, undefined);
    });
});
