import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { configurationDocs, DOCS } from '../../scripts/configuration-docs.ts';
import { type Config, ConfigError, createConfig, loadConfig } from '../../src/config/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'zelos-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function fileOf(text: string): string {
  const file = join(folder, `${(count += 1)}.yml`);
  writeFileSync(file, text);
  return file;
}
const load = (env: Record<string, string>, ...texts: string[]): Config => loadConfig({ files: texts.map(fileOf), env });
const problems = (run: () => unknown): string[] => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems.map(({ at, key, text }) => `${at.replace(`${folder}/`, '')} ${key} ${text}`);
  }
  return [];
};

describe('defaults', () => {
  const config = createConfig({ dsn: 'memory' });

  test('are those of Kratos where it matters on the wire', () => {
    assert.equal(config.session.cookie.name, 'ory_kratos_session');
    assert.equal(config.session.lifespan, 24 * 3_600_000);
    assert.equal(config.selfservice.flows.settings.privileged_session_max_age, 3_600_000);
    assert.equal(config.selfservice.flows.settings.required_aal, 'highest_available');
    assert.equal(config.selfservice.flows.registration.style, 'profile_first');
    assert.deepEqual(config.selfservice.flows.registration.after.password.hooks, []);
  });
  test('follow from other keys', () => {
    const set = createConfig({ dsn: 'memory', serve: { public: { base_url: 'https://accounts.example.org/' } }, session: { lifespan: '2h' }, cookies: { domain: 'example.org', same_site: 'Strict' } });
    assert.equal(set.serve.public.base_url, 'https://accounts.example.org');
    assert.equal(set.selfservice.flows.login.ui_url, 'https://accounts.example.org/ui/login');
    assert.equal(set.selfservice.flows.login.after.password.default_browser_return_url, set.selfservice.default_browser_return_url);
    assert.equal(set.selfservice.methods.totp.config.issuer, 'accounts.example.org');
    assert.equal(set.session.earliest_possible_extend, 7_200_000);
    assert.deepEqual({ ...set.session.cookie }, { name: 'ory_kratos_session', domain: 'example.org', path: '/', same_site: 'Strict', secure: true, persistent: true });
  });
  test('make paths absolute', () => {
    const { selfservice } = createConfig({
      dsn: 'memory',
      selfservice: { default_browser_return_url: '/home', flows: { settings: { ui_url: '/account' }, login: { after: { default_browser_return_url: '/in' } } } },
    });
    assert.equal(selfservice.flows.settings.ui_url, 'http://localhost:4433/account');
    assert.equal(selfservice.flows.login.after.password.default_browser_return_url, 'http://localhost:4433/in');
    assert.equal(selfservice.flows.logout.after.default_browser_return_url, 'http://localhost:4433/home');
    assert.equal(selfservice.flows.settings.after.default_browser_return_url, undefined);
  });
  test('ask for argon2id with 19 MiB, two passes and one lane', () => {
    const { algorithm, argon2 } = config.hashers;
    assert.deepEqual([algorithm, argon2.memory, argon2.iterations, argon2.parallelism], ['argon2', 19_456 * 1024, 2, 1]);
  });
  test('guard each operation of settings, and with preset kratos none beyond its age', () => {
    const needs = config.selfservice.flows.settings.assurance;
    assert.deepEqual({ ...needs['profile.update'] }, { aal: 'aal1', max_age: null });
    assert.deepEqual({ ...needs['totp.remove'] }, { aal: 'highest_available', max_age: 3_600_000 });
    const kratos = createConfig({ preset: 'kratos', dsn: 'memory' }).selfservice;
    assert.deepEqual({ ...kratos.flows.settings.assurance['totp.remove'] }, { aal: 'aal1', max_age: 3_600_000 });
    assert.deepEqual([kratos.methods.password.config.reject_same_password, kratos.methods.lookup_secret.config.reveal_enabled, kratos.flows.settings.after.hooks_mode], [true, true, 'override']);
  });
  test('drop Secure from cookies with dev', () => {
    assert.equal(createConfig({ dsn: 'memory', dev: true }).session.cookie.secure, false);
    assert.equal(config.cookies.secure, true);
  });
  test('cannot be changed afterwards', () => {
    assert.throws(() => Object.assign(config.selfservice.flows.settings, { lifespan: 1 }), TypeError);
    assert.ok(Object.isFrozen(config.selfservice.allowed_return_urls));
  });
});

describe('several files', () => {
  test('merge maps and replace lists', () => {
    const { selfservice } = load(
      {},
      'dsn: memory\nselfservice: { allowed_return_urls: ["https://a.example", "https://b.example"], flows: { login: { lifespan: 5m, style: unified } } }',
      'selfservice: { allowed_return_urls: ["https://c.example"], flows: { login: { lifespan: 7m } } }',
    );
    assert.deepEqual(selfservice.allowed_return_urls, ['https://c.example']);
    assert.equal(selfservice.flows.login.lifespan, 420_000);
  });
  test('keep the place of each value', () => {
    const at = count;
    const said = problems(() => load({}, 'dsn: memory\nlog:\n  level: loud', '\nlog: { format: xml }'));
    assert.deepEqual(said, [`${at + 1}.yml:3:10 log.level must be trace, debug, info, warning, error, fatal or panic, not "loud"`, `${at + 2}.yml:2:16 log.format must be json or text, not "xml"`]);
  });
  test('may be JSON, and may repeat themselves by anchors', () => {
    assert.equal(load({}, '{"dsn":"memory","session":{"lifespan":"3h"}}').session.lifespan, 10_800_000);
    const { flows } = load({}, 'dsn: memory\nselfservice:\n  flows:\n    login: &short { lifespan: 2m }\n    registration: { <<: *short, enabled: false }').selfservice;
    assert.deepEqual([flows.registration.lifespan, flows.registration.enabled], [120_000, false]);
  });
});

describe('the environment', () => {
  test('lies over the files, by the type of the key', () => {
    const config = load(
      {
        DSN: 'memory',
        SELFSERVICE_FLOWS_SETTINGS_UI_URL: 'https://app.example/settings',
        SERVE_PUBLIC_PORT: '5000',
        SELFSERVICE_METHODS_PASSWORD_CONFIG_IGNORE_NETWORK_ERRORS: 'false',
        SESSION_LIFESPAN: '90m',
      },
      'dsn: sqlite://./nowhere/zelos.db\nselfservice: { flows: { settings: { ui_url: "https://old.example" } } }',
    );
    assert.deepEqual(
      [config.dsn, config.selfservice.flows.settings.ui_url, config.serve.public.port, config.selfservice.methods.password.config.ignore_network_errors, config.session.lifespan],
      ['memory', 'https://app.example/settings', 5000, false, 5_400_000],
    );
    assert.equal(config.serve.public.base_url, 'http://localhost:5000');
  });
  test('sets whole lists, single items, and items of items', () => {
    const config = load(
      {
        SELFSERVICE_ALLOWED_RETURN_URLS: 'https://a.example, https://b.example',
        SECRETS_COOKIE_0: 'environment-secret-0',
        SECRETS_COOKIE_1: 'environment-secret-1',
        IDENTITY_SCHEMAS_0_URL: 'file:///new.json',
        SELFSERVICE_FLOWS_REGISTRATION_AFTER_PASSWORD_HOOKS_0_HOOK: 'session',
      },
      'dsn: memory\nsecrets: { cookie: [first-of-the-file-00] }\nidentity: { schemas: [{ id: person, url: "file:///old.json" }] }',
    );
    assert.deepEqual(config.selfservice.allowed_return_urls, ['https://a.example', 'https://b.example']);
    assert.deepEqual(config.secrets.cookie, ['environment-secret-0', 'environment-secret-1']);
    assert.deepEqual({ ...config.identity.schemas[0] }, { id: 'person', url: 'file:///new.json', selfservice_selectable: false });
    assert.deepEqual(
      config.selfservice.flows.registration.after.password.hooks.map(({ hook }) => hook),
      ['session'],
    );
  });
  test('is named in problems', () => {
    assert.deepEqual(
      problems(() => load({ SERVE_PUBLIC_PORT: 'http', SECRETS_DEFAULT_3: 'environment-secret-3' }, 'dsn: memory')),
      [
        'environment SECRETS_DEFAULT_3 secrets.default[3] the list has no entry before this one: number them from 0 without a gap',
        'environment SERVE_PUBLIC_PORT serve.public.port must be a whole number from 1 to 65535, not "http"',
      ],
    );
  });
  test('counts as unset when empty, and leaves names of other programs alone', () => {
    const config = load({ DSN: '', SESSION: 'x11', LOG: 'yes', VERSION: '7', REVISION: 'abc', CONFIG: '/etc/x', PATH: '/bin' }, 'dsn: memory');
    assert.deepEqual([config.dsn, config.version, config.warnings], ['memory', undefined, []]);
  });
  test('warns of a name that was probably meant for us', () => {
    assert.deepEqual(load({ SELFSERVICE_FLOWS_SETTING_UI_URL: 'https://app.example' }, 'dsn: memory').warnings, [
      'environment SELFSERVICE_FLOWS_SETTING_UI_URL: there is no such key. Did you mean SELFSERVICE_FLOWS_SETTINGS_UI_URL?',
    ]);
  });
});

test('docs/configuration.md is up to date (npm run docs)', () => {
  assert.equal(readFileSync(DOCS, 'utf8'), configurationDocs());
});
