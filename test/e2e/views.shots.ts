import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, goTo, test } from './support/shared-console.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;

const views = ['overview', 'customers', 'cases', 'approvals', 'decisions', 'audit', 'integration', 'import', 'settings', 'staff'] as const;
const withRecord = new Set<string>(['customers', 'cases', 'approvals', 'decisions', 'audit']);

/** Long enough for the demo's traffic to fill what is live, and for a page to come to rest. */
const settle = (page: Page) => page.waitForTimeout(1_200);

for (const colorScheme of ['light', 'dark'] as const) {
  for (const size of sizes) {
    test(`every view, ${colorScheme}, ${size.width} × ${size.height}`, async ({ page, signInAs }, info) => {
      test.setTimeout(180_000);
      const shoot = async (name: string) => {
        await settle(page);
        const file = `${info.project.name}-${name}-${colorScheme}-${size.width}.png`;
        await page.screenshot({ path: join(info.project.outputDir, '..', 'screenshots', file) });
      };
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await shoot('sign-in');
      await signInAs('administrator');
      for (const view of views) {
        await goTo(page, `/${view}`);
        await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
        await shoot(view);
        if (!withRecord.has(view)) continue;
        await page.keyboard.press('j');
        await page.keyboard.press('Enter');
        await shoot(`${view}-open`);
      }
      await page.emulateMedia({ colorScheme: null });
    });
  }
}
