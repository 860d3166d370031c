import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ColumnThreads } from '../../../src/main/adapters/column-workers.ts';
import type { Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { Backtest, type BacktestPolicy, type BacktestRun } from '../../../src/main/engine/tuning/backtest/backtest.ts';
import { reportOf } from '../../../src/main/engine/tuning/backtest/report.ts';
import { ownLabels } from '../../../src/main/engine/tuning/history/labels.ts';
import { atLeast, atMost, type BenchContext, BenchFault, defineBench, type Measurements, median, type Result } from '../harness.ts';
import { celJs } from '../rules/others.ts';
import { loadEvents, loadPack, type Pack } from '../rules/pack.ts';
import { type Beside, measureBeside } from './beside.ts';
import { openDuck } from './duck.ts';
import { type StoredHistory, storeHistory } from './history.ts';
import { measureImport } from './import.ts';
import { world } from './world.ts';

const runs = 5;
const eventCount = Number(process.env.BENCH_EVENTS ?? 1_000_000);
/** A CSV file of so many rows is imported for backtests. */
const importedRows = 300_000;
/** cel-js takes four seconds for a million events; it is shown a part, and the time is extrapolated. */
const celEvents = 50_000;

export const backtestBench = defineBench({
  name: 'backtest',
  describe: `${eventCount.toLocaleString('en')} events through all rules and the policy matrix, on two threads. Ratios are to DuckDB.`,
  async run(context: BenchContext): Promise<Measurements> {
    const pack = await loadPack(context, celEvents);
    const events = await loadEvents(context.eventsFile, eventCount);
    context.note(`${pack.rules.length} rules over ${pack.catalogue.signals.size} fields, ${events.length} events; writing history …`);
    const stored = await storeHistory(pack, events);
    const duck = await openDuck(pack, events);
    events.length = 0;
    const threads = new ColumnThreads((error) => context.note(String(error)), Math.min(2, availableParallelism()));
    try {
      return await measure(context, pack, stored, threads, await duck.count(), () => timed(() => duck.count()));
    } finally {
      duck.close();
      await threads.close();
      stored.remove();
    }
  },
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function measure(
  context: BenchContext,
  pack: Pack,
  stored: StoredHistory,
  threads: ColumnThreads,
  expected: readonly number[],
  duckOnce: () => Promise<number>,
): Promise<Measurements> {
  const { catalogues, policy } = world(pack);
  const samples: Record<string, number[]> = {};
  const keep = (name: string, ms: number): void => {
    samples[name] = [...(samples[name] ?? []), ms / 1_000];
  };
  const edited = (round: number): BacktestPolicy => ({
    ...policy,
    rules: policy.rules.map((rule, index) =>
      index === round % policy.rules.length ? { ...rule, when: `(${rule.when}) || (false && ${round} > 1)` } : rule,
    ),
  });
  const moved = (round: number): BacktestPolicy => ({ ...policy, thresholds: { ...policy.thresholds, medium: 31 + (round % 20) } });
  const rescored = (round: number): BacktestPolicy => ({
    ...policy,
    rules: policy.rules.map((rule, index) => (index === 0 ? { ...rule, score: 11 + round } : rule)),
  });
  const windowed = (round: number): BacktestPolicy => ({
    ...policy,
    rules: [
      ...policy.rules,
      { id: 'window', name: 'window', when: `count("any", "${7 * 24 + round + 1}h") > 40`, score: 1, reason: 'x', tags: [], enabled: true },
    ],
  });

  for (let round = -1; round < runs; round++) {
    const counted = round >= 0;
    const cold = performance.now();
    const { source, close } = await stored.open();
    const backtest = new Backtest(source, threads, () => performance.now());
    const labels = await (async () => {
      const [label, at] = await backtest.column('$label', '$labelAt');
      return ownLabels(source.rows, label, at, Number.MAX_SAFE_INTEGER);
    })();
    const run = async (draft: BacktestPolicy): Promise<BacktestRun> => {
      const done = await backtest.run(
        {
          live: policy,
          draft,
          since: Number.NEGATIVE_INFINITY,
          until: Number.POSITIVE_INFINITY,
          labels: labels.buffer,
          labelsKey: labels.key,
        },
        catalogues,
      );
      reportOf(done, { from: null, to: null });
      return done;
    };
    const first = await run(policy);
    if (counted) keep('cold: columns from the store, every rule, report', performance.now() - cold);
    insistOnSameHits(pack, first, expected);

    const again = new Backtest(source, threads, () => performance.now());
    const wanted = [...new Set(first.columnNames)];
    await again.column(...wanted);
    const warm = await timed(async () => {
      await again.run(
        {
          live: policy,
          draft: policy,
          since: Number.NEGATIVE_INFINITY,
          until: Number.POSITIVE_INFINITY,
          labels: labels.buffer,
          labelsKey: `${labels.key} ${round}`,
        },
        catalogues,
      );
    });
    if (counted) keep('warm: every rule, report', warm);
    for (let step = 0; step < 5; step++) {
      const n = (round + 1) * 5 + step;
      const edit = await timedRun(() => run(edited(n)));
      const threshold = await timedRun(() => run(moved(n)));
      const score = await timedRun(() => run(rescored(n)));
      if (!counted) continue;
      keep('one rule edited: the whole report', edit.ms);
      keep('one rule edited: its evaluation', edit.run.timing.evaluateMs);
      keep('one threshold moved: the whole report', threshold.ms);
      keep('one threshold moved: the flip matrix', threshold.run.timing.tallyMs);
      keep('one score changed: the whole report', score.ms);
    }
    const window = await timedRun(() => run(windowed(round + 1)));
    if (counted) keep('a 7-day window recomputed', window.ms);
    await close();
    const duck = await duckOnce();
    if (counted) keep('DuckDB, two threads: hits of every rule', duck);
    context.note(`round ${round + 1} of ${runs}`);
  }
  keep('cel-js over objects, extrapolated', timeCel(pack));
  return summary(samples, await peakOf(context, stored.workspace), stored, await measureImport(importedRows), await measureBeside());
}

async function timedRun(work: () => Promise<BacktestRun>): Promise<{ readonly ms: number; readonly run: BacktestRun }> {
  const started = performance.now();
  const run = await work();
  return { ms: performance.now() - started, run };
}

function insistOnSameHits(pack: Pack, run: BacktestRun, expected: readonly number[]): void {
  for (const [index, { id }] of pack.rules.entries()) {
    const hits = run.ruleTally.hits.subarray(index * 3, index * 3 + 3).reduce((sum, count) => sum + count, 0);
    if (hits !== expected[index]) throw new BenchFault(`${id}: columns find ${hits} hits, DuckDB ${expected[index]}`);
  }
}

/** Measured in a process of its own: this one holds all events as objects, and a second database. */
async function peakOf({ rulesFile }: BenchContext, workspace: string): Promise<number> {
  const program = fileURLToPath(new URL('./memory.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, workspace, ...(rulesFile === undefined ? [] : [rulesFile])]);
  return Number(stdout);
}

function timeCel(pack: Pack): number {
  const run = celJs(pack);
  const hits = new Uint32Array(pack.rules.length);
  const events: readonly Facts[] = pack.events;
  const started = performance.now();
  for (const event of events) run(event, hits);
  return ((performance.now() - started) * eventCount) / events.length;
}

function summary(
  samples: Readonly<Record<string, number[]>>,
  peakMb: number,
  stored: StoredHistory,
  imported: { readonly rowsPerSecond: number; readonly rowsPerCpuSecond: number },
  beside: Beside,
): Measurements {
  const of = (name: string): number => median(samples[name] ?? []);
  const duck = of('DuckDB, two threads: hits of every rule');
  const results = Object.keys(samples).map((name): Result => ({ name, value: of(name), unit: 's', ratio: of(name) / duck }));
  const warm = of('warm: every rule, report');
  return {
    runs,
    results: [
      ...results,
      { name: 'decisions packed into columns', value: stored.rowsPerSecond, unit: 'rows/s' },
      { name: 'CSV imported for backtests', value: imported.rowsPerSecond, unit: 'rows/s' },
      { name: 'CSV imported for backtests, by processor time', value: imported.rowsPerCpuSecond, unit: 'rows/CPU s' },
      { name: 'a decision, 99th percentile', value: beside.alone, unit: 'ms' },
      { name: 'a decision beside an import for backtests, 99th percentile', value: beside.columns, unit: 'ms' },
      { name: 'a decision beside an import through the engine, 99th percentile', value: beside.whole, unit: 'ms' },
      { name: 'peak memory of a process that opens the history and makes the report', value: peakMb, unit: 'MB' },
    ],
    reach: [
      atMost('warm, seconds', 0.15, warm),
      atLeast('warm, times as fast as DuckDB', 2, duck / warm),
      atMost('cold, seconds', 0.6, of('cold: columns from the store, every rule, report')),
      atMost('one rule edited, its evaluation, ms', 30, of('one rule edited: its evaluation') * 1_000),
      atMost('one threshold moved, the flip matrix, ms', 5, of('one threshold moved: the flip matrix') * 1_000),
      atMost('peak memory, MB', 600, peakMb),
      atLeast('CSV imported for backtests, rows per second', 50_000, imported.rowsPerSecond),
    ],
  };
}
