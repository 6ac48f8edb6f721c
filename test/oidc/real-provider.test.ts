import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { Provider } from 'oidc-provider';
import { Client } from '../support/clients.ts';
import { PUBLIC_URL } from '../support/config.ts';
import { identityOf, settings, signedIn, start, submit } from '../support/flows.ts';
import { startZelos } from '../support/harness.ts';
import { MAPPER } from './stub.ts';
import { back, leadsTo } from './trips.ts';

/** A provider that others have written, with its own idea of the protocol: consent, sessions and all. */
async function startProvider(): Promise<{ readonly issuer: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'zelos', client_secret: 'secret', redirect_uris: [`${PUBLIC_URL}/self-service/methods/oidc/callback/real`], token_endpoint_auth_method: 'client_secret_basic' }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@real.test`, email_verified: true, given_name: 'Real' }) }),
  });
  server.on('request', provider.callback());
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { issuer };
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
  const { issuer } = await startProvider();
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
});
