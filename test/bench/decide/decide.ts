import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import type { OperationInput } from '../../../src/shared/contract/operation.ts';
import { atLeast, atMost, type BenchContext, defineBench, type Measurements, rounded } from '../harness.ts';
import { openBare } from './bare.ts';
import { startHttp } from './http.ts';
import { openLeast } from './least.ts';
import { loadBenchPolicy } from './pack.ts';
import { arriving, fromTimes, longestMs, type Measure, type Samples, sampleAll, summarize, timed } from './samples.ts';
import { makeOperations } from './workload.ts';
import { benchCustomers, once, openBenchWorkspace, platform } from './workspace.ts';

const runs = 5;
const callers = 64;
/** Operations a second that come by themselves, each at a random moment. */
const arrivals = 500;
/** Calls of one measurement, unless {@link longestMs} ends it before. */
const counts = { bare: 1_000, least: 600, alone: 500, concurrent: 4_000, arriving: 700, http: 2_000 } as const;
/**
 * The rates were asked for on a machine that made 28,700 of the least decisions a second (see {@link openLeast}). Machines differ by more than
 * programs do, and one machine from hour to hour: a share is what a run on another machine can tell.
 */
const share = (rate: number): number => rounded(rate / 28_700);

type Contestant = keyof typeof counts;

const titles: Readonly<Record<Contestant, string>> = {
  bare: 'better-sqlite3, two inserts',
  least: 'better-sqlite3, six windows, 50 rules, two inserts, 16 at a time',
  alone: 'decisions, one at a time',
  concurrent: `decisions, ${callers} callers`,
  arriving: `decisions, ${arrivals} a second arriving at random`,
  http: `decisions over HTTP, ${callers} connections`,
};

export const decideBench = defineBench({
  name: 'decide',
  describe:
    'Durable decisions: SQLite with synchronous=FULL, 50 rules, six windows or more, audit and outbox included. Ratios are to the driver alone.',
  async run(context: BenchContext): Promise<Measurements> {
    context.note('Preparing two workspaces with 2,000 customers and 12,000 operations each…');
    const closers: (() => void | Promise<void>)[] = [];
    try {
      return summary(await sampleAll(await openAll(context, closers), runs));
    } finally {
      for (const close of closers.reverse()) await close();
    }
  },
});

/** @param closers gets what must be closed afterwards, also when a later one does not open */
async function openAll({ rulesFile, eventsFile }: BenchContext, closers: (() => void | Promise<void>)[]): Promise<Measure<Contestant>> {
  const workspace = await openBenchWorkspace(await loadBenchPolicy(rulesFile, eventsFile));
  closers.push(workspace.close);
  const http = await startHttp(rulesFile, eventsFile, callers);
  closers.push(http.close);
  const bare = openBare();
  closers.push(bare.close);
  const least = await openLeast();
  closers.push(least.close);
  const operations = makeOperations(benchCustomers(), 4);
  const take = (count: number): OperationInput[] => Array.from({ length: count }, () => operations.next().value);
  const submit = async (operation: OperationInput): Promise<void> => {
    await submitOperation(workspace.engine, platform, operation, once());
  };
  return {
    bare: () => fromTimes(bare.run(counts.bare, longestMs)),
    least: () => least.run(counts.least, longestMs),
    alone: () => timed(take(counts.alone), 1, submit),
    concurrent: () => timed(take(counts.concurrent), callers, submit),
    arriving: () => arriving(take(counts.arriving), arrivals, submit),
    http: () => timed(take(counts.http), callers, http.submit),
  };
}

function summary(samples: Samples<Contestant>): Measurements {
  const { perSecond, latency, results } = summarize(samples, titles, 'bare');
  return {
    runs,
    results,
    reach: [
      atLeast(`durable decisions per second with ${callers} callers`, 5_000, perSecond('concurrent')),
      atMost('their p99 in ms', 10, latency('concurrent', 0.99)),
      atLeast('durable decisions per second over HTTP', 1_500, perSecond('http')),
      atLeast(`decisions with ${callers} callers as a share of the least ones`, share(5_000), perSecond('concurrent') / perSecond('least')),
      atLeast('decisions over HTTP as a share of the least ones', share(1_500), perSecond('http') / perSecond('least')),
    ],
  };
}
