import { expect, test } from '../e2e/support/desktop-test.ts';
import { launchDesktop } from '../e2e/support/electron.ts';

test.describe('permissions are denied by default', () => {
  test('a permission that the page looks up is denied', async ({ desktop }) => {
    const states = await desktop.page.evaluate(async () => {
      const names = [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'midi',
        'clipboard-read',
        'persistent-storage',
        'idle-detection',
      ];
      const ask = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state;
      return Promise.all(names.map(async (name) => `${name} ${await ask(name)}`));
    });
    expect(states.filter((state) => !state.endsWith(' denied'))).toEqual([]);
  });

  test('a permission that the page asks for is denied, even with a camera at hand', async ({ workspace }) => {
    const desktop = await launchDesktop({ workspace, demo: true, args: ['--use-fake-device-for-media-stream'] });
    const answers = await desktop.page.evaluate(async () => {
      const name = (cause: unknown) => (cause instanceof DOMException ? cause.name : String(cause));
      const refusal = (attempt: Promise<unknown>) => attempt.then(() => 'GRANTED', name);
      return {
        notifications: await Notification.requestPermission(),
        geolocation: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('GRANTED'),
            (error) => resolve(error.code),
          ),
        ),
        media: await refusal(navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
        display: await refusal(navigator.mediaDevices.getDisplayMedia()),
        clipboard: await refusal(navigator.clipboard.readText()),
        persistence: await navigator.storage.persist(),
      };
    });
    await desktop.close();
    expect(answers).toMatchObject({
      notifications: 'denied',
      geolocation: 1,
      media: 'NotAllowedError',
      clipboard: 'NotAllowedError',
      persistence: false,
    });
    expect(answers.display).not.toBe('GRANTED');
  });

  test('every session made later is as strict', async ({ desktop }) => {
    const answers = await desktop.app.evaluate(async ({ BrowserWindow, session }) => {
      const later = session.fromPartition('another');
      const window = new BrowserWindow({ show: false, webPreferences: { session: later } });
      await window.loadURL('data:text/html,<p>other</p>');
      const state: unknown = await window.webContents.executeJavaScript('Notification.requestPermission()', true);
      window.destroy();
      return state;
    });
    expect(answers).toBe('denied');
  });

  test('copying text that a person chose is the one thing allowed, and only to our top frame', async ({ desktop }) => {
    const state = await desktop.page.evaluate(
      async () => (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state,
    );
    expect(state).toBe('granted');
  });
});
