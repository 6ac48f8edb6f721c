import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Client, Json } from '../support/clients.ts';
import { identityOf, login, messageIds, newEmail, newPassword } from '../support/flows.ts';
import { onEveryDatabase } from '../support/harness.ts';
import { codeFor, secondFactors, sessionOf, stepUp } from '../support/totp.ts';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const url = (query = `secret=${SECRET}`): string => `otpauth://totp/Elsewhere:ann@example.org?issuer=Elsewhere&${query}`;

onEveryDatabase(
  'second factors from elsewhere',
  (zelos) => {
    const made = (credentials: Json, email = newEmail(), password = newPassword()): Promise<Answer & { who: { email: string; password: string } }> =>
      zelos()
        .client('api')
        .send('POST', '/admin/identities', { on: 'admin', json: { schema_id: 'customer', traits: { email }, credentials: { password: { config: { password } }, ...credentials } } })
        .then((answer) => ({ ...answer, who: { email, password } }));
    const half = async (who: { email: string; password: string }): Promise<Client> => {
      const client = zelos().client('api');
      await login(client, who);
      return client;
    };

    test('an authenticator app signs in, each code once, and its seed is shown to nobody', async () => {
      const { status, body, who } = await made({ totp: { config: { totp_url: url() } } });
      assert.equal(status, 201);
      const client = await half(who);
      const code = codeFor(SECRET, zelos().clock.now());
      assert.ok((await stepUp(client, { method: 'totp', totp_code: code })).body.session_token);
      assert.equal((await sessionOf(client)).aal, 'aal2');
      assert.deepEqual(messageIds((await stepUp(await half(who), { method: 'totp', totp_code: code })).body), [4050912]);
      assert.ok(!JSON.stringify(await identityOf(zelos(), body.id, 'totp')).includes(SECRET));
    });

    test('backup codes sign in, but for those that were used there', async () => {
      const codes = [{ code: 'AbCd-1234' }, { code: 'used0000', used_at: '2025-12-24T18:00:00Z' }];
      const { status, body, who } = await made({ lookup_secret: { config: { codes } } });
      assert.equal(status, 201);
      const client = await half(who);
      assert.deepEqual(messageIds((await stepUp(client, { method: 'lookup_secret', lookup_secret: 'used0000' })).body), [4000012]);
      assert.ok((await stepUp(client, { method: 'lookup_secret', lookup_secret: 'abcd1234' })).body.session_token);
      assert.deepEqual((await identityOf(zelos(), body.id, 'lookup_secret')).credentials.lookup_secret.config, {
        recovery_codes: [{ used_at: new Date(zelos().clock.now()).toISOString() }, { used_at: '2025-12-24T18:00:00.000Z' }],
      });
    });

    test('the same app twice is one', async () => {
      const { body, who } = await made({ totp: { config: { totp_url: url() } } });
      const put = { schema_id: 'customer', state: 'active', traits: { email: who.email }, credentials: { totp: { config: { totp_url: url() } } } };
      assert.equal((await zelos().client('api').send('PUT', `/admin/identities/${body.id}`, { on: 'admin', json: put })).status, 200);
      assert.equal((await identityOf(zelos(), body.id, 'totp')).credentials.totp.config.apps.length, 1);
    });

    for (const [what, credentials] of [
      ['no address', { totp: { config: {} } }],
      ['an address of something else', { totp: { config: { totp_url: 'https://example.org' } } }],
      ['an app that counts', { totp: { config: { totp_url: url().replace('totp/', 'hotp/').concat('&counter=1') } } }],
      ['eight digits', { totp: { config: { totp_url: url(`secret=${SECRET}&digits=8`) } } }],
      ['another hash', { totp: { config: { totp_url: url(`secret=${SECRET}&algorithm=SHA256`) } } }],
      ['a minute', { totp: { config: { totp_url: url(`secret=${SECRET}&period=60`) } } }],
      ['a short seed', { totp: { config: { totp_url: url('secret=JBSWY3DP') } } }],
      ['no list of codes', { lookup_secret: { config: { codes: 'abc' } } }],
      ['no codes', { lookup_secret: { config: { codes: [] } } }],
      ['a code that is a number', { lookup_secret: { config: { codes: [{ code: 12345678 }] } } }],
      ['a time that is none', { lookup_secret: { config: { codes: [{ code: 'abcdefgh', used_at: 'yesterday' }] } } }],
    ] as const)
      test(`${what} is refused, and nobody is made`, async () => {
        const email = newEmail();
        const { status, body } = await made(credentials, email);
        assert.deepEqual([status, typeof body.error.reason], [400, 'string']);
        const found = await zelos()
          .client('api')
          .get(`/admin/identities?credentials_identifier=${encodeURIComponent(email)}`, { on: 'admin' });
        assert.deepEqual(found.body, []);
      });
  },
  { config: secondFactors },
);
