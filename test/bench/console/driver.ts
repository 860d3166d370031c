import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { launchDesktop } from '../../e2e/support/electron.ts';
import { launchBrowser } from '../../e2e/support/server.ts';
import { putKeyFile } from '../../e2e/support/workspace.ts';
import type { Launch } from './measured.ts';
import { person } from './people.ts';
import { signIn, timeEvents, timeScrolling } from './screen.ts';
import { openConsole, timeSearches } from './search.ts';

/**
 * Run by the bench under a display and as a user whom Chromium lets use its sandbox. Measures everything and says it in one line of JSON.
 * Arguments: customers, launches.
 */
const [customers = 1_000_000, launches = 5] = process.argv.slice(2).map(Number);

const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));

/** The desktop app on a workspace that exists already, as on every day but the first. */
async function launch(workspace: string): Promise<Launch> {
  const begin = performance.timeOrigin + performance.now();
  const desktop = await launchDesktop({ workspace, demo: false });
  await desktop.page.getByRole('button', { name: 'Continue' }).waitFor();
  const usable = performance.timeOrigin + performance.now() - begin;
  const paintedAt = await desktop.page.evaluate(
    () => performance.timeOrigin + (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN),
  );
  await desktop.close();
  return { firstPaint: paintedAt - begin, usable };
}

async function timeLaunches(): Promise<Launch[]> {
  const workspace = join(folder, 'desktop');
  await putKeyFile(workspace);
  await launch(workspace);
  const found: Launch[] = [];
  for (let n = 0; n < launches; n += 1) found.push(await launch(workspace));
  return found;
}

async function startBenchServer() {
  const program = fileURLToPath(new URL('./server.ts', import.meta.url));
  const server = spawn(process.execPath, [program, join(folder, 'server'), String(customers)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(server, 'exit');
  const lines = createInterface(server.stdout);
  const said = once(lines, 'line') as Promise<[string]>;
  const [line] = await Promise.race([said, exit.then(() => ['{}'])]);
  const found = JSON.parse(line ?? '{}') as { readonly url?: string; readonly token?: string; readonly filledMs?: number };
  if (found.url === undefined || found.token === undefined) throw new Error('the server did not start');
  return {
    url: found.url,
    token: found.token,
    filledMs: found.filledMs ?? 0,
    async work(): Promise<number> {
      const answer = once(lines, 'line') as Promise<[string]>;
      server.stdin.write('\n');
      return Number((await answer)[0]);
    },
    async close() {
      server.stdin.end();
      await exit;
    },
  };
}

try {
  const launched = await timeLaunches();
  const server = await startBenchServer();
  const { client, close } = await openConsole(server.url);
  const searches = await timeSearches(client, customers, server.work);
  close();
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await signIn(page, server.url, 'Risk lead');
  const events = await timeEvents(page, server.url, server.token, (n) => person(customers - 1 - n).id);
  await page.goto(`${server.url}/customers`);
  const scrolled = await timeScrolling(page, customers);
  await browser.close();
  await server.close();
  console.log(JSON.stringify({ launched, filledMs: server.filledMs, searches, events, scrolled }));
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
