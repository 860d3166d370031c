import { pressTogether } from './support/keys.ts';
import { expect, seededCustomer, test } from './support/shared-console.ts';

test.describe('the shell', () => {
  test('leads anywhere by one field', async ({ page, signInAs }) => {
    await signInAs('administrator');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('settings');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  });

  test('finds customers in that field as one types', async ({ page, signInAs }) => {
    await signInAs('agent');
    const cell = page.getByRole('grid').getByRole('row').nth(1).getByRole('gridcell').nth(1);
    await expect(cell).not.toBeEmpty();
    await expect(page.getByRole('grid')).toHaveAttribute('aria-busy', 'false');
    const id = await cell.textContent();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(id ?? '');
    await expect(page.getByRole('button', { name: new RegExp(`${id}`) })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/customers/${id}$`));
  });

  test('names its keys, and lets single keys be switched off', async ({ page, signInAs }) => {
    await signInAs('agent');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(help.getByText('Next row')).toBeVisible();
    await expect(help.getByText('Go to Approvals')).toBeVisible();
    await help.getByRole('switch', { name: /Single-key/ }).click();
    await page.keyboard.press('Escape');
    await expect(help).toHaveCount(0);
    await pressTogether(page, 'g', 'a');
    await expect(page.getByRole('heading', { name: 'Customers', level: 1 })).toBeVisible();
  });

  test('says on every page that it is a demo (ST-04)', async ({ page, signInAs }) => {
    await signInAs('administrator');
    for (const name of ['Overview', 'Customers', 'Approvals', 'Decisions', 'Audit', 'Integration', 'Import', 'Settings', 'Staff']) {
      await page.getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
      await expect(page.getByText('Demo — all customers, history and traffic here are invented')).toBeVisible();
    }
  });

  test('ST-02 locks, hides everything, and gives it back with what was typed', async ({ page, signInAs }) => {
    await signInAs('agent');
    await seededCustomer(page).click();
    await page.getByRole('button', { name: 'Reveal phone' }).click();
    await page.getByLabel('Reason').fill('half a sentence');
    await page.getByRole('button', { name: /Account menu/ }).dispatchEvent('click');
    await page.getByRole('menuitem', { name: /Lock/ }).dispatchEvent('click');
    const lock = page.getByRole('dialog', { name: 'Locked' });
    await expect(lock).toBeVisible();
    await expect(page.getByLabel('Reason')).toBeHidden();
    await pressTogether(page, 'g', 'a');
    await expect(lock).toBeVisible();

    await lock.getByRole('button', { name: 'Go on as Agent (demo)' }).click();
    await expect(lock).toHaveCount(0);
    await expect(page.getByLabel('Reason')).toHaveValue('half a sentence');
  });

  test('goes by the system’s theme and by the person’s choice', async ({ page, signInAs }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await signInAs('agent');
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
    await page.emulateMedia({ colorScheme: null });
  });

  test('signs out to the entrance', async ({ page, signInAs }) => {
    await signInAs('agent');
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Demo workspace' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Demo workspace' })).toBeVisible();
  });
});
