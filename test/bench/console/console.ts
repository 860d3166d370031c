import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { atMost, BenchFault, defineBench, type Measurements, median, percentile, type Result } from '../harness.ts';
import type { Launch, Scrolled } from './measured.ts';
import type { Searched, SearchKind } from './search.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const launches = 5;
/** A smaller number is for trying the bench itself out; its reach is then not that of the numbers people rely on. */
const customers = Number(process.env.PORTCULLIS_BENCH_CUSTOMERS ?? 1_000_000);

interface Measured {
  readonly launched: readonly Launch[];
  readonly filledMs: number;
  readonly searches: Readonly<Record<SearchKind, Searched>>;
  readonly events: readonly number[];
  readonly scrolled: Scrolled;
}

/** What of the scripts is used here: they build the app and find what it runs on, as for the end-to-end tests. */
interface Scripts {
  readonly tryBuild: () => string | undefined;
  readonly installTestRuntime: () => string | undefined;
  readonly findRuntime: (options: { readonly testRuntime: boolean }) => { readonly executable: string } | undefined;
  readonly ensureSystemPackages: () => Promise<string | undefined>;
  readonly prepareTestRun: (variables: Readonly<Record<string, string>>) => {
    readonly folder: string;
    readonly command: (program: string, args: readonly string[]) => [string, string[], { cwd: string; env: NodeJS.ProcessEnv }];
    readonly remove: () => void;
  };
}

async function scripts(): Promise<Scripts> {
  const load = (name: string): Promise<Scripts> => import(pathToFileURL(join(root, 'scripts', 'lib', `${name}.mjs`)).href);
  const parts = await Promise.all(['building', 'electron-runtime', 'system-packages', 'unprivileged'].map(load));
  return Object.assign({}, ...parts) as Scripts;
}

async function measure(): Promise<Measured> {
  const { tryBuild, installTestRuntime, findRuntime, ensureSystemPackages, prepareTestRun } = await scripts();
  const problem = (await ensureSystemPackages()) ?? installTestRuntime() ?? tryBuild();
  const electron = findRuntime({ testRuntime: true });
  if (problem !== undefined || electron === undefined) throw new BenchFault(problem ?? 'there is no Electron runtime');
  const { folder, command, remove } = prepareTestRun({ PORTCULLIS_ELECTRON: electron.executable });
  try {
    const driver = join(folder, 'test', 'bench', 'console', 'driver.ts');
    const [program, args, options] = command(join(folder, 'node_modules', '.bin', 'node'), [driver, String(customers), String(launches)]);
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (text) => {
      said += String(text);
    });
    const [code] = (await once(child, 'close')) as [number | null];
    const line = said.split('\n').find((each) => each.startsWith('{"launched"'));
    if (code !== 0 || line === undefined) throw new BenchFault(`the console could not be measured (code ${code})\n${said}`);
    return JSON.parse(line, (_key, value: unknown) => (value === null ? Number.POSITIVE_INFINITY : value)) as Measured;
  } finally {
    remove();
  }
}

export const consoleBench = defineBench({
  name: 'console',
  describe: `The console as people meet it: ${customers.toLocaleString('en')} customers on SQLite, over its own WebSocket, in the built desktop app and in a browser.`,
  async run({ note }): Promise<Measurements> {
    note('Building, opening the desktop app a few times, and inserting the customers: a minute or two…');
    return summary(await measure());
  },
});

function summary({ launched, filledMs, searches, events, scrolled }: Measured): Measurements {
  const all = Object.values(searches).flatMap(({ times }) => times);
  const of = (name: string, times: readonly number[]): Result[] => [
    { name: `${name}, p50`, value: percentile(times, 0.5), unit: 'ms' },
    { name: `${name}, p99`, value: percentile(times, 0.99), unit: 'ms' },
  ];
  const usable = median(launched.map((each) => each.usable));
  return {
    runs: launches,
    results: [
      { name: 'customers inserted', value: customers / (filledMs / 1_000), unit: '/s' },
      ...Object.entries(searches).flatMap(([kind, { times, work }]) => [
        ...of(`search by ${kind}`, times),
        { name: `search by ${kind}, processor time`, value: work, unit: 'ms' },
      ]),
      ...of('search, all kinds', all),
      { name: 'launch to first paint', value: median(launched.map(({ firstPaint }) => firstPaint)), unit: 'ms' },
      { name: 'launch to usable window', value: usable, unit: 'ms' },
      ...of('call to row on screen', events),
      { name: 'rows scrolled through', value: scrolled.rows, unit: 'rows' },
      { name: 'frames', value: scrolled.frames, unit: 'frames' },
      { name: 'frames over 32 ms', value: scrolled.over32, unit: 'frames' },
      { name: 'frames over 100 ms', value: scrolled.over100, unit: 'frames' },
      { name: 'longest frame', value: scrolled.longest, unit: 'ms' },
      { name: 'tasks over 32 ms of processor time', value: scrolled.workOver32, unit: 'tasks' },
      { name: 'tasks over 100 ms of processor time', value: scrolled.workOver100, unit: 'tasks' },
      { name: 'longest task by processor time', value: scrolled.longestWork, unit: 'ms' },
    ],
    reach: [
      atMost('search p99 in ms, worst kind', 50, Math.max(...Object.values(searches).map(({ times }) => percentile(times, 0.99)))),
      atMost('call to row on screen, p99 in ms', 150, percentile(events, 0.99)),
      atMost('launch to usable window in ms', 2_000, usable),
      atMost('frames over 100 ms', 0, scrolled.over100),
    ],
  };
}
