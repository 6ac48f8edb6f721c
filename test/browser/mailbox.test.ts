import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { starterWithMailbox } from '../../src/config/starter.ts';
import { type ListeningZelos, listen, openBrowser, skip } from './server.ts';
import { type Visitor, visitor } from './visitor.ts';

const OLD = 'ada@example.org';
const NEW = 'augusta@example.org';

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

    /** Opens the newest message of this subject to somebody. */
    async function open(who: Visitor, to: string, subject: string): Promise<void> {
      await who.page.goto(`/ui/mailbox?to=${encodeURIComponent(to)}`);
      await who.page.getByRole('link', { name: subject, exact: true }).first().click();
      await who.heading(subject);
    }
    /** Presses what stands in the HTML of a mail. */
    const pressInLetter = ({ page }: Visitor, name: string): Promise<void> => page.frameLocator('iframe.letter').getByRole('link', { name, exact: true }).click();

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
      await open(ada, NEW, 'Confirm your email address');
      const code = (await ada.page.locator('code.code').textContent()) ?? '';
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
      await pressInLetter(owner, 'Take it back');
      await owner.heading('Take the change back?');
      await owner.says(new RegExp(OLD));
      await owner.page.locator('main form button').first().click();
      await owner.heading('Check your messages');
      const form = owner.page.url();
      await ada.page.goto('/ui/settings');
      await ada.heading('Sign in');

      await open(owner, OLD, 'Your code to get back into your account');
      const code = (await owner.page.locator('code.code').textContent()) ?? '';
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
      await pressInLetter(ada, 'Take it back');
      await ada.heading('This link does not work any more');
    });

    test('nothing was blocked, missing or broken on the way, but for the link that is used up', () => {
      assert.deepEqual(complaints, ['Failed to load resource: the server responded with a status of 410 (Gone)']);
    });
  });
}
