import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createConfig } from '../../src/config/config.ts';
import { ApiError, ValidationError } from '../../src/errors.ts';
import { type Cookie, cookieValues, createCookies } from '../../src/http/cookies.ts';
import { Csrf } from '../../src/http/csrf.ts';
import { baseConfig } from '../support/config.ts';

const cookies = createCookies(createConfig({ ...baseConfig, dsn: 'memory' }));

/** A browser's request: its headers in, the cookies it is given out. */
function visit(headers: Readonly<Record<string, string>> = {}): { csrf: Csrf; given: Cookie[] } {
  const given: Cookie[] = [];
  const visitor = { header: (name: string) => headers[name], cookies: (name: string) => cookieValues(headers['cookie'], name), setCookie: (cookie: Cookie) => void given.push(cookie) };
  return { csrf: new Csrf(visitor, cookies), given };
}

/** A browser that has its cookie, and a token from a form. */
function known(): { cookie: string; token: string } {
  const { csrf, given } = visit();
  const token = csrf.token();
  return { cookie: `${cookies.csrfName}=${given[0]?.value}`, token };
}

const reason = (check: () => void): ApiError => {
  try {
    check();
  } catch (error) {
    if (error instanceof ApiError && error.id === 'security_csrf_violation' && error.code === 403) return error;
    throw error;
  }
  return assert.fail('the token was accepted');
};

describe('the CSRF token', () => {
  test('of 64 bytes is masked anew each time, and every one of them works', () => {
    const { cookie } = known();
    const { csrf, given } = visit({ cookie });
    const tokens = Array.from({ length: 20 }, () => csrf.token());
    assert.equal(new Set(tokens).size, 20);
    for (const token of tokens) {
      assert.equal(Buffer.from(token, 'base64').byteLength, 64);
      assert.equal(token.length, 88);
      visit({ cookie }).csrf.check(token);
    }
    assert.deepEqual(given, [], 'the cookie is there already');
  });

  test('does not show the secret of the cookie', () => {
    const { cookie, token } = known();
    const secret = Buffer.from(cookie.slice(cookie.indexOf('=') + 1), 'base64');
    assert.equal(Buffer.from(token, 'base64').includes(secret), false);
  });

  test('of one tab is good in another, of another browser it is not', () => {
    const { cookie, token } = known();
    visit({ cookie }).csrf.check(token);
    visit({ cookie }).csrf.check(token);
    reason(() => visit({ cookie: known().cookie }).csrf.check(token));
  });

  const { cookie, token } = known();
  const flipped = Buffer.from(token, 'base64');
  flipped[40] = (flipped[40] ?? 0) ^ 1;
  for (const [what, value] of Object.entries({
    missing: undefined,
    empty: '',
    nonsense: 'nonsense',
    'one character short': token.slice(0, -1),
    'one byte off': flipped.toString('base64'),
    'a list': [token],
    'an object': { token },
    'a number': 7,
    'the secret itself': cookie.slice(cookie.indexOf('=') + 1),
    'the bare secret under an empty mask': Buffer.concat([Buffer.alloc(32), Buffer.alloc(32)]).toString('base64'),
    'in another alphabet': Buffer.from(token, 'base64').toString('base64url'),
    'with blanks': ` ${token}`,
    'a megabyte long': 'A'.repeat(1_000_000),
  })) {
    test(`is refused when it is ${what}`, () => void reason(() => visit({ cookie }).csrf.check(value)));
  }

  test('is worth nothing without the cookie, and says which of the two is missing', () => {
    assert.match(String(reason(() => visit().csrf.check(token)).details?.['reject_reason']), /no cookie/);
    assert.match(String(reason(() => visit({ cookie: 'other=1' }).csrf.check(token)).details?.['reject_reason']), /not the one/);
    assert.equal(reason(() => visit({ cookie, 'content-type': 'application/x-www-form-urlencoded' }).csrf.check(undefined)).details?.['reject_reason'], undefined);
    assert.notEqual(reason(() => visit({ cookie, 'sec-fetch-mode': 'cors' }).csrf.check('')).details?.['hint'], reason(() => visit({ cookie }).csrf.check('')).details?.['hint']);
  });

  test('is found among foreign and duplicate cookies of the same name', () => {
    const other = known().cookie;
    for (const header of [`${cookies.csrfName}=garbage; ${cookie}`, `${other}; ${cookie}`, `${cookie}; ${other}`, `${cookies.csrfName}=; a=b; ${cookie}`]) visit({ cookie: header }).csrf.check(token);
  });

  test('is minted for a browser whose cookie is not one of ours, and both belong together', () => {
    const { csrf, given } = visit({ cookie: `${cookies.csrfName}=garbage` });
    const fresh = csrf.token();
    assert.equal(given.length, 1);
    visit({ cookie: `${cookies.csrfName}=${given[0]?.value}` }).csrf.check(fresh);
  });

  test('of before is worth nothing after the secret was rotated', () => {
    const { csrf, given } = visit({ cookie });
    csrf.rotate();
    reason(() => visit({ cookie: `${cookies.csrfName}=${given[0]?.value}` }).csrf.check(token));
    visit({ cookie: `${cookies.csrfName}=${given[0]?.value}` }).csrf.check(csrf.token());
  });

  test('marks what belongs to one browser without telling its secret', () => {
    const mark = visit({ cookie }).csrf.mark();
    visit({ cookie }).csrf.checkMark(mark);
    reason(() => visit({ cookie: known().cookie }).csrf.checkMark(mark));
    reason(() => visit().csrf.checkMark(mark));
    assert.equal(mark.includes(cookie.slice(cookie.indexOf('=') + 1, -1)), false);
  });
});

describe('a flow for native apps', () => {
  for (const [what, headers] of Object.entries({ 'an Origin': { origin: 'https://evil.example' }, 'a cookie': { cookie: 'a=b' }, 'cookies of a proxy and another': { cookie: '__cf_bm=1; a=b' } })) {
    test(`refuses a request with ${what}`, () =>
      assert.throws(
        () => visit(headers).csrf.checkApi(),
        (error: unknown) => error instanceof ValidationError && error.issues[0]?.message.id === 4000001,
      ));
  }
  test('takes one without, and the cookies that a proxy adds', () => {
    visit().csrf.checkApi();
    visit({ cookie: '__cf_bm=1; _cfuvid=2; cf_clearance=3; __cflb=4' }).csrf.checkApi();
  });
});
