import { fileURLToPath } from 'node:url';
import { starter } from '../../src/config/starter.ts';
import { listen, openBrowser } from './server.ts';

/** Takes the picture of the account pages that the README shows: `node test/browser/picture.ts`. */
const server = await listen(starter);
const browser = await openBrowser();
const page = await browser.newPage({ baseURL: server.url, viewport: { width: 1100, height: 640 }, deviceScaleFactor: 2, colorScheme: 'light' });

await page.goto('/ui/registration');
await page.getByLabel('Email').fill('ada@example.org');
await page.getByLabel('First name').fill('Ada');
await page.getByLabel('Last name').fill('Lovelace');
await page.getByRole('button', { name: 'Continue' }).click();
await page.getByLabel('Password', { exact: true }).fill('a farmers wife and a knife');
await page.getByRole('button', { name: 'Create account' }).click();
await page.getByRole('link', { name: 'Manage your account' }).click();
await page.getByRole('navigation').getByRole('link', { name: 'Profile' }).click();
await page.getByLabel('First name').fill('Augusta Ada');
await page.getByRole('button', { name: 'Save profile' }).click();
await page.getByText('Your changes have been saved.').waitFor();
await page.screenshot({ path: fileURLToPath(new URL('../../docs/images/account.png', import.meta.url)) });

await browser.close();
await server.close();
