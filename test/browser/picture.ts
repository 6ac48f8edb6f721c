import { fileURLToPath } from 'node:url';
import { Secret, TOTP } from 'otpauth';
import { starterWithMailbox } from '../../src/config/starter.ts';
import { listen, openBrowser } from './server.ts';
import { visitor } from './visitor.ts';

/** Takes the picture of the account pages that the README shows: `node test/browser/picture.ts`. */
const server = await listen(starterWithMailbox);
const browser = await openBrowser();
const ada = await visitor(browser, server, [], { viewport: { width: 1100, height: 960 }, deviceScaleFactor: 1.75, colorScheme: 'light' });

await ada.page.goto('/ui/registration');
await ada.page.getByLabel('Email').fill('ada@example.org');
await ada.page.getByLabel('First name').fill('Ada');
await ada.page.getByLabel('Last name').fill('Lovelace');
await ada.press('Continue');
await ada.fill('Password', 'a farmers wife and a knife');
await ada.press('Create account');
await ada.page.goto('/ui/mailbox');
await ada.page.getByRole('link', { name: 'Confirm your email address' }).click();
await ada.page.goto((await ada.page.getByRole('link', { name: '/self-service/verification' }).getAttribute('href')) ?? '');
await ada.heading('Address confirmed');
await ada.page.goto('/ui/settings');
await ada.section('Two-step verification');
const secret = (await ada.page.locator('.secret span').allTextContents()).join('');
await ada.page.getByLabel('Six-digit code').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: server.now() }));
await ada.press('Turn on two-step verification');
await ada.press('I have saved them');
await ada.says('Your backup codes are ready');
await ada.section('Overview');
await ada.says('If you lose your phone');
await ada.page.screenshot({ path: fileURLToPath(new URL('../../docs/images/account.png', import.meta.url)) });

await browser.close();
await server.close();
