import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ConfigError, loadConfig } from '../../src/config/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'zelos-config-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of a file with these lines, without the folder's name. */
function problemsOf(yaml: string, env = {}): string[] {
  const file = join(folder, 'kratos.yml');
  writeFileSync(file, yaml);
  try {
    loadConfig({ files: [file], env });
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().replaceAll(`${folder}/`, ''));
  }
  return [];
}

const settings = (lines: string): string => `dsn: memory\nselfservice:\n  flows:\n    settings:\n${lines.replace(/^/gm, '      ')}\n`;
const methods = (lines: string): string => `dsn: memory\nselfservice:\n  methods:\n${lines.replace(/^/gm, '    ')}\n`;

describe('names each problem with file, line, column, key and what is allowed', () => {
  const table: [rule: string, yaml: string, ...problems: string[]][] = [
    ['an unknown key, and what it may have meant', settings('lifspan: 1h'), 'kratos.yml:5:7  selfservice.flows.settings.lifspan is no known key. Did you mean lifespan?'],
    ['an unknown key with nothing like it', 'dsn: memory\nlog:\n  colour: red', 'kratos.yml:3:3  log.colour is no known key. Allowed: level, format, leak_sensitive_values, redaction_text'],
    ['a duration without a unit', settings('lifespan: 60'), 'kratos.yml:5:17  selfservice.flows.settings.lifespan must be a duration such as 10s, 15m or 1h30m, not 60'],
    ['a duration that ends before it begins', settings('lifespan: 0s'), 'kratos.yml:5:17  selfservice.flows.settings.lifespan must be at least 1ms, not "0s"'],
    ['a choice that is none', settings('required_aal: aal3'), 'kratos.yml:5:21  selfservice.flows.settings.required_aal must be aal1, aal2 or highest_available, not "aal3"'],
    [
      'a file of leaks that nothing would read',
      methods('password: { config: { haveibeenpwned_enabled: false, haveibeenpwned_file: leaks.bin } }'),
      'kratos.yml:4:79  selfservice.methods.password.config.haveibeenpwned_file cannot take effect: haveibeenpwned_enabled is false',
    ],
    [
      'a former system without an address',
      methods('password: { config: { migrate_hook: { enabled: true } } }'),
      'kratos.yml:4:41  selfservice.methods.password.config.migrate_hook.config.url is missing: migrate_hook is on',
    ],
    ['a map where one value belongs', settings('required_aal: { aal: aal1 }'), 'kratos.yml:5:21  selfservice.flows.settings.required_aal must be a single value, not a map or list'],
    ['a value where a map belongs', 'dsn: memory\nserve: 4433', 'kratos.yml:2:8  serve must be a map with some of the keys public, admin, trusted_proxies'],
    ['a key without a value', settings('ui_url:'), 'kratos.yml:5:14  selfservice.flows.settings.ui_url has no value: give one, or leave the key out'],
    ['text where a number belongs', 'dsn: memory\nserve: { public: { port: "4433" } }', 'kratos.yml:2:26  serve.public.port must be a whole number from 1 to 65535, not "4433"'],
    ['a number where text belongs', 'dsn: memory\nversion: 1.2', 'kratos.yml:2:10  version must be text: put it in quotes'],
    ['yes for true', methods('totp: { enabled: yes }'), 'kratos.yml:4:22  selfservice.methods.totp.enabled must be true or false, not "yes"'],
    [
      'half an address',
      settings('ui_url: app.example.org/settings'),
      'kratos.yml:5:15  selfservice.flows.settings.ui_url must be a whole address such as https://example.org/path, or a path that starts with /',
    ],
    [
      'an address that runs script',
      settings('after: { default_browser_return_url: "javascript:alert(1)" }'),
      'kratos.yml:5:44  selfservice.flows.settings.after.default_browser_return_url must not start with javascript:',
    ],
    ['a page that is not on the web', settings('ui_url: "app://settings"'), 'kratos.yml:5:15  selfservice.flows.settings.ui_url must start with http:// or https://'],
    ['an address with a password', 'dsn: memory\nserve: { public: { base_url: "https://me:secret@example.org" } }', 'kratos.yml:2:30  serve.public.base_url must not hold a user or password'],
    ['a DSN of another database, without its password', 'dsn: mysql://me:secret@db/zelos', 'kratos.yml:1:6  dsn is not usable: MySQL is not supported: use SQLite or PostgreSQL'],
    ['a DSN that is none', 'dsn: zelos.db', 'kratos.yml:1:6  dsn is not usable: a DSN is "memory" or starts with sqlite://, postgres:// or cockroach://'],
    [
      'a PostgreSQL database without secrets',
      'dsn: postgres://db/zelos',
      'kratos.yml:1:1  secrets.default is missing: every server on a PostgreSQL database needs the same secrets, so they cannot be made here. Put a random text of 32 characters into the list',
    ],
    ['a short secret, without showing it', 'dsn: memory\nsecrets:\n  default:\n    - hunter2', 'kratos.yml:4:7  secrets.default[0] must have at least 16 characters, has 7'],
    ['a cipher secret of another length', 'dsn: memory\nsecrets: { cipher: [0123456789abcdef] }', 'kratos.yml:2:21  secrets.cipher[0] must have exactly 32 characters, has 16'],
    ['no secret in a list', 'dsn: memory\nsecrets: { cookie: [] }', 'kratos.yml:2:20  secrets.cookie must have at least one secret'],
    ...['https://*', 'https://*.org', 'https://*.co.uk', 'https://app*.example.org', 'https://example.org/*'].map((url): [string, string, string] => [
      `an unsafe wildcard: ${url}`,
      `dsn: memory\nselfservice:\n  allowed_return_urls:\n    - "${url}"`,
      "kratos.yml:4:7  selfservice.allowed_return_urls[0] must have `*` only as the first label of a host below a domain of one's own, such as https://*.example.org",
    ]),
    [
      'a hook that cannot stand there, and what was meant',
      settings('after: { profile: { hooks: [{ hook: sesion }] } }'),
      'kratos.yml:5:43  selfservice.flows.settings.after.profile.hooks[0].hook "sesion" cannot stand here. Allowed: web_hook, revoke_active_sessions, show_verification_ui, verify_new_address, notify_previous_addresses, verification, verify',
    ],
    [
      'a hook whose answer is to be read and to be ignored',
      settings('after: { hooks: [{ hook: web_hook, config: { url: "https://example.org", method: POST, response: { ignore: true, parse: true } } }] }'),
      'kratos.yml:5:114  selfservice.flows.settings.after.hooks[0].config.response.ignore cannot be on together with parse',
    ],
    [
      'a hook twice',
      'dsn: memory\nselfservice: { flows: { registration: { after: { password: { hooks: [{ hook: session }, { hook: session }] } } } } }',
      'kratos.yml:2:89  selfservice.flows.registration.after.password.hooks[1] stands in this list twice',
    ],
    [
      'a hook of a method that is off',
      `${methods('password: { enabled: false }')}  flows: { registration: { after: { password: { hooks: [{ hook: session }] } } } }`,
      'kratos.yml:5:56  selfservice.flows.registration.after.password.hooks cannot take effect: the method password is off',
    ],
    [
      'a key that Kratos has and we do not, yet',
      'dsn: memory\nfeature_flags: { choose_recovery_address: true }',
      'kratos.yml:2:43  feature_flags.choose_recovery_address is not supported yet (choosing the address that a recovery code is sent to): leave it out',
    ],
    [
      'a key that Kratos has and we never will',
      'dsn: memory\noauth2_provider: { url: https://hydra }',
      'kratos.yml:2:18  oauth2_provider is not supported (login and consent for an OAuth2 server): leave it out',
    ],
    [
      'codes as both factors',
      methods('code: { passwordless_enabled: true, mfa_enabled: true }'),
      'kratos.yml:4:54  selfservice.methods.code.mfa_enabled cannot be on together with passwordless_enabled: one code cannot be both factors',
    ],
    [
      'security keys for nobody',
      methods('webauthn: { enabled: true, config: { rp: { id: example.org, origins: ["https://other.org"] } } }'),
      'kratos.yml:4:46  selfservice.methods.webauthn.config.rp.display_name is missing: webauthn is on',
      'kratos.yml:4:75  selfservice.methods.webauthn.config.rp.origins[0] must be on example.org or below it, as rp.id says',
    ],
    [
      'a required key',
      methods('oidc: { enabled: true, config: { providers: [{ id: acme, provider: generic, client_id: x, issuer_url: "https://id.test" }] } }'),
      'kratos.yml:4:50  selfservice.methods.oidc.config.providers[0].mapper_url is missing (Jsonnet that maps claims to traits)',
    ],
    [
      'a default schema that is none of the schemas',
      'dsn: memory\nidentity: { default_schema_id: person, schemas: [{ id: customer, url: "file://./customer.json" }] }',
      'kratos.yml:2:32  identity.default_schema_id "person" is none of identity.schemas: customer',
    ],
    [
      'more bytes than bcrypt sees',
      'dsn: memory\nhashers: { algorithm: bcrypt }\nselfservice: { methods: { password: { config: { max_password_length: 100 } } } }',
      'kratos.yml:3:70  selfservice.methods.password.config.max_password_length must be at most 72: bcrypt looks at no more bytes',
    ],
    [
      'cookies for other sites without https',
      'dsn: memory\ncookies: { same_site: None, secure: false }',
      'kratos.yml:2:23  cookies.same_site can be None only when the cookie is Secure',
      'kratos.yml:1:1  session.cookie.same_site can be None only when the cookie is Secure',
    ],
    ['both APIs on one port', 'dsn: memory\nserve: { admin: { port: 4433 } }', 'kratos.yml:2:25  serve.admin.port must not be 4433: the public API listens there'],
    ['the same key twice', 'dsn: memory\ndsn: memory', 'kratos.yml:2:1  this is not readable as YAML: Map keys must be unique'],
    ['a file that is no map', '- dsn', 'kratos.yml:1:1  a configuration is a map of keys, such as `dsn: memory`'],
  ];
  for (const [rule, yaml, ...problems] of table) test(rule, () => assert.deepEqual(problemsOf(yaml).sort(), problems.sort()));

  test('all problems at once, in the order of the file', () => {
    assert.deepEqual(problemsOf('dsn: memory\nlog: { level: loud }\nhashers: { bcrypt: { cost: 3 } }\nidentiy: {}'), [
      'kratos.yml:2:15  log.level must be trace, debug, info, warning, error, fatal or panic, not "loud"',
      'kratos.yml:3:28  hashers.bcrypt.cost must be a whole number from 4 to 31, not 3',
      'kratos.yml:4:1  identiy is no known key. Did you mean identity?',
    ]);
  });

  test('a file that is not there', () => {
    assert.throws(() => loadConfig({ files: [join(folder, 'none.yml')], env: {} }), { name: 'ConfigError', message: /none\.yml {2}cannot be read: there is no such file$/ });
  });
});

describe('loads with a warning', () => {
  const warningsOf = (yaml: string): readonly string[] => {
    const file = join(folder, 'warned.yml');
    writeFileSync(file, yaml);
    return loadConfig({ files: [file], env: {}, dev: true }).warnings.map((line) => line.replaceAll(`${folder}/`, ''));
  };

  test('the key of version 0.2 for privileged sessions, which is read', () => {
    const file = join(folder, 'older.yml');
    writeFileSync(file, 'dsn: memory\nselfservice:\n  settings:\n    privileged_session_max_age: 1m\n');
    const config = loadConfig({ files: [file], env: {}, dev: true });
    assert.equal(config.selfservice.flows.settings.privileged_session_max_age, 60_000);
    assert.deepEqual(
      config.warnings.map((line) => line.replaceAll(`${folder}/`, '')),
      ['older.yml:4:33  selfservice.settings.privileged_session_max_age is the key of an older version: it is selfservice.flows.settings.privileged_session_max_age today'],
    );
  });
  test('Secure cookies over http', () => {
    const file = join(folder, 'http.yml');
    writeFileSync(file, 'dsn: memory\nserve: { public: { base_url: "http://accounts.example.org" } }');
    assert.match(loadConfig({ files: [file], env: {} }).warnings.join(), /http\.yml:2:30 {2}serve\.public\.base_url starts with http:\/\/, and cookies are Secure/);
  });
  test('what quick starts switch on and nobody relies on: it loads, and one warning says that it does nothing', () => {
    const [warning = '', ...others] = warningsOf(
      'dsn: memory\nserve: { public: { cors: { enabled: true, debug: true } } }\nlog: { leak_sensitive_values: true, redaction_text: X }\ntracing: { provider: otel }\npreview: { default_read_consistency_level: eventual }',
    );
    assert.deepEqual(others, []);
    assert.match(warning, /^without effect here: /);
    for (const what of ['decision about other origins', 'secrets in the log', 'text in place of secrets', 'tracing', 'eventually consistent reads']) assert.ok(warning.includes(what), what);
    assert.deepEqual(warningsOf('dsn: memory\npreview: { default_read_consistency_level: strong }'), []);
  });
  test('a key by its older name', () => {
    const file = join(folder, 'older.yml');
    writeFileSync(file, 'dsn: memory\ndev: true\nselfservice: { whitelisted_return_urls: ["https://example.org"] }');
    const { selfservice, warnings } = loadConfig({ files: [file], env: {} });
    assert.deepEqual(selfservice.allowed_return_urls, ['https://example.org']);
    assert.match(warnings.join(), /whitelisted_return_urls is the key of an older version: it is selfservice\.allowed_return_urls today/);
  });
  test('nothing, when an unsupported key says what is done anyway', () => {
    assert.deepEqual(warningsOf('dsn: memory\nserve: { public: { cors: { debug: false } } }\nfeature_flags: { cacheable_sessions: false }\nlog: { leak_sensitive_values: false }'), []);
  });
});
