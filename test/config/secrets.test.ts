import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type Config, createConfig, loadConfig } from '../../src/config/config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zelos-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const beside = (): Config => createConfig({ dsn: `sqlite://${folder}/people.db?_fk=true` });
const secretsFile = (): string => join(folder, 'people.secrets.json');

describe('secrets that nobody has set', () => {
  test('are made once beside an embedded database, for its owner alone, and kept', () => {
    const first = beside();
    assert.deepEqual(readdirSync(folder), ['people.secrets.json']);
    assert.equal(statSync(secretsFile()).mode & 0o777, 0o600);
    assert.ok((first.secrets.default[0]?.length ?? 0) >= 32);
    assert.deepEqual(beside().secrets, first.secrets);
    assert.deepEqual([first.secrets.cookie, first.secrets.cipher, first.secrets.pagination], Array(3).fill(first.secrets.default));
  });
  test('are made in ./zelos.secrets.json when there is no configuration at all', () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      const config = loadConfig({ env: {} });
      assert.ok(existsSync('zelos.secrets.json'));
      assert.deepEqual([config.dsn, config.selfservice.flows.registration.after.password.hooks.map(({ hook }) => hook), config.warnings], ['sqlite://./zelos.db', ['session'], []]);
      const schema: unknown = JSON.parse(Buffer.from(config.identity.schemas[0]?.url.slice('base64://'.length) ?? '', 'base64').toString());
      assert.ok(typeof schema === 'object' && schema !== null && '$id' in schema);
    } finally {
      process.chdir(before);
    }
  });
  test('are others at each start for a database in memory, and leave no file', () => {
    assert.notDeepEqual(createConfig({ dsn: 'memory' }).secrets.default, createConfig({ dsn: 'memory' }).secrets.default);
    assert.notDeepEqual(createConfig({ dsn: `sqlite://${folder}/x.db?mode=memory` }).secrets.default, []);
    assert.deepEqual(readdirSync(folder), []);
  });
  test('are not made while anything else is wrong', () => {
    assert.throws(() => createConfig({ dsn: `sqlite://${folder}/people.db`, session: { lifespan: 'long' } }), { name: 'ConfigError' });
    assert.deepEqual(readdirSync(folder), []);
  });
  test('are made with a warning when the database is there already', () => {
    writeFileSync(join(folder, 'people.db'), '');
    assert.match(beside().warnings.join(), /the database is there: new secrets were made/);
    assert.deepEqual(beside().warnings, []);
  });
});

describe('the file of secrets', () => {
  for (const [what, text] of [
    ['no JSON', 'secret'],
    ['an empty list', '{"default":[]}'],
    ['short secrets', '{"default":["short"]}'],
    ['null', 'null'],
  ] as const)
    test(`is never replaced: ${what} stops the start`, () => {
      writeFileSync(secretsFile(), text, { mode: 0o600 });
      assert.throws(beside, (error: Error) => error.name === 'ConfigError' && error.message.includes(secretsFile()) && !error.message.includes('short"'));
      assert.equal(readFileSync(secretsFile(), 'utf8'), text);
    });
  test('gets a warning when others can read it', () => {
    beside();
    chmodSync(secretsFile(), 0o644);
    assert.match(beside().warnings.join(), /which others on this machine can read/);
  });
  test('needs its folder', () => {
    assert.throws(() => createConfig({ dsn: `sqlite://${folder}/none/people.db` }), { name: 'ConfigError', message: /secrets\.default is not set, and .* cannot be used: ENOENT/ });
  });
});

test('secrets that are set are used, and no file is made', () => {
  const config = createConfig({ dsn: `sqlite://${folder}/people.db`, secrets: { default: ['the-default-secret'], cookie: ['the-cookie-secret-2', 'the-cookie-secret-1'] } });
  assert.deepEqual([config.secrets.default, config.secrets.cookie, config.secrets.cipher], [['the-default-secret'], ['the-cookie-secret-2', 'the-cookie-secret-1'], ['the-default-secret']]);
  assert.deepEqual(readdirSync(folder), []);
});
