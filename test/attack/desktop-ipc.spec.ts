import { expect, test } from '../e2e/support/desktop-test.ts';
import type { Desktop } from '../e2e/support/electron.ts';
import { closedAfter, listenToShell } from '../e2e/support/shell-port.ts';

const CHANNEL = 'portcullis:connect';

/** Hands the main process's one listener an event as Electron would make it, but with a sender of our choice. */
function forge(desktop: Desktop, sender: 'null frame' | 'child frame' | 'other window' | 'other page'): Promise<string> {
  return desktop.app.evaluate(
    async ({ BrowserWindow, MessageChannelMain }, [channel, kind]) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) return 'no window';
      const own = { url: contents.mainFrame.url, parent: null as unknown };
      const frames: Record<string, unknown> = {
        'null frame': null,
        'child frame': { ...own, parent: own },
        'other window': own,
        'other page': { ...own, url: 'https://example.com/' },
      };
      const { port1, port2 } = new MessageChannelMain();
      const closed = new Promise<string>((resolve) => port1.once('close', () => resolve('closed')));
      port1.start();
      const sender = { id: kind === 'other window' ? contents.id + 1 : contents.id };
      contents.ipc.emit(channel, { sender, senderFrame: frames[kind], ports: [port2] }, { portcullis: 'connect', purpose: 'shell' });
      return closed;
    },
    [CHANNEL, sender] as const,
  );
}

test.describe('messages to the main process', () => {
  test('the console’s own request is taken', async ({ desktop }) => {
    const heard = await listenToShell(desktop);
    await desktop.app.evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'));
    await expect.poll(heard).toEqual([{ kind: 'lock' }]);
  });

  for (const message of [
    { portcullis: 'connect' },
    { portcullis: 'connect', purpose: 'root' },
    { portcullis: 'connect', purpose: ['shell'] },
    { portcullis: 'connect', purpose: 'shell', path: '/etc/passwd' },
    { portcullis: 'connect', purpose: 'shell'.repeat(100_000) },
  ]) {
    test(`a message that breaks the schema is refused: ${JSON.stringify(message).slice(0, 80)}`, async ({ desktop }) => {
      expect(await closedAfter(desktop, message)).toBe('closed');
    });
  }

  test('a request with two ports is refused', async ({ desktop }) => {
    expect(await closedAfter(desktop, { portcullis: 'connect', purpose: 'shell' }, 2)).toBe('closed');
  });

  for (const sender of ['null frame', 'child frame', 'other window', 'other page'] as const) {
    test(`a request from ${sender.replace('null', 'a null').replace('child', 'a child').replace('other', 'another')} is refused`, async ({
      desktop,
    }) => {
      expect(await forge(desktop, sender)).toBe('closed');
    });
  }

  test('a frame inside the page cannot speak through the preload', async ({ desktop }) => {
    const refusals = () => desktop.output().split('was refused').length - 1;
    const before = refusals();
    await desktop.page.evaluate(() => document.body.append(document.createElement('iframe')));
    await expect.poll(() => desktop.page.frames().length).toBe(2);
    await desktop.page.frames()[1]?.evaluate(() => {
      window.parent.postMessage({ portcullis: 'connect', purpose: 'root' }, '*', [new MessageChannel().port2]);
    });
    // Messages keep their order: once the page's own has been refused, the frame's would have been too.
    expect(await closedAfter(desktop, { portcullis: 'connect', purpose: 'root' })).toBe('closed');
    await expect.poll(refusals).toBe(before + 1);
  });

  test('there is no other channel to the main process', async ({ desktop }) => {
    const channels = await desktop.app.evaluate(({ BrowserWindow, ipcMain }) => {
      const listening = [ipcMain, BrowserWindow.getAllWindows()[0]?.webContents.ipc].map((ipc) => ipc?.eventNames().map(String) ?? []);
      return listening.flat().filter((name) => name !== 'error');
    });
    expect(channels).toEqual([CHANNEL]);
  });
});
