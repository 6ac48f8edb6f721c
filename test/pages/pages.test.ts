import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pages } from './pages.ts';

const all = (pattern: RegExp, page: string): string[] => [...page.matchAll(pattern)].map((match) => match[1] ?? '');

for (const [name, page] of Object.entries(pages)) {
  test(`${name}: each id once, each field labelled, each reference leads somewhere`, () => {
    const ids = all(/ id="([^"]*)"/g, page);
    assert.equal(new Set(ids).size, ids.length, ids.join());
    const labels = new Set(all(/<label for="([^"]*)"/g, page));
    for (const tag of page.match(/<(?:input|select)[^>]*>/g) ?? []) {
      if (/ type="hidden"| hidden(?: |>)/.test(tag)) continue;
      const id = / id="([^"]*)"/.exec(tag)?.[1];
      assert.ok(id !== undefined && labels.has(id), tag);
    }
    const referred = [...all(/ aria-describedby="([^"]*)"/g, page).flatMap((list) => list.split(' ')), ...all(/ aria-controls="([^"]*)"/g, page), ...all(/ href="#([^"]*)"/g, page)];
    for (const id of referred) assert.ok(ids.includes(id), id);
    for (const tag of page.match(/<[^>]* aria-invalid="true"[^>]*>/g) ?? []) assert.match(tag, /aria-describedby="[^"]*-error"/);
  });

  test(`${name}: no script or style inside the page, nothing from elsewhere`, () => {
    assert.doesNotMatch(page, /\son[a-z]+=/i);
    assert.doesNotMatch(page, /\sstyle=|<style/i);
    for (const tag of page.match(/<script[^>]*>/g) ?? []) assert.match(tag, / src="http:\/\/127\.0\.0\.1:4433\//);
    for (const url of all(/ (?:src|href|action)="(https?:[^"]*)"/g, page)) assert.ok(url.startsWith('http://127.0.0.1:4433/'), url);
  });

  test(`${name}: one heading of the first rank, a title, a language, at most one focus`, () => {
    assert.equal(page.match(/<h1>/g)?.length, 1);
    assert.match(page, /<title>[^<]+ · Zelos<\/title>/);
    assert.match(page, /<html lang="en">/);
    assert.ok((page.match(/ autofocus/g) ?? []).length <= 1);
    assert.doesNotMatch(page, /!<|undefined|\[object|NaN/);
  });

  test(`${name}: forms are sent by POST with the token of the browser, or of the mail they stand in`, () => {
    for (const form of page.split('<form').slice(1)) {
      assert.match(form, /^[^>]* method="post"/);
      assert.match(form.split('</form>')[0] ?? '', /name="(?:csrf_token|token)" value="[^"]+"/);
    }
  });
}
