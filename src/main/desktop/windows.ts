import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { CONSOLE_ORIGIN, type DesktopPlace, type PageMessage, type PortPurpose, type ShellMessage } from '../../shared/desktop-bridge.ts';
import { type ContextMenu, giveContextMenu } from './context-menu.ts';
import { acceptPorts, type EnginePort } from './ipc/port.ts';
import { ShellPort } from './ipc/shell-port.ts';
import { type OpenView, pickWindow } from './pick-window.ts';
import { ownRoute } from './routes.ts';
import { UnsavedWork } from './unsaved.ts';
import { bringForward, createConsoleWindow, showConsole } from './window.ts';
import type { Zoom } from './zoom.ts';

export interface WindowsOptions {
  readonly appFolder: string;
  /** Folder in which each window's place is kept. */
  readonly stateFolder: string;
  readonly devTools: boolean;
  readonly devServer: string | null;
  readonly trustedOrigin: string;
  readonly zoom: Zoom;
  /** Answers the console contract on this port. */
  readonly connectEngine: (port: EnginePort) => void;
  /** Where the console's data is now. */
  readonly place: () => Omit<DesktopPlace, 'token'>;
  /** What a page asks for that is not about windows. */
  readonly request: (message: PageMessage, answer: (message: ShellMessage) => void) => void;
}

/** More would be a mistake, or a page gone wrong. */
const MOST_WINDOWS = 12;

interface Open {
  readonly slot: number;
  readonly window: BrowserWindow;
  readonly shell: ShellPort;
  readonly menu: ContextMenu;
  view: OpenView;
  /** Its page belongs to a place that was left, and may not reach the one of now. */
  left: boolean;
}

/** The console's windows. Each has a view of its own; session, lock and connection are the same for all. */
export class ConsoleWindows {
  readonly #options: WindowsOptions;
  readonly #open = new Map<number, Open>();
  readonly #unsaved = new UnsavedWork();
  #fronted = 0;
  /** The session that the windows share, for one that is opened next. */
  #token: string | null = null;

  constructor(options: WindowsOptions) {
    this.#options = options;
  }

  get all(): readonly BrowserWindow[] {
    return [...this.#open.values()].map(({ window }) => window);
  }

  /** Opens a window on a route that is known to be ours. Brings the last one forward instead when there are too many. */
  async open(route = '/'): Promise<void> {
    if (this.#open.size >= MOST_WINDOWS) return this.#bringForward(this.#last());
    const opened = this.#create(this.#freeSlot());
    opened.view = { ...opened.view, path: route };
    this.#options.zoom.follow(opened.window.webContents);
    await showConsole(opened.window, () => this.#addressOf(ownRoute(opened.view.path) ?? '/'));
  }

  /** Opens one of our routes in a window of its own, whoever asks; anything else is refused. */
  openRoute(path: string): void {
    const route = ownRoute(path);
    if (route === null) console.error('a window was refused: not a route of the console');
    else this.open(route).catch((cause: unknown) => console.error('a window could not be opened', cause));
  }

  /** Shows a route in the window that fits, or in a new one where each is in the midst of something. */
  show(path: string): void {
    const route = ownRoute(path);
    if (route === null) {
      this.bringForward();
      return;
    }
    const opened = [...this.#open.values()];
    const view = pickWindow(
      opened.map((each) => each.view),
      route,
    );
    const open = opened.find((each) => each.view === view);
    if (open === undefined) this.openRoute(route);
    else this.#lead(open, route);
  }

  /** Leads the window in front to a view, as its menu does. */
  go(route: string): void {
    const last = this.#last();
    if (last === undefined) this.openRoute(route);
    else this.#lead(last, route);
  }

  bringForward(): void {
    this.#bringForward(this.#last());
  }

  /** Says something to the page of the window in front. */
  tell(message: ShellMessage): void {
    this.#last()?.shell.send(message);
  }

  tellAll(message: ShellMessage): void {
    for (const { shell } of this.#open.values()) shell.send(message);
  }

  /** Begins anew in every window, where another place was chosen: nothing of the former one stays in any page. */
  restart(): void {
    this.#token = null;
    for (const open of this.#open.values()) {
      const { window, shell } = open;
      open.left = true;
      shell.detach();
      window.loadURL(this.#addressOf('/')).catch((cause: unknown) => console.error('the console could not be loaded', cause));
    }
  }

  /** The session that the windows share now. */
  get token(): string | null {
    return this.#token;
  }

  #create(slot: number): Open {
    const { appFolder, stateFolder, devTools, trustedOrigin, connectEngine, place } = this.#options;
    const window = createConsoleWindow({
      appFolder,
      stateFile: join(stateFolder, slot === 0 ? 'window.json' : `window-${slot + 1}.json`),
      devTools,
      icon: join(appFolder, 'resources', 'icons', 'icon-256.png'),
      beside: this.#last()?.window.getNormalBounds() ?? null,
    });
    const refused = (reason: string) => console.error(`a message from a page was refused: ${reason}`);
    const shell = new ShellPort({
      place: (isNew) => ({ ...place(), token: isNew ? this.#token : null }),
      receive: (message) => this.#receive(open, message),
      refused,
    });
    const menu = giveContextMenu(window.webContents, trustedOrigin, {
      openWindow: (route) => this.openRoute(route),
      server: () => place().server,
    });
    const open: Open = { slot, window, shell, menu, view: { path: '/', busy: false, frontedAt: ++this.#fronted }, left: false };
    this.#open.set(slot, open);
    this.#unsaved.watch(window, () => open.left);
    acceptPorts({
      contents: window.webContents,
      trustedOrigin,
      // A page asks where the data is before it asks for any.
      receive: (purpose: PortPurpose, port) => {
        if (purpose === 'shell') {
          open.left = false;
          shell.attach(port);
        } else if (open.left) port.close();
        else connectEngine(port);
      },
      refused,
    });
    window.on('focus', () => {
      open.view = { ...open.view, frontedAt: ++this.#fronted };
    });
    window.once('closed', () => this.#open.delete(slot));
    return open;
  }

  #receive(open: Open, message: PageMessage): void {
    switch (message.kind) {
      case 'showing':
        open.view = { ...open.view, path: message.path, busy: message.busy };
        return;
      case 'open-window':
        this.openRoute(message.path);
        return;
      case 'record-menu': {
        const route = ownRoute(message.path);
        if (route !== null) open.menu.showRecord(route);
        return;
      }
      case 'session':
        this.#token = message.token;
        this.#tellOthers(open, message);
        return;
      case 'active':
        this.#tellOthers(open, message);
        return;
      default:
        this.#options.request(message, (answer) => open.shell.send(answer));
    }
  }

  #lead(open: Open, route: string): void {
    bringForward(open.window);
    open.shell.send({ kind: 'navigate', path: route });
  }

  #tellOthers(speaker: Open, message: ShellMessage): void {
    for (const open of this.#open.values()) if (open !== speaker) open.shell.send(message);
  }

  #addressOf(route: string): string {
    return `${this.#options.devServer ?? CONSOLE_ORIGIN}${route}`;
  }

  #freeSlot(): number {
    let slot = 0;
    while (this.#open.has(slot)) slot += 1;
    return slot;
  }

  #last(): Open | undefined {
    return [...this.#open.values()].reduce<Open | undefined>(
      (last, open) => (last === undefined || open.view.frontedAt > last.view.frontedAt ? open : last),
      undefined,
    );
  }

  #bringForward(open: Open | undefined): void {
    if (open !== undefined) bringForward(open.window);
  }
}
