import type { Page } from '@playwright/test';
import { expect, test } from '../e2e/support/desktop-test.ts';
import type { Desktop } from '../e2e/support/electron.ts';

const windows = (desktop: Desktop) => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

/** Leaves the first window alone. */
async function closeOthers(desktop: Desktop): Promise<void> {
  await desktop.app.evaluate(({ BrowserWindow }) => {
    const [first, ...others] = BrowserWindow.getAllWindows().sort((a, b) => a.id - b.id);
    for (const window of others) window.destroy();
    first?.show();
  });
}

/** Takes the shell's port from the console, and returns how to say something over it and wait until it has been heard. */
async function speaker(desktop: Desktop): Promise<(message: unknown, ports?: number) => Promise<void>> {
  await expect(desktop.page.locator('#app')).not.toBeEmpty();
  await desktop.page.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    Reflect.set(window, 'shellPort', port1);
    const checked: number[] = [];
    Reflect.set(window, 'shellChecked', checked);
    port1.addEventListener('message', ({ data }: MessageEvent<{ kind: string; id?: number }>) => {
      if (data.kind === 'checked') checked.push(data.id ?? -1);
    });
    port1.start();
    window.postMessage({ portcullis: 'connect', purpose: 'shell' }, window.location.origin, [port2]);
  });
  let id = 1_000;
  return async (message, ports = 0) => {
    id += 1;
    await desktop.page.evaluate(
      ([said, count, probe]) => {
        const port = Reflect.get(window, 'shellPort') as MessagePort;
        port.postMessage(
          said,
          Array.from({ length: count as number }, () => new MessageChannel().port2),
        );
        // Messages keep their order: once this one is answered, the one before has been taken or refused.
        port.postMessage({ kind: 'check-server', id: probe, address: 'ftp://nowhere' });
      },
      [message, ports, id] as const,
    );
    await expect.poll(() => desktop.page.evaluate(() => Reflect.get(window, 'shellChecked') as number[])).toContain(id);
  };
}

/** A link on the page that the person opens with Ctrl held. */
async function openWithCtrl(page: Page, href: string): Promise<void> {
  await page.evaluate((address) => {
    document.querySelector('#test-link')?.remove();
    const link = document.createElement('a');
    link.id = 'test-link';
    link.textContent = 'link';
    link.href = address;
    Object.assign(link.style, { position: 'fixed', top: '0', left: '0', zIndex: '100000' });
    document.body.append(link);
  }, href);
  await page.locator('#test-link').click({ modifiers: ['Control'] });
}

test.describe('further windows', () => {
  test.afterEach(async ({ desktop }) => closeOthers(desktop));

  test('are made by us for routes of ours, and are as strict as the first', async ({ desktop }) => {
    const opened = desktop.app.waitForEvent('window');
    await openWithCtrl(desktop.page, 'app://console/customers');
    const page = await opened;
    await page.waitForURL('app://console/customers');
    const preferences = await desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = (
          webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
        ).getLastWebPreferences();
        return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
      }),
    );
    expect(preferences).toHaveLength(2);
    expect(preferences[1]).toEqual(preferences[0]);
    expect(preferences[0]).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
    expect(await page.evaluate(() => window.opener)).toBeNull();
    await page.evaluate(() => window.location.assign('https://example.com/'));
    expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
    expect(page.url()).toBe('app://console/customers');
    expect(await windows(desktop)).toBe(2);
  });

  test('do not open on anything else', async ({ desktop }) => {
    for (const href of [
      'https://example.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,x',
      'app://other/customers',
      'app://console/index.html',
      'app://console/nowhere',
      'app://console/customers#x',
    ]) {
      await openWithCtrl(desktop.page, href);
    }
    // Nor for a click that nobody made.
    await desktop.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'app://console/customers';
      document.body.append(link);
      link.dispatchEvent(new MouseEvent('click', { ctrlKey: true, bubbles: true, cancelable: true }));
    });
    const say = await speaker(desktop);
    for (const path of ['https://example.com/', '//example.com', '/cases/../settings', '/index.html', '/cases/%2e%2e', '']) {
      await say({ kind: 'open-window', path });
    }
    expect(await windows(desktop)).toBe(1);
  });

  test('are only so many, however many a page asks for', async ({ desktop }) => {
    const say = await speaker(desktop);
    for (let n = 0; n < 16; n += 1) await say({ kind: 'open-window', path: '/cases' });
    expect(await windows(desktop)).toBe(12);
  });

  test('speak for themselves alone: a message that pretends to come from another window is refused', async ({ desktop }) => {
    const opened = desktop.app.waitForEvent('window');
    await openWithCtrl(desktop.page, 'app://console/customers');
    await opened;
    const outcome = await desktop.app.evaluate(async ({ BrowserWindow, MessageChannelMain }) => {
      const [first, second] = BrowserWindow.getAllWindows();
      if (first === undefined || second === undefined) return 'no window';
      const { port1, port2 } = new MessageChannelMain();
      const closed = new Promise<string>((resolve) => port1.once('close', () => resolve('closed')));
      port1.start();
      second.webContents.ipc.emit(
        'portcullis:connect',
        { sender: { id: first.webContents.id }, senderFrame: { url: first.webContents.mainFrame.url, parent: null }, ports: [port2] },
        { portcullis: 'connect', purpose: 'engine' },
      );
      return closed;
    });
    expect(outcome).toBe('closed');
  });
});

test.describe('what a page says to the shell', () => {
  for (const [name, message, ports] of [
    ['is none of the few things', { kind: 'run', command: 'x' }, 0],
    ['has more in it than it should', { kind: 'open-window', path: '/cases', preload: '/tmp/x.js' }, 0],
    ['is too long', { kind: 'open-window', path: `/cases/${'a'.repeat(5_000)}` }, 0],
    ['is no object', 'open-window', 0],
    ['carries a port', { kind: 'open-window', path: '/cases' }, 1],
  ] as const) {
    test(`is refused when it ${name}`, async ({ desktop }) => {
      const refusals = () => desktop.output().split('request does not match its schema').length - 1;
      const before = refusals();
      const say = await speaker(desktop);
      await say(message, ports);
      await expect.poll(refusals).toBe(before + 1);
      expect(await windows(desktop)).toBe(1);
    });
  }

  test('counts only on the port of the page that is there now', async ({ desktop }) => {
    const say = await speaker(desktop);
    await desktop.page.evaluate(() => Reflect.set(window, 'formerPort', Reflect.get(window, 'shellPort')));
    const sayAnew = await speaker(desktop);
    await desktop.page.evaluate(() =>
      (Reflect.get(window, 'formerPort') as MessagePort).postMessage({ kind: 'open-window', path: '/cases' }),
    );
    await sayAnew({ kind: 'active' });
    expect(await windows(desktop)).toBe(1);
    expect(say).toBeDefined();
  });

  test('connects to no server without https, and keeps none that was not reached', async ({ desktop }) => {
    const say = await speaker(desktop);
    for (const address of ['http://risk.example.com', 'https://person:secret@127.0.0.1:1', 'https://127.0.0.1:1']) {
      await say({ kind: 'use-server', id: 1, address });
    }
    await expect
      .poll(() => desktop.page.evaluate(() => (Reflect.get(window, 'shellChecked') as number[]).filter((id) => id === 1).length))
      .toBe(3);
    await desktop.page.reload();
    await expect(desktop.page.getByText('On this computer')).toBeVisible();
  });
});

test('the context menu offers nothing that a page could have put there', async ({ desktop }) => {
  const menus = await desktop.app.evaluate(({ BrowserWindow, Menu }) => {
    const shown: string[][] = [];
    const popup = Menu.prototype.popup;
    Menu.prototype.popup = function (this: Electron.Menu) {
      shown.push(this.items.map(({ label, type }) => (type === 'separator' ? '---' : label)));
    };
    const params = { linkURL: '', isEditable: false, selectionText: '', misspelledWord: '', dictionarySuggestions: [], editFlags: {} };
    const show = (rest: object) => BrowserWindow.getAllWindows()[0]?.webContents.emit('context-menu', {}, { ...params, ...rest });
    show({ linkURL: 'https://example.com/', linkText: 'Click me' });
    show({ linkURL: 'app://console/cases/cas_01', linkText: 'Quit everything' });
    show({ selectionText: 'Quit everything' });
    Menu.prototype.popup = popup;
    return shown;
  });
  expect(menus).toEqual([['Open in new window', 'Copy link'], ['Copy']]);
});
