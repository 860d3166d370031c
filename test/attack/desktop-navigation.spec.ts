import { expect, test } from '../e2e/support/desktop-test.ts';
import type { Desktop } from '../e2e/support/electron.ts';

/** Runs an attempt in the page and tells whether the very same document is still there afterwards, in the only window. */
async function survives(desktop: Desktop, attempt: () => void): Promise<void> {
  const { app, page } = desktop;
  const before = page.url();
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const seen: string[] = [];
    Reflect.set(globalThis, 'navigationsSeen', seen);
    contents?.on('will-frame-navigate', (event) => seen.push(`${event.defaultPrevented ? 'denied' : 'ALLOWED'} ${event.url}`));
    contents?.on('did-navigate', (_event, url) => seen.push(`ALLOWED ${url}`));
  });
  await page.evaluate(() => Reflect.set(window, 'sameDocument', true));
  await page.evaluate(attempt);
  const seen = () => app.evaluate(() => Reflect.get(globalThis, 'navigationsSeen') as string[]);
  await expect.poll(async () => (await seen()).length).toBeGreaterThan(0);
  expect((await seen()).filter((line) => line.startsWith('ALLOWED'))).toEqual([]);
  expect(page.url()).toBe(before);
  expect(await page.evaluate(() => Reflect.get(window, 'sameDocument') as unknown)).toBe(true);
}

test.describe('the window stays where it is', () => {
  test('navigation to the web is denied', async ({ desktop }) => {
    await survives(desktop, () => window.location.assign('https://example.com/'));
  });

  test('navigation within our own origin is denied too', async ({ desktop }) => {
    await survives(desktop, () => window.location.assign('app://console/assets/other.html'));
  });

  test('a clicked link out of the app is denied', async ({ desktop }) => {
    await survives(desktop, () => {
      const link = document.createElement('a');
      link.href = 'https://example.com/';
      document.body.append(link);
      link.click();
    });
  });

  test('a local file never opens in the window', async ({ desktop }) => {
    const { page } = desktop;
    const before = page.url();
    await page.evaluate(() => {
      Reflect.set(window, 'sameDocument', true);
      window.location.assign('file:///etc/passwd');
    });
    expect(await page.evaluate(() => Reflect.get(window, 'sameDocument') as unknown)).toBe(true);
    expect(page.url()).toBe(before);
  });

  test('a redirect and a navigating frame are denied', async ({ desktop }) => {
    const denied = await desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return (['will-redirect', 'will-frame-navigate'] as const).map((name) => {
        let prevented = false;
        contents?.emit(name, { preventDefault: () => (prevented = true), url: 'https://example.com/' });
        return prevented;
      });
    });
    expect(denied).toEqual([true, true]);
  });

  test('a new window is denied', async ({ desktop }) => {
    const opened = await desktop.page.evaluate(() => [
      window.open('https://example.com/'),
      window.open('about:blank'),
      window.open('app://console/'),
      window.open('', 'name', 'popup'),
    ]);
    expect(opened).toEqual([null, null, null, null]);
    expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('a web view is denied, even to a page that could ask for one', async ({ desktop }) => {
    const { app, page } = desktop;
    await page.evaluate(() => {
      const view = document.createElement('webview');
      view.setAttribute('src', 'https://example.com/');
      document.body.append(view);
    });
    const { prevented, types } = await app.evaluate(({ BrowserWindow, webContents }) => {
      let was = false;
      BrowserWindow.getAllWindows()[0]?.webContents.emit('will-attach-webview', { preventDefault: () => (was = true) }, {}, {});
      return { prevented: was, types: webContents.getAllWebContents().map((contents) => contents.getType()) };
    });
    expect(prevented).toBe(true);
    expect(types).toEqual(['window']);
  });

  test('links open in the browser only for the https origins of the list', async ({ desktop }) => {
    const { app, page } = desktop;
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Reflect.set(globalThis, 'openedOutside', opened);
      shell.openExternal = (url) => {
        opened.push(url);
        return Promise.resolve();
      };
    });
    await page.evaluate(() => {
      for (const url of [
        'https://pages.nist.gov/800-63-4/sp800-63b.html',
        'http://pages.nist.gov/800-63-4/sp800-63b.html',
        'https://pages.nist.gov.example.com/',
        'https://person:secret@pages.nist.gov/',
        'https://pages.nist.gov:8443/',
        'https://example.com/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'smb://example.com/share',
        'mailto:someone@example.com',
        'portcullis://approvals',
      ]) {
        window.open(url);
      }
    });
    const opened = () => app.evaluate(() => Reflect.get(globalThis, 'openedOutside') as string[]);
    await expect.poll(opened).toEqual(['https://pages.nist.gov/800-63-4/sp800-63b.html']);
  });
});
