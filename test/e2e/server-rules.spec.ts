import { expectAccessible } from './support/axe.ts';
import { expect, goTo, test } from './support/shared-console.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious where rules are governed, in the ${colorScheme} theme`, async ({ page, signInAs }) => {
    await page.emulateMedia({ colorScheme });
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
      await expectAccessible(page);
    }
    await page.keyboard.press('c');
    await expect(page.getByRole('textbox', { name: 'What it is for' })).toBeFocused();
    await page.keyboard.type(`Looked at in ${colorScheme}`);
    await page.keyboard.press('Enter');
    await expect(page.getByText(/operations?, .* labelled fraud/)).toBeVisible({ timeout: 20_000 });
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: null });
  });
}
