import { type ClockedServer, startClockedServer } from './clocked-server.ts';
import { camera, type Shared } from './exchange-test.ts';
import { PagePool } from './page-pool.ts';
import { test as base } from './phone-test.ts';
import { launchBrowser } from './server.ts';
import { temporaryFolder } from './workspace.ts';

/** For tests of customers at the demo's exchange whose server's time the test moves; else as phone-test.ts. */
export const test = base.extend<object, { readonly server: ClockedServer; readonly shared: Shared }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern, and it has none.
    async ({}, use) => {
      const folder = await temporaryFolder();
      const server = await startClockedServer(folder.path);
      await use(server);
      await server.close();
      await folder.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  shared: [
    async ({ server }, use) => {
      const browser = await launchBrowser(camera);
      const pages = new PagePool(browser, server.exchange);
      await use({ url: server.exchange, console: server.url, browser, pages, now: server.now });
      await browser.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

export { expect } from '@playwright/test';
