import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './support/desktop-test.ts';
import { type Desktop, launchDesktop, runToEnd } from './support/electron.ts';
import { goTo } from './support/shared-console.ts';

const menuItem = (desktop: Desktop, label: string) =>
  desktop.app.evaluate(({ Menu }, wanted) => {
    const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
    items.find((item) => item.label === wanted)?.click();
  }, label);

test('several windows have a view each and one session: signing in, locking, leaving and zooming go for all', async ({ workspace }) => {
  const desktop = await launchDesktop({ workspace, demo: true });
  const { page, app } = desktop;
  await page.getByRole('button', { name: 'Sign in as Agent ' }).click();
  const row = page.getByRole('grid', { name: 'Customers found' }).getByRole('row').nth(1);
  await expect(row).toBeVisible();

  // A row opened with Ctrl goes into a window of its own, and the list stays as it is.
  const opening = app.waitForEvent('window');
  await row.click({ modifiers: ['Control'] });
  const second = await opening;
  await second.waitForURL(/^app:\/\/console\/customers\/./);
  await expect(second.getByRole('navigation').getByText('Live')).toBeVisible();
  await expect(second.getByRole('heading', { level: 1 })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/customers');

  // The same by keyboard, and by the row's menu.
  const third = app.waitForEvent('window');
  await page.keyboard.press('j');
  await page.keyboard.press('Control+Enter');
  await (await third).close();
  await app.evaluate(({ Menu }) => {
    const shown: string[] = [];
    Reflect.set(globalThis, 'menuShown', shown);
    Menu.prototype.popup = function (this: Electron.Menu) {
      shown.push(...this.items.map(({ label }) => label));
    };
  });
  await row.click({ button: 'right' });
  await expect
    .poll(() => app.evaluate(() => Reflect.get(globalThis, 'menuShown') as string[]))
    .toEqual(['Open in new window', 'Copy link']);

  // A link shows in one of them, and leaves the other as it is.
  await goTo(second, '/overview');
  await runToEnd({ workspace, demo: true, args: ['portcullis://approvals'] });
  await expect.poll(async () => [page.url(), second.url()].filter((url) => url.endsWith('/approvals')).length).toBe(1);

  await menuItem(desktop, 'Zoom in');
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getZoomLevel())))
    .toEqual([0.5, 0.5]);

  await menuItem(desktop, 'Lock console');
  for (const window of [page, second]) await expect(window.getByRole('dialog', { name: 'Locked' })).toBeVisible();
  await second.getByRole('button', { name: /^Go on as Agent/ }).click();
  for (const window of [page, second]) await expect(window.getByRole('dialog', { name: 'Locked' })).toHaveCount(0);

  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  for (const window of [page, second]) await expect(window.getByRole('heading', { name: 'Demo workspace' })).toBeVisible();

  // A page with something unsaved asks before its window closes, and the window stays when that is the answer.
  await second.evaluate(() => {
    window.onbeforeunload = (event) => event.preventDefault();
  });
  await app.evaluate(({ dialog }) => {
    const answers = ['Stay', 'Leave without saving'];
    dialog.showMessageBox = async (...given: unknown[]) => {
      const { buttons } = given.at(-1) as { readonly buttons: readonly string[] };
      // No person answers before the window has heard that it stays.
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { response: buttons.indexOf(answers.shift() ?? ''), checkboxChecked: false };
    };
    Reflect.set(globalThis, 'answersLeft', () => answers.length);
  });
  const place = { x: 60, y: 50, width: 1010, height: 690 };
  await app.evaluate(({ BrowserWindow }, bounds) => {
    const [, other] = BrowserWindow.getAllWindows().sort((a, b) => a.id - b.id);
    other?.setBounds(bounds);
  }, place);
  await expect.poll(() => second.evaluate(() => window.outerWidth)).toBe(place.width);
  const closeSecond = () =>
    app.evaluate(({ BrowserWindow }, width) => {
      BrowserWindow.getAllWindows()
        .find((window) => window.getBounds().width === width)
        ?.close();
    }, place.width);
  await closeSecond();
  await expect.poll(() => app.evaluate(() => (Reflect.get(globalThis, 'answersLeft') as () => number)())).toBe(1);
  expect(second.isClosed()).toBe(false);
  const closed = second.waitForEvent('close');
  await closeSecond();
  await closed;
  await expect.poll(() => existsSync(join(workspace, 'desktop', 'window-2.json'))).toBe(true);
  expect(JSON.parse(readFileSync(join(workspace, 'desktop', 'window-2.json'), 'utf8'))).toMatchObject(place);
  await desktop.close();

  // Place and zoom are as they were.
  const again = await launchDesktop({ workspace, demo: true });
  await expect
    .poll(() => again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel()))
    .toBe(0.5);
  const reopened = again.app.waitForEvent('window');
  await menuItem(again, 'New window');
  await reopened;
  await expect
    .poll(() => again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getNormalBounds())))
    .toContainEqual(place);
  await again.close();
});
