import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { CONSOLE_ORIGIN } from '../../shared/desktop-bridge.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

export interface WindowOptions {
  /** Folder of the app: the repository, or the archive when packaged. */
  readonly appFolder: string;
  /** File in which place and size are kept. */
  readonly stateFile: string;
  readonly devTools: boolean;
  readonly icon: string;
}

const MINIMUM = { width: 960, height: 600 } as const;
const FIRST = { width: 1360, height: 860 } as const;
const BACKGROUND = { dark: '#1a1b1e', light: '#ffffff' } as const;

/** Makes the console's window, still without a page: whoever calls sets up what the page needs and then calls `showConsole`. */
export function createConsoleWindow({ appFolder, stateFile, devTools, icon }: WindowOptions): BrowserWindow {
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const state = readWindowState(stateFile, screens);
  const place = state === null ? FIRST : { x: state.x, y: state.y, width: state.width, height: state.height };
  const window = new BrowserWindow({
    ...place,
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    show: false,
    title: 'Portcullis',
    icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: join(appFolder, 'out', 'preload', 'index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools,
    },
  });
  if (state?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const { x, y, width, height } = window.getNormalBounds();
    writeWindowState(stateFile, { x, y, width, height, maximized: window.isMaximized() }).catch((cause: unknown) => {
      console.error('the place of the window could not be kept', cause);
    });
  });
  return window;
}

/**
 * Loads the console's page, from the page server of `npm run dev` or, with null, the built one. A page whose process dies is loaded again: the engine lives in
 * this process and lost nothing.
 */
export async function showConsole(window: BrowserWindow, devServer: string | null): Promise<void> {
  const address = `${devServer ?? CONSOLE_ORIGIN}/`;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    console.error(`the console's page ended (${reason}); loading it again`);
    // Chromium is still taking the old process down while it tells us.
    setImmediate(() => {
      if (window.isDestroyed()) return;
      window.loadURL(address).catch((cause: unknown) => console.error('the console could not be loaded again', cause));
    });
  });
  await window.loadURL(address);
}

/** Brings the window before the person, wherever it was. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
