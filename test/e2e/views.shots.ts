import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, goTo, type RoleName, test } from './support/shared-console.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;

interface Look {
  readonly name: string;
  readonly path: string;
  /** Also shows the first row's record. */
  readonly open?: true;
}

/** Every view, by who works in it. */
const looks: Readonly<Partial<Record<RoleName, readonly Look[]>>> = {
  risk_lead: [
    { name: 'overview', path: '/overview' },
    { name: 'customers', path: '/customers', open: true },
    { name: 'cases', path: '/cases' },
    { name: 'cases-identity', path: '/cases?queue=identity_update', open: true },
    { name: 'cases-reset', path: '/cases?queue=device_reset', open: true },
    { name: 'cases-recovery', path: '/cases?queue=recovery', open: true },
    { name: 'cases-review', path: '/cases?queue=risk_review', open: true },
    { name: 'cases-suspicion', path: '/cases?queue=suspicious_activity', open: true },
    { name: 'approvals', path: '/approvals', open: true },
    { name: 'holds', path: '/holds', open: true },
    { name: 'decisions', path: '/decisions', open: true },
    { name: 'rules', path: '/rules', open: true },
    { name: 'lists', path: '/rules/lists' },
    { name: 'matrix', path: '/rules/matrix' },
    { name: 'thresholds', path: '/rules/thresholds' },
    { name: 'signals', path: '/rules/signals' },
    { name: 'suggestions', path: '/rules/suggestions' },
    { name: 'templates', path: '/settings/templates' },
    { name: 'demo', path: '/demo' },
    { name: 'help', path: '/help/trusted-device' },
  ],
  administrator: [
    { name: 'audit', path: '/audit', open: true },
    { name: 'integration', path: '/integration' },
    { name: 'webhooks', path: '/integration?tab=webhooks' },
    { name: 'import', path: '/import' },
    { name: 'settings', path: '/settings' },
    { name: 'staff', path: '/staff' },
  ],
};

/** Long enough for the demo's traffic to fill what is live, and for a page to come to rest. */
const settle = (page: Page) => page.waitForTimeout(1_200);

for (const colorScheme of ['light', 'dark'] as const) {
  for (const size of sizes) {
    test(`every view, ${colorScheme}, ${size.width} × ${size.height}`, async ({ page, signInAs }, info) => {
      test.setTimeout(300_000);
      const shoot = async (name: string) => {
        await settle(page);
        const file = `${info.project.name}-${name}-${colorScheme}-${size.width}.png`;
        await page.screenshot({ path: join(info.project.outputDir, '..', 'screenshots', file) });
      };
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await shoot('sign-in');
      const connect = page.getByRole('button', { name: 'Connect to a server…' });
      if (await connect.isVisible()) {
        await connect.click();
        await page.getByLabel('Address of the server').fill('http://risk.example.com');
        await page.keyboard.press('Enter');
        await shoot('connect-server');
        await page.keyboard.press('Escape');
      }
      for (const [role, views] of Object.entries(looks)) {
        await signInAs(role as RoleName);
        for (const { name, path, open } of views) {
          await goTo(page, path);
          await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
          await shoot(name);
          if (!open) continue;
          await page.keyboard.press('j');
          await page.keyboard.press('Enter');
          await shoot(`${name}-open`);
        }
      }
      await page.emulateMedia({ colorScheme: null });
    });
  }
}
