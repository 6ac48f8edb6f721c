import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { script, stylesheet } from '../../src/pages/assets.ts';
import { BASE } from './fixtures.ts';
import { pages } from './pages.ts';

/**
 * Pictures of every page, narrow and wide, light and dark, to look at: `node test/pages/preview.ts FOLDER [part of a name]`.
 * CHROMIUM names the browser.
 */
const [folder = 'preview', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const server = createServer((request, response) => {
  const url = request.url ?? '';
  const asset = [stylesheet, script].find(({ path }) => path === url);
  const origin = `http://${request.headers.host}`;
  const body = asset?.content ?? pages[url.slice(1)]?.replaceAll(BASE, origin);
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': asset?.type ?? 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:",
  });
  response.end(body);
}).listen(0, '127.0.0.1');
await new Promise((ready) => server.once('listening', ready));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
for (const [width, height] of [
  [390, 760],
  [1280, 800],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && !message.text().includes('webauthn.js') && console.log(message.text()));
    for (const name of Object.keys(pages).filter((each) => each.includes(only))) {
      await page.goto(`${origin}/${name}`);
      await page.waitForTimeout(200);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      if (wide) console.log(`${name} is wider than ${width}`);
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
    await context.close();
  }
}
await browser.close();
server.close();
