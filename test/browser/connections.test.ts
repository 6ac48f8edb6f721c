import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Locator } from 'playwright-core';
import { MAPPER, startStub } from '../oidc/stub.ts';
import { type ListeningZelos, listen, openBrowser, skip } from './server.ts';
import { PASSWORD, type Visitor, visitor } from './visitor.ts';

const stub = skip ? undefined : await startStub();
const provider = {
  id: 'acme',
  label: 'Acme',
  provider: 'generic',
  client_id: 'zelos',
  client_secret: 'secret',
  issuer_url: stub?.issuer ?? '',
  mapper_url: MAPPER,
  scope: ['openid', 'email'],
} as const;
const session = { hooks: [{ hook: 'session' }] } as const;

for (const javaScriptEnabled of [true, false]) {
  describe(`connected accounts in a browser, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, { skip }, () => {
    let server: ListeningZelos;
    let browser: Browser;
    let ada: Visitor;
    const complaints: string[] = [];
    const enter = (): Promise<Visitor> => visitor(browser, server, complaints, { javaScriptEnabled });
    const card = (): Locator => ada.page.locator('.provider').filter({ has: ada.page.getByRole('heading', { name: 'Acme' }) });
    /** Who is signed in at the provider from now on. */
    const at = (person: Readonly<Record<string, unknown>>): void => {
      if (stub) stub.person = person;
    };

    before(async () => {
      server = await listen({
        selfservice: {
          methods: { password: { config: { haveibeenpwned_enabled: false } }, totp: { enabled: true }, oidc: { enabled: true, config: { providers: [provider] } } },
          flows: { registration: { after: { password: session, oidc: session } } },
        },
      });
      browser = await openBrowser();
      ada = await enter();
      await ada.register('ada@example.org');
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    test('who has an account and comes with another one is told, and signing in connects it', async () => {
      const bob = await enter();
      await bob.register('bob@example.org');
      await bob.signOut();
      at({ sub: 'bob', email: 'bob@example.org' });
      await bob.page.goto('/ui/login');
      await bob.press('Sign in with Acme');
      await bob.heading('You have an account already');
      await bob.says(/^There is an account for bob@example\.org here\..*Acme is connected to it/);
      assert.equal(await bob.page.getByLabel('Email').inputValue(), 'bob@example.org');
      await bob.fill('Password', 'three blind cats ran');
      await bob.press('Sign in');
      await bob.says('The sign-in name or the password is wrong. Check both and try again.');
      await bob.heading('You have an account already');
      await bob.fill('Password', PASSWORD);
      await bob.press('Sign in');
      await bob.heading('You are signed in');
      await bob.page.goto('/ui/settings?section=connected');
      await bob.says('bob@example.org');
      await bob.page.getByText('Disconnect', { exact: true }).waitFor();
      await bob.context.close();
    });

    test('whoever has a second step shows both before it is connected', async () => {
      const cleo = await enter();
      await cleo.register('cleo@example.org');
      await cleo.page.goto('/ui/settings');
      await cleo.section('Two-step verification');
      await cleo.heading('Two-step verification');
      const app = new TOTP({ secret: Secret.fromBase32((await cleo.page.locator('.secret span').allTextContents()).join('')) });
      await cleo.page.getByLabel('Six-digit code').fill(app.generate({ timestamp: server.now() }));
      await cleo.page.getByLabel('Six-digit code').press('Enter');
      await cleo.says('Your changes have been saved.');
      await cleo.signOut();
      server.advance(31_000);
      at({ sub: 'cleo', email: 'cleo@example.org' });
      await cleo.page.goto('/ui/login');
      await cleo.press('Sign in with Acme');
      await cleo.heading('You have an account already');
      await cleo.fill('Password', PASSWORD);
      await cleo.press('Sign in');
      await cleo.heading('Two-step verification');
      await cleo.says('Once you have, your other account is connected.');
      await cleo.page.getByLabel('Six-digit code').fill(app.generate({ timestamp: server.now() }));
      await cleo.page.getByLabel('Six-digit code').press('Enter');
      await cleo.heading('You are signed in');
      await cleo.page.goto('/ui/settings?section=connected');
      await cleo.page.getByText('Disconnect', { exact: true }).waitFor();
      await cleo.context.close();
    });

    test('an account elsewhere is connected, and shown with its name', async () => {
      at({ sub: 'ada', email: 'ada@social.test' });
      await ada.page.goto('/ui/settings?section=connected');
      await ada.says('Not connected');
      await ada.press('Connect Acme');
      await ada.heading('Connected accounts');
      await ada.says('Your changes have been saved.');
      await card().getByText('ada@social.test', { exact: true }).waitFor();
      assert.match((await card().textContent()) ?? '', /Connected just now/);
    });

    test('a refused consent is said where one left, and changes nothing', async () => {
      if (stub) stub.refuses = true;
      await ada.press('Connect another Acme account');
      await ada.heading('Connected accounts');
      await ada.page.locator('.notice.is-error').waitFor();
      assert.equal(await card().locator('li').count(), 1);
    });

    test('it signs in', async () => {
      await ada.signOut();
      await ada.page.goto('/ui/login');
      await ada.press('Sign in with Acme');
      await ada.heading('You are signed in');
      await ada.says('ada@example.org');
    });

    test('it is taken off, with what stays said before, and signs in no more', async () => {
      await ada.page.goto('/ui/settings?section=connected');
      await card().locator('summary').click();
      await ada.says(/^You will no longer be able to sign in with it\..*You can still sign in with your password\.$/);
      await ada.press('Disconnect Acme (ada@social.test)');
      await ada.says('Your changes have been saved.');
      await ada.says('Not connected');
      await ada.section('Overview');
      await ada.says('You can still sign in with your password.');
    });

    test('an account is made with what the provider tells and what is missing, and its one way in must stay', async () => {
      const eve = await enter();
      at({ sub: `eve-${javaScriptEnabled}`, given_name: 'Eve' });
      await eve.page.goto('/ui/registration');
      await eve.press('Continue with Acme');
      await eve.heading('Complete your account');
      assert.equal(await eve.page.getByLabel('First name').inputValue(), 'Eve');
      await eve.page.getByLabel('Email').fill('eve@example.org');
      await eve.press('Create account');
      await eve.heading('You are signed in');
      await eve.page.goto('/ui/settings?section=connected');
      await eve.says('This is your last way to sign in. Add another one first.');
      assert.equal(await eve.page.getByRole('button', { name: 'Disconnect', exact: true }).isDisabled(), true);
      await eve.context.close();
    });

    test('nothing was blocked, missing or broken on the way', () => {
      assert.deepEqual(complaints, []);
    });
  });
}
