import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ConfigInput, createConfig } from '../../src/config/config.ts';
import { ApiError, apiErrors, ValidationError } from '../../src/errors.ts';
import { html, json, seeOther } from '../../src/http/answer.ts';
import { type ApplicationOptions, createApplication } from '../../src/http/application.ts';
import { createClientIp } from '../../src/http/client-ip.ts';
import { createCookies } from '../../src/http/cookies.ts';
import { createCors } from '../../src/http/cors.ts';
import type { Exchange } from '../../src/http/exchange.ts';
import type { Route } from '../../src/http/router.ts';
import { respondTo } from '../../src/http/web.ts';
import { silentLog } from '../../src/log.ts';
import { m } from '../../src/messages/catalogue.ts';
import { testClock } from '../support/clock.ts';
import { baseConfig, merged } from '../support/config.ts';

const BASE = 'https://id.example/.ory';
const BROWSER = { accept: 'text/html' };
const JSON_CLIENT = { accept: 'application/json' };

/** An application with one route at /x, or those given. */
function serving(answer: Route['answer'] | readonly Route[], options: Partial<ApplicationOptions> = {}, config: ConfigInput = {}) {
  const complete = createConfig(merged({ ...baseConfig, dsn: 'memory', serve: { public: { base_url: BASE } } }, config));
  const kept: Record<string, unknown>[] = [];
  const logged: { level: string; details: Record<string, unknown>; text: string }[] = [];
  const note = (level: string) => (details: object, text: string) => void logged.push({ level, details: details as Record<string, unknown>, text });
  const application = createApplication({
    name: 'public',
    routes:
      typeof answer === 'function'
        ? [
            { method: 'GET', path: '/x', answer },
            { method: 'POST', path: '/x', answer },
          ]
        : answer,
    edge: { baseUrl: BASE, cookies: createCookies(complete), clientIp: createClientIp([]) },
    clock: testClock(),
    log: { ...silentLog, info: note('info'), warn: note('warn'), error: note('error') },
    cors: createCors(complete.serve.public.cors),
    async errorPage(error) {
      kept.push(error);
      return 'https://ui.example/error?id=1';
    },
    ...options,
  });
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await respondTo(application, new Request(`https://anything.example${path}`, { redirect: 'manual', ...init }));
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text !== '' && response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text };
  };
  return { ask, kept, logged };
}

const failing = (error: unknown) => (): never => {
  throw error;
};

describe('an error', () => {
  const conflict = apiErrors.csrfViolation({ hint: 'why' });

  test("is JSON for a JSON client, with the envelope in the wire's order", async () => {
    const { ask } = serving(failing(conflict));
    const { status, headers, text } = await ask('/x', { headers: { ...JSON_CLIENT, 'x-request-id': 'req-1' } });
    assert.equal(status, 403);
    assert.equal(headers.get('content-type'), 'application/json');
    assert.equal(headers.get('ory-error-id'), 'security_csrf_violation');
    assert.equal(headers.get('x-request-id'), 'req-1');
    assert.deepEqual(Object.keys(JSON.parse(text).error), ['id', 'code', 'status', 'request', 'reason', 'details', 'message']);
    assert.equal(JSON.parse(text).error.request, 'req-1');
    assert.equal(text.endsWith('}\n'), true);
  });

  test('says an empty Ory-Error-Id when it has none, and no request when none was given', async () => {
    const { headers, body } = await serving(failing(apiErrors.badRequest('why'))).ask('/x', { headers: JSON_CLIENT });
    assert.equal(headers.get('ory-error-id'), '');
    assert.deepEqual(body, { error: { code: 400, status: 'Bad Request', reason: 'why', message: 'The request was malformed or contained invalid parameters' } });
  });

  test('has siblings in the envelope where it has some, and then no request', async () => {
    const { body } = await serving(failing(apiErrors.sessionRefreshRequired('https://id.example/login'))).ask('/x', { headers: { ...JSON_CLIENT, 'x-request-id': 'req-1' } });
    assert.equal(body.redirect_browser_to, 'https://id.example/login');
    assert.equal('request' in body.error, false);
  });

  test('sends a browser to the error page, where it is kept', async () => {
    const { ask, kept } = serving(failing(conflict));
    const { status, headers } = await ask('/x', { headers: BROWSER });
    assert.equal(status, 303);
    assert.equal(headers.get('location'), 'https://ui.example/error?id=1');
    assert.equal(kept[0]?.['id'], 'security_csrf_violation');
  });

  test('sends a browser where it can do something about it', async () => {
    const { ask, kept } = serving(failing(apiErrors.sessionAal2Required('https://id.example/aal2')));
    assert.equal((await ask('/x', { headers: BROWSER })).headers.get('location'), 'https://id.example/aal2');
    assert.deepEqual(kept, []);
  });

  test('is JSON for a browser, too, where the route or the flow says so', async () => {
    const routes: Route[] = [
      { method: 'GET', path: '/json', errors: 'json', answer: failing(conflict) },
      {
        method: 'GET',
        path: '/app',
        answer: (exchange) => {
          exchange.expectJson();
          throw conflict;
        },
      },
    ];
    for (const path of ['/json', '/app']) assert.equal((await serving(routes).ask(path, { headers: BROWSER })).status, 403);
  });

  test('of bad input outside of a form is a 400 with the reasons', async () => {
    const { status, body } = await serving(failing(new ValidationError({ field: 'a', message: m.validationGeneric({ reason: 'No.' }) }))).ask('/x', { headers: JSON_CLIENT });
    assert.equal(status, 400);
    assert.equal(body.error.reason, 'a: No.');
  });

  test('that is a bug is opaque outside and logged with its cause inside', async () => {
    const bug = new Error('secret detail', { cause: new Error('deeper') });
    const { ask, logged } = serving(failing(bug));
    const { status, text } = await ask('/x', { headers: JSON_CLIENT });
    assert.equal(status, 500);
    assert.doesNotMatch(text, /secret|deeper/);
    const line = logged.find(({ level }) => level === 'error');
    assert.equal(line?.details['err'], bug);
    assert.equal(line?.details['route'], '/x');
  });

  test('is still answered when it cannot be kept for the error page', async () => {
    const { ask, logged } = serving(failing(apiErrors.badRequest('why')), { errorPage: () => Promise.reject(new Error('the database is gone')) });
    const { status, body } = await ask('/x', { headers: BROWSER });
    assert.equal(status, 400);
    assert.equal(body.error.reason, 'why');
    assert.equal(
      logged.some(({ level }) => level === 'error'),
      true,
    );
  });

  test('carries headers of its own, such as Retry-After', async () => {
    const { status, headers } = await serving(failing(apiErrors.tooBusy(3))).ask('/x', { headers: JSON_CLIENT });
    assert.equal(status, 503);
    assert.equal(headers.get('retry-after'), '3');
  });

  test('of another layer is translated once for all', async () => {
    const { status } = await serving(failing(new RangeError('x')), { translate: (error) => (error instanceof RangeError ? new ApiError(409) : undefined) }).ask('/x', { headers: JSON_CLIENT });
    assert.equal(status, 409);
  });
});

describe('an answer', () => {
  test('may not be cached, sniffed or framed, and has a request id', async () => {
    const { headers } = await serving(() => json({})).ask('/x');
    assert.equal(headers.get('cache-control'), 'private, no-cache, no-store, must-revalidate');
    assert.equal(headers.get('vary'), 'Cookie');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  test('does not echo a request id that could forge log lines or headers', async () => {
    for (const id of ['a b', 'x'.repeat(129), '"}', 'a,b'])
      assert.match((await serving(() => json({})).ask('/x', { headers: { 'x-request-id': id } })).headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  test('that redirects a GET has a page with the link, escaped; after a POST it has no body', async () => {
    const { ask } = serving(() => seeOther('https://ui.example/?a=1&b="><script>'));
    const page = await ask('/x');
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(page.text, /href="https:\/\/ui\.example\/\?a=1&amp;b=&quot;&gt;&lt;script&gt;"/);
    const posted = await ask('/x', { method: 'POST' });
    assert.equal(posted.text, '');
    assert.equal(posted.headers.get('content-type'), null);
  });

  test('to HEAD has the headers of GET and no body', async () => {
    const { status, headers, text } = await serving(() => json({ a: 1 })).ask('/x', { method: 'HEAD' });
    assert.deepEqual([status, headers.get('content-type'), text], [200, 'application/json; charset=utf-8', '']);
  });
});

describe('the CSRF cookie', () => {
  const gives = async (route: Partial<Route>, path = '/x', init: RequestInit = {}, answer: Route['answer'] = () => json({})): Promise<boolean> =>
    (
      await serving([
        { method: 'GET', path: '/x', answer, ...route },
        { method: 'POST', path: '/x', answer },
      ]).ask(path, init)
    ).headers
      .getSetCookie()
      .some((cookie) => cookie.startsWith('csrf_token_'));

  test('comes with any GET that may lead to a form', async () => {
    assert.equal(await gives({}), true);
    assert.equal(await gives({}, '/nowhere'), true);
    assert.equal(await gives({}, '/x', { method: 'HEAD' }), true);
  });
  test('does not come with what apps ask, with a POST, or with what caches keep', async () => {
    assert.equal(await gives({ csrfCookie: false }), false);
    assert.equal(await gives({ path: '/self-service/login/api' }, '/self-service/login/api'), false);
    assert.equal(await gives({}, '/x', { method: 'POST' }), false);
    assert.equal(await gives({}, '/x', {}, () => html('', { headers: { 'cache-control': 'public, max-age=9' } })), false);
  });
});

describe('a path', () => {
  test('nobody knows is a 404 in plain text', async () => {
    const { status, text, headers } = await serving(() => json({})).ask('/nowhere');
    assert.deepEqual([status, text], [404, '404 page not found\n']);
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
  });
  test('with another method is a 405 that says which there are', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const { status, headers, text } = await serving(() => json({})).ask('/x', { method });
      assert.deepEqual([status, headers.get('allow'), text], [405, 'GET, POST', 'Method Not Allowed\n']);
    }
  });
  test('of the other port is redirected there with its query, by the same method', async () => {
    const elsewhere = { baseUrl: 'http://admin.example', routes: [{ method: 'GET', path: '/admin/things/:id', answer: () => json({}) } as const] };
    const { status, headers } = await serving(() => json({}), { elsewhere }).ask('/admin/things/1?a=b', { method: 'GET' });
    assert.deepEqual([status, headers.get('location')], [307, 'http://admin.example/admin/things/1?a=b']);
  });
  test('may stand below the base URL or not, and addresses are always built below it', async () => {
    const { ask } = serving([{ method: 'GET', path: '/x/:id', answer: (exchange: Exchange) => json({ url: exchange.url.href, id: exchange.param('id') }) }]);
    for (const path of ['/.ory/x/7?q=1', '/x/7?q=1']) assert.deepEqual((await ask(path)).body, { url: 'https://id.example/.ory/x/7?q=1', id: '7' });
  });
  test('is decoded in its parts, and unknown when it cannot be', async () => {
    const { ask } = serving([{ method: 'GET', path: '/x/:id', answer: (exchange: Exchange) => json(exchange.param('id')) }]);
    assert.equal((await ask('/x/a%2Fb%20c')).body, 'a/b c');
    assert.equal((await ask('/x/%E0%A4%A')).status, 404);
  });
  test('is never taken for an address of another host', async () => {
    const { ask } = serving(() => json({}));
    for (const path of ['//evil.example/x', '/\\evil.example', '/x/..//evil']) assert.notEqual(new URL((await ask(path)).headers.get('location') ?? 'https://id.example').host, 'evil.example');
  });
});

describe('another origin', () => {
  const cors = (allowed: string[]): ConfigInput => ({ serve: { public: { cors: { enabled: true, allowed_origins: allowed } } } });
  const from = (origin: string): RequestInit => ({ headers: { origin } });
  const preflight = (origin: string): RequestInit => ({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

  test('is told nothing unless CORS is on', async () => {
    assert.equal((await serving(() => json({})).ask('/x', from('https://app.example'))).headers.get('access-control-allow-origin'), null);
  });
  test('that is named may read answers and send cookies', async () => {
    const { headers } = await serving(() => json({}), {}, cors(['https://app.example'])).ask('/x', from('https://app.example'));
    assert.equal(headers.get('access-control-allow-origin'), 'https://app.example');
    assert.equal(headers.get('access-control-allow-credentials'), 'true');
    assert.match(headers.get('vary') ?? '', /Cookie, Origin/);
  });
  test('that only looks like it may not', async () => {
    for (const origin of ['https://app.example.evil', 'http://app.example', 'https://xapp.example', 'https://appXexample', 'null', 'https://evil.example/app.example']) {
      const { headers } = await serving(() => json({}), {}, cors(['https://app.example', 'https://*.sub.example'])).ask('/x', from(origin));
      assert.equal(headers.get('access-control-allow-origin'), null, origin);
    }
    assert.equal((await serving(() => json({}), {}, cors(['https://*.sub.example'])).ask('/x', from('https://a.sub.example'))).headers.get('access-control-allow-origin'), 'https://a.sub.example');
  });
  test('may not send cookies where any origin may read', async () => {
    const { headers } = await serving(() => json({}), {}, cors(['*'])).ask('/x', from('https://evil.example'));
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.equal(headers.get('access-control-allow-credentials'), null);
  });
  test('gets an answer to its preflight', async () => {
    const { status, headers } = await serving(() => json({}), {}, cors(['https://app.example'])).ask('/x', preflight('https://app.example'));
    assert.equal(status, 204);
    assert.match(headers.get('access-control-allow-methods') ?? '', /POST/);
    assert.match(headers.get('access-control-allow-headers') ?? '', /X-Session-Token/);
  });
});
