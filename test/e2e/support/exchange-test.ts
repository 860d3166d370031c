import { type Browser, test as base, type CDPSession, type ConsoleMessage, type Page } from '@playwright/test';
import { ExchangeCustomer } from './exchange-customer.ts';
import { PagePool, spoil } from './page-pool.ts';
import { launchBrowser, startServer } from './server.ts';
import { temporaryFolder } from './workspace.ts';

export interface Shared {
  /** Where the demo's exchange is opened. */
  readonly url: string;
  /** Where staff open the console. */
  readonly console: string;
  readonly browser: Browser;
  /** Browsers of people at the exchange, to be lent. */
  readonly pages: PagePool;
  /** The engine's time, epoch ms. */
  readonly now: () => number;
}

interface Fixtures {
  /** Opens a page in a browser of its own: another person, or another device of the same. @param on a browser with another camera */
  readonly newPage: (path?: string, on?: Browser) => Promise<Page>;
  readonly newCustomer: (options?: { readonly withPhone?: boolean }) => ExchangeCustomer;
}

/** A virtual authenticator in a page's browser. */
export interface Authenticator {
  readonly cdp: CDPSession;
  readonly id: string;
}

/** Chromium's own picture of a moving pattern in place of a camera. */
export const camera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

/**
 * For tests of customers at the demo's exchange: all of them share one running demo. Every test has customers of its own. A test fails when
 * a page met an error that nobody caught or broke its content security policy.
 */
export const test = base.extend<Fixtures, { readonly shared: Shared }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern, and it has none.
    async ({}, use) => {
      const folder = await temporaryFolder();
      const server = await startServer({ workspace: folder.path, demo: true });
      const told = () => /Be a customer on (http:\/\/localhost:\d+)/u.exec(server.output())?.[1];
      await base.expect.poll(told, { timeout: 60_000 }).toBeDefined();
      const browser = await launchBrowser(camera);
      const url = told() ?? '';
      await use({ url, console: server.url, browser, pages: new PagePool(browser, url), now: Date.now });
      await browser.close();
      await server.close();
      await folder.remove();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  newPage: async ({ shared }, use) => {
    const endings: (() => Promise<void>)[] = [];
    const faults: string[] = [];
    const onError = (error: Error) => faults.push(String(error));
    const onMessage = (message: ConsoleMessage) => /Content Security Policy/u.test(message.text()) && faults.push(message.text());
    await use(async (path = '/', on = shared.browser) => {
      const page = on === shared.browser ? await shared.pages.take() : await newPageOn(on);
      page.on('pageerror', onError);
      page.on('console', onMessage);
      endings.push(async () => {
        page.off('pageerror', onError);
        page.off('console', onMessage);
        await (on === shared.browser ? shared.pages.giveBack(page) : page.context().close());
      });
      await page.goto(shared.url + path);
      return page;
    });
    await Promise.all(endings.map((end) => end()));
    base.expect(faults).toEqual([]);
  },
  newCustomer: async ({ shared }, use) => {
    await use((options) => new ExchangeCustomer(shared.url, options));
  },
});

export { expect } from '@playwright/test';

/** A page in a browser of a test's own has its requests looked into, and those that a service worker passes on are not seen. */
async function newPageOn(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, permissions: ['camera'], serviceWorkers: 'block' });
  return context.newPage();
}

/**
 * Gives a page's browser an authenticator that confirms by itself.
 * @param transport `internal` is the device's own, `usb` a security key
 */
export async function addAuthenticator(page: Page, transport: 'internal' | 'usb' = 'internal'): Promise<Authenticator> {
  spoil(page);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id: authenticatorId };
}

/** Creates a passkey on the page's security centre, for a customer who has nothing but codes yet. */
export async function createFirstPasskey(page: Page, customer: ExchangeCustomer): Promise<Authenticator> {
  const authenticator = await addAuthenticator(page);
  await customer.openPage(page, '/security/passkeys');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('button', { name: /This device/u }).click();
  await customer.typeCode(page, 'sms');
  await customer.typeCode(page, 'mail');
  await page.getByRole('button', { name: 'Create the passkey' }).click();
  await base.expect(page.getByText('Add a second one')).toBeVisible();
  return authenticator;
}
