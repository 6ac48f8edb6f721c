import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigError, createConfig, loadConfig } from '../../src/config/config.ts';
import { hooksAfter } from '../../src/config/hook-lists.ts';
import { baseConfig, merged } from '../support/config.ts';
import { startZelos } from '../support/harness.ts';
import { everyFlow, webHook } from './flows.ts';

const URL = 'http://127.0.0.1/';

function problemsOf(more: object): string[] {
  try {
    createConfig(merged({ ...baseConfig, dsn: 'memory' }, more as Record<string, unknown>));
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems.map(({ key, text }) => `${key} ${text}`);
  }
}

const inFlows = (flows: object): object => ({ selfservice: { flows } });
const afterProfile = (...hooks: readonly object[]): object => inFlows({ settings: { after: { profile: { hooks } } } });
const calls = (more: object): object => afterProfile(webHook(URL, more));
const at = 'selfservice.flows.settings.after.profile.hooks[0].config';

describe('a hook is refused at the start', () => {
  const cases: readonly [string, object, RegExp][] = [
    ['when its method is off', inFlows({ settings: { after: { totp: { hooks: [webHook(URL)] } } } }), /^selfservice\.flows\.settings\.after\.totp\.hooks cannot take effect: the method totp is off$/],
    ['when its flow is off', inFlows({ recovery: { after: { hooks: [webHook(URL)] } } }), /^selfservice\.flows\.recovery\.after\.hooks cannot take effect: recovery is off$/],
    [
      'when it stands before a flow that is off',
      inFlows({ verification: { before: { hooks: [webHook(URL)] } } }),
      /^selfservice\.flows\.verification\.before\.hooks cannot take effect: verification is off$/,
    ],
    ['when registration is off', inFlows({ registration: { enabled: false } }), /^selfservice\.flows\.registration\.after\.password\.hooks cannot take effect: registration is off$/],
    ['when what it shows cannot be: verification is off', afterProfile({ hook: 'show_verification_ui' }), /hooks\[0\]\.hook cannot take effect: verification is off$/],
    ['when what it starts cannot be: verification is off', inFlows({ login: { after: { hooks: [{ hook: 'verify' }] } } }), /after\.hooks\[0\]\.hook cannot take effect: verification is off$/],
    [
      'when a login has nothing to show',
      merged(everyFlow, { selfservice: { flows: { login: { after: { password: { hooks: [{ hook: 'show_verification_ui' }] } } } } } }),
      /password\.hooks\[0\]\.hook cannot take effect: a login starts no verification/,
    ],
    ['when its template is no Jsonnet', calls({ body: 'function(ctx) {' }), new RegExp(`^${at.replaceAll(/[[\].]/g, String.raw`\$&`)}\\.body is no Jsonnet that can be understood: .*1:`)],
    ['when its template is no Jsonnet, in base64', calls({ body: `base64://${Buffer.from('{').toString('base64')}` }), /body is no Jsonnet/],
    ['when its template is not there', calls({ body: 'file:///nowhere/at/all.jsonnet' }), /body cannot be read: ENOENT$/],
    ['when nobody knows how to get its template', calls({ body: 'ftp://example.org/x' }), /body starts with ftp:\/\//],
    ['when a header cannot be sent', calls({ headers: { 'X Y': 'z' } }), /headers\.X Y is no header that can be sent$/],
    ['when a header would end early', calls({ headers: { 'X-Y': 'a\r\nb: c' } }), /headers\.X-Y is no header that can be sent$/],
    ['when its method is none of HTTP', calls({ method: 'P O' }), /method must be an HTTP method/],
  ];
  for (const [title, config, problem] of cases)
    test(title, () => {
      const problems = problemsOf(config);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', problem);
    });

  test('with the line it stands at', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zelos-hooks-'));
    after(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'kratos.yml');
    writeFileSync(
      file,
      'dsn: memory\nselfservice:\n  flows:\n    login:\n      before:\n        hooks:\n          - hook: web_hook\n            config:\n              url: https://example.org\n              method: POST\n              body: "function("\n',
    );
    assert.throws(() => loadConfig({ files: [file], env: {} }), /kratos\.yml:11:21 {2}selfservice\.flows\.login\.before\.hooks\[0\]\.config\.body is no Jsonnet/);
  });

  test('when its template is elsewhere and cannot be fetched', async () => {
    await assert.rejects(startZelos({ config: calls({ body: 'http://127.0.0.1:9/x.jsonnet' }) }), /selfservice\.flows\.settings\.after\.profile\.hooks\[0\]\.config.*body cannot be used/);
  });

  for (const header of ['Cookie', 'authorization', 'X-Session-Token'])
    test(`when templates were to see ${header}`, () => assert.match(problemsOf({ clients: { web_hook: { header_allowlist: ['Accept', header] } } })[0] ?? '', /header_allowlist\[1\] must not be/));

  test('when people would wait for it too long', () => assert.match(problemsOf({ clients: { web_hook: { timeout: '2m' } } })[0] ?? '', /timeout must not be longer than 1m/));
});

describe('the hooks after a method', () => {
  const all = { hook: 'revoke_active_sessions' };
  const own = { hook: 'web_hook', config: { url: URL, method: 'GET' } };
  const listed = (mode: object, hooks: readonly object[]): string[] => {
    const config = createConfig(merged({ ...baseConfig, dsn: 'memory' }, { ...mode, selfservice: { flows: { settings: { after: { hooks: [all], password: { hooks } } } } } }));
    return hooksAfter(config, 'settings', 'password').map(({ hook }) => hook);
  };
  test('are those of the flow, then its own', () => assert.deepEqual(listed({}, [own]), ['revoke_active_sessions', 'web_hook']));
  test('are its own instead with the preset of Kratos', () => assert.deepEqual(listed({ preset: 'kratos' }, [own]), ['web_hook']));
  test('are those of the flow with the preset of Kratos if it has none', () => assert.deepEqual(listed({ preset: 'kratos' }, []), ['revoke_active_sessions']));
});
