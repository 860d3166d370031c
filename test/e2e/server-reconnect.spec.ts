import { expect, test } from '@playwright/test';
import { launchBrowser, startServer } from './support/server.ts';
import { temporaryFolder } from './support/workspace.ts';

test('a restart of the server loses neither the session nor what was typed', async () => {
  const folder = await temporaryFolder();
  const first = await startServer({ workspace: folder.path, demo: true });
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(`${first.url}/`);
  await page.getByRole('button', { name: 'Sign in as Agent ' }).click();
  await page.getByRole('grid').getByRole('row').nth(1).click();
  await page.getByRole('button', { name: 'Reveal email' }).click();
  await page.getByLabel('Reason').fill('The customer is on the phone');

  await first.close();
  await expect(page.getByText(/No connection to the engine/)).toBeVisible();
  await page.getByRole('button', { name: 'Reveal', exact: true }).click();
  await expect(page.getByText(/Nothing was sent, and what you typed is still here/)).toBeVisible();

  const second = await startServer({ workspace: folder.path, demo: true, args: ['--port', new URL(first.url).port] });
  await expect(page.getByText(/No connection to the engine/)).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByLabel('Reason')).toHaveValue('The customer is on the phone');
  await page.getByRole('button', { name: 'Reveal', exact: true }).click();
  await expect(page.getByText(/\d:\d\d left/)).toBeVisible();

  await browser.close();
  await second.close();
  await folder.remove();
});
