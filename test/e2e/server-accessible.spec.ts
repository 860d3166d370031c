/** The pages are the same in the desktop app, so one shell is enough; what is the desktop's own is looked at there. */
import { expectAccessible, expectAccessibleInBothThemes } from './support/axe.ts';
import { action, openQueue, reason } from './support/cases.ts';
import { begin } from './support/rules-by-keyboard.ts';
import { expect, goTo, seededCustomer, test } from './support/shared-console.ts';

const views = [
  { path: '/customers', ready: 'Customers found' },
  { path: '/approvals', ready: 'Verification requests' },
  { path: '/holds', ready: 'Withdrawal holds' },
  { path: '/decisions', ready: 'Decisions' },
  { path: '/audit', ready: 'Audit entries' },
] as const;

const pages = [
  { path: '/overview', heading: 'Overview' },
  { path: '/integration', heading: 'Integration' },
  { path: '/integration?tab=webhooks', heading: 'Integration' },
  { path: '/import', heading: 'Import' },
  { path: '/settings', heading: 'Settings' },
  { path: '/staff', heading: 'Staff' },
] as const;

test.describe('axe finds nothing serious in either theme', () => {
  test.beforeEach(({ page }) => page.emulateMedia({ colorScheme: 'light' }));
  test.afterEach(({ page }) => page.emulateMedia({ colorScheme: null }));

  test('at the entrance', async ({ page }) => {
    await expectAccessibleInBothThemes(page);
    await page.getByRole('button', { name: 'Sign in with email and password instead' }).click();
    await expectAccessibleInBothThemes(page);
  });

  // In the dark, the lists differ from the pages below by nothing that axe could see.
  test('in the lists and with an open record', async ({ page, signInAs }) => {
    await signInAs('administrator');
    for (const { path, ready } of views) {
      await goTo(page, path);
      const grid = page.getByRole('grid', { name: ready });
      await expect(grid.getByRole('row').nth(1)).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await expect(
        page
          .getByRole('complementary')
          .or(page.getByRole('heading', { name: 'Timeline' }))
          .first(),
      ).toBeVisible();
      await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
      await expectAccessible(page);
    }
  });

  test('in the overview and in the views of who manages', async ({ page, signInAs }) => {
    await signInAs('administrator');
    for (const { path, heading } of pages) {
      await goTo(page, path);
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
      await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
      await expectAccessibleInBothThemes(page);
    }
  });

  test('in the inbox and on cases', async ({ page, signInAs }) => {
    await signInAs('risk_lead');
    await openQueue(page, 'device_reset');
    await expectAccessibleInBothThemes(page);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'History' })).toBeVisible();
    await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
    await expectAccessibleInBothThemes(page);
    await expect(action(page, /^Claim/)).toBeEnabled();
    await page.keyboard.press('c');
    await expect(action(page, /^Deny/)).toBeEnabled();
    await page.keyboard.press('r');
    await expect(reason(page)).toBeFocused();
    await expectAccessibleInBothThemes(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('l');
    await expect(action(page, /^Claim/)).toBeEnabled();
  });

  test('where rules are governed', async ({ page, signInAs }) => {
    await signInAs('risk_analyst');
    for (const [path, heading] of [
      ['/rules/lists', 'Lists'],
      ['/rules/matrix', 'Policy matrix'],
      ['/rules/thresholds', 'Thresholds'],
      ['/rules', 'Rules'],
    ] as const) {
      await goTo(page, path);
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
      await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
      await expectAccessibleInBothThemes(page);
    }
    await begin(page, 'Looked at by axe');
    await expect(page.getByText(/operations?, .* labelled fraud/)).toBeVisible({ timeout: 20_000 });
    await expectAccessibleInBothThemes(page);
  });

  test('in the palette, the keys, a dialog, a menu and the lock screen', async ({ page, signInAs }) => {
    await signInAs('agent');
    await page.keyboard.press('Control+k');
    await expect(page.getByPlaceholder(/Search customers, go to a view/)).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await page.keyboard.press('Escape');
    await seededCustomer(page).click();
    await page.getByRole('button', { name: 'Reveal email' }).click();
    await expect(page.getByLabel('Reason')).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Account menu/ }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await expectAccessibleInBothThemes(page);
    await page.getByRole('menuitem', { name: /Lock/ }).click();
    await expect(page.getByRole('dialog', { name: 'Locked' })).toBeVisible();
    await expectAccessibleInBothThemes(page);
  });
});
