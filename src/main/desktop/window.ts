import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { type Rectangle, readWindowState, writeWindowState } from './window-state.ts';

export interface WindowOptions {
  /** Folder of the app: the repository, or the archive when packaged. */
  readonly appFolder: string;
  /** File in which place and size are kept. */
  readonly stateFile: string;
  readonly devTools: boolean;
  readonly icon: string;
  /** Where the window in front is, beside which this one opens when it has no place of its own yet. */
  readonly beside: Rectangle | null;
}

const MINIMUM = { width: 960, height: 600 } as const;
const FIRST = { width: 1360, height: 860 } as const;
const CASCADE = 28;
const BACKGROUND = { dark: '#1a1b1e', light: '#ffffff' } as const;

/** Makes the console's window, still without a page: whoever calls sets up what the page needs and then calls `showConsole`. */
export function createConsoleWindow({ appFolder, stateFile, devTools, icon, beside }: WindowOptions): BrowserWindow {
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const state = readWindowState(stateFile, screens);
  const place = state === null ? firstPlace(beside) : { x: state.x, y: state.y, width: state.width, height: state.height };
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
    try {
      writeWindowState(stateFile, { x, y, width, height, maximized: window.isMaximized() });
    } catch (cause) {
      console.error('the place of the window could not be kept', cause);
    }
  });
  return window;
}

/** A further window leaves the one before it to be seen. */
function firstPlace(beside: Rectangle | null): {
  readonly width: number;
  readonly height: number;
  readonly x?: number;
  readonly y?: number;
} {
  return beside === null ? FIRST : { ...beside, x: beside.x + CASCADE, y: beside.y + CASCADE };
}

/**
 * Loads the console's page. One whose process dies is loaded again: the engine does not live in it and lost nothing.
 * @param address of the page, asked each time, so that a page comes back on the route it was on
 */
export async function showConsole(window: BrowserWindow, address: () => string): Promise<void> {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    console.error(`the console's page ended (${reason}); loading it again`);
    // Chromium is still taking the old process down while it tells us.
    setImmediate(() => {
      if (window.isDestroyed()) return;
      window.loadURL(address()).catch((cause: unknown) => console.error('the console could not be loaded again', cause));
    });
  });
  await window.loadURL(address());
}

/** Brings the window before the person, wherever it was. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
