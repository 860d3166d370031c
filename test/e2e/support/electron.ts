import { spawn } from 'node:child_process';
import { _electron, type ElectronApplication, expect, type Page } from '@playwright/test';
import { fillDemo } from './server.ts';
import { repository } from './workspace.ts';

export interface DesktopOptions {
  readonly workspace: string;
  /** Opens the workspace as the demo one. */
  readonly demo?: boolean;
  /** Further arguments, such as a deep link. */
  readonly args?: readonly string[];
}

export interface Desktop {
  readonly app: ElectronApplication;
  /** The console's page. */
  readonly page: Page;
  /** What the process has printed since the test has had it; what it said while it started may not be in it. */
  output(): string;
  close(): Promise<void>;
}

function executable(): string {
  const path = process.env.PORTCULLIS_ELECTRON;
  if (path === undefined) throw new Error('PORTCULLIS_ELECTRON names no Electron runtime: start these tests by `npm run test:e2e`');
  return path;
}

function argumentsFor({ workspace, demo = false, args = [] }: DesktopOptions): string[] {
  return [repository, ...(demo ? ['--demo'] : []), '--workspace', workspace, ...args];
}

/** Starts the built app in real Electron, with its sandbox, and waits for its window. */
export async function launchDesktop(options: DesktopOptions): Promise<Desktop> {
  if (options.demo === true) await fillDemo(options.workspace);
  // Left alone, Playwright would add --no-sandbox, and the tests would prove nothing about the app that people run.
  const app = await _electron.launch({ executablePath: executable(), args: argumentsFor(options), chromiumSandbox: true });
  let printed = '';
  for (const stream of [app.process().stdout, app.process().stderr]) stream?.on('data', (text) => (printed += String(text)));
  try {
    const page = await app.firstWindow({ timeout: 60_000 });
    // The window is there before its page is, while the workspace still opens.
    await page.waitForURL(/^app:/, { timeout: 60_000 });
    return { app, page, output: () => printed, close: () => close(app) };
  } catch (cause) {
    // An app that cannot start waits in a dialog for a person, and would wait in vain.
    app.process().kill('SIGKILL');
    throw new Error(`the desktop app opened no window\n${printed}`, { cause });
  }
}

/** Ends the app. A test that fails with something unsaved leaves a page that asks whether to go, and nobody would answer. */
async function close(app: ElectronApplication): Promise<void> {
  const impatience = setTimeout(() => app.process().kill('SIGKILL'), 30_000);
  await app.close();
  clearTimeout(impatience);
}

/** Where the platform's API of a demo listens: of all that the process listens on, what wants a key there. */
export async function platformApiOf({ app }: Desktop): Promise<string> {
  let found: string | undefined;
  const look = async () => {
    const ports = await app.evaluate(() => {
      const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles(): unknown[] };
      const servers = handles.call(process) as { readonly listening?: boolean; address?(): { readonly port?: number } | null }[];
      return servers.flatMap((one) => (one.listening === true ? [one.address?.()?.port ?? 0] : []));
    });
    for (const port of ports) {
      const url = `http://127.0.0.1:${port}`;
      const answer = await fetch(`${url}/platform/v1/accounts/nobody`).catch(() => null);
      if (answer?.status === 401) found = url;
    }
    return found;
  };
  await expect.poll(look, { timeout: 60_000 }).toBeDefined();
  return found ?? '';
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Starts the app as a person would, without a debugger, and waits until it ends by itself. */
export function runToEnd(options: DesktopOptions, program: string = executable()): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argumentsFor(options), { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
