import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { starter } from '../../src/config/starter.ts';
import { type ListeningZelos, listen, openBrowser, skip } from './server.ts';
import { type Visitor, visitor } from './visitor.ts';

const OLD = 'three blind mice ran';
const NEW = 'a farmers wife and a knife';

for (const javaScriptEnabled of [true, false]) {
  describe(`the account pages in a browser, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, { skip }, () => {
    let server: ListeningZelos;
    let browser: Browser;
    let ada: Visitor;
    const complaints: string[] = [];
    const enter = (): Promise<Visitor> => visitor(browser, server, complaints, { javaScriptEnabled });

    before(async () => {
      server = await listen(starter);
      browser = await openBrowser();
      ada = await enter();
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    test('an account is created in two steps, and one is signed in', async () => {
      await ada.page.goto('/ui');
      await ada.page.getByRole('link', { name: 'Create account' }).click();
      await ada.heading('Create your account');
      await ada.page.getByLabel('Email').fill('ada@example.org');
      await ada.page.getByLabel('First name').fill('Ada');
      await ada.press('Continue');
      await ada.heading('Choose how you sign in');
      await ada.page.getByLabel('Password', { exact: true }).fill('short');
      await ada.press('Create account');
      await ada.says('Use at least 8 characters for your password. You used 5.');
      await ada.page.getByLabel('Password', { exact: true }).fill(OLD);
      await ada.press('Create account');
      await ada.heading('You are signed in');
      await ada.says('ada@example.org');
    });

    test('a changed profile is saved, said so, and shown', async () => {
      await ada.page.getByRole('link', { name: 'Manage your account' }).click();
      await ada.heading('Overview');
      await ada.section('Profile');
      await ada.page.getByLabel('First name').fill('Augusta Ada');
      await ada.page.getByLabel('Last name').fill('King');
      await ada.press('Save profile');
      await ada.says('Your changes have been saved.');
      await ada.heading('Profile');
      assert.equal(await ada.page.getByLabel('First name').inputValue(), 'Augusta Ada');
      await ada.section('Overview');
      await ada.says('King');
      assert.equal(await ada.page.getByText('Your changes have been saved.').count(), 0, 'old news is not repeated in another section');
    });

    test('wrong input is kept, marked, explained, and has the focus', async () => {
      await ada.section('Profile');
      await ada.page.getByLabel('Email').fill('ada@');
      await ada.page.getByLabel('Last name').fill('Lovelace');
      await ada.press('Save profile');
      await ada.says('Enter an email address, such as ada@example.org.');
      const email = ada.page.getByLabel('Email');
      assert.equal(await email.inputValue(), 'ada@');
      assert.equal(await email.getAttribute('aria-invalid'), 'true');
      assert.equal(await ada.page.getByLabel('Last name').inputValue(), 'Lovelace');
      const about = (await email.getAttribute('aria-describedby')) ?? '';
      assert.match((await ada.page.locator(`#${about.split(' ').at(-1)}`).textContent()) ?? '', /Enter an email address/);
      assert.equal(await email.evaluate((input) => input === document.activeElement), true);
      assert.match(await ada.page.title(), /^Error: /);
      await ada.section('Overview');
      await ada.says('King');
    });

    test('a new password takes the place of the old one', async () => {
      await ada.section('Password');
      await ada.page.getByLabel('New password').fill('ada@example.org');
      await ada.press('Change password');
      await ada.says('Choose a password that is less like your email, phone number or user name.');
      await ada.page.getByLabel('New password').fill(NEW);
      await ada.press('Change password');
      await ada.says('Your changes have been saved.');
      await ada.heading('Password');
    });

    test('the old password is refused, the new one works, in another browser', async () => {
      const other = await enter();
      await other.signIn('ada@example.org', OLD);
      await other.page.getByText('The sign-in name or the password is wrong. Check both and try again.').waitFor();
      assert.equal(await other.page.getByLabel('Email').inputValue(), 'ada@example.org');
      await other.page.getByLabel('Password', { exact: true }).fill(NEW);
      await other.press('Sign in');
      await other.heading('You are signed in');

      await ada.section('Sessions');
      await ada.says('This device');
      const sessions = ada.page.locator('main li');
      assert.equal(await sessions.count(), 2);
      await sessions.nth(1).locator('summary').click();
      await ada.press('End session');
      await ada.says('The session has ended.');
      assert.equal(await sessions.count(), 1);

      await other.page.goto('/ui/settings');
      await other.heading('Sign in');
      await other.context.close();
    });

    test('all other sessions end at once', async () => {
      for (const _ of [1, 2]) {
        const other = await enter();
        await other.signIn('ada@example.org', NEW);
        await other.heading('You are signed in');
        await other.context.close();
      }
      await ada.section('Sessions');
      assert.equal(await ada.page.locator('main li').count(), 3);
      await ada.page.locator('main > details summary').click();
      await ada.press('End all other sessions');
      await ada.says('All other sessions have ended.');
      await ada.says('No other device is signed in.');
    });

    test('signing out leads out, and the account is closed to the browser', async () => {
      await ada.signOut();
      await ada.page.goto('/ui/sessions');
      await ada.heading('Sign in');
      await ada.context.close();
    });

    test('nothing was blocked, missing or broken on the way', () => {
      assert.deepEqual(complaints, []);
    });
  });
}
