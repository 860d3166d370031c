import { pressTogether } from './support/keys.ts';
import { expect, test } from './support/shared-console.ts';

test.describe('audit', () => {
  test('AU-01 shows who changed what from old to new, and verifies the chain', async ({ page, signInAs }) => {
    await signInAs('auditor');
    await pressTogether(page, 'g', 'u');
    const grid = page.getByRole('grid', { name: 'Audit entries' });
    await expect(grid.getByRole('row').nth(1)).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary');
    await expect(panel.getByRole('heading', { name: 'Old → new' })).toBeVisible();
    await expect(panel.getByText(/Chain \d+, number \d+/)).toBeVisible();

    await page.keyboard.press('v');
    await expect(page.getByText(/The trail is sound: [\d,]+ entries checked/)).toBeVisible({ timeout: 45_000 });
  });

  test('AU-02 is searched and filtered', async ({ page, signInAs }) => {
    await signInAs('auditor');
    await pressTogether(page, 'g', 'u');
    const grid = page.getByRole('grid', { name: 'Audit entries' });
    await expect(grid.getByRole('row').nth(1)).toBeVisible();
    await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Action', exact: true }).click();
    await page.getByRole('textbox', { name: 'Action' }).fill('staff.signed_in');
    await page.keyboard.press('Enter');
    await expect(grid.getByRole('row').nth(1)).toContainText('Staff: signed in');
    await expect(page).toHaveURL(/action=staff.signed_in/);
  });

  test('is not for every role', async ({ page, signInAs }) => {
    await signInAs('agent');
    await page.evaluate(() => {
      history.pushState(null, '', '/audit');
      dispatchEvent(new PopStateEvent('popstate'));
    });
    await expect(page.getByText('Not for your role')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Audit' })).toHaveCount(0);
  });
});
