import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../src/pages/locales/en.ts';
import { sectionAfter } from '../../src/pages/settings.ts';
import { waysOf } from '../../src/pages/ways.ts';
import type { WireNode } from '../../src/pages/wire.ts';
import { connected, connectedPlain, loginLink, onlyConnected, registrationMany, registrationMissing, securedStale } from './fixtures.ts';
import { card, section } from './pages.ts';

const page = section(connected, 'connected');
/** The card of a provider. */
const cardOf = (name: string, of = page): string => of.split('<section class="panel rows provider">').find((part) => part.includes(`<h2>${name}</h2>`)) ?? assert.fail(`there is no card for ${name}`);

test('each provider has one card, with its accounts and since when they are connected', () => {
  assert.equal(page.split('<h2>Google</h2>').length, 2);
  assert.match(cardOf('Google'), /Connected<\/p>.*>ada@example\.org<.*Connected <time[^>]*>2 months ago.*>countess\.of.*>Connect another Google account</);
  assert.match(cardOf('GitHub'), />GitHub account<.*>Connect another GitHub account</);
  assert.match(cardOf('GitLab'), /Not connected.*name="link" value="gitlab"[^>]*>Connect GitLab</);
});

test('providers that are called alike have a card each, told apart by their ids', () => {
  const named = (id: string, called: string) => ({ provider: 'Company', provider_id: id, added_at: '2026-09-02T10:00:00Z', account: called });
  const unlink = (id: string, called: string): WireNode => ({
    type: 'input',
    group: 'oidc',
    attributes: { name: 'unlink', type: 'submit', value: `link-of-${called}`, disabled: false, node_type: 'input' },
    messages: [],
    meta: { label: { id: 1050932, text: `Disconnect Company (${called})`, type: 'info', context: named(id, called) } },
  });
  const offer = (id: string): WireNode => ({
    type: 'input',
    group: 'oidc',
    attributes: { name: 'link', type: 'submit', value: id, disabled: false, node_type: 'input' },
    messages: [],
    meta: { label: { id: 1050931, text: 'Connect another Company account', type: 'info', context: { provider: 'Company' } } },
  });
  const alike = section(
    { ...connected, ui: { ...connected.ui, nodes: [...connected.ui.nodes.filter(({ group }) => group !== 'oidc'), unlink('east', 'ann'), unlink('west', 'eve'), offer('east')] } },
    'connected',
  );
  assert.match(cardOf('Company (east)', alike), />ann<.*name="link" value="east"/);
  assert.doesNotMatch(cardOf('Company (east)', alike), />eve</);
  assert.match(cardOf('Company (west)', alike), /Not offered anymore.*>eve</);
});

test('what goes and what stays is asked once, for each account, before it is taken off', () => {
  const question = /<details class="doubt"><summary class="button" aria-label="Disconnect ada@example\.org">Disconnect<\/summary>(.*?)<\/details>/.exec(cardOf('Google'))?.[1] ?? '';
  assert.match(question, /You will no longer be able to sign in with it\..*You can still sign in with your password, Google \(countess[^)]*\), or GitHub\./);
  assert.match(question, /name="unlink" value="l1"[^>]*>Disconnect Google \(ada@example\.org\)</);
  assert.doesNotMatch(page, /<details(?:(?!<\/details>).)*<details/, 'never twice');
  assert.equal([...page.matchAll(/name="unlink"/g)].length, [...page.matchAll(/<details class="doubt">/g)].length, 'never without');
});

test('an account of a provider that is gone can be taken off, says that it is of no use, and counts as no way in', () => {
  assert.match(cardOf('myspace'), /Not offered anymore.*You cannot sign in with this anymore.*name="unlink" value="myspace"/);
  assert.doesNotMatch(cardOf('myspace'), /You will no longer/);
  assert.deepEqual(
    waysOf(connected).first.map(({ name }) => name),
    [undefined, 'Google (ada@example.org)', 'Google (countess.of.lovelace.augusta.ada.king@mail.example.org)', 'GitHub'],
  );
});

test('the last way in has a button that cannot be pressed, with the reason beside it', () => {
  const only = section(onlyConnected, 'connected');
  assert.match(
    cardOf('Google', only),
    /<button type="button" disabled aria-describedby="why-google">Disconnect<\/button><p class="hint why" id="why-google">This is your last way to sign in\. Add another one first\.</,
  );
  assert.doesNotMatch(only, /name="unlink"/);
});

test('a reason beside a button is no error: it draws nobody to its section', () => {
  assert.equal(sectionAfter({ ...onlyConnected, state: 'success', active: 'profile' }, 'profile', en), 'profile');
  assert.equal(sectionAfter({ ...onlyConnected, active: 'oidc' }, undefined, en), 'connected', 'but whoever comes back from a provider in vain is where they left');
});

test('a flow that tells no facts is drawn just as well', () => {
  const plain = section(connectedPlain, 'connected');
  assert.match(cardOf('GitHub', plain), /Connected<.*>GitHub account<.*name="unlink" value="github"/);
  assert.doesNotMatch(plain, /Not offered/);
  assert.match(cardOf('Google', plain), /name="link" value="google"/);
});

test('who must sign in again sees what there is, and is offered nothing that would be refused', () => {
  const stale = section({ ...connected, assurance: securedStale.assurance! }, 'connected');
  assert.match(stale, /Confirm it’s you first.*section%3Dconnected/);
  assert.match(stale, />ada@example\.org</);
  assert.doesNotMatch(stale, /name="(?:un)?link"/);
});

test('who has an account already reads which one, how it is connected safely, and finds its name filled in', () => {
  const shown = card('login', loginLink);
  assert.match(shown, /<h1>You have an account already<\/h1>.*account for ada@example\.org here\. Sign in to it once.*Google is connected to it/);
  assert.match(shown, /Nothing is connected before that\. If you have not just come from Google, leave this page\./);
  assert.match(shown, /name="identifier"[^>]*value="ada@example\.org"|value="ada@example\.org"[^>]*name="identifier"/);
  assert.match(shown, /id="password-password"[^>]* autofocus/);
  assert.doesNotMatch(shown, /Create an account/);
});

test('providers stand in a form of their own beside what is typed, and in the same when they are all there is', () => {
  assert.match(card('registration', registrationMany), /name="traits\.email".*>Continue<.*<\/form>.*<form[^>]*data-groups="oidc".*>Sign up with Google</);
  assert.match(
    card('registration', registrationMissing),
    /<h1>Complete your account<\/h1>.*<form[^>]*data-groups="default oidc">(?:(?!<\/form>).)*name="traits\.email"(?:(?!<\/form>).)*name="provider" value="google"[^>]*>Create account</,
  );
});
