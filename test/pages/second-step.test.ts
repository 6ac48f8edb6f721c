import assert from 'node:assert/strict';
import { test } from 'node:test';
import qrcode from 'qrcode';
import { en } from '../../src/pages/locales/en.ts';
import { qrDrawing } from '../../src/pages/qr.ts';
import { sectionAfter } from '../../src/pages/settings.ts';
import type { WireFlow } from '../../src/pages/wire.ts';
import { anotherApp, bare, everything, onlyApp, onlyPasskey, refresh, secondFactor, secondFactorWrong, secured, securedStale, settings, stepUp } from './fixtures.ts';
import { card, section } from './pages.ts';

test('backup codes lead first to the second step that they stand in for', () => {
  const page = section(bare, 'backup-codes');
  assert.match(page, /you have none yet[\s\S]*<a class="button primary" href="[^"]*section=two-step">[\s\S]*class="secondary" name="lookup_secret_regenerate"/);
  assert.doesNotMatch(section(secured, 'backup-codes'), /you have none yet/);
});

test('a QR code is drawn module by module, with nothing around it that is dark', () => {
  const content = 'otpauth://totp/Zelos:ada%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Zelos';
  const { modules } = qrcode.create(content, { errorCorrectionLevel: 'M' });
  const { text } = qrDrawing(content, 'QR code');
  assert.match(text, new RegExp(`viewBox="0 0 ${modules.size + 8} ${modules.size + 8}"`));
  const drawn = new Set<string>();
  for (const [, x, y, width] of text.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) for (let i = 0; i < Number(width); i += 1) drawn.add(`${Number(x) + i} ${y}`);
  const dark = [...modules.data].flatMap((module, i) => (module ? [`${(i % modules.size) + 4} ${Math.floor(i / modules.size) + 4}`] : []));
  assert.deepEqual([...drawn].sort(), dark.sort());
});

test('the code to scan is drawn from its address if the flow tells it, and is the flow’s own image if not', () => {
  assert.match(section(everything, 'two-step'), /<svg class="qr" role="img" aria-label="QR code for your authenticator app"/);
  assert.match(section(everything, 'two-step'), /<a class="button" href="otpauth:\/\/totp\/Zelos:ada%40example\.org\?secret=/);
  assert.match(section(bare, 'two-step'), /<img id="totp_qr" src="data:image/);
  const evil = JSON.parse(JSON.stringify(everything).replaceAll('otpauth://totp/', 'javascript://totp/')) as WireFlow;
  assert.doesNotMatch(section(evil, 'two-step'), /javascript:|class="qr"/);
});

test('a further app has a form below those there are, and a wrong code is said at its field', () => {
  const page = section(anotherApp, 'two-step', true);
  assert.match(page, /iPhone[\s\S]*<ol class="steps">[\s\S]*aria-invalid="true"[\s\S]*This code is wrong[\s\S]*>Add app</);
});

for (const [name, flow, said, not] of [
  ['a password alone', bare, /You can still sign in with your password\.<.*A second step keeps them out/, /locked out/],
  ['an app and nothing else', onlyApp, /You would be locked out: your authenticator app is your only second step.*section=backup-codes">Make backup codes/, /You can still/],
  ['a passkey that never leaves its device', onlyPasskey, /You could be locked out: your passkey “Android” may be on that phone.*Set a password/, /You can still/],
  ['everything', secured, /sign in with your password or your passkey “MacBook”, confirmed by your security key “YubiKey 5C” or a backup code\./, /“Android” or|iPhone|locked out/],
] as const) {
  test(`the overview tells what is left when a phone is lost: ${name}`, () => {
    const [, panel = ''] = /(<section class="panel forecast.*?<\/section>)/.exec(section(flow, 'overview')) ?? [];
    assert.match(panel, said);
    assert.doesNotMatch(panel, not);
  });
}

test('a flow that does not tell what can be used is not guessed about', () => {
  const { factors: _, ...silent } = secured;
  assert.doesNotMatch(section(silent, 'overview'), /lose your phone|Not set/);
});

test('what goes and what stays is said before an app or a key is removed', () => {
  assert.match(section(onlyApp, 'two-step'), /Two-step verification will be off, and backup codes stop working: .*You can still sign in with your password\./);
  assert.match(section(secured, 'two-step'), /Codes from this app will no longer be accepted\. You can still use your authenticator app, your security key “YubiKey 5C”, or a backup code\./);
  assert.match(section(secured, 'keys'), /If you remove this passkey, it will no longer be accepted\..* You can still sign in with your password or your passkey “Android”\./);
  const withCodesOnly: WireFlow = {
    ...secured,
    ui: { ...secured.ui, nodes: secured.ui.nodes.filter(({ attributes: { name } }) => name !== 'totp_unlink') },
    factors: { password: { first: 1, second: 0 }, webauthn: { first: 0, second: 1 }, lookup_secret: { first: 0, second: 1 } },
  };
  assert.match(section(withCodesOnly, 'keys'), /there is no second step left, and backup codes stop working\. You can still sign in with your password\./);
});

test('the last way in has no button to remove it, and says why', () => {
  const page = section(onlyPasskey, 'keys');
  assert.match(page, /This is your only way to sign in/);
  assert.doesNotMatch(page, /name="passkey_remove"/);
});

test('each key is renamed in its own form, which holds the name it has', () => {
  const page = section(secured, 'keys');
  for (const [id, name] of [
    ['a1b2', 'MacBook'],
    ['c3d4', 'Android'],
  ])
    assert.match(page, new RegExp(`name="passkey_rename_to" value="${name}"[^>]*>(?:(?!</form>).)*name="passkey_rename" value="${id}"`));
});

test('what went wrong with a key stands where it is added, although its field cannot be seen', () => {
  assert.match(section(onlyPasskey, 'keys', true), /<div class="error" role="alert"><p>This security key or passkey cannot be added/);
});

test('who must sign in again sees what there is, may rename, but is offered nothing that would be refused', () => {
  for (const id of ['two-step', 'keys', 'backup-codes']) {
    const page = section(securedStale, id);
    assert.match(page, new RegExp(`Confirm it’s you first.*refresh=true&amp;return_to=[^"]*section%3D${id}`), id);
    assert.doesNotMatch(page, /name="(?:totp_unlink|totp_add|\w+_remove|\w+_trigger|lookup_secret_\w+)"/, id);
  }
  assert.match(section(securedStale, 'keys'), /name="passkey_rename"/);
});

test('backup codes can be downloaded without a script, with what they are for', () => {
  const [, href = ''] = /href="data:text\/plain;charset=utf-8,([^"]*)" download="backup-codes\.txt"/.exec(section(everything, 'backup-codes')) ?? [];
  const lines = decodeURIComponent(href).split('\r\n');
  assert.equal(lines[0], 'Backup codes for ada@example.org at Zelos');
  assert.deepEqual(lines.slice(3, 5), ['4fj2k9qa', 'p0x8d3mz']);
});

test('after a submit the section with codes to save opens, else that of what was saved', () => {
  assert.equal(sectionAfter({ ...everything, state: 'success', active: 'totp' }, 'two-step', en), 'backup-codes');
  assert.equal(sectionAfter({ ...secured, state: 'success', active: 'password' }, undefined, en), 'password');
  assert.equal(sectionAfter({ ...secured, active: 'password' }, 'keys', en), 'keys');
  assert.equal(sectionAfter(settings, undefined, en), 'overview');
});

test('who is asked again reads why, and what goes on afterwards', () => {
  const asked = (returnTo?: string): string => card('login', { ...refresh, ...(returnTo === undefined ? {} : { return_to: returnTo }) });
  const base = 'http://127.0.0.1:4433';
  assert.match(card('login', stepUp), /<h1>Confirm it’s you<\/h1>.*What you entered is kept, and is saved right afterwards/);
  assert.match(asked(`${base}/ui/settings?flow=1&section=keys`), /You are about to change your passkeys and keys\. You go on with it right afterwards/);
  assert.match(asked(`${base}/ui/sessions?flow=1`), /The list opens right afterwards/);
  assert.match(asked('https://app.example.org/orders'), /You go on to app\.example\.org right afterwards/);
  assert.match(asked(`${base}.evil.test/self-service/settings?flow=1`), /You go on to 127\.0\.0\.1:4433\.evil\.test right afterwards|needs a fresh sign-in/);
  assert.match(asked(), /needs a fresh sign-in/);
  assert.match(card('login', secondFactor), /<h1>Two-step verification<\/h1>/);
});

test('of several second steps one stands open: the one just tried, else the first; the others are one press away', () => {
  const before = (page: string): string => page.split('<details class="ways">')[0] ?? '';
  assert.match(before(card('login', stepUp)), /oryWebAuthnLogin/);
  assert.doesNotMatch(before(card('login', stepUp)), /totp_code|name="lookup_secret"/);
  assert.match(card('login', stepUp), /<summary class="button">Use another way<\/summary>.*name="totp_code".*name="lookup_secret"/);
  assert.match(before(card('login', secondFactorWrong)), /name="lookup_secret"[\s\S]*This backup code is wrong/);
});
