import { expect, test } from './support/desktop-test.ts';
import { type Desktop, launchDesktop, runToEnd } from './support/electron.ts';
import { listenToShell } from './support/shell-port.ts';

test.describe('the desktop app', () => {
  test('opens its window on the console', async ({ desktop }) => {
    expect(desktop.page.url()).toMatch(/^app:\/\/console\//);
    await expect(desktop.page).toHaveTitle(/Portcullis/);
    const window = () =>
      desktop.app.evaluate(({ BrowserWindow }) => {
        const [first, ...others] = BrowserWindow.getAllWindows();
        return { visible: first?.isVisible(), others: others.length };
      });
    await expect.poll(window).toEqual({ visible: true, others: 0 });
  });

  test('opens again where it was', async ({ workspace }) => {
    const place = { x: 120, y: 90, width: 1111, height: 707 };
    const first = await launchDesktop({ workspace, demo: true });
    await first.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place);
    const bounds = (desktop: Desktop) => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
    await expect.poll(() => bounds(first)).toEqual(place);
    await first.close();
    const second = await launchDesktop({ workspace, demo: true });
    await expect.poll(() => bounds(second)).toEqual(place);
    await second.close();
  });

  test('a link of our scheme shows its view in the running window, and a malformed one shows nothing', async ({ workspace }) => {
    const desktop = await launchDesktop({ workspace, demo: true });
    const heard = await listenToShell(desktop);
    for (const link of ['portcullis://decisions/dec_01?approve=all', 'portcullis://decisions/dec_01']) {
      const { code } = await runToEnd({ workspace, demo: true, args: [link] });
      expect(code).toBe(0);
    }
    await expect.poll(heard).toEqual([{ kind: 'navigate', path: '/decisions/dec_01' }]);
    await desktop.close();
  });

  test('a link that starts the app waits until the page listens', async ({ workspace }) => {
    const desktop = await launchDesktop({ workspace, demo: true, args: ['portcullis://approvals'] });
    await expect(desktop.page).toHaveURL(/approvals/);
    await desktop.close();
  });

  test('the menu goes to each view and locks the console', async ({ desktop }) => {
    const heard = await listenToShell(desktop);
    await desktop.app.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
      for (const label of ['Customers', 'Approvals', 'Decisions', 'Audit', 'Lock console'])
        items.find((item) => item.label === label)?.click();
    });
    await expect
      .poll(heard)
      .toEqual([
        { kind: 'navigate', path: '/customers' },
        { kind: 'navigate', path: '/approvals' },
        { kind: 'navigate', path: '/decisions' },
        { kind: 'navigate', path: '/audit' },
        { kind: 'lock' },
      ]);
  });

  test('the console locks when the screen locks or the machine goes to sleep', async ({ desktop }) => {
    const heard = await listenToShell(desktop);
    await desktop.app.evaluate(({ powerMonitor }) => {
      powerMonitor.emit('lock-screen');
      powerMonitor.emit('suspend');
    });
    await expect.poll(heard).toEqual([{ kind: 'lock' }, { kind: 'lock' }]);
  });

  test('a page whose process dies is loaded again', async ({ workspace }) => {
    const desktop = await launchDesktop({ workspace, demo: true });
    const before = await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    await expect
      .poll(() =>
        desktop.app.evaluate(({ BrowserWindow }, old) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          const now = contents?.getOSProcessId();
          return now !== undefined && now > 0 && now !== old && contents?.isLoading() === false;
        }, before),
      )
      .toBe(true);
    await desktop.close();
  });

  test('closing the window ends the app without an error', async ({ workspace }) => {
    const desktop = await launchDesktop({ workspace, demo: true });
    const ended = new Promise((resolve) => desktop.app.process().once('exit', resolve));
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await ended).toBe(0);
  });
});
