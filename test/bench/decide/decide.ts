import { submitOperation } from '../../../src/main/engine/operations/submit.ts';
import type { OperationInput } from '../../../src/shared/contract/operation.ts';
import { atLeast, atMost, type BenchContext, defineBench, type Measurements } from '../harness.ts';
import { openBare } from './bare.ts';
import { startHttp } from './http.ts';
import { loadBenchPolicy } from './pack.ts';
import { fromTimes, longestMs, type Measure, type Samples, sampleAll, summarize, timed } from './samples.ts';
import { makeOperations } from './workload.ts';
import { benchCustomers, once, openBenchWorkspace, platform } from './workspace.ts';

const runs = 5;
const callers = 64;
/** Calls of one measurement, unless {@link longestMs} ends it before. */
const counts = { bare: 1_000, alone: 500, concurrent: 4_000, http: 2_000 } as const;

type Contestant = keyof typeof counts;

const titles: Readonly<Record<Contestant, string>> = {
  bare: 'better-sqlite3, two inserts',
  alone: 'decisions, one at a time',
  concurrent: `decisions, ${callers} callers`,
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

function summary(samples: Samples<Contestant>): Measurements {
  const { perSecond, latency, results } = summarize(samples, titles, 'bare');
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
