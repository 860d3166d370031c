import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import type { OperationInput } from '../../../src/shared/contract/operation.ts';
import { atLeast, atMost, type BenchContext, defineBench, type Measurements, median, percentile, type Result } from '../harness.ts';
import { openBare } from './bare.ts';
import { startHttp } from './http.ts';
import { loadBenchPolicy } from './pack.ts';
import { makeOperations } from './workload.ts';
import { benchCustomers, once, openBenchWorkspace, platform } from './workspace.ts';

const runs = 5;
const callers = 64;
/** Calls of one measurement, unless {@link longestMs} ends it before. */
const counts = { bare: 1_000, alone: 500, concurrent: 4_000, http: 2_000 } as const;

/** On a machine that is busy with something else, a measurement ends with fewer calls rather than late. */
const longestMs = 1_500;

type Contestant = keyof typeof counts;

const titles: Readonly<Record<Contestant, string>> = {
  bare: 'better-sqlite3, two inserts',
  alone: 'decisions, one at a time',
  concurrent: `decisions, ${callers} callers`,
  http: `decisions over HTTP, ${callers} connections`,
};

interface Sample {
  readonly perSecond: number;
  /** Milliseconds of each call. */
  readonly latencies: readonly number[];
}

export const decideBench = defineBench({
  name: 'decide',
  describe:
    'Durable decisions: SQLite with synchronous=FULL, 50 rules, six windows or more, audit and outbox included. Ratios are to the driver alone.',
  async run(context: BenchContext): Promise<Measurements> {
    context.note('Preparing two workspaces with 2,000 customers and 12,000 operations each…');
    const closers: (() => void | Promise<void>)[] = [];
    try {
      return summary(await sampleAll(await openAll(context, closers)));
    } finally {
      for (const close of closers.reverse()) await close();
    }
  },
});

type Measure = Readonly<Record<Contestant, () => Sample | Promise<Sample>>>;

/** @param closers gets what must be closed afterwards, also when a later one does not open */
async function openAll({ rulesFile, eventsFile }: BenchContext, closers: (() => void | Promise<void>)[]): Promise<Measure> {
  const workspace = await openBenchWorkspace(await loadBenchPolicy(rulesFile, eventsFile));
  closers.push(workspace.close);
  const http = await startHttp(rulesFile, eventsFile, callers);
  closers.push(http.close);
  const bare = openBare();
  closers.push(bare.close);
  const operations = makeOperations(benchCustomers(), 4);
  const take = (count: number): OperationInput[] => Array.from({ length: count }, () => operations.next().value);
  const submit = async (operation: OperationInput): Promise<void> => {
    await submitOperation(workspace.engine, platform, operation, once());
  };
  return {
    bare: () => fromTimes(bare.run(counts.bare, longestMs)),
    alone: () => timed(take(counts.alone), 1, submit),
    concurrent: () => timed(take(counts.concurrent), callers, submit),
    http: () => timed(take(counts.http), callers, http.submit),
  };
}

/** In turns, so that a machine that slows down does so for all; the first turn warms up. */
async function sampleAll(measure: Measure): Promise<Map<Contestant, Sample[]>> {
  const samples = new Map<Contestant, Sample[]>();
  for (let round = 0; round <= runs; round += 1) {
    for (const name of Object.keys(counts) as Contestant[]) {
      const sample = await measure[name]();
      if (round > 0) samples.set(name, [...(samples.get(name) ?? []), sample]);
    }
  }
  return samples;
}

/** Runs a call for every operation, so many at once. */
async function timed(
  operations: readonly OperationInput[],
  atOnce: number,
  call: (operation: OperationInput) => Promise<void>,
): Promise<Sample> {
  const latencies: number[] = [];
  const waiting = operations.values();
  const begin = performance.now();
  const caller = async (): Promise<void> => {
    for (const operation of waiting) {
      const start = performance.now();
      if (start - begin > longestMs) return;
      await call(operation);
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return { perSecond: (latencies.length / (performance.now() - begin)) * 1_000, latencies };
}

const fromTimes = (latencies: readonly number[]): Sample => ({
  perSecond: (latencies.length / latencies.reduce((sum, each) => sum + each, 0)) * 1_000,
  latencies,
});

function summary(samples: ReadonlyMap<Contestant, readonly Sample[]>): Measurements {
  const perSecond = (name: Contestant): number => median((samples.get(name) ?? []).map((sample) => sample.perSecond));
  const latency = (name: Contestant, share: number): number =>
    median((samples.get(name) ?? []).map(({ latencies }) => percentile(latencies, share)));
  const yardstick = perSecond('bare');
  const results = (Object.entries(titles) as [Contestant, string][]).flatMap(([name, title]): Result[] => [
    { name: title, value: perSecond(name), unit: '/s', ratio: perSecond(name) / yardstick },
    { name: `${title}, p50`, value: latency(name, 0.5), unit: 'ms' },
    { name: `${title}, p99`, value: latency(name, 0.99), unit: 'ms' },
    { name: `${title}, p99.9`, value: latency(name, 0.999), unit: 'ms' },
  ]);
  return {
    runs,
    results,
    reach: [
      atLeast(`durable decisions per second with ${callers} callers`, 5_000, perSecond('concurrent')),
      atMost('their p99 in ms', 10, latency('concurrent', 0.99)),
      atLeast('durable decisions per second over HTTP', 1_500, perSecond('http')),
    ],
  };
}
