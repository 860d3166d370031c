import { measureDeclared } from '../../../src/main/engine/operations/declared-windows/store.ts';
import { type DeclaredWindow, declaredWindow } from '../../../src/main/engine/risk/declared/windows.ts';
import { uniform } from '../decide/workload.ts';
import { atMost, BenchFault, defineBench, type Measurements, median, type Result } from '../harness.ts';
import { type OpenHistory, openHistory, randomKeys } from './history.ts';

const runs = 5;
/** Windows measured a run, each by keys of its own. */
const measured = 2_000;
const flooded = 20;
const wantedUs = 25;

const windows = [
  'count__withdrawal__24h__account',
  'count__any__24h__account',
  'sum__withdrawal__7d__account',
  'sum__withdrawal__90d__account',
  'distinct__device__login__7d__account',
  'distinct__country__login__30d__account',
  'count__login_failed__24h__address',
  'distinct__account__login__24h__address',
  'count__login__7d__device',
  'distinct__account__any__90d__device',
  'sum__withdrawal__30d__destination',
  'distinct__account__withdrawal__30d__destination',
] as const;

export const windowsBench = defineBench({
  name: 'windows',
  describe: 'Velocity windows that rules declare, each on its own, over a million operations in SQLite; and one that somebody floods.',
  async run({ note }): Promise<Measurements> {
    note('Writing a million operations…');
    const history = await openHistory();
    try {
      return await summary(history);
    } finally {
      await history.close();
    }
  },
});

async function summary(history: OpenHistory): Promise<Measurements> {
  const samples = new Map<string, number[]>();
  const flood: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    for (const name of windows) {
      const us = await perWindow(history, named(name), measured, randomKeys(uniform(run)));
      if (run > 0) samples.set(name, [...(samples.get(name) ?? []), us]);
    }
    const us = await perWindow(history, named('count__login_failed__24h__address'), flooded, () => history.flooded);
    if (run > 0) flood.push(us);
  }
  const each = [...samples].map(([name, times]): Result => ({ name: spoken(name), value: median(times), unit: 'µs' }));
  return {
    runs,
    results: [...each, { name: 'refused log-ins from an address with 100,000 of them', value: median(flood), unit: 'µs' }],
    reach: each.map(({ name, value }) => atMost(`µs for ${name}`, wantedUs, value)),
  };
}

function named(name: string): DeclaredWindow {
  const window = declaredWindow(name);
  if (window === undefined) throw new BenchFault(`${name} is no window`);
  return window;
}

/** A window's name as a rule calls it. */
function spoken(name: string): string {
  const [call, ...parts] = name.split('__');
  return `${call}(${parts.join(', ')})`;
}

async function perWindow({ store, now }: OpenHistory, window: DeclaredWindow, times: number, keys: () => Keys): Promise<number> {
  return store.read(async (tx) => {
    const start = performance.now();
    for (let i = 0; i < times; i += 1) await measureDeclared(tx, [window], keys(), now);
    return ((performance.now() - start) * 1_000) / times;
  });
}

type Keys = Parameters<typeof measureDeclared>[2];
