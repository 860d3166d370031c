import { PlatformApi, withdrawalThatWaits } from './support/demo-customer.ts';
import { pressTogether } from './support/keys.ts';
import { makePlatformKey } from './support/platform-key.ts';
import { expect, test } from './support/shared-console.ts';

test.describe('approvals', () => {
  test('appear as they happen, and change where they are', async ({ page, signInAs }) => {
    await signInAs('agent');
    await pressTogether(page, 'g', 'a');
    const grid = page.getByRole('grid', { name: 'Verification requests' });
    const first = grid.getByRole('row').nth(1);
    await expect(first).toBeVisible();
    const id = await first.getAttribute('id');
    await expect.poll(() => grid.getByRole('row').nth(1).getAttribute('id'), { timeout: 45_000 }).not.toBe(id);
  });

  test('CQ-04 wait behind a button while a request is open, and do not move it', async ({ page, signInAs }) => {
    await signInAs('agent');
    await pressTogether(page, 'g', 'a');
    const grid = page.getByRole('grid', { name: 'Verification requests' });
    await expect(grid.getByRole('row').nth(1)).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary');
    await expect(panel.getByText('What the customer sees')).toBeVisible();
    const top = await grid.getByRole('row').nth(1).getAttribute('id');

    const waiting = page.getByRole('button', { name: /new$/ });
    await expect(waiting).toBeVisible({ timeout: 45_000 });
    expect(await grid.getByRole('row').nth(1).getAttribute('id')).toBe(top);
    await waiting.click();
    await expect.poll(() => grid.getByRole('row').nth(1).getAttribute('id')).not.toBe(top);
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
  });

  test('can be cancelled by staff with a reason, and never approved', async ({ page, signInAs, shared }) => {
    await signInAs('administrator');
    await page.getByRole('button', { name: 'Stop traffic' }).click();
    await expect(page.getByText('Simulated traffic is stopped')).toBeVisible();
    const address = await withdrawalThatWaits(new PlatformApi(await shared.api(), await makePlatformKey(page)));

    await signInAs('agent');
    await pressTogether(page, 'g', 'a');
    await page.getByText('Pending', { exact: true }).first().click();
    const grid = page.getByRole('grid', { name: 'Verification requests' });
    const row = grid.getByRole('row').filter({ hasText: address });
    await expect(row).toContainText('Pending');
    // Beside an open request the list has no room for addresses.
    const id = await row.getAttribute('id');
    await row.click();
    const panel = page.getByRole('complementary');
    await expect(panel.getByRole('timer')).toBeVisible();
    await expect(panel.getByRole('button', { name: /approve/i })).toHaveCount(0);

    await page.keyboard.press('r');
    await page.getByLabel('Reason').fill('The customer asked for it on the phone');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Request cancelled')).toBeVisible();
    await expect(panel.getByRole('heading', { level: 2 })).toContainText('Cancelled');
    await expect(grid.locator(`[id="${id}"]`)).toContainText('Cancelled');

    await signInAs('administrator');
    await page.getByRole('button', { name: 'Start traffic' }).click();
    await expect(page.getByText(/operations a minute/)).toBeVisible();
  });
});
