import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessibleInBothThemes } from './support/axe.ts';
import { expect, test } from './support/desktop-test.ts';
import { launchDesktop } from './support/electron.ts';
import { startServer } from './support/server.ts';
import { goTo } from './support/shared-console.ts';

test('the desktop is the client of a team’s server, through its death and return, and loses nothing typed', async ({ workspace }) => {
  const served = join(workspace, 'served');
  const first = await startServer({ workspace: served, demo: true });
  const { host, port } = new URL(first.url);
  const desktop = await launchDesktop({ workspace: join(workspace, 'own'), demo: true });
  const { page, app } = desktop;

  await page.getByRole('button', { name: 'Connect to a server…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect to a team’s server' });
  const address = dialog.getByLabel('Address of the server');
  await address.fill('http://risk.example.com');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Only https will do')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await address.fill('http://127.0.0.1:1');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('The server cannot be reached')).toBeVisible();
  await address.fill(first.url);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(`This is what answers at ${first.url}`)).toBeVisible();
  await expect(dialog.getByText('On this computer, unencrypted')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await dialog.getByRole('button', { name: 'Connect' }).click();

  await expect(page.getByText(`On ${first.url}`)).toBeVisible();
  await page.getByRole('button', { name: 'Sign in as Senior agent ' }).click();
  await expect(page.getByRole('navigation').getByText(host)).toBeVisible();
  // The workspace of this computer is closed: nobody holds its lock, and nothing of the two is mixed.
  expect(existsSync(join(workspace, 'own', 'portcullis.db-wal'))).toBe(false);

  await goTo(page, '/cases');
  await page.getByRole('grid').getByRole('row').nth(1).click();
  const note = page.getByLabel('Note', { exact: true });
  await note.fill('The customer calls again at noon.');

  first.process.kill('SIGKILL');
  await expect(page.getByText(`No connection to ${host} since`)).toBeVisible();
  await expect(page.getByText(/Next attempt in|Connecting…/).first()).toBeVisible();
  await expect(page.getByText(/^As of /)).toBeVisible();
  await expect(page.getByText('There is no connection, so this cannot be sent now.').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add note' })).toBeDisabled();
  await expect(note).toHaveValue('The customer calls again at noon.');
  await note.fill('The customer calls again at noon. Ask for the ticket.');

  const second = await startServer({ workspace: served, demo: true, args: ['--port', port] });
  await expect(page.getByText(`No connection to ${host} since`)).toHaveCount(0, { timeout: 40_000 });
  await expect(note).toHaveValue('The customer calls again at noon. Ask for the ticket.');
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(note).toHaveValue('');
  await expect(page.getByText('The customer calls again at noon. Ask for the ticket.')).toHaveCount(1);

  await app.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
    items.find((item) => item.label === 'Disconnect from the server')?.click();
  });
  await expect(page.getByText('On this computer')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('heading', { name: 'Demo workspace' })).toBeVisible();
  await page.getByRole('button', { name: 'Connect to a server…' }).click();
  await expect(page.getByRole('region', { name: 'Recent servers' }).getByText(first.url)).toBeVisible();
  await desktop.close();
  await second.close();
});
