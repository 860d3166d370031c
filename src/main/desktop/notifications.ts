import { app, type BrowserWindow, Menu, Notification, nativeImage, Tray } from 'electron';
import type { SystemSurface } from './attention-sink.ts';

export interface SystemSurfaceOptions {
  /** The windows that are open now. */
  readonly windows: () => readonly BrowserWindow[];
  readonly trayIcon: string;
  /** Shown over the task bar's icon on Windows, which has no number there. */
  readonly overlayIcon: string;
  /** Shows this route in the window that fits. */
  readonly open: (path: string) => void;
}

/** The operating system's tray, badge and notifications, by Electron. */
export function createSystemSurface({ windows, trayIcon, overlayIcon, open }: SystemSurfaceOptions): SystemSurface {
  const tray = new Tray(nativeImage.createFromPath(trayIcon));
  const overlay = nativeImage.createFromPath(overlayIcon);
  tray.setContextMenu(
    Menu.buildFromTemplate([{ label: 'Open approvals', click: () => open('/approvals') }, { type: 'separator' }, { role: 'quit' }]),
  );
  tray.on('click', () => open('/approvals'));
  return {
    needsNoNews: () => windows().some((window) => window.isFocused()) || !Notification.isSupported(),
    setCount(waiting, words) {
      tray.setToolTip(words);
      app.setBadgeCount(waiting);
      if (process.platform === 'darwin') tray.setTitle(waiting > 0 ? String(waiting) : '');
      if (process.platform === 'win32') for (const window of windows()) window.setOverlayIcon(waiting > 0 ? overlay : null, words);
    },
    notify({ title, body }, clicked) {
      const notification = new Notification({ title, body });
      notification.once('click', clicked);
      notification.show();
      return notification;
    },
    close: () => tray.destroy(),
  };
}
