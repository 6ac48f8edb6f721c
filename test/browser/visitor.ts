import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { ListeningZelos } from './server.ts';

export const PASSWORD = 'three blind mice ran';

/** Somebody at a browser with cookies of its own: what they press and read, and what went wrong without their seeing it. */
export class Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Blocked, missing or broken, for all visitors who share the list. */
  readonly complaints: string[];

  constructor(context: BrowserContext, page: Page, complaints: string[]) {
    this.context = context;
    this.page = page;
    this.complaints = complaints;
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => {
      // Whoever leaves a page ends what was still coming for it.
      const failure = request.failure()?.errorText;
      if (failure !== 'net::ERR_ABORTED') complaints.push(`${request.url()} ${failure}`);
    });
    page.on('response', (response) => response.status() >= 500 && complaints.push(`${response.status()} ${response.url()}`));
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }
  /** Opens a section of the settings from the list beside them. */
  section(name: string): Promise<void> {
    return this.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  }
  heading(name: string): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  }
  /** In full, or a part that fits. */
  says(text: string | RegExp): Promise<void> {
    return this.page.getByText(text, { exact: true }).first().waitFor();
  }
  fill(label: string, text: string): Promise<void> {
    return this.page.getByLabel(label, { exact: true }).fill(text);
  }

  async register(email: string): Promise<void> {
    await this.page.goto('/ui/registration');
    await this.page.getByLabel('Email').fill(email);
    await this.press('Continue');
    await this.fill('Password', PASSWORD);
    await this.press('Create account');
    await this.heading('You are signed in');
  }

  async signOut(): Promise<void> {
    await this.press('Sign out');
    await this.heading('Your account');
  }

  async signIn(email: string, password = PASSWORD): Promise<void> {
    await this.page.goto('/ui/login');
    await this.page.getByLabel('Email').fill(email);
    await this.fill('Password', password);
    await this.press('Sign in');
  }
}

export async function visitor(browser: Browser, { url }: ListeningZelos, complaints: string[] = [], options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: url, ...options });
  context.setDefaultTimeout(10_000);
  return new Visitor(context, await context.newPage(), complaints);
}
