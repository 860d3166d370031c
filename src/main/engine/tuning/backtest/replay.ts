import type { BacktestReport } from '../../../../shared/contract/console/backtest.ts';
import { listsSchema, matrixSchema, ruleSetSchema, thresholdsSchema } from '../../../../shared/contract/policy.ts';
import type { RuleFile } from '../../../../shared/contract/rule-file.ts';
import type { ReadTx } from '../../../store/store.ts';
import { builtInMatrix } from '../../risk/matrix.ts';
import { catalogueWith } from '../../risk/signals/catalogue.ts';
import { builtInThresholds } from '../../risk/thresholds.ts';
import { valuesOf } from '../columns/column.ts';
import type { ColumnWorkers } from '../columns/jobs.ts';
import { readLive } from '../contents.ts';
import { ownLabels, type RowLabels } from '../history/labels.ts';
import type { HistorySource } from '../history/source.ts';
import { Backtest, type BacktestPolicy } from './backtest.ts';
import { reportOf } from './report.ts';

/** What a file of rules is tried beside when no workspace is named: nothing that flags anything. */
export const emptyPolicy: BacktestPolicy = { rules: [], lists: { lists: [] }, matrix: builtInMatrix, thresholds: builtInThresholds };

/** The live policy of a workspace. */
export async function livePolicy(tx: ReadTx): Promise<BacktestPolicy> {
  return {
    rules: ruleSetSchema.parse((await readLive(tx, 'rules')).parsed).rules,
    lists: listsSchema.parse((await readLive(tx, 'lists')).parsed),
    matrix: matrixSchema.parse((await readLive(tx, 'matrix')).parsed),
    thresholds: thresholdsSchema.parse((await readLive(tx, 'thresholds')).parsed),
  };
}

/** A policy with what a file says in place of its own. */
export const policyWith = (policy: BacktestPolicy, { rules, lists, matrix, thresholds }: RuleFile): BacktestPolicy => ({
  rules,
  lists: lists === undefined ? policy.lists : { lists },
  matrix: matrix ?? policy.matrix,
  thresholds: thresholds ?? policy.thresholds,
});

/**
 * Replays two policies over a history that stands for itself, with the labels that it holds unless others are given (RT-05).
 * @param clock a stopwatch in ms
 * @throws Error when a rule does not check: whoever calls has checked them
 */
export async function replay(
  source: HistorySource,
  workers: ColumnWorkers,
  clock: () => number,
  wish: {
    readonly live: BacktestPolicy;
    readonly draft: BacktestPolicy;
    readonly since: number | undefined;
    readonly until: number | undefined;
    readonly labelsKnownBy: number | undefined;
    readonly labels?: RowLabels | undefined;
  },
): Promise<BacktestReport> {
  const backtest = new Backtest(source, workers, clock);
  const [label, at] = await backtest.column('$label', '$labelAt');
  const labels = wish.labels ?? ownLabels(source.rows, label, at, wish.labelsKnownBy ?? Number.MAX_SAFE_INTEGER);
  const run = await backtest.run(
    {
      live: wish.live,
      draft: wish.draft,
      since: wish.since ?? Number.NEGATIVE_INFINITY,
      until: wish.until ?? Number.POSITIVE_INFINITY,
      labels: labels.buffer,
      labelsKey: labels.key,
    },
    { live: catalogueWith(wish.live.lists), draft: catalogueWith(wish.draft.lists) },
  );
  const [times] = await backtest.column('$at');
  return reportOf(run, spanOf(times === undefined ? [] : valuesOf(times)));
}

function spanOf(times: ArrayLike<number>): { readonly from: number | null; readonly to: number | null } {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < times.length; i++) {
    const at = times[i] ?? Number.NaN;
    if (at < from) from = at;
    if (at > to) to = at;
  }
  return times.length === 0 ? { from: null, to: null } : { from, to };
}
