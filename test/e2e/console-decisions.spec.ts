import { pressTogether } from './support/keys.ts';
import { expect, goTo, test } from './support/shared-console.ts';

test.describe('decisions', () => {
  test('PO-06 are explained from the outcome in words down to every signal', async ({ page, signInAs }) => {
    await signInAs('risk_analyst');
    await goTo(page, '/decisions');
    const grid = page.getByRole('grid', { name: 'Decisions' });
    await expect(grid.getByRole('row').nth(1)).toBeVisible();
    await page.keyboard.press('/');
    await expect(page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Outcome' })).toBeFocused();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemcheckbox', { name: 'Deny' }).press('Enter');
    await expect(page).toHaveURL(/outcome=deny/);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(grid.getByRole('row').nth(1)).toContainText('Deny');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary');
    await expect(panel.getByText(/^Denied: the .* does not go on\.$/)).toBeVisible();
    for (const title of ['Score', 'Steps', 'Policy row', 'Operation', 'Signals', 'Canonical text']) {
      await expect(panel.getByRole('heading', { name: title, exact: true })).toBeVisible();
    }
    await expect(panel.getByText(/Rules \d+ · Policy matrix \d+/)).toBeVisible();

    const before = page.url();
    await page.keyboard.press('j');
    await expect.poll(() => page.url()).not.toBe(before);
    await expect(panel.getByText('Policy row')).toBeVisible();
    await page.reload();
    await expect(panel.getByText('Policy row')).toBeVisible();

    // RT-05: what would another policy have said of it?
    await panel.getByRole('combobox', { name: /^Replay under a draft/ }).click();
    await page.getByRole('option', { name: 'What is live now' }).click();
    await expect(panel.getByRole('status').filter({ hasText: 'Decided again' })).toContainText('Deny');
  });

  test('pass through filters that stand in the address', async ({ page, signInAs }) => {
    await signInAs('risk_analyst');
    await pressTogether(page, 'g', 'd');
    await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Outcome', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Deny' }).click();
    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(/outcome=deny/);
    const grid = page.getByRole('grid', { name: 'Decisions' });
    await expect(grid.getByRole('row').nth(1)).toContainText('Deny');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(page).not.toHaveURL(/outcome/);
  });

  test('show the columns that a person chose, also after a reload', async ({ page, signInAs }) => {
    await signInAs('risk_analyst');
    await goTo(page, '/decisions');
    await expect(page.getByRole('grid', { name: 'Decisions' }).getByRole('row').nth(1)).toBeVisible();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Started on' }).click();
    await page.keyboard.press('Escape');
    const header = page.getByRole('columnheader', { name: 'Started on' });
    await expect(header).toBeVisible();
    await page.reload();
    await expect(header).toBeVisible();
  });

  test('that wait for staff lead to their case, where they are claimed and decided', async ({ page, signInAs }) => {
    await signInAs('risk_lead');
    await goTo(page, '/decisions?status=in_review');
    const grid = page.getByRole('grid', { name: 'Decisions' });
    await expect(grid.getByRole('row').nth(1)).toContainText('In review', { timeout: 45_000 });
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary');
    await expect(panel.getByRole('button', { name: /Decide on its case/ })).toBeEnabled();
    await page.keyboard.press('o');
    await expect(page).toHaveURL(/\/cases\/case_/);
    await expect(page.getByRole('button', { name: /Claim/ })).toBeVisible();
  });
});
