import type { BacktestReport, PolicyFigures, RuleFigures } from '../../../../shared/contract/console/backtest.ts';
import type { Outcome } from '../../../../shared/vocabulary/index.ts';
import { labelLevels } from '../columns/weigh.ts';
import type { BacktestRun } from './backtest.ts';

const [unlabelled, fraud, legitimate] = [0, 1, 2];
const shownOverlaps = 5;

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export const outcomeOf = (key: string): Outcome | 'unknown' => (key.split(':')[0] ?? key) as Outcome | 'unknown';
export const stepsOf = (key: string): string[] => key.split(':')[1]?.split('+') ?? [];

/** One cell of the flip matrix. */
interface Cell {
  readonly live: number;
  readonly draft: number;
  readonly byLabel: readonly number[];
  readonly centsByLabel: readonly number[];
}

function cellsOf({ tally: { counts, cents }, results }: BacktestRun): Cell[] {
  const size = Math.round(Math.sqrt(counts.length / labelLevels));
  const cells: Cell[] = [];
  for (let live = 0; live < Math.min(size, results.length); live++) {
    for (let draft = 0; draft < size; draft++) {
      const at = (live * size + draft) * labelLevels;
      const byLabel = [...counts.subarray(at, at + labelLevels)];
      if (byLabel.some((count) => count > 0)) {
        cells.push({ live, draft, byLabel, centsByLabel: [...cents.subarray(at, at + labelLevels)] });
      }
    }
  }
  return cells;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function figuresOf(run: BacktestRun, cells: readonly Cell[], side: 'live' | 'draft'): PolicyFigures {
  const flagged = side === 'live' ? run.tally.liveFlagged : run.tally.draftFlagged;
  const logins = side === 'live' ? run.tally.liveLogins : run.tally.draftLogins;
  const [fraudFlagged, legitimateFlagged] = [flagged[fraud] ?? 0, flagged[legitimate] ?? 0];
  const byResult = new Map<string, number>();
  let [stoppedFraud, stoppedOther, delayed, frauds] = [0, 0, 0, 0];
  for (const cell of cells) {
    const key = run.results[cell[side]] ?? 'unknown';
    byResult.set(key, (byResult.get(key) ?? 0) + total(cell.byLabel));
    frauds += cell.byLabel[fraud] ?? 0;
    const outcome = outcomeOf(key);
    const ofFraud = (cell.centsByLabel[fraud] ?? 0) / 100;
    const ofOthers = total(cell.centsByLabel) / 100 - ofFraud;
    if (outcome === 'deny' || outcome === 'hold') {
      stoppedFraud += ofFraud;
      stoppedOther += ofOthers;
    }
    if (outcome === 'review') delayed += ofFraud + ofOthers;
  }
  const all = total(cells.map(({ byLabel }) => total(byLabel)));
  const good = total([...logins]);
  const stepped = total([...logins].map((count, result) => (outcomeOf(run.results[result] ?? '') === 'step_up' ? count : 0)));
  const friction = ratio(stepped, good);
  return {
    byResult: [...byResult].map(([result, count]) => ({ result, count })).sort((a, b) => b.count - a.count),
    flagged: total([...flagged]),
    alertRate: ratio(total([...flagged]), all),
    precision: ratio(fraudFlagged, fraudFlagged + legitimateFlagged),
    recall: ratio(fraudFlagged, frauds),
    fraudFlagged,
    legitimateFlagged,
    frictionPer1000: friction === null ? null : friction * 1_000,
    stoppedFraud,
    stoppedOther,
    delayed,
  };
}

function rulesOf({ rules, ruleTally }: BacktestRun, all: number, frauds: number): RuleFigures[] {
  const count = rules.length;
  return rules.map(({ id, name }, index): RuleFigures => {
    const hits = [...ruleTally.hits.subarray(index * labelLevels, (index + 1) * labelLevels)];
    const alone = [...ruleTally.alone.subarray(index * labelLevels, (index + 1) * labelLevels)];
    const [fraudHits, legitimateHits] = [hits[fraud] ?? 0, hits[legitimate] ?? 0];
    const own = ruleTally.both[index * count + index] ?? 0;
    const overlaps = rules
      .map((other, at) => ({ ruleId: other.id, both: at === index ? 0 : (ruleTally.both[index * count + at] ?? 0) }))
      .filter(({ both }) => both > 0)
      .sort((a, b) => b.both - a.both)
      .slice(0, shownOverlaps)
      .map(({ ruleId, both }) => ({ ruleId, both, share: both / own }));
    return {
      ruleId: id,
      name,
      hits: total(hits),
      hitRate: ratio(total(hits), all),
      fraudHits,
      legitimateHits,
      precision: ratio(fraudHits, fraudHits + legitimateHits),
      recall: ratio(fraudHits, frauds),
      alone: total(alone),
      aloneFraud: alone[fraud] ?? 0,
      aloneLegitimate: alone[legitimate] ?? 0,
      changes: ruleTally.changes[index] ?? 0,
      valueAlone: (ruleTally.aloneCents[index] ?? 0) / 100,
      overlaps,
    };
  });
}

/** What a backtest found, for people and programs (RT-05). */
export function reportOf(run: BacktestRun, times: { readonly from: number | null; readonly to: number | null }): BacktestReport {
  const cells = cellsOf(run);
  const label = (which: number): number => total(cells.map(({ byLabel }) => byLabel[which] ?? 0));
  const operations = total(cells.map(({ byLabel }) => total(byLabel)));
  const used = new Set(cells.flatMap(({ live, draft }) => [live, draft]));
  return {
    operations,
    ...times,
    labelled: { fraud: label(fraud), legitimate: label(legitimate), none: label(unlabelled) },
    live: figuresOf(run, cells, 'live'),
    draft: figuresOf(run, cells, 'draft'),
    flips: cells
      .map(({ live, draft, byLabel, centsByLabel }) => ({
        live: run.results[live] ?? 'unknown',
        draft: run.results[draft] ?? 'unknown',
        count: total(byLabel),
        fraud: byLabel[fraud] ?? 0,
        legitimate: byLabel[legitimate] ?? 0,
        value: total(centsByLabel) / 100,
      }))
      .sort((a, b) => b.count - a.count),
    results: run.results.flatMap((key, index) => (used.has(index) ? [{ key, outcome: outcomeOf(key), steps: stepsOf(key) }] : [])),
    rules: rulesOf(run, operations, label(fraud)),
    missingSignals: [...run.missingSignals],
    timing: {
      loadMs: run.timing.loadMs,
      evaluateMs: run.timing.evaluateMs,
      reportMs: run.timing.reportMs,
      rulesEvaluated: run.timing.rulesEvaluated,
    },
  };
}
