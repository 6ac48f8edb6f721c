import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Browser } from 'playwright-core';
import { starter } from '../../src/config/starter.ts';
import { type ListeningZelos, listen, openBrowser, skip } from './server.ts';
import { PASSWORD, type Visitor, visitor } from './visitor.ts';

const NEW = 'a farmers wife and a knife';
const MINUTE = 60_000;

for (const javaScriptEnabled of [true, false]) {
  describe(`the second step in a browser, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, { skip }, () => {
    let server: ListeningZelos;
    let browser: Browser;
    let ada: Visitor;
    let app: TOTP;
    let codes: string[] = [];
    const complaints: string[] = [];
    const enter = (): Promise<Visitor> => visitor(browser, server, complaints, { javaScriptEnabled });

    before(async () => {
      server = await listen(starter);
      browser = await openBrowser();
      ada = await enter();
      await ada.register('ada@example.org');
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    /** The next code of the app: each counts once. */
    function code(): string {
      server.advance(MINUTE);
      return app.generate({ timestamp: server.now() });
    }
    /** Moves on with the keyboard until the field or button of this name has the focus. */
    async function tabTo({ page }: Visitor, name: string | RegExp): Promise<void> {
      const wanted = page.getByLabel(name).or(page.getByRole('button', { name })).or(page.getByRole('link', { name }));
      for (let i = 0; i < 40; i += 1) {
        await page.keyboard.press('Tab');
        if (await wanted.first().evaluate((element) => element === document.activeElement)) return;
      }
      assert.fail(`the keyboard does not lead to ${name}`);
    }

    test('an authenticator app is set up by keyboard alone; a wrong code changes nothing, a blank in a code does not matter', async () => {
      await ada.page.goto('/ui/settings');
      await tabTo(ada, 'Two-step verification');
      await ada.page.keyboard.press('Enter');
      await ada.heading('Two-step verification');
      assert.equal(await ada.page.locator('svg.qr').getAttribute('aria-label'), 'QR code for your authenticator app');
      const secret = (await ada.page.locator('.secret span').allTextContents()).join('');
      assert.match(secret, /^[A-Z2-7]{32}$/);
      app = new TOTP({ secret: Secret.fromBase32(secret) });

      await tabTo(ada, /Six-digit code/);
      await ada.page.keyboard.type('000 000');
      await ada.page.keyboard.press('Enter');
      await ada.page.locator('[aria-invalid=true]').waitFor();
      assert.equal((await ada.page.locator('.secret span').allTextContents()).join(''), secret, 'the app that was set up goes on being the right one');

      const right = code();
      await ada.page.getByLabel('Six-digit code').focus();
      await ada.page.keyboard.type(`${right.slice(0, 3)} ${right.slice(3)}`);
      await ada.page.keyboard.press('Enter');
      await ada.says('Your changes have been saved.');
    });

    test('backup codes come with the first app, and count once they have been saved', async () => {
      await ada.heading('Backup codes');
      await ada.says('Save these codes now');
      codes = (await ada.page.locator('.codes code').allTextContents()).map((text) => text.replace(/\s/g, ''));
      assert.equal(new Set(codes).size, 12);
      const [download] = await Promise.all([ada.page.waitForEvent('download'), ada.page.getByRole('link', { name: 'Download' }).click()]);
      assert.equal(download.suggestedFilename(), 'backup-codes.txt');
      for (const name of ['Copy', 'Print']) assert.equal(await ada.page.getByRole('button', { name }).isVisible(), javaScriptEnabled, name);
      await ada.press('I have saved them');
      await ada.says('Your changes have been saved.');
      await ada.says('Your backup codes are ready');
      await ada.says(/^12 of 12 are left/);
    });

    test('paper shows the codes, what they are for, and nothing else', async () => {
      await ada.press('Make new backup codes');
      await ada.says('Save these codes now');
      await ada.page.emulateMedia({ media: 'print' });
      await ada.says(/^Backup codes for ada@example\.org at Zelos/);
      assert.equal(await ada.page.locator('.codes').isVisible(), true);
      for (const gone of ['header', 'nav', 'h1', 'main button', '.tools', '.hint']) assert.equal(await ada.page.locator(gone).first().isVisible(), false, gone);
      await ada.page.emulateMedia({ media: 'screen' });
    });

    test('the overview tells what is left without the phone', async () => {
      await ada.section('Overview');
      await ada.says('You can still sign in with your password, confirmed by a backup code.');
    });

    test('the next sign-in asks for the second step, and a backup code does instead of the app, once', async () => {
      for (const [typed, works] of [
        ['wrong-0000', false],
        [`${codes[0]?.slice(0, 4)}-${codes[0]?.slice(4)}`, true],
        [codes[0] ?? '', false],
      ] as const) {
        const other = await enter();
        await other.signIn('ada@example.org');
        await other.heading('Two-step verification');
        await other.page.locator('summary').filter({ hasText: 'Use another way' }).click();
        await other.page.getByLabel('Code', { exact: true }).fill(typed);
        await other.press('Use backup code');
        await (works ? other.heading('You are signed in') : other.page.locator('.error, .notice.is-error').first().waitFor());
        assert.equal(await other.page.getByRole('heading', { name: 'Two-step verification' }).count(), works ? 0 : 1);
        await other.context.close();
      }
    });

    test('a change sent from a session that is too weak by now waits for the second step, and is saved then', async () => {
      const bob = await enter();
      await bob.register('bob@example.org');
      await bob.page.goto('/ui/settings?section=password');
      // Meanwhile two-step verification is turned on elsewhere.
      const elsewhere = await enter();
      await elsewhere.signIn('bob@example.org');
      await elsewhere.page.goto('/ui/settings?section=two-step');
      app = new TOTP({ secret: Secret.fromBase32((await elsewhere.page.locator('.secret span').allTextContents()).join('')) });
      await elsewhere.page.getByLabel('Six-digit code').fill(code());
      await elsewhere.press('Turn on two-step verification');
      await elsewhere.says('Save these codes now');
      await elsewhere.context.close();

      await bob.fill('New password', NEW);
      await bob.press('Change password');
      await bob.heading('Confirm it’s you');
      await bob.says('You have changed something in your account that needs this. What you entered is kept, and is saved right afterwards.');
      await bob.page.getByLabel('Six-digit code').fill(code());
      await bob.press('Confirm');
      await bob.heading('Password');
      await bob.says('Your changes have been saved.');
      await bob.context.close();

      const again = await enter();
      await again.signIn('bob@example.org', NEW);
      await again.heading('Two-step verification');
      await again.context.close();
    });

    test('a change sent too long after signing in waits for the password, and is saved then', async () => {
      const eve = await enter();
      await eve.register('eve@example.org');
      server.advance(50 * MINUTE);
      await eve.page.goto('/ui/settings?section=password');
      server.advance(20 * MINUTE);
      await eve.fill('New password', NEW);
      await eve.press('Change password');
      await eve.heading('Confirm it’s you');
      await eve.says('eve@example.org');
      await eve.fill('Password', PASSWORD);
      await eve.press('Sign in');
      await eve.heading('Password');
      await eve.says('Your changes have been saved.');
      server.advance(90 * MINUTE);
      await eve.page.goto('/ui/settings?section=password');
      await eve.says('Confirm it’s you first');
      assert.equal(await eve.page.getByLabel('New password').count(), 0, 'nothing is typed in vain');
      await eve.context.close();
    });

    test('an app is removed, with what that means said before', async () => {
      await ada.page.goto('/ui/settings?section=two-step');
      // More than an hour has passed: seen, but not changed, before signing in once more.
      assert.equal(await ada.page.locator('main li summary').count(), 0);
      await ada.page.getByRole('link', { name: 'Confirm it’s you' }).click();
      await ada.says('You are about to change your two-step verification. You go on with it right afterwards.');
      await ada.fill('Password', PASSWORD);
      await ada.press('Sign in');
      await ada.heading('Two-step verification');
      await ada.page.locator('main li summary').click();
      await ada.says(/^Two-step verification will be off, and backup codes stop working/);
      await ada.press('Remove authenticator app');
      await ada.says('Your changes have been saved.');
      await ada.says('Get an authenticator app');
      await ada.section('Backup codes');
      await ada.says('You have no backup codes');
    });

    test('nothing was blocked, missing or broken on the way', () => {
      assert.deepEqual(complaints, []);
    });
  });
}
