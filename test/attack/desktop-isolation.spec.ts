import { readFileSync, readlinkSync } from 'node:fs';
import { expect, test } from '../e2e/support/desktop-test.ts';

test.describe('the page is isolated', () => {
  test('the renderer runs in the operating system’s sandbox, which no switch turned off', async ({ desktop }) => {
    const pid = await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^Seccomp:\s+2$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(readlinkSync(`/proc/${pid}/ns/user`)).not.toBe(readlinkSync('/proc/self/ns/user'));
    for (const process of [pid, desktop.app.process().pid]) {
      expect(readFileSync(`/proc/${process}/cmdline`, 'utf8')).not.toContain('--no-sandbox');
    }
  });

  test('the window’s preferences isolate the context and give the page no Node', async ({ desktop }) => {
    const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return contents && 'getLastWebPreferences' in contents ? (contents.getLastWebPreferences as () => Record<string, unknown>)() : null;
    });
    expect(preferences?.nodeIntegrationInWorker ?? false).toBe(false);
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  test('the page finds no Node, no Electron and no function of the preload', async ({ desktop }) => {
    const found = await desktop.page.evaluate(() => {
      const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer', 'setImmediate'];
      return { present: names.filter((name) => name in window), mark: Reflect.get(window, 'portcullisDesktop') as unknown };
    });
    expect(found).toEqual({ present: [], mark: true });
  });

  test('a page that replaces the built-in functions gets hold of nothing of the preload', async ({ desktop }) => {
    const captured = await desktop.page.evaluate(async () => {
      const seen: unknown[] = [];
      const originals = { call: Function.prototype.call, apply: Function.prototype.apply };
      Function.prototype.call = function (this: unknown, ...args: unknown[]) {
        seen.push(this, ...args);
        return Reflect.apply(originals.call, this, args);
      };
      Object.defineProperty(Object.prototype, 'portcullis', { configurable: true, set: (value) => seen.push(value) });
      const { port1, port2 } = new MessageChannel();
      const answered = new Promise((resolve) => port1.addEventListener('close', resolve));
      port1.start();
      window.postMessage({ portcullis: 'connect', purpose: 'root' }, window.location.origin, [port2]);
      await answered;
      Function.prototype.call = originals.call;
      Reflect.deleteProperty(Object.prototype, 'portcullis');
      const text = (value: unknown) => (typeof value === 'object' && value !== null ? Object.keys(value).join() : String(value));
      return seen.map(text).filter((name) => /ipc|electron|contextBridge/i.test(name));
    });
    expect(captured).toEqual([]);
  });
});
