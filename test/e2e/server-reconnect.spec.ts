import { expect, test } from '@playwright/test';
import { action, openFirst, reason, undoToast } from './support/cases.ts';
import { launchBrowser, startServer } from './support/server.ts';
import { goTo } from './support/shared-console.ts';
import { temporaryFolder } from './support/workspace.ts';

test('a restart of the server in the midst of a decision loses nothing typed, and what is sent afterwards counts once', async () => {
  test.setTimeout(120_000);
  const folder = await temporaryFolder();
  const first = await startServer({ workspace: folder.path, demo: true });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(`${first.url}/`);
  await page.getByRole('button', { name: 'Sign in as Risk analyst ' }).click();
  await expect(page.getByRole('navigation').getByText('Live')).toBeVisible();
  await openFirst(page, 'risk_review');
  await page.keyboard.press('c');
  await expect(action(page, /^Deny/)).toBeEnabled();
  await page.keyboard.press('r');
  await reason(page).fill('Nobody could explain');
  const beside = await browser.newPage();
  beside.on('pageerror', (error) => faults.push(String(error)));
  // Without the views' files the page begins anew once, then says so; whoever signed in goes on as soon as they are there.
  await beside.route(/\/Inside-[^/]*\.js$/, (route) => route.abort());
  await beside.goto(`${first.url}/`);
  await beside.getByRole('button', { name: 'Sign in as Auditor ' }).click();
  await expect(beside.getByRole('heading', { name: 'The console could not be loaded' })).toBeVisible();
  await beside.unroute(/\/Inside-[^/]*\.js$/);
  await beside.getByRole('button', { name: 'Try again' }).click();
  await expect(beside.getByRole('navigation').getByText('Live')).toBeVisible();

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

  // A view that was never read says so, and loads by itself.
  await goTo(beside, '/staff');
  const people = beside.getByRole('region', { name: 'Staff accounts' }).getByRole('row').first();
  await expect(beside.getByText('Not loaded: no connection').first()).toBeVisible();
  await expect(people).toHaveCount(0);

  const second = await startServer({ workspace: folder.path, demo: true, args: ['--port', new URL(first.url).port] });
  await expect(page.getByText(/No connection to the engine/)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText(/^As of \d/)).toHaveCount(0);
  await expect(people).toBeVisible({ timeout: 30_000 });
  await expect(beside.getByText('Not loaded: no connection')).toHaveCount(0);
  await expect(reason(page)).toHaveValue('Nobody could explain where the money goes');
  await dialog.getByRole('button', { name: 'Deny' }).click();
  await expect(undoToast(page)).toContainText('Denied');
  await expect(page.getByText(/was decided already|No connection/)).toHaveCount(0);

  expect(faults).toEqual([]);
  await browser.close();
  await second.close();
  await folder.remove();
});
