import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createSchemas } from '../../src/schema/identity-schema.ts';
import { anywhere } from '../support/outgoing.ts';
import { guarded } from './schemas.ts';

const load = (url: string, defaultId = 'it') => createSchemas({ identity: { default_schema_id: defaultId, schemas: [{ id: 'it', url }] } }, anywhere);
const base64 = (schema: unknown): string => `base64://${Buffer.from(typeof schema === 'string' ? schema : JSON.stringify(schema)).toString('base64')}`;
const traits = (properties: unknown, more: object = {}): object => ({ ...more, properties: { traits: { type: 'object', properties } } });

describe('identity schemas are loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zelos-schema-'));
  after(() => rmSync(folder, { recursive: true }));
  const server = createServer((request, response) => {
    if (request.url === '/schema') response.end(JSON.stringify(guarded));
    else if (request.url === '/large') response.end(' '.repeat(1024 * 1024 + 1));
    else response.writeHead(404).end();
  });
  let origin = '';
  before(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  test('from a file, a web address, base64 and as they are', async () => {
    const file = join(folder, 'a schema.json');
    writeFileSync(file, JSON.stringify(guarded));
    for (const url of [pathToFileURL(file).href, `${origin}/schema`, base64(guarded), JSON.stringify(guarded)]) {
      const schemas = await load(url);
      assert.deepEqual(schemas.get('it').raw, guarded);
      assert.deepEqual([schemas.defaultId, schemas.list().length, schemas.find('other')], ['it', 1, undefined]);
      assert.throws(() => schemas.get('other'), /"other"/);
    }
  });

  const refused: readonly (readonly [title: string, url: () => string, says: RegExp])[] = [
    ['a file that is not there', () => pathToFileURL(join(folder, 'none.json')).href, /ENOENT/],
    ['an address that has nothing', () => `${origin}/none`, /status 404/],
    ['an address that nobody answers', () => 'http://127.0.0.1:1/schema', /could not be fetched/],
    ['more than a mebibyte', () => `${origin}/large`, /larger/],
    ['another scheme', () => 'ftp://example.org/x', /none of/],
    ['what is no JSON', () => base64('{'), /not JSON/],
    ['what is no object', () => base64('[]'), /not a JSON object/],
    ['a schema without traits', () => base64({ type: 'object' }), /properties\.traits/],
    ['what JSON Schema does not allow', () => base64(traits({ a: { type: 'text' } })), /schema is invalid/],
    ['a reference to a file', () => base64(traits({ a: { $ref: 'file:///etc/passwd' } })), /reference|leaves the document/],
    ['a reference to another server', () => base64(traits({ a: { $ref: 'https://example.org/x.json' } })), /reference|leaves the document/],
    ['an unknown draft', () => base64(traits({}, { $schema: 'https://example.org/my-draft' })), /not supported/],
    ['an unknown access', () => base64(traits({ a: { type: 'string', 'ory.sh/kratos': { access: 'nobody' } } })), /traits\.a has access "nobody"/],
    ['an unknown via', () => base64(traits({ a: { type: 'string', 'ory.sh/kratos': { verification: { via: 'pigeon' } } } })), /"pigeon"/],
    ['endless nesting', () => base64(traits({ a: { $ref: '#/properties/traits' } })), /nested deeper/],
  ];
  for (const [title, url, says] of refused) {
    test(`refuses ${title}, and names the schema and the reason`, async () => {
      await assert.rejects(load(url()), (error: Error) => error.message.startsWith('identity schema "it": ') && says.test(error.message));
    });
  }

  test('refuses a default that is none of them', () => assert.rejects(load(base64(guarded), 'other'), /default_schema_id is "other"/));
  test('understands drafts 2019-09 and 2020-12, and reads older ones as draft-07', async () => {
    for (const $schema of [
      'https://json-schema.org/draft/2019-09/schema',
      'https://json-schema.org/draft/2020-12/schema',
      'http://json-schema.org/draft-06/schema#',
      'http://json-schema.org/schema#',
    ]) {
      const schema = (await load(base64(traits({ age: { type: 'integer' } }, { $schema })))).get('it');
      assert.deepEqual(
        schema.validate({ age: 'x' }).map((issue) => issue.field),
        ['traits.age'],
      );
    }
  });
});
