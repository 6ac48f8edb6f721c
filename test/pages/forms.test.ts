import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planForms } from '../../src/pages/forms.ts';
import { Html } from '../../src/pages/html.ts';
import { en } from '../../src/pages/locales/en.ts';
import { node as render } from '../../src/pages/nodes.ts';
import { sectionAfter, settingsPage } from '../../src/pages/settings.ts';
import { withAddress } from '../../src/pages/sign-in.ts';
import { nodeName, type WireFlow, type WireNode } from '../../src/pages/wire.ts';
import { csrf, error, everything, flow, input, loginMany, node, recoverySent, refresh, registrationSecond, saved, settings, settingsSaved, settingsWrong, stale, submit } from './fixtures.ts';
import { card, look, pages, section } from './pages.ts';

const text = (given: WireNode, kind = 'settings'): string => {
  const out = render(given, look(kind));
  return out instanceof Html ? out.text : JSON.stringify(out ?? '');
};
const names = (nodes: readonly WireNode[]): string[] => nodes.map(nodeName);

test('who is back in their account by a code finds the form for a new password', () => {
  const back: WireFlow = { ...settings, state: 'success', ui: { ...settings.ui, messages: [{ id: 1060001, type: 'success', text: 'You are back in your account.' }] } };
  assert.equal(sectionAfter(back, undefined, en), 'password');
});

test('each group of the settings is a form of its own, and each carries the token', () => {
  const plans = planForms(settings.ui.nodes);
  assert.deepEqual(
    plans.map((plan) => plan.groups),
    [['profile'], ['password']],
  );
  for (const plan of plans) assert.equal(names(plan.nodes)[0], 'csrf_token');
  assert.deepEqual(names(plans[1]!.nodes), ['csrf_token', 'password', 'method']);
});

test('what is typed for all methods is sent with every one; providers and passkeys need none of it', () => {
  const plans = planForms(loginMany.ui.nodes).map(({ nodes }) => names(nodes));
  assert.deepEqual(plans, [
    ['csrf_token', 'identifier', 'password', 'method'],
    ['csrf_token', 'passkey_login_trigger', 'passkey_login'],
    ['csrf_token', 'provider', 'provider'],
  ]);
});

test('values carried over from a first step go with each form of the second', () => {
  const plans = planForms(registrationSecond.ui.nodes);
  assert.deepEqual(
    plans.map((plan) => plan.groups),
    [['password'], ['profile']],
  );
  for (const plan of plans) assert.ok(names(plan.nodes).includes('traits.email'));
});

test('a group the pages do not know gets a section and a form from its nodes', () => {
  const future = flow('settings', [
    ...settings.ui.nodes,
    input('retina_scan', 'eye_colour', 'text', { value: 'brown' }),
    node('input', 'retina_scan', { name: 'method', type: 'submit', value: 'retina_scan' }, { id: 1070003, type: 'info', text: 'Save' }),
  ]);
  const page = section(future, 'retina_scan');
  assert.match(page, /<h1>Retina scan<\/h1>/);
  assert.match(page, /<label for="retina_scan-eye_colour">Eye colour/);
  assert.match(page, /name="method" value="retina_scan"[^>]*>Save</);
});

test('only sections the flow has nodes for are listed', () => {
  const page = section(settings, 'overview');
  for (const there of ['Overview', 'Profile', 'Password', 'Sessions']) assert.match(page, new RegExp(`<span>${there}</span>`));
  for (const not of ['Two-step verification', 'Backup codes', 'Connected accounts']) assert.doesNotMatch(page, new RegExp(`<span>${not}</span>`));
});

test('every type of node is shown', () => {
  assert.match(
    text(node('img', 'totp', { id: 'totp_qr', src: 'data:image/png;base64,AA', width: 256, height: 256 }, { id: 1050005, type: 'info', text: 'QR code' })),
    /<img id="totp_qr" src="data:image\/png;base64,AA" width="256" height="256" alt="QR code">/,
  );
  assert.match(text(node('text', 'x', { id: 'note', text: { id: 1, type: 'info', text: 'Hello' } })), /<div class="text" id="note"><p>Hello<\/p>/);
  assert.match(
    text(node('a', 'x', { id: 'go', href: 'https://example.org/', title: { id: 1, type: 'info', text: 'Go' } })),
    /<a class="button primary" id="go" href="https:\/\/example.org\/">Go<\/a>/,
  );
  assert.match(text(node('script', 'webauthn', { src: 'http://127.0.0.1:4433/.well-known/ory/webauthn.js', integrity: 'sha512-x' })), /<script defer src="[^"]*webauthn\.js" integrity="sha512-x">/);
  assert.doesNotMatch(text(node('script', 'webauthn', { src: 'https://elsewhere.test/x.js' })), /<script/);
  assert.match(text(node('div', 'captcha', { id: 'c' }, undefined, [error(1, 'No luck')])), /No luck/);
  assert.match(text(input('x', 'traits.newsletter', 'checkbox', { value: true })), /<input type="hidden" name="traits.newsletter" value="false"><input type="checkbox" value="true"[^>]* checked>/);
  assert.match(text(input('x', 'traits.born', 'date', { value: '1815-12-10' })), /type="date" value="1815-12-10"/);
  assert.match(text(input('x', 'traits.at', 'datetime-local', { value: '2026-11-22T04:35:00.000Z' })), /type="datetime-local" value="2026-11-22T04:35"/);
  assert.match(text(input('x', 'password', 'password', { value: 'never' })), /<input id="x-password" name="password"[^>]* type="password"/);
  assert.doesNotMatch(text(input('x', 'password', 'password', { value: 'never' })), /never/);
});

test('a choice offers what there is, marks what is chosen, and keeps what was typed', () => {
  const choice = (value: unknown, required = false): string => text(input('x', 'traits.color', 'text', { value, required, options: [{ value: 'red' }, { value: 'blue' }] }));
  assert.match(choice('blue'), /<option value="">Nothing chosen<\/option><option value="red">red<\/option><option value="blue" selected>/);
  assert.doesNotMatch(choice('blue', true), /Nothing chosen/);
  assert.match(choice('green'), /<option value="green" selected>green<\/option><option value="red">/);
});

test('keyboards and completion fit what is typed', () => {
  assert.match(text(input('x', 'traits.email', 'email', { autocomplete: 'email' })), /autocomplete="email" inputmode="email" autocapitalize="none" spellcheck="false" enterkeyhint="next"/);
  assert.match(text(input('x', 'traits.age', 'number', { value: 'old' })), /type="text" value="old" inputmode="decimal"/);
  assert.match(text(input('totp', 'totp_code', 'text')), /autocomplete="one-time-code" inputmode="numeric"/);
  assert.doesNotMatch(text(input('code', 'code', 'text', { autocomplete: 'one-time-code', maxlength: 6 })), /maxlength/, 'a pasted code may hold blanks');
  assert.match(text(input('x', 'traits.name.first', 'text')), /autocomplete="given-name"/);
});

test('buttons that need a script wait for it and run no inline handler', () => {
  const out = text(
    node('input', 'passkey', { name: 'passkey_register_trigger', type: 'button', value: '', onclickTrigger: 'oryPasskeySettingsRegistration' }, { id: 1050019, type: 'info', text: 'Add passkey' }),
  );
  assert.match(out, /<div class="actions" hidden data-script="keys"><button type="button"[^>]*data-trigger="oryPasskeySettingsRegistration">Add passkey/);
  assert.match(out, /<noscript>.*need JavaScript/);
});

test('taking something away is asked about once, without a script', () => {
  const out = text(node('input', 'lookup_secret', { name: 'lookup_secret_disable', type: 'submit', value: 'true' }, { id: 1050016, type: 'info', text: 'Remove backup codes' }));
  assert.match(
    out,
    /<details class="doubt"><summary class="button">Remove backup codes<\/summary>.*Your other ways to sign in stay.*<button type="submit" class="danger" name="lookup_secret_disable" value="true"/,
  );
});

test('secrets are set in fours, and copied without blanks', () => {
  assert.match(section(everything, 'two-step'), /<code class="secret"><span>JBSW<\/span><span>Y3DP<\/span>.*data-copy="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"/);
  assert.match(section(everything, 'backup-codes'), /<span>4fj2<\/span><span>k9qa<\/span>/);
});

test('a list of strings is numbered, and one more can be added', () => {
  const list = flow('settings', [
    csrf,
    input('profile', 'traits.tags', 'text', { label: 'Tags' }),
    input('profile', 'traits.tags.0', 'text', { value: 'a' }),
    input('profile', 'traits.tags.1', 'text', { value: 'b' }),
  ]);
  const page = section(list, 'profile');
  assert.match(page, /name="traits\.tags\.0"[^>]*value="a"/);
  assert.match(page, /name="traits\.tags\.2"/);
  assert.match(page, />Tags 1 </);
  assert.doesNotMatch(page, /name="traits\.tags"/, 'one name is not both a list and a value');
});

test('a list carried over from a first step is sent as its items, not under its own name as well', () => {
  const hidden = (name: string, value: string): WireNode => input('default', name, 'hidden', { value });
  const page = card('registration', flow('registration', [csrf, hidden('traits.emails', ''), hidden('traits.emails.0', 'a@example.org'), submit('password', 'password', 1040001, 'Create account')]));
  assert.deepEqual(
    [...page.matchAll(/ name="(traits[^"]*)"/g)].map(([, name]) => name),
    ['traits.emails.0'],
  );
});

test('buttons say what they do', () => {
  assert.match(section(settings, 'profile'), />Save profile<\/button>/);
  assert.match(section(settings, 'password'), />Change password<\/button>/);
  assert.match(card('login', refresh), /<strong>ada@example.org<\/strong>/);
});

test('several errors are summed up with links; success is a quiet line that is announced', () => {
  assert.match(section(settingsWrong, 'profile', true), /Two things need your attention.*href="#profile-traits-email"/s);
  assert.match(section(settingsSaved, 'profile', true), new RegExp(`<p class="saved" role="status" data-announce>${saved.text}</p>`));
  assert.doesNotMatch(section(settingsSaved, 'password'), /class="saved"/, 'whoever goes on to another section has read it');
});

test('a sign-in that is too old is said before a password is typed, and leads back to the section', () => {
  const page = section(stale, 'password');
  assert.doesNotMatch(page, /type="password"/);
  assert.match(page, /refresh=true&amp;return_to=http%3A%2F%2F127\.0\.0\.1%3A4433%2Fui%2Fsettings%3Fflow%3D[^"]*section%3Dpassword/);
  assert.match(section(stale, 'profile'), /What you typed is kept/);
});

test('the overview shows what is stored, not what was typed and refused', () => {
  const page = section(settingsWrong, 'overview');
  assert.match(page, /ada@example\.org/);
  assert.doesNotMatch(page, /<dd>ada@</);
});

test('the overview says of each address whether it is confirmed, where it can be, leads there, and leaves out what is empty', () => {
  const address = (name: string, label: string): WireNode => input('profile', `traits.${name}`, 'email', { label });
  const nodes = [csrf, address('email', 'Email'), address('spare', 'Further emails'), address('phone', 'Phone'), address('none', 'No emails')];
  const identity = {
    id: settings.id,
    traits: { email: 'ada@example.org', spare: ['', 'ada@example.com'], phone: '+49 30 901820', none: [''] },
    verifiable_addresses: [
      { value: 'ada@example.org', verified: true },
      { value: 'ada@example.com', verified: false },
      { value: '+4930901820', verified: false },
    ],
  };
  const seen: WireFlow = { ...flow('settings', nodes), identity };
  const page = settingsPage(seen, { ...look('settings'), confirm: () => 'https://a.test/confirm' }, { asked: 'overview', news: false, csrfToken: 'x' });
  assert.match(page, /ada@example\.org<\/span> <span class="badge is-good">Confirmed/);
  for (const open of ['ada@example\\.com', '\\+49 30 901820']) assert.match(page, new RegExp(`${open}</span> <span class="badge">Not confirmed yet</span> <a href="https://a\\.test/confirm">Confirm`));
  assert.doesNotMatch(page, /No emails/);
  assert.doesNotMatch(settingsPage(seen, look('settings'), { asked: 'overview', news: false, csrfToken: 'x' }), /Not confirmed yet/);
});

test('the Enter key never removes the password: its button stands last, and asks first', () => {
  const nodes = [csrf, submit('password', 'true', 1050930, 'Remove password', 'password_remove'), input('password', 'password', 'password'), submit('password', 'password', 1070003, 'Save')];
  const page = section(flow('settings', nodes), 'password');
  assert.deepEqual(
    [...page.matchAll(/<button type="submit" class="(\w+)" name="(\w+)"/g)].map(([, rank, name]) => `${rank} ${name}`).filter((button) => button.includes('password') || button.includes('method')),
    ['primary method', 'danger password_remove'],
  );
  assert.match(page, /<details class="doubt"><summary class="button">Remove password<\/summary>/);
});

test('what was sent is said with where to, in place of the flow’s own words', () => {
  const sent = card('recovery', recoverySent);
  assert.match(sent, /If ada@example\.org has an account, a code is on its way there\./);
  assert.doesNotMatch(sent, /the address you entered/);
  const link = card('verification', flow('verification', [csrf, submit('link', '+4930901820', 1070008, 'Send a new code', 'email')], { state: 'sent_email' }));
  assert.match(link, /A link is on its way to \+4930901820\. Open it to go on\. Nothing there\? Check the number\./);
  assert.match(link, />Send a new link</);
});

test('whoever is refused in the second step of a registration stays there, and its way back comes last', () => {
  const { ui } = registrationSecond;
  const page = card('registration', { ...registrationSecond, ui: { ...ui, nodes: [...ui.nodes, submit('oidc', 'google', 1040002, 'Sign up with Google', 'provider')], messages: [] } });
  assert.match(page, /<h1>Choose how you sign in<\/h1>/);
  assert.ok(page.indexOf('>Back<') > page.indexOf('>Sign up with Google<'));
});

test('who is signed in finds the first address that is to be confirmed in its field, a number only where numbers can be confirmed', () => {
  const address = (value: string, verified: boolean) => ({ value, verified });
  const valueIn = (type: string, ...verifiable: ReturnType<typeof address>[]): unknown =>
    withAddress(flow('verification', [csrf, input('code', 'email', type)]), { id: settings.id, traits: {}, verifiable_addresses: verifiable }).ui.nodes[1]?.attributes.value;
  const [proven, number, open] = [address('ada@example.org', true), address('+4930901820', false), address('ada@example.com', false)];
  assert.deepEqual([valueIn('email', proven, number, open), valueIn('text', proven, number, open), valueIn('email', proven, number)], ['ada@example.com', '+4930901820', undefined]);
});

test('times are told from now, with the exact one beside', () => {
  assert.match(pages['sessions'] ?? '', /<time datetime="2026-11-22T03:10:00Z" title="22 November 2026 at 03:10 UTC">1 hour ago<\/time>/);
});
