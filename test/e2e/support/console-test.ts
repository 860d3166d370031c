import { test as base, type Page } from '@playwright/test';
import { type Desktop, launchDesktop } from './electron.ts';
import { launchBrowser, startServer } from './server.ts';
import { putKeyFile, temporaryFolder } from './workspace.ts';

/** A running Portcullis with a console on screen, whichever shell it has. */
export interface RunningConsole {
  readonly page: Page;
  readonly workspace: string;
  /** The desktop app in the project `electron`, null in `chromium`. */
  readonly desktop: Desktop | null;
  /** Where the HTTP APIs listen in the project `chromium`; null in the desktop app. */
  readonly url: string | null;
}

interface Options {
  /** Whether the workspace is the demo one. Set it by `test.use({ demo: false })`. */
  readonly demo: boolean;
}

/**
 * For tests of the console itself: each runs in the desktop app and in a browser on the headless server, on a workspace of its own.
 * A test fails when the page met an error that nobody caught or broke its content security policy.
 */
export const test = base.extend<Options & { readonly running: RunningConsole }>({
  demo: [true, { option: true }],
  running: async ({ demo }, use, info) => {
    const folder = await temporaryFolder();
    const faults: string[] = [];
    const watch = (page: Page) => {
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => /Content Security Policy/.test(message.text()) && faults.push(message.text()));
    };
    if (info.project.name === 'electron') {
      if (!demo) await putKeyFile(folder.path);
      const desktop = await launchDesktop({ workspace: folder.path, demo });
      watch(desktop.page);
      await use({ page: desktop.page, workspace: folder.path, desktop, url: null });
      await desktop.close();
    } else {
      const server = await startServer({ workspace: folder.path, demo });
      const browser = await launchBrowser();
      const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
      watch(page);
      await page.goto(`${server.url}/`);
      await use({ page, workspace: folder.path, desktop: null, url: server.url });
      await browser.close();
      await server.close();
    }
    await folder.remove();
    base.expect(faults).toEqual([]);
  },
});

export { expect } from '@playwright/test';
