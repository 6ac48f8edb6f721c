import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, CDPSession, Locator } from 'playwright-core';
import { starter } from '../../src/config/starter.ts';
import { type ListeningZelos, listen, openBrowser, skip } from './server.ts';
import { type Visitor, visitor } from './visitor.ts';

interface Authenticator {
  /** How many keys it holds that it can find by itself. */
  passkeys(): Promise<number>;
  /** Whether whoever holds it agrees to what is asked. */
  agrees(yes: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** What a browser would find plugged in, or built into the device. */
async function plugIn({ context, page }: Visitor, kind: 'device' | 'stick'): Promise<Authenticator> {
  const cdp: CDPSession = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const isDevice = kind === 'device';
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: isDevice ? 'internal' : 'usb', hasResidentKey: isDevice, hasUserVerification: isDevice, isUserVerified: isDevice, automaticPresenceSimulation: true },
  });
  return {
    passkeys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.filter(({ isResidentCredential }) => isResidentCredential).length,
    agrees: async (yes) => void (await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: yes })),
    remove: async () => void (await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })),
  };
}

describe('keys in a browser', { skip }, () => {
  let server: ListeningZelos;
  let browser: Browser;
  let ada: Visitor;
  let device: Authenticator;
  const complaints: string[] = [];

  before(async () => {
    server = await listen(starter);
    browser = await openBrowser();
    ada = await visitor(browser, server, complaints);
    // What the password manager is told, which no virtual one shows.
    await ada.context.addInitScript(() => {
      const told: unknown[] = [];
      const tell = (signal: unknown): Promise<void> => Promise.resolve(void told.push(signal));
      Object.assign(window, { told });
      Object.assign(PublicKeyCredential, { signalAllAcceptedCredentials: tell, signalCurrentUserDetails: tell });
    });
    await ada.register('ada@example.org');
    device = await plugIn(ada, 'device');
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  type Signal = { readonly rpId: string; readonly userId: string; readonly allAcceptedCredentialIds?: readonly string[]; readonly name?: string };
  const told = (): Promise<Signal[]> => ada.page.evaluate(() => (window as unknown as { told: Signal[] }).told);
  const card = (name: string): Locator => ada.page.locator('main li').filter({ has: ada.page.getByText(name, { exact: true }) });

  test('a passkey is added, named after where it is kept, and told apart', async () => {
    await ada.page.goto('/ui/settings?section=keys');
    await ada.press('Add passkey');
    await ada.says('Your changes have been saved.');
    assert.equal(await device.passkeys(), 1);
    assert.match((await ada.page.locator('main li').first().textContent()) ?? '', /Added just now.*On one device only/);
  });

  test('the same device is not added twice, and says so', async () => {
    await ada.press('Add passkey');
    await ada.says('This one is set up already. Use another.');
    assert.equal(await device.passkeys(), 1);
  });

  test('one who turns the request down is told that nothing has happened, and can press again', async () => {
    await device.agrees(false);
    await ada.page.goto('/ui/settings?section=keys');
    await ada.press('Add passkey');
    await ada.says(/^Nothing has happened/);
    await device.agrees(true);
  });

  test('it is renamed', async () => {
    await ada.page.locator('main li summary').first().click();
    await ada.page.locator('main li').first().getByLabel('Name').fill('Laptop “Ada” <1>');
    await ada.press('Save name');
    await ada.says('Your changes have been saved.');
    await card('Laptop “Ada” <1>').waitFor();
    const [accepted, details] = await told();
    assert.equal(accepted?.rpId, 'localhost');
    assert.equal(accepted.allAcceptedCredentialIds?.length, 1, 'the password manager hears which passkeys count');
    assert.deepEqual([details?.userId, details?.name], [accepted.userId, 'ada@example.org']);
  });

  test('a changed address is told to the password manager, too', async () => {
    await ada.section('Profile');
    await ada.page.getByLabel('Email').fill('ada@example.net');
    await ada.press('Save profile');
    await ada.says('Your changes have been saved.');
    assert.equal((await told()).at(-1)?.name, 'ada@example.net');
    await ada.page.getByLabel('Email').fill('ada@example.org');
    await ada.press('Save profile');
    await ada.says('ada@example.org');
  });

  test('it signs in without a password, from the button and from what the browser suggests', async () => {
    await ada.signOut();
    await ada.page.goto('/ui/login');
    // The authenticator agrees at once, so the browser's suggestion is taken as soon as it is made.
    await ada.heading('You are signed in');
    await ada.says('ada@example.org');
    await ada.signOut();
    await device.agrees(false);
    await ada.page.goto('/ui/login');
    await ada.heading('Sign in');
    await device.agrees(true);
    await ada.press('Sign in with a passkey');
    await ada.heading('You are signed in');
  });

  test('it is removed, with what that means said before', async () => {
    await ada.page.goto('/ui/settings?section=keys');
    await ada.page.locator('main li summary').first().click();
    await ada.says(/^If you remove this passkey.*You can still sign in with your password\.$/);
    await ada.press('Remove passkey “Laptop “Ada” <1>”');
    await ada.says('Your changes have been saved.');
    assert.equal(await ada.page.locator('main li').count(), 0);
    assert.deepEqual((await told())[0]?.allAcceptedCredentialIds, []);
    await device.remove();
  });

  test('a security key is the second step, asked for at the next sign-in', async () => {
    const stick = await plugIn(ada, 'stick');
    await ada.page.goto('/ui/settings?section=keys');
    await ada.page.getByLabel('Name of the key').fill('Blue stick');
    await ada.press('Add security key');
    await ada.says('Your changes have been saved.');
    await card('Blue stick').waitFor();
    await ada.section('Overview');
    await ada.says('You can still sign in with your password, confirmed by your security key “Blue stick”.');

    await ada.signOut();
    await ada.signIn('ada@example.org');
    await ada.heading('Two-step verification');
    await ada.page.goto('/ui/settings?section=keys');
    await ada.heading('Confirm it’s you');
    await ada.says('You are about to change your passkeys and keys. You go on with it right afterwards.');
    await ada.press('Use a security key');
    await ada.heading('Passkeys and keys');
    await card('Blue stick').waitFor();
    await stick.remove();
  });

  test('an account is made with a passkey alone, and knows that it has no password and that the passkey must stay', async () => {
    const bob = await visitor(browser, server, complaints);
    await plugIn(bob, 'device');
    await bob.page.goto('/ui/registration');
    await bob.page.getByLabel('Email').fill('bob@example.org');
    await bob.press('Continue');
    await bob.press('Create account with a passkey');
    await bob.heading('You are signed in');
    await bob.page.goto('/ui/settings');
    await bob.says(/^You could be locked out: your passkey “[^”]+” may be on that phone/);
    await bob.section('Passkeys and keys');
    await bob.page.locator('main li summary').click();
    await bob.says(/^This is your only way to sign in/);
    await bob.section('Password');
    await bob.fill('New password', 'three blind mice ran');
    await bob.press('Set password');
    await bob.says('Your changes have been saved.');
    await bob.page.getByRole('button', { name: 'Change password' }).waitFor();
    await bob.section('Overview');
    await bob.says('You can still sign in with your password.');
    await bob.context.close();
  });

  test('nothing was blocked, missing or broken on the way', () => {
    assert.deepEqual(complaints, []);
  });
});
