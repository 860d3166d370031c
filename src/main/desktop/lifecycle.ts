import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { z } from 'zod';

const Handover = z.strictObject({ deepLink: z.string().nullable() });

/**
 * Claims the workspace for this process, before anything in it is opened. The profile lies inside the workspace, so there is
 * one lock a workspace, and different workspaces can be open side by side.
 *
 * @returns false when another process has it; that one is told to come forward and is given our deep link.
 */
export function claimWorkspace(workspace: string, deepLink: string | null): boolean {
  const profile = join(workspace, 'desktop');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  app.setPath('userData', profile);
  return app.requestSingleInstanceLock({ deepLink });
}

/** Calls back whenever the app is asked to come forward: by a second start, by the dock, or by a link of our scheme. */
export function onCalledForward(listener: (deepLink: string | null) => void): void {
  app.on('second-instance', (_event, _args, _folder, data) => {
    const parsed = Handover.safeParse(data);
    listener(parsed.success ? parsed.data.deepLink : null);
  });
  app.on('activate', () => listener(null));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    listener(url);
  });
}

/** Lets `close` finish before the process ends, whichever way the person or the system asks it to. */
export function closeBeforeQuit(close: () => Promise<void>): void {
  let closing = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    close().then(
      () => app.exit(0),
      (cause: unknown) => {
        console.error('closing the workspace failed', cause);
        app.exit(1);
      },
    );
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
}

/**
 * Switches that would open the app to other programs on this machine. Fuses close Node's inspector; Chromium's own debugging
 * port has no fuse, so an installed app refuses to start with it.
 */
export function hasDebuggingSwitch(): boolean {
  return ['remote-debugging-port', 'remote-debugging-pipe'].some((name) => app.commandLine.hasSwitch(name));
}
