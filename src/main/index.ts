import { join } from 'node:path';
import { app, type BrowserWindow, dialog, Menu, powerMonitor, session } from 'electron';
import { CONSOLE_ORIGIN } from '../shared/desktop-bridge.ts';
import { createLogger } from './adapters/pino-log.ts';
import { DemoPeople } from './compose/demo-people.ts';
import { type Backend, compose } from './compose.ts';
import { createAttentionSink } from './desktop/attention-sink.ts';
import { DEEP_LINK_SCHEME, deepLinkToRoute } from './desktop/deep-links.ts';
import { acceptPorts } from './desktop/ipc/port.ts';
import { ShellPort } from './desktop/ipc/shell-port.ts';
import { claimWorkspace, closeBeforeQuit, hasDebuggingSwitch, onCalledForward } from './desktop/lifecycle.ts';
import { buildMenu } from './desktop/menu.ts';
import { denyNavigation } from './desktop/navigation.ts';
import { createSystemSurface } from './desktop/notifications.ts';
import { type DesktopOptions, readDesktopOptions } from './desktop/options.ts';
import { denyPermissions } from './desktop/permissions.ts';
import { registerConsoleScheme, serveConsole } from './desktop/protocol.ts';
import { desktopRootKeys } from './desktop/root-keys.ts';
import { bringForward, createConsoleWindow, showConsole } from './desktop/window.ts';
import { DATABASE_FILE } from './store/sqlite/store.ts';

app.enableSandbox();
registerConsoleScheme();
denyNavigation(app);

const options = readDesktopOptions({
  args: process.argv.slice(1),
  env: process.env,
  packaged: app.isPackaged,
  appData: app.getPath('appData'),
  cwd: process.cwd(),
});
const trustedOrigin = options.devServer ?? CONSOLE_ORIGIN;

if (app.isPackaged && hasDebuggingSwitch()) {
  console.error('an installed Portcullis does not start with a debugging port');
  app.exit(1);
} else if (claimWorkspace(options.workspace, options.deepLink)) {
  app
    .whenReady()
    .then(() => start(options))
    .catch(fail);
} else {
  console.info('this workspace is already open; its window was brought forward');
  app.exit(0);
}

async function start({ workspace, demo, deepLink, devServer }: DesktopOptions): Promise<void> {
  const appFolder = app.getAppPath();
  guardSessions(appFolder);
  const logger = createLogger({ level: 'info' });
  const backend = await compose({
    target: { workspace },
    demo,
    shell: 'desktop',
    logger,
    rootKeys: desktopRootKeys({ workspace, demo, databaseFile: DATABASE_FILE }),
  });

  const window = createConsoleWindow({
    appFolder,
    stateFile: join(app.getPath('userData'), 'window.json'),
    devTools: !app.isPackaged,
    icon: join(appFolder, 'resources', 'icons', 'icon-256.png'),
  });
  const people = new DemoPeople(backend, workspace, logger);
  const { follow } = connectShell(window, appFolder, backend, people);
  await showConsole(window, devServer);
  if (deepLink !== null) follow(deepLink);
  if (demo) await people.start();
  console.info(`Portcullis is open on ${workspace}${demo ? ' (demo)' : ''}`);
}

/** Nothing is shown before every session, present and future, is strict. */
function guardSessions(appFolder: string): void {
  app.on('session-created', (created) => denyPermissions(created, trustedOrigin));
  denyPermissions(session.defaultSession, trustedOrigin);
  serveConsole(session.defaultSession, join(appFolder, 'out', 'renderer'));
  if (app.isPackaged) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);
}

/** Ties the window to the engine and to the system around it: ports, menu, tray, notifications, links, locking, and the end. */
function connectShell(
  window: BrowserWindow,
  appFolder: string,
  backend: Backend,
  people: DemoPeople,
): { readonly follow: (link: string | null) => void } {
  const shell = new ShellPort();
  const go = (path: string) => {
    bringForward(window);
    shell.send({ kind: 'navigate', path });
  };
  const follow = (link: string | null) => {
    const route = link === null ? null : deepLinkToRoute(link);
    if (route === null) bringForward(window);
    else go(route);
  };
  const lock = () => shell.send({ kind: 'lock' });

  acceptPorts({
    contents: window.webContents,
    trustedOrigin,
    receive: (purpose, port) => (purpose === 'engine' ? backend.connectConsole(port) : shell.attach(port)),
    refused: (reason) => console.error(`a message from a page was refused: ${reason}`),
  });
  Menu.setApplicationMenu(buildMenu({ go, lock, mac: process.platform === 'darwin', devTools: !app.isPackaged }));
  const icons = join(appFolder, 'resources', 'icons');
  const surface = createSystemSurface({ window, trayIcon: join(icons, 'tray.png'), overlayIcon: join(icons, 'badge.png'), open: go });
  const attention = createAttentionSink(surface, go);
  const silence = backend.onAttention((news) => attention.show(news));
  powerMonitor.on('lock-screen', lock);
  powerMonitor.on('suspend', lock);
  onCalledForward(follow);
  closeBeforeQuit(async () => {
    silence();
    attention.close();
    await people.end();
    await backend.close();
  });
  return { follow };
}

function fail(cause: unknown): void {
  const message = cause instanceof Error ? cause.message : String(cause);
  console.error(cause);
  dialog.showErrorBox('Portcullis could not open the workspace', message);
  app.exit(1);
}
