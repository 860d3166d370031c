import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, expect } from '@playwright/test';
import { repository } from './workspace.ts';

export interface ServerOptions {
  readonly workspace: string;
  readonly demo?: boolean;
  /** Further arguments of `portcullis serve`. */
  readonly args?: readonly string[];
}

export interface Server {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly process: ChildProcess;
  output(): string;
  /** Asks it to stop and waits until it has. @returns its exit code */
  close(): Promise<number | null>;
}

/** Starts the built headless server on a free port of this machine and waits until it says that it is ready. */
export async function startServer(options: ServerOptions): Promise<Server> {
  if (options.demo === true) await fillDemo(options.workspace);
  return start(options);
}

/**
 * Puts the demo's history into a workspace that is still empty. It is made once in a run, and anew after midnight, because it ends with what
 * was yesterday; then it is copied: making it takes seconds of processor time, and three dozen demos start in a run.
 */
export async function fillDemo(workspace: string): Promise<void> {
  const run = process.env.PORTCULLIS_TEST_RESULTS;
  if (run === undefined || existsSync(join(workspace, 'portcullis.db'))) return;
  const template = join(run, '..', `demo-${new Date().toISOString().slice(0, 10)}`);
  if (await isFirst(`${template}.lock`)) {
    const server = await start({ workspace: `${template}.new`, demo: true });
    await server.close();
    await rename(`${template}.new`, template);
  }
  await expect.poll(() => existsSync(template), { timeout: 60_000 }).toBe(true);
  await cp(template, workspace, { recursive: true });
}

async function isFirst(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    return false;
  }
}

/** Servers of one run keep what Node compiled of the program for each other: a third of the time that a start takes. */
export function compileCache(): { readonly NODE_COMPILE_CACHE?: string } {
  const run = process.env.PORTCULLIS_TEST_RESULTS;
  return run === undefined ? {} : { NODE_COMPILE_CACHE: join(run, '..', 'compiled') };
}

function start({ workspace, demo = false, args = [] }: ServerOptions): Promise<Server> {
  const program = join(repository, 'out', 'main', 'server.js');
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--workspace', workspace, ...(demo ? ['--demo'] : []), ...args], {
    env: { ...process.env, ...compileCache() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let printed = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        printed += String(text);
        const url = /ready on (http:\/\/\S+?)\/?(?:\s|$)/.exec(printed)?.[1];
        if (url === undefined) return;
        resolve({
          url,
          process: child,
          output: () => printed,
          close: () => {
            child.kill('SIGTERM');
            return ended;
          },
        });
      });
    }
    child.once('error', reject);
    void ended.then((code) => reject(new Error(`the server ended with code ${code}\n${printed}`)));
  });
}

/** Debian's browser where there is one, else Playwright's own. @param further switches of Chromium's */
export function launchBrowser(further: readonly string[] = []): Promise<Browser> {
  const system = '/usr/bin/chromium';
  return chromium.launch({
    ...(existsSync(system) ? { executablePath: system } : {}),
    args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', ...further],
  });
}
