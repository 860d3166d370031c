import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { catalogueWith } from '../../../src/main/engine/risk/signals/catalogue.ts';
import { builtInThresholds } from '../../../src/main/engine/risk/thresholds.ts';
import { Backtest, type BacktestPolicy } from '../../../src/main/engine/tuning/backtest/backtest.ts';
import type { ColumnWorkers } from '../../../src/main/engine/tuning/columns/jobs.ts';
import type { MemorySource } from '../../../src/main/engine/tuning/history/source.ts';
import type { RuleFile } from '../../../src/shared/contract/rule-file.ts';
import { morningLists, withEntries } from './lists.ts';
import type { Scored } from './measure.ts';
import type { Payment } from './payments.ts';

const day = 86_400_000;
/** An outcome is known this long after its payment. */
export const labelDelayMs = 7 * day;

export interface Walked {
  readonly start: number;
  readonly scored: readonly Scored[];
  /** The same without cards on which a fraud was known already: what the Fraud Detection Handbook counts. */
  readonly unknownCards: readonly Scored[];
}

/**
 * Goes through some days one by one. In the morning the lists are written from the outcomes that are known by then; then the product's own
 * backtest decides the day's payments, whose windows hold what came before each of them.
 * @param first the first day's beginning, epoch ms
 */
export async function walk(
  data: { readonly payments: readonly Payment[]; readonly source: MemorySource },
  file: RuleFile,
  workers: ColumnWorkers,
  first: number,
  days: number,
): Promise<Walked[]> {
  const { payments, source } = data;
  const backtest = new Backtest(source, workers, () => performance.now());
  const labels = new SharedArrayBuffer(payments.length);
  new Uint8Array(labels).set(payments.map(({ label }) => (label === 'fraud' ? 1 : label === 'legitimate' ? 2 : 0)));
  const walked: Walked[] = [];
  for (let index = 0; index < days; index++) {
    const start = first + index * day;
    const settledUntil = start - labelDelayMs;
    const settled = payments.filter(({ at }) => at < settledUntil);
    const lists = withEntries(file.lists ?? [], morningLists(settled, start, settledUntil));
    const policy: BacktestPolicy = {
      rules: file.rules,
      lists,
      matrix: file.matrix ?? builtInMatrix,
      thresholds: file.thresholds ?? builtInThresholds,
    };
    const quiet: BacktestPolicy = { ...policy, rules: [] };
    const catalogue = catalogueWith(lists);
    const { rows, results } = await backtest.find(
      // The live side has no rules: whatever ends otherwise than there was flagged.
      { live: quiet, draft: policy, since: start, until: start + day - 1, labels, labelsKey: 'all' },
      { live: catalogue, draft: catalogue },
      { label: undefined, limit: payments.length },
    );
    const scored = rows.map(({ row, score, live, draft }): Scored => {
      const payment = payments[row] as Payment;
      return { account: payment.account, score, flagged: results[live] !== results[draft], fraud: payment.label === 'fraud' };
    });
    const known = new Set(
      settled.flatMap(({ at, label, account }) => (label === 'fraud' && at >= first - 2 * labelDelayMs ? [account] : [])),
    );
    walked.push({ start, scored, unknownCards: scored.filter(({ account }) => !known.has(account)) });
  }
  return walked;
}
