import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attributes, html, safeUrl } from '../../src/pages/html.ts';
import type { WireFlow } from '../../src/pages/wire.ts';
import { BASE, everything, flow, loginMany, registrationSecond, revealed, secured, settingsWrong } from './fixtures.ts';
import { card, section } from './pages.ts';

/** Texts that mean something to a browser, among any others. */
const nasty = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    '</textarea></title><svg onload=alert(1)>',
    '&lt;b&gt;',
    '%22%3E<b>',
    '-->',
    '\u0000<b>',
    '{{x}}',
  ),
  fc.string({ unit: 'binary', minLength: 1 }),
);

/** What the browser will build: tags and the names of their attributes, in order, without any text or value. */
function skeleton(page: string): string[] {
  const tags = page.match(/<[!/]?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"]*")?)*\s*\/?>/gi) ?? [];
  const rest = tags.reduce((text, tag) => text.replace(tag, ''), page);
  assert.doesNotMatch(rest, /[<>]/, 'every angle bracket belongs to a tag of ours');
  return tags.map((tag) => tag.replace(/="[^"]*"/g, '='));
}

/** The flow with `text` wherever its words and values come from people or from a schema. */
function saying(given: WireFlow, text: string): WireFlow {
  return JSON.parse(JSON.stringify(given), (key, value: unknown) =>
    ['text', 'value', 'secret', 'email', 'first', 'display_name'].includes(key) && typeof value === 'string' && value !== '' ? text : value,
  ) as WireFlow;
}

for (const [name, render] of Object.entries({
  login: (text: string) => card('login', saying(loginMany, text)),
  registration: (text: string) => card('registration', saying(registrationSecond, text)),
  profile: (text: string) => section(saying(settingsWrong, text), 'profile', true),
  overview: (text: string) => section(saying(everything, text), 'overview'),
  'two-step': (text: string) => section(saying(everything, text.slice(0, 4)), 'two-step'),
  apps: (text: string) => section(saying(secured, text), 'two-step'),
  keys: (text: string) => section(saying(secured, text), 'keys'),
  forecast: (text: string) => section(saying(secured, text), 'overview'),
  'backup-codes': (text: string) => section(saying(revealed, text), 'backup-codes'),
  connected: (text: string) => section(saying(everything, text), 'connected'),
})) {
  test(`no text gets out of its place in the page: ${name}`, () => {
    const plain = skeleton(render('word'));
    fc.assert(
      fc.property(nasty, (text) => {
        assert.deepEqual(skeleton(render(text)), plain);
      }),
      { numRuns: 60 },
    );
  });
}

test('escapes what stands in a slot, and leaves HTML made by templates alone', () => {
  assert.equal(html`<p title="${'"&'}">${['<', html`<b>${1}</b>`, false, undefined, null, 0]}</p>`.text, '<p title="&quot;&amp;">&lt;<b>1</b>0</p>');
  assert.equal(html`<a${attributes({ href: "'", hidden: true, title: undefined, id: false, 'data-n': 0 })}>`.text, '<a href="&#39;" hidden data-n="0">');
});

test('links lead to web addresses and mail only', () => {
  for (const bad of ['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', 'http://', 'file:///etc/passwd']) assert.equal(safeUrl(bad, BASE), 'about:blank', bad);
  assert.equal(safeUrl('/ui/settings', BASE), `${BASE}/ui/settings`);
  assert.equal(safeUrl('https://example.org/?a=b', BASE), 'https://example.org/?a=b');
});

test('a page never links to a script that a flow brings', () => {
  const evil = flow('verification', [{ type: 'a', group: 'code', attributes: { node_type: 'a', id: 'continue', href: 'javascript:alert(1)' }, messages: [], meta: {} }]);
  assert.doesNotMatch(card('verification', evil), /javascript:/);
});
