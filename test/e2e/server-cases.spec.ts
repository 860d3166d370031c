import type { Page } from '@playwright/test';
import { action, heading, openFirst, reason, undoToast } from './support/cases.ts';
import { expect, goTo, type RoleName, roleNames, test } from './support/shared-console.ts';

async function enter(page: Page, role: RoleName): Promise<void> {
  await page.getByRole('button', { name: `Sign in as ${roleNames[role]} ` }).click();
  await expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
}

test.describe('cases in several windows', () => {
  test('CQ-02 are won by one of two who claim, decide and lose in two windows', async ({ page, signInAs, shared }) => {
    await signInAs('risk_analyst');
    const path = await openFirst(page, 'suspicious_activity');
    const other = await shared.open();
    await enter(other.page, 'risk_lead');
    await goTo(other.page, path);
    await expect(action(other.page, /^Claim/)).toBeEnabled();
    // Each sees that the other is there.
    await expect(page.getByText(/is looking too/)).toBeVisible({ timeout: 30_000 });

    await page.keyboard.press('c');
    await expect(action(page, /^Confirm fraud/)).toBeEnabled();
    await expect(other.page.getByText('Mei Tanaka has this case.')).toBeVisible();
    await expect(action(other.page, /^Claim/)).toBeDisabled();

    // The reviewer opens it in another window too: the claim moves there, and the first window is told so.
    const again = await shared.open();
    await enter(again.page, 'risk_analyst');
    await goTo(again.page, path);
    await again.page.getByRole('button', { name: /^Claim here/ }).click();
    await expect(action(again.page, /^Confirm fraud/)).toBeEnabled();
    await page.keyboard.press('r');
    await reason(page).fill('It was the customer');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'You have it in another window' })).toContainText('It was the customer');
    await page.getByRole('button', { name: 'Show the case' }).click();

    // Given back, the colleague takes it and decides; whoever still holds the old claim is told who was first.
    await again.page.keyboard.press('l');
    await expect(action(other.page, /^Claim/)).toBeEnabled();
    await other.page.keyboard.press('c');
    await expect(action(other.page, /^Confirm fraud/)).toBeEnabled();
    await other.page.keyboard.press('a');
    await reason(other.page).fill('The address is known');
    await other.page.keyboard.press('Enter');
    await expect(undoToast(other.page)).toBeVisible();
    await expect(heading(page)).toContainText('Decided');
    await other.page.keyboard.press('u');
    await expect(heading(page)).toContainText('Claimed');
    await expect(page.getByText('Rafael Ortiz has this case.')).toBeVisible();
    await again.close();
    await other.close();
  });
});
