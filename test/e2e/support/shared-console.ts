import { test as base, type ConsoleMessage, type Page } from '@playwright/test';
import { launchDesktop, platformApiOf } from './electron.ts';
import { launchBrowser, startServer } from './server.ts';
import { temporaryFolder } from './workspace.ts';

export const roleNames = {
  agent: 'Agent',
  senior_agent: 'Senior agent',
  risk_analyst: 'Risk analyst',
  risk_lead: 'Risk lead',
  administrator: 'Administrator',
  auditor: 'Auditor',
} as const;
export type RoleName = keyof typeof roleNames;

interface Shared {
  /** Where the console is opened in the project `chromium`; null in the desktop app. */
  readonly url: string | null;
  /** Where the platform's API listens. */
  readonly api: () => Promise<string>;
  /** The page that the tests use one after the other: a new one would cost each of them seconds of processor time. */
  readonly page: Page;
  /** Opens a further page on the running Portcullis in a browser of its own, nobody signed in. */
  open(): Promise<{ readonly page: Page; close(): Promise<void> }>;
}

interface Fixtures {
  /** The console of a demo workspace that all tests share, nobody signed in. */
  readonly page: Page;
  /** Signs in by the demo's one click, leaving whoever was signed in before. */
  readonly signInAs: (role: RoleName) => Promise<void>;
}

/**
 * For tests of the console's views: all of them share one demo workspace and one running Portcullis, in the desktop app and in a
 * browser on the headless server. A test fails when the page met an error that nobody caught or broke its content security policy.
 */
export const test = base.extend<Fixtures, { readonly shared: Shared }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern, and it has none.
    async ({}, use, info) => {
      const folder = await temporaryFolder();
      if (info.project.name === 'electron') {
        const desktop = await launchDesktop({ workspace: folder.path, demo: true });
        const { page } = desktop;
        const open = () => Promise.reject(new Error('The desktop app has no browsers beside its own'));
        await use({ url: null, api: () => platformApiOf(desktop), page, open });
        await desktop.close();
      } else {
        const server = await startServer({ workspace: folder.path, demo: true });
        const browser = await launchBrowser();
        const open = async () => {
          const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
          const page = await context.newPage();
          await page.goto(`${server.url}/`);
          return { page, close: () => context.close() };
        };
        const { page } = await open();
        await use({ url: server.url, api: async () => server.url, page, open });
        await browser.close();
        await server.close();
      }
      await folder.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  page: async ({ shared: { page } }, use) => {
    const faults: string[] = [];
    const onError = (error: Error) => faults.push(String(error));
    const onMessage = (message: ConsoleMessage) => /Content Security Policy/.test(message.text()) && faults.push(message.text());
    page.on('pageerror', onError);
    page.on('console', onMessage);
    await leave(page);
    await use(page);
    page.off('pageerror', onError);
    page.off('console', onMessage);
    base.expect(faults).toEqual([]);
  },
  signInAs: async ({ page }, use) => {
    let entered = false;
    await use(async (role) => {
      if (entered) await leave(page);
      entered = true;
      await page.getByRole('button', { name: `Sign in as ${roleNames[role]} ` }).click();
      await base.expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
    });
  },
});

export { expect } from '@playwright/test';

/** Forgets the session and all choices, and begins at the entrance. */
async function leave(page: Page): Promise<void> {
  await page.evaluate(() => {
    sessionStorage.clear();
    localStorage.clear();
    // Past the router, which would lead on from there before the page is loaded anew.
    History.prototype.replaceState.call(history, null, '', '/');
  });
  await page.reload();
  await base.expect(page.getByRole('heading', { name: 'Demo workspace' })).toBeVisible();
}

/** A customer of the seed, who has every field of personal data; imported ones have an id alone. */
export const seededCustomer = (page: Page) =>
  page
    .getByRole('grid', { name: 'Customers found' })
    .getByRole('row')
    .filter({ hasText: /U\d{5}/ })
    .first();

/** Follows an address inside the console, as a deep link or the back button does. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}
