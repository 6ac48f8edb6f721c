import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countsAsJson, prefersJson } from '../../src/http/accept.ts';

const CHROME = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

const TABLE: readonly { readonly accept?: string; readonly contentType?: string; readonly json: boolean; readonly init: boolean }[] = [
  { json: false, init: false },
  { accept: '*/*', json: false, init: false },
  { accept: '', json: false, init: false },
  { accept: 'text/html', json: false, init: false },
  { accept: CHROME, json: false, init: false },
  { accept: 'application/json', json: true, init: true },
  { accept: 'APPLICATION/JSON', json: true, init: true },
  { accept: 'application/json, text/plain, */*', json: true, init: true },
  { accept: 'text/html, application/json', json: false, init: false },
  { accept: 'text/html;q=0.8, application/json', json: true, init: true },
  { accept: 'text/html, application/json;q=0.9', json: false, init: false },
  { accept: 'text/*, application/json', json: true, init: true },
  { accept: 'application/*', json: true, init: true },
  { accept: 'application/json;q=0', json: false, init: false },
  { accept: 'application/json;q=nonsense', json: true, init: true },
  { contentType: 'application/json', json: true, init: false },
  { accept: CHROME, contentType: 'application/json', json: true, init: false },
  { contentType: 'application/json; charset=utf-8', json: false, init: false },
  { contentType: 'application/x-www-form-urlencoded', json: false, init: false },
];

for (const { accept, contentType, json, init } of TABLE) {
  test(`Accept ${accept ?? '–'} with Content-Type ${contentType ?? '–'} ${json ? 'counts' : 'does not count'} as JSON, and ${init ? 'prefers' : 'does not prefer'} it at the start of a flow`, () => {
    assert.equal(countsAsJson(accept, contentType), json);
    assert.equal(prefersJson(accept), init);
  });
}
