import { expect, test } from '@playwright/test';
import { action, openFirst, reason, undoToast } from './support/cases.ts';
import { launchBrowser, startServer } from './support/server.ts';
import { temporaryFolder } from './support/workspace.ts';

test('a restart of the server in the midst of a decision loses nothing typed, and what is sent afterwards counts once', async () => {
  test.setTimeout(120_000);
  const folder = await temporaryFolder();
  const first = await startServer({ workspace: folder.path, demo: true });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${first.url}/`);
  await page.getByRole('button', { name: 'Sign in as Risk analyst ' }).click();
  await expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
  await openFirst(page, 'risk_review');
  await page.keyboard.press('c');
  await expect(action(page, /^Deny/)).toBeEnabled();
  await page.keyboard.press('r');
  await reason(page).fill('Nobody could explain');

  await first.close();
  await expect(page.getByText(/No connection to the engine since \d/)).toBeVisible();
  await expect(page.getByText(/^As of \d/)).toBeVisible();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('There is no connection, so this cannot be sent now.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Deny' })).toBeDisabled();
  await reason(page).press('Enter');
  await reason(page).pressSequentially(' where the money goes');
  // What stands behind the dialog cannot be sent either, and says so.
  const refused = (selector: string) => page.locator(selector).evaluateAll((all) => all.map((one) => (one.textContent ?? '').trim()));
  await expect(page.getByRole('button', { name: 'Attach', exact: true, includeHidden: true })).toBeDisabled();
  expect(await refused('[data-writes]')).toEqual(await refused('[data-writes]:disabled[title^="There is no connection"]'));
  expect((await refused('[data-writes]')).length).toBeGreaterThan(8);

  const second = await startServer({ workspace: folder.path, demo: true, args: ['--port', new URL(first.url).port] });
  await expect(page.getByText(/No connection to the engine/)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText(/^As of \d/)).toHaveCount(0);
  await expect(reason(page)).toHaveValue('Nobody could explain where the money goes');
  await dialog.getByRole('button', { name: 'Deny' }).click();
  await expect(undoToast(page)).toContainText('Denied');
  await expect(page.getByText(/was decided already|No connection/)).toHaveCount(0);

  await browser.close();
  await second.close();
  await folder.remove();
});
