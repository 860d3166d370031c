import { join } from 'node:path';
import { app, dialog, type Session, session } from 'electron';
import { CONSOLE_ORIGIN } from '../shared/desktop-bridge.ts';
import { createLogger } from './adapters/pino-log.ts';
import { compose } from './compose.ts';
import { DEEP_LINK_SCHEME } from './desktop/deep-links.ts';
import { Desk } from './desktop/desk.ts';
import { claimWorkspace, hasDebuggingSwitch } from './desktop/lifecycle.ts';
import { denyNavigation } from './desktop/navigation.ts';
import { type DesktopOptions, readDesktopOptions } from './desktop/options.ts';
import { denyPermissions } from './desktop/permissions.ts';
import type { Place } from './desktop/place.ts';
import { registerConsoleScheme, serveConsole } from './desktop/protocol.ts';
import { desktopRootKeys } from './desktop/root-keys.ts';
import { DATABASE_FILE } from './store/sqlite/store.ts';

app.enableSandbox();
registerConsoleScheme();

const options = readDesktopOptions({
  args: process.argv.slice(1),
  env: process.env,
  packaged: app.isPackaged,
  appData: app.getPath('appData'),
  cwd: process.cwd(),
});
const trustedOrigin = options.devServer ?? CONSOLE_ORIGIN;
let desk: Desk | null = null;
denyNavigation(app, { origin: trustedOrigin, openWindow: (route) => desk?.windows.openRoute(route) });

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
  desk = new Desk({ appFolder, devServer, trustedOrigin, openWorkspace: () => openWorkspace(workspace, demo), fail });
  await desk.start();
  if (deepLink !== null) desk.follow(deepLink);
  const { server } = desk;
  console.info(`Portcullis is open on ${server === null ? `${workspace}${demo ? ' (demo)' : ''}` : server.address}`);
}

/** The workspace of this computer, which this process alone holds. In the demo its invented people arrive. */
async function openWorkspace(workspace: string, demo: boolean): Promise<Place> {
  const logger = createLogger({ level: 'info' });
  const backend = await compose({
    target: { workspace },
    demo,
    shell: 'desktop',
    logger,
    rootKeys: desktopRootKeys({ workspace, demo, databaseFile: DATABASE_FILE }),
  });
  const people = demo ? new (await import('./compose/demo-people.ts')).DemoPeople(backend, workspace, logger) : null;
  people?.start().catch((cause: unknown) => logger.error({ err: cause }, 'the demo’s people could not arrive'));
  return {
    server: null,
    connect: (port) => backend.connectConsole(port),
    onAttention: (listener) => backend.onAttention(listener),
    async close() {
      await people?.end();
      await backend.close();
    },
  };
}

/** Nothing is shown before every session, present and future, is strict. */
function guardSessions(appFolder: string): void {
  const guard = (each: Session) => {
    denyPermissions(each, trustedOrigin);
    // Spelling is checked by the system, or by dictionaries that are there; none is fetched from the web behind the person's back.
    each.setSpellCheckerDictionaryDownloadURL('https://dictionaries.invalid/');
  };
  app.on('session-created', guard);
  guard(session.defaultSession);
  serveConsole(session.defaultSession, join(appFolder, 'out', 'renderer'));
  if (app.isPackaged) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);
}

function fail(cause: unknown): void {
  const message = cause instanceof Error ? cause.message : String(cause);
  console.error(cause);
  dialog.showErrorBox('Portcullis could not open the workspace', message);
  app.exit(1);
}
