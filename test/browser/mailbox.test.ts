import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { starterWithMailbox } from '../../src/config/starter.ts';
import { type ListeningZelos, listen, openBrowser, skip } from './server.ts';
import { type Visitor, visitor } from './visitor.ts';

const OLD = 'ada@example.org';
const NEW = 'augusta@example.org';

/** Opens the newest message of this subject to somebody. */
async function open(who: Visitor, to: string, subject: string): Promise<void> {
  await who.page.goto(`/ui/mailbox?to=${encodeURIComponent(to)}`);
  await who.page.getByRole('link', { name: subject, exact: true }).first().click();
  await who.heading(subject);
}
/** Presses what stands in the HTML of a mail. */
const pressInLetter = ({ page }: Visitor, name: string): Promise<void> => page.frameLocator('iframe.letter').getByRole('link', { name, exact: true }).click();
/** The code of the newest message of this subject, as its page shows it. */
async function codeIn(who: Visitor, to: string, subject: string): Promise<string> {
  await open(who, to, subject);
  return (await who.page.locator('code.code').textContent()) ?? '';
}

for (const javaScriptEnabled of [true, false]) {
  describe(`a new address in a browser, with the mailbox for developers, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, { skip }, () => {
    let server: ListeningZelos;
    let browser: Browser;
    let ada: Visitor;
    /** Whoever has the former address: in another browser, signed in nowhere. */
    let owner: Visitor;
    const complaints: string[] = [];

    before(async () => {
      server = await listen(starterWithMailbox);
      browser = await openBrowser();
      ada = await visitor(browser, server, complaints, { javaScriptEnabled });
      owner = await visitor(browser, server, complaints, { javaScriptEnabled });
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    test('a first address is confirmed by the link in a mail', async () => {
      await ada.register(OLD);
      await ada.page.goto('/ui/login?refresh=true');
      await ada.page.getByRole('link', { name: 'Open the mailbox' }).click();
      await ada.heading('Mailbox');
      await ada.says('No mail server is set (courier.smtp.connection_uri), so mails are kept here.');
      await open(ada, OLD, 'Confirm your email address');
      await pressInLetter(ada, 'Confirm');
      await ada.heading('Address confirmed');
      assert.equal(await ada.page.locator('iframe').count(), 0, 'it opens in the whole window');
    });

    test('a mail to the new address brings a code, which confirms it', async () => {
      await ada.page.goto('/ui/settings?section=profile');
      await ada.fill('Email', NEW);
      await ada.press('Save profile');
      await ada.says('Your changes have been saved.');
      await ada.section('Overview');
      await ada.says('Not confirmed yet');

      await ada.page.goto('/ui/verification');
      await ada.fill('Email', NEW);
      await ada.page.locator('main form button').first().click();
      await ada.heading('Check your messages');
      const form = ada.page.url();
      const code = await codeIn(ada, NEW, 'Confirm your email address');
      assert.match(code, /^\d{6}$/);
      assert.equal(await ada.page.getByRole('button', { name: 'Copy' }).isVisible(), javaScriptEnabled);
      await ada.page.goto(form);
      await ada.page.locator('input[name=code]').fill(code);
      await ada.press('Continue');
      await ada.heading('Address confirmed');

      await ada.page.goto('/ui/settings');
      await ada.says(NEW);
      await ada.says('Confirmed');
    });

    test('the former address takes the change back, and everybody is signed out', async () => {
      await open(owner, OLD, 'The address of your account was changed');
      await pressInLetter(owner, 'Take the change back');
      await owner.heading('Take the change back?');
      await owner.says(new RegExp(OLD));
      await owner.page.locator('main form button').first().click();
      await owner.heading('Check your messages');
      const form = owner.page.url();
      await ada.page.goto('/ui/settings');
      await ada.heading('Sign in');

      const code = await codeIn(owner, OLD, 'Your code to get back into your account');
      await owner.page.goto(form);
      await owner.page.locator('input[name=code]').fill(code);
      await owner.press('Continue');
      await owner.heading('Password');
      await owner.fill('New password', 'a farmers wife and a knife');
      await owner.press('Change password');
      await owner.says('Your changes have been saved.');
    });

    test('the account is as it was, with a new password', async () => {
      await ada.signIn(NEW, 'a farmers wife and a knife');
      await ada.page.getByText('The sign-in name or the password is wrong. Check both and try again.').waitFor();
      await ada.signIn(OLD, 'a farmers wife and a knife');
      await ada.heading('You are signed in');
      await ada.page.goto('/ui/settings');
      await ada.says(OLD);
      await ada.says('Confirmed');
    });

    test('the link that took it back works once', async () => {
      await open(ada, OLD, 'The address of your account was changed');
      await pressInLetter(ada, 'Take the change back');
      await ada.heading('This link does not work anymore');
    });

    test('nothing was blocked, missing or broken on the way, but for the link that is used up', () => {
      assert.deepEqual(complaints, ['Failed to load resource: the server responded with a status of 410 (Gone)']);
    });
  });
}

describe('a new address that is held back until it is confirmed', { skip }, () => {
  test('takes the place of the old one with the code from the mailbox, not before', async (t) => {
    const { selfservice } = starterWithMailbox;
    const settings = { after: { profile: { hooks: [{ hook: 'verify_new_address' }] } } } as const;
    const server = await listen({ ...starterWithMailbox, selfservice: { ...selfservice, flows: { ...selfservice?.flows, settings } } });
    t.after(() => server.close());
    const browser = await openBrowser();
    t.after(() => browser.close());
    const complaints: string[] = [];
    const ada = await visitor(browser, server, complaints);
    await ada.register(OLD);
    await ada.page.goto('/ui/settings?section=profile');
    await ada.fill('Email', NEW);
    await ada.press('Save profile');
    await ada.heading('Check your messages');
    const form = ada.page.url();

    await ada.page.goto('/ui/settings');
    await ada.heading('Overview');
    await ada.page.locator('dd div > span:first-child').getByText(OLD).waitFor();
    assert.equal(await ada.page.locator('dd div > span:first-child').getByText(NEW).count(), 0);

    const code = await codeIn(ada, NEW, 'Confirm your email address');
    await ada.page.goto(form);
    await ada.page.locator('input[name=code]').fill(code);
    await ada.press('Continue');
    await ada.heading('Address confirmed');
    await ada.page.goto('/ui/settings');
    await ada.page.locator('dd div > span:first-child').getByText(NEW).waitFor();
    await ada.says('Confirmed');
    assert.equal(await ada.page.locator('dd div > span:first-child').getByText(OLD).count(), 0);
    assert.deepEqual(complaints, []);
  });
});

describe('the HTML of a mail in the mailbox', { skip }, () => {
  test('runs no script, asks nobody for anything, sends no form, and leaves the page where it is', async (t) => {
    const asked: string[] = [];
    const elsewhere = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    t.after(() => elsewhere.close());
    t.after(() => elsewhere.closeAllConnections());
    const there = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const html = `<html><head><meta http-equiv="refresh" content="0;url=${there}/refreshed"></head><body onload="top.document.title = 'taken'">
      <script>top.document.title = 'taken'; fetch('${there}/fetched')</script><img src="${there}/image" onerror="top.document.title = 'taken'">
      <link rel="stylesheet" href="${there}/style"><iframe src="${there}/frame"></iframe><form action="${there}/form"><button>Send</button></form><p>{{ .VerificationCode }}</p></body></html>`;
    const body = { html: `base64://${Buffer.from(html).toString('base64')}` };
    const server = await listen({ ...starterWithMailbox, courier: { templates: { verification_code: { valid: { email: { body } } } } } });
    t.after(() => server.close());
    const browser = await openBrowser();
    t.after(() => browser.close());
    const ada = await visitor(browser, server);

    const anywhere = await browser.newPage();
    await anywhere.setContent(html.replace(/<meta[^>]*>/, ''));
    await anywhere.waitForLoadState('networkidle');
    assert.deepEqual([...new Set(asked)].sort(), ['/fetched', '/frame', '/image', '/style'], 'what it would ask for elsewhere');
    assert.equal(await anywhere.title(), 'taken');
    await anywhere.close();
    asked.length = 0;

    await ada.register(OLD);
    await open(ada, OLD, 'Confirm your email address');
    const frame = ada.page.frameLocator('iframe.letter');
    await frame.getByText(/^\d{6}$/).waitFor();
    await frame.getByRole('button', { name: 'Send' }).click();
    await ada.page.waitForLoadState('networkidle');
    assert.match(await ada.page.title(), /^Confirm your email address/);
    assert.match(ada.page.url(), /\/ui\/mailbox\/[0-9a-f-]{36}$/);
    assert.deepEqual(asked, []);
    assert.ok(
      ada.complaints.some((complaint) => /Content Security Policy|sandbox/i.test(complaint)),
      'the browser has stopped something',
    );
  });
});
