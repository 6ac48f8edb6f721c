import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ConfigInput, createConfig } from '../../src/config/config.ts';
import { type Cookie, type Cookies, cookieNames, cookieValues, createCookies, serialise } from '../../src/http/cookies.ts';
import { baseConfig, merged } from '../support/config.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const DAY = 24 * 3600_000;
const cookies = (config: ConfigInput): Cookies => createCookies(createConfig(merged({ ...baseConfig, dsn: 'memory', dev: false }, config)));
const attributes = (cookie: Cookie): string => serialise(cookie, NOW).replace(/^[^;]*; /, '');

const EXPIRES = 'Expires=Fri, 16 Jan 2026 12:00:00 GMT; Max-Age=86400';
const YEAR = 'Expires=Fri, 15 Jan 2027 12:00:00 GMT; Max-Age=31536000';
const GONE = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0';

const TABLE: readonly { readonly title: string; readonly config: ConfigInput; readonly session: string; readonly csrf: string; readonly ended: string }[] = [
  {
    title: 'by default',
    config: {},
    session: `Path=/; ${EXPIRES}; HttpOnly; Secure; SameSite=Lax`,
    csrf: `Path=/; ${YEAR}; HttpOnly; Secure; SameSite=Lax`,
    ended: `Path=/; ${GONE}; HttpOnly; Secure; SameSite=Lax`,
  },
  {
    title: 'with --dev',
    config: { dev: true },
    session: `Path=/; ${EXPIRES}; HttpOnly; SameSite=Lax`,
    csrf: `Path=/; ${YEAR}; HttpOnly; SameSite=Lax`,
    ended: `Path=/; ${GONE}; HttpOnly; SameSite=Lax`,
  },
  {
    title: 'with domain and path',
    config: { cookies: { domain: 'example.org', path: '/auth', same_site: 'Strict' } },
    session: `Path=/auth; Domain=example.org; ${EXPIRES}; HttpOnly; Secure; SameSite=Strict`,
    csrf: `Path=/auth; Domain=example.org; ${YEAR}; HttpOnly; Secure; SameSite=Strict`,
    ended: `Path=/auth; Domain=example.org; ${GONE}; HttpOnly; Secure; SameSite=Strict`,
  },
  {
    title: 'with attributes of its own for the session',
    config: { cookies: { domain: 'example.org' }, session: { cookie: { domain: 'app.example.org', path: '/app', same_site: 'None', persistent: false } } },
    session: 'Path=/app; Domain=app.example.org; HttpOnly; Secure; SameSite=None',
    csrf: `Path=/; Domain=example.org; ${YEAR}; HttpOnly; Secure; SameSite=Lax`,
    ended: `Path=/app; Domain=app.example.org; ${GONE}; HttpOnly; Secure; SameSite=None`,
  },
  {
    title: 'with SameSite=None but not Secure',
    config: { dev: true, cookies: { same_site: 'None' } },
    session: `Path=/; ${EXPIRES}; HttpOnly; SameSite=Lax`,
    csrf: `Path=/; ${YEAR}; HttpOnly; SameSite=Lax`,
    ended: `Path=/; ${GONE}; HttpOnly; SameSite=Lax`,
  },
];

describe('cookies', () => {
  for (const { title, config, session, csrf, ended } of TABLE) {
    test(`have their attributes ${title}, the same when set and when cleared`, () => {
      const jar = cookies(config);
      assert.equal(attributes(jar.session('value', DAY)), session);
      assert.equal(attributes(jar.csrf('value')), csrf);
      assert.equal(attributes(jar.endSession()), ended);
      const withoutLife = (text: string): string => text.replace(/Expires=[^;]*; Max-Age=\d+; /, '');
      assert.equal(withoutLife(attributes(jar.endSession())), withoutLife(attributes(jar.session('value', DAY))));
    });
  }

  test('of a session that is all but over live one second, for less would clear them', () => assert.match(attributes(cookies({}).session('value', 3)), /Max-Age=1;/));
  test('against forgery are named after the public address, so that two servers on one host do not share them', () => {
    const other = cookies({ serve: { public: { base_url: 'https://other.example' } } });
    assert.match(cookies({}).csrfName, /^csrf_token_[0-9a-f]{64}$/);
    assert.notEqual(cookies({}).csrfName, other.csrfName);
  });
  test('are all read when there are several of a name, quotes taken off', () => {
    assert.deepEqual(cookieValues('a=1; b=2; a="3";a=; xa=4; a=b=c', 'a'), ['1', '3', '', 'b=c']);
    assert.deepEqual(cookieValues(undefined, 'a'), []);
    assert.deepEqual(cookieNames('a=1;b; =x; c=2'), ['a', 'b', 'c']);
  });
});
