import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { starter } from '../../src/config/starter.ts';
import { listen, openBrowser, skip } from './server.ts';

const OLD = 'three blind mice ran';
const NEW = 'a farmers wife and a knife';

for (const javaScriptEnabled of [true, false]) {
  describe(`the account pages in a browser, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, { skip }, () => {
    let server: Awaited<ReturnType<typeof listen>>;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    const complaints: string[] = [];

    before(async () => {
      server = await listen(starter);
      browser = await openBrowser();
      [context, page] = await visitor();
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    /** Another browser, with cookies of its own. */
    async function visitor(): Promise<[BrowserContext, Page]> {
      const profile = await browser.newContext({ javaScriptEnabled, baseURL: server.url });
      profile.setDefaultTimeout(10_000);
      const tab = await profile.newPage();
      tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      tab.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
      tab.on('response', (response) => response.status() >= 500 && complaints.push(`${response.status()} ${response.url()}`));
      return [profile, tab];
    }
    const press = (on: Page, name: string): Promise<void> => on.getByRole('button', { name, exact: true }).click();
    const section = (name: string): Promise<void> => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
    const heading = (on: Page, name: string): Promise<void> => on.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    const says = (text: string): Promise<void> => page.getByText(text, { exact: true }).first().waitFor();

    async function signIn(on: Page, password: string): Promise<void> {
      await on.goto('/ui/login');
      await on.getByLabel('Email').fill('ada@example.org');
      await on.getByLabel('Password', { exact: true }).fill(password);
      await press(on, 'Sign in');
    }

    test('an account is created in two steps, and one is signed in', async () => {
      await page.goto('/ui');
      await page.getByRole('link', { name: 'Create account' }).click();
      await heading(page, 'Create your account');
      await page.getByLabel('Email').fill('ada@example.org');
      await page.getByLabel('First name').fill('Ada');
      await press(page, 'Continue');
      await heading(page, 'Choose how you sign in');
      await page.getByLabel('Password', { exact: true }).fill('short');
      await press(page, 'Create account');
      await says('Use at least 8 characters for your password. You used 5.');
      await page.getByLabel('Password', { exact: true }).fill(OLD);
      await press(page, 'Create account');
      await heading(page, 'You are signed in');
      await says('ada@example.org');
    });

    test('a changed profile is saved, said so, and shown', async () => {
      await page.getByRole('link', { name: 'Manage your account' }).click();
      await heading(page, 'Overview');
      await section('Profile');
      await page.getByLabel('First name').fill('Augusta Ada');
      await page.getByLabel('Last name').fill('King');
      await press(page, 'Save profile');
      await says('Your changes have been saved.');
      await heading(page, 'Profile');
      assert.equal(await page.getByLabel('First name').inputValue(), 'Augusta Ada');
      await section('Overview');
      await says('King');
      assert.equal(await page.getByText('Your changes have been saved.').count(), 0, 'old news is not repeated in another section');
    });

    test('wrong input is kept, marked, explained, and has the focus', async () => {
      await section('Profile');
      await page.getByLabel('Email').fill('ada@');
      await page.getByLabel('Last name').fill('Lovelace');
      await press(page, 'Save profile');
      await says('Enter an email address, such as ada@example.org.');
      const email = page.getByLabel('Email');
      assert.equal(await email.inputValue(), 'ada@');
      assert.equal(await email.getAttribute('aria-invalid'), 'true');
      assert.equal(await page.getByLabel('Last name').inputValue(), 'Lovelace');
      const about = (await email.getAttribute('aria-describedby')) ?? '';
      assert.match((await page.locator(`#${about.split(' ').at(-1)}`).textContent()) ?? '', /Enter an email address/);
      assert.equal(await email.evaluate((input) => input === document.activeElement), true);
      assert.match(await page.title(), /^Error: /);
      await section('Overview');
      await says('King');
    });

    test('a new password takes the place of the old one', async () => {
      await section('Password');
      await page.getByLabel('New password').fill('ada@example.org');
      await press(page, 'Change password');
      await says('Choose a password that is less like your email, phone number or user name.');
      await page.getByLabel('New password').fill(NEW);
      await press(page, 'Change password');
      await says('Your changes have been saved.');
      await heading(page, 'Password');
    });

    test('the old password is refused, the new one works, in another browser', async () => {
      const [other, otherPage] = await visitor();
      await signIn(otherPage, OLD);
      await otherPage.getByText('The sign-in name or the password is wrong. Check both and try again.').waitFor();
      assert.equal(await otherPage.getByLabel('Email').inputValue(), 'ada@example.org');
      await otherPage.getByLabel('Password', { exact: true }).fill(NEW);
      await press(otherPage, 'Sign in');
      await heading(otherPage, 'You are signed in');

      await section('Sessions');
      await says('This device');
      const sessions = page.locator('main li');
      assert.equal(await sessions.count(), 2);
      await sessions.nth(1).locator('summary').click();
      await press(page, 'End session');
      await says('The session has ended.');
      assert.equal(await sessions.count(), 1);

      await otherPage.goto('/ui/settings');
      await heading(otherPage, 'Sign in');
      await other.close();
    });

    test('all other sessions end at once', async () => {
      for (const _ of [1, 2]) {
        const [other, otherPage] = await visitor();
        await signIn(otherPage, NEW);
        await heading(otherPage, 'You are signed in');
        await other.close();
      }
      await section('Sessions');
      assert.equal(await page.locator('main li').count(), 3);
      await page.locator('main > details summary').click();
      await press(page, 'End all other sessions');
      await says('All other sessions have ended.');
      await says('No other device is signed in.');
    });

    test('signing out leads out, and the account is closed to the browser', async () => {
      await press(page, 'Sign out');
      await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'detached' });
      await page.goto('/ui/sessions');
      await heading(page, 'Sign in');
      await context.close();
    });

    test('nothing was blocked, missing or broken on the way', () => {
      assert.deepEqual(complaints, []);
    });
  });
}
