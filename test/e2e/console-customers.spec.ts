import { expectAccessible } from './support/axe.ts';
import { expect, goTo, seededCustomer, test } from './support/shared-console.ts';

test.describe('customers', () => {
  test('are found as one types and opened by keyboard alone', async ({ page, signInAs }) => {
    await signInAs('senior_agent');
    const grid = page.getByRole('grid', { name: 'Customers found' });
    const first = grid.getByRole('row').nth(1);
    await expect(first).toBeVisible();
    const id = (await first.getByRole('gridcell').nth(1).textContent()) ?? '';

    await page.keyboard.press('/');
    await page.keyboard.type(id);
    await expect(grid.getByRole('row')).toHaveCount(2);
    await page.keyboard.press('Enter');
    await expect(grid).toBeFocused();
    await page.keyboard.press('Enter');

    await expect(page).toHaveURL(new RegExp(`/customers/${id}$`));
    for (const title of ['Factors', 'Devices', 'Sessions', 'Recent decisions', 'Identity', 'Withdrawal holds', 'Open cases', 'Timeline']) {
      await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
    }
    await page.goBack();
    await expect(grid).toBeVisible();

    // WH-03: from the palette to what holds withdrawals, which nobody lifts early unless a setting lets two people do it.
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Search customers, go to a view/).fill('Withdrawal holds');
    await page.keyboard.press('Enter');
    const holds = page.getByRole('grid', { name: 'Withdrawal holds' });
    await holds.getByRole('row').filter({ hasText: 'Password reset' }).first().click();
    await expect(page.getByRole('complementary')).toContainText('Holds run their full time here.');
    await expect(page.getByRole('button', { name: /Lift hold/ })).toHaveCount(0);
  });

  test('ST-03 are masked, and one field is revealed for a minute to who says why', async ({ page, signInAs }) => {
    await signInAs('agent');
    await seededCustomer(page).click();
    const email = page.getByRole('region', { name: 'Identity' }).locator('div', { hasText: /^Email/ });
    await expect(email).toContainText('•••');

    await page.getByRole('button', { name: 'Reveal email' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Reason').fill('ab');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Say why in at least 3 characters.')).toBeVisible();
    await page.getByLabel('Reason').fill('The customer is on the phone');
    await page.keyboard.press('Enter');

    await expect(email).not.toContainText('•••');
    await expect(email.getByRole('timer')).toContainText(/(1:00|0:5\d) left/);
    await page.getByRole('button', { name: 'Hide again' }).click();
    await expect(email).toContainText('•••');

    // Copying takes a reason and an entry of its own, and shows nothing.
    await page
      .context()
      .grantPermissions(['clipboard-write'])
      .catch(() => undefined);
    await page.getByRole('button', { name: 'Copy email' }).click();
    await page.getByLabel('Reason').fill('For the form of the bank');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Copied the email; the audit trail says so')).toBeVisible();
    await expect(email).toContainText('•••');
    await expect(page.getByRole('region', { name: 'Timeline' }).last()).toContainText(/email: masked → copied · For the form of the bank/);
  });

  test('ST-03 are not revealed by a role that may not', async ({ page, signInAs }) => {
    await signInAs('auditor');
    await goTo(page, '/customers');
    await seededCustomer(page).click();
    await expect(page.getByRole('heading', { name: 'Identity', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: /Reveal/ })).toHaveCount(0);
  });

  test('say so when an id names nobody', async ({ page, signInAs }) => {
    await signInAs('agent');
    await goTo(page, '/customers/nobody-has-this-id');
    await expect(page.getByText('No such customer')).toBeVisible();
    await expectAccessible(page);
  });
});
