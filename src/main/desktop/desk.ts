import { join } from 'node:path';
import { app, Menu, powerMonitor } from 'electron';
import type { KnownServer, PageMessage, ServerCheck, ShellMessage } from '../../shared/desktop-bridge.ts';
import { createAttentionSink } from './attention-sink.ts';
import { deepLinkToRoute } from './deep-links.ts';
import type { EnginePort } from './ipc/port.ts';
import { closeBeforeQuit, hasDebuggingSwitch, onCalledForward } from './lifecycle.ts';
import { buildMenu } from './menu.ts';
import { createSystemSurface } from './notifications.ts';
import type { Place } from './place.ts';
import { parseServerAddress } from './servers/address.ts';
import { KnownServers } from './servers/known.ts';
import { problemOf, reachServer } from './servers/reach.ts';
import { ServerPlace } from './servers/server-place.ts';
import { ConsoleWindows } from './windows.ts';
import { Zoom } from './zoom.ts';

export interface DeskOptions {
  readonly appFolder: string;
  readonly devServer: string | null;
  readonly trustedOrigin: string;
  /** Opens this computer's own workspace. */
  readonly openWorkspace: () => Promise<Place>;
  /** Told when a workspace cannot be opened: the app ends. */
  readonly fail: (cause: unknown) => void;
}

/** The desktop app as a person has it before them: its windows, the place they look at, and the system around them. */
export class Desk {
  readonly windows: ConsoleWindows;
  readonly #options: DeskOptions;
  readonly #servers: KnownServers;
  readonly #zoom: Zoom;
  #place: Promise<Place>;
  #silence: () => void = () => undefined;
  #quitting = false;

  constructor(options: DeskOptions) {
    this.#options = options;
    const profile = app.getPath('userData');
    this.#servers = new KnownServers(join(profile, 'servers.json'));
    this.#zoom = new Zoom(join(profile, 'zoom.json'));
    this.windows = new ConsoleWindows({
      appFolder: options.appFolder,
      stateFolder: profile,
      devTools: !app.isPackaged,
      devServer: options.devServer,
      trustedOrigin: options.trustedOrigin,
      zoom: this.#zoom,
      connectEngine: (port) => this.#connect(port),
      place: () => ({ server: this.server, recent: this.#servers.recent }),
      request: (message, answer) => void this.#answer(message, answer),
    });
    this.#place = this.#openPlace();
  }

  /** The team's server that the console is on, or null. */
  get server(): KnownServer | null {
    return this.#servers.current;
  }

  /**
   * Shows the first window while the workspace still opens, and resolves when both are there. With a debugger the window comes second: one
   * that attaches while the page is made waits for that page for ever, which hung every other start on a busy machine.
   */
  async start(): Promise<void> {
    this.#buildMenu();
    const icons = join(this.#options.appFolder, 'resources', 'icons');
    const surface = createSystemSurface({
      windows: () => this.windows.all,
      trayIcon: join(icons, 'tray.png'),
      overlayIcon: join(icons, 'badge.png'),
      open: (path) => this.windows.show(path),
    });
    const attention = createAttentionSink(surface, (path) => this.windows.show(path));
    this.#attend = (place) => {
      this.#silence();
      this.#silence = place.onAttention((news) => attention.show(news));
    };
    const lock = () => this.windows.tellAll({ kind: 'lock' });
    powerMonitor.on('lock-screen', lock);
    powerMonitor.on('suspend', lock);
    onCalledForward((link) => this.follow(link));
    closeBeforeQuit(async () => {
      this.#quitting = true;
      this.#silence();
      attention.close();
      await (await this.#place.catch(() => null))?.close();
      await this.#servers.settled();
    });
    const attended = this.#place.then((place) => this.#attend(place));
    if (hasDebuggingSwitch()) await attended;
    await Promise.all([this.windows.open(), attended]);
  }

  /** Follows a link of our scheme; without one, or with one that leads nowhere, the app only comes forward. */
  follow(link: string | null): void {
    const route = link === null ? null : deepLinkToRoute(link);
    if (route === null) this.windows.bringForward();
    else this.windows.show(route);
  }

  #attend: (place: Place) => void = () => undefined;

  #openPlace(): Promise<Place> {
    const { server } = this;
    if (server === null) return this.#options.openWorkspace();
    return Promise.resolve(
      new ServerPlace({
        server,
        ourVersion: app.getVersion(),
        problem: (problem) => this.windows.tellAll({ kind: 'problem', problem }),
        token: () => this.windows.token,
      }),
    );
  }

  #connect(port: EnginePort): void {
    this.#place.then(
      (place) => place.connect(port),
      () => port.close(),
    );
  }

  /** Leaves one place for another. The former is closed first: at no time does this app hold two. */
  async #move(): Promise<void> {
    const former = this.#place;
    const moved = (async () => {
      this.#silence();
      this.#silence = () => undefined;
      await (await former).close();
      return this.#openPlace();
    })();
    this.#place = moved;
    this.windows.restart();
    this.#buildMenu();
    try {
      this.#attend(await moved);
    } catch (cause) {
      if (!this.#quitting) this.#options.fail(cause);
    }
  }

  async #answer(message: PageMessage, answer: (message: ShellMessage) => void): Promise<void> {
    switch (message.kind) {
      case 'check-server':
        return answer({ kind: 'checked', id: message.id, check: await this.#check(message.address) });
      case 'use-server': {
        // Looked at anew, whatever was found a moment ago: what is kept is what answers now.
        const check = await this.#check(message.address);
        if (!check.ok) return answer({ kind: 'checked', id: message.id, check });
        this.#servers.use(check.server);
        return this.#move();
      }
      case 'forget-server':
        return this.#servers.forget(message.address);
      case 'leave-server':
        return this.#leave();
    }
  }

  async #leave(): Promise<void> {
    if (this.server === null) return;
    this.#servers.leave();
    await this.#move();
  }

  async #check(typed: string): Promise<ServerCheck> {
    const address = parseServerAddress(typed);
    if (!address.ok) return address;
    try {
      const { socket, server, demo } = await reachServer(address.origin, app.getVersion());
      socket.close();
      return { ok: true, server, demo };
    } catch (error) {
      return { ok: false, problem: problemOf(error) };
    }
  }

  #buildMenu(): void {
    const { windows } = this;
    Menu.setApplicationMenu(
      buildMenu({
        go: (path) => windows.go(path),
        lock: () => windows.tellAll({ kind: 'lock' }),
        newWindow: () => windows.openRoute('/'),
        zoom: (direction) => this.#zoom.change(direction),
        chooseServer: () => windows.tell({ kind: 'choose-server' }),
        leaveServer: this.server === null ? null : () => void this.#leave(),
        mac: process.platform === 'darwin',
        devTools: !app.isPackaged,
      }),
    );
  }
}
