import { test as base } from '@playwright/test';
import { type Desktop, launchDesktop } from './electron.ts';
import { temporaryFolder } from './workspace.ts';

interface Fixtures {
  /** A fresh folder for a workspace of this test's own. */
  readonly workspace: string;
  /** The app, open on a demo workspace, with its page loaded anew for each test. */
  readonly desktop: Desktop;
}

/** For tests about the desktop app itself. They share one running app; a test that restarts it launches its own in `workspace`. */
export const test = base.extend<Fixtures, { readonly sharedDesktop: Desktop }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern, and it has none.
  workspace: async ({}, use) => {
    const folder = await temporaryFolder();
    await use(folder.path);
    await folder.remove();
  },
  sharedDesktop: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const folder = await temporaryFolder();
      const desktop = await launchDesktop({ workspace: folder.path, demo: true });
      await use(desktop);
      await desktop.close();
      await folder.remove();
    },
    { scope: 'worker' },
  ],
  desktop: async ({ sharedDesktop }, use) => {
    await sharedDesktop.page.reload();
    await use(sharedDesktop);
  },
});

export { expect } from '@playwright/test';
