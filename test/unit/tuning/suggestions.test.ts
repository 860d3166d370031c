import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noLists } from '../../../src/main/engine/risk/declared/lists.ts';
import { builtInMatrix } from '../../../src/main/engine/risk/matrix.ts';
import { signalCatalogue } from '../../../src/main/engine/risk/signals/catalogue.ts';
import { builtInThresholds } from '../../../src/main/engine/risk/thresholds.ts';
import { Backtest, type BacktestPolicy } from '../../../src/main/engine/tuning/backtest/backtest.ts';
import { reportOf } from '../../../src/main/engine/tuning/backtest/report.ts';
import { SameThread } from '../../../src/main/engine/tuning/columns/jobs.ts';
import { historyTypes } from '../../../src/main/engine/tuning/history/columns.ts';
import { encodeSegment, type HistoryRow } from '../../../src/main/engine/tuning/history/encode.ts';
import { ownLabels } from '../../../src/main/engine/tuning/history/labels.ts';
import { MemorySource } from '../../../src/main/engine/tuning/history/source.ts';
import { plainContext } from '../../support/decision-context.ts';
import { SeededRandom } from '../../support/ports.ts';

const context = plainContext('authenticator', 'email_code');
const policy: BacktestPolicy = { rules: [], lists: noLists, matrix: builtInMatrix, thresholds: builtInThresholds };
const catalogues = { live: signalCatalogue, draft: signalCatalogue };
const signals = ['amount_value', 'withdrawals_24h', 'destination_new', 'country', 'account_age_days', 'hour_utc'];

/** Withdrawals of made-up customers; `fraudAt` says how likely each is a fraud. */
function history(seed: string, count: number, fraudAt: (values: Readonly<Record<string, unknown>>) => number): MemorySource {
  const random = new SeededRandom(seed);
  const share = (): number => random.integer(1_000_000) / 1_000_000;
  const rows = Array.from({ length: count }, (_, index): HistoryRow => {
    const values = {
      amount_value: Math.round(share() ** 3 * 100_000) / 100,
      withdrawals_24h: random.integer(6),
      destination_new: share() < 0.3,
      country: ['DE', 'FR', 'US', 'JP'][random.integer(4)] ?? 'DE',
      account_age_days: share() * 900,
      hour_utc: random.integer(24),
    };
    const at = 1_700_000_000_000 + index * 60_000;
    const fraud = share() < fraudAt(values);
    const own = {
      $id: String(index),
      $at: at,
      $kind: 'withdrawal',
      $context: context,
      $usable: 5,
      $account: `a${index % 97}`,
      $label: fraud ? 'fraud' : 'legitimate',
    };
    return { id: String(index), at, values: { ...values, operation: 'withdrawal', ...own } };
  });
  return new MemorySource(seed, [encodeSegment(rows, historyTypes, new Map())]);
}

async function suggest(source: MemorySource) {
  const backtest = new Backtest(source, new SameThread(), () => 0);
  const [label, at] = await backtest.column('$label', '$labelAt');
  const labels = ownLabels(source.rows, label, at, Number.MAX_SAFE_INTEGER);
  const wish = {
    live: policy,
    draft: policy,
    since: Number.NEGATIVE_INFINITY,
    until: Number.POSITIVE_INFINITY,
    labels: labels.buffer,
    labelsKey: labels.key,
  };
  const found = await backtest.suggest(wish, catalogues, { signals, maxFriction: 15, minPrecision: 0.2, minSupport: 12, most: 5 });
  return { found, backtest, wish };
}

describe('suggested rules', () => {
  it('RT-05 find a rule of two conditions that was planted, and say of the later part what a backtest says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000 }), fc.constantFrom('DE', 'JP'), async (seed, country) => {
        const planted = (values: Readonly<Record<string, unknown>>): boolean =>
          Number(values.amount_value) >= 400 && values.country === country;
        const source = history(`planted ${seed}`, 6_000, (values) => (planted(values) ? 0.9 : 0.001));
        const { found, backtest, wish } = await suggest(source);
        const [first] = found.items;
        expect(first?.signals.toSorted()).toEqual(['amount_value', 'country']);
        expect(first?.later.recallAdded).toBeGreaterThan(0.6);
        expect(first?.later.precision).toBeGreaterThan(0.5);
        const rule = { id: 'found', name: 'found', when: first?.when ?? '', score: 90, reason: 'x', tags: [], enabled: true };
        const run = await backtest.run({ ...wish, draft: { ...policy, rules: [rule] }, since: found.dividedAt ?? 0 }, catalogues);
        const report = reportOf(run, { from: null, to: null });
        expect(report.rules[0]).toMatchObject({ aloneFraud: first?.later.fraud, aloneLegitimate: first?.later.others });
        expect(report.draft.recall).toBeCloseTo(first?.later.recallAdded ?? 0, 10);
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('find nothing in noise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100_000 }), async (seed) => {
        const { found } = await suggest(history(`noise ${seed}`, 3_000, () => 0.03));
        expect(found.items).toEqual([]);
        expect(found.tried).toBeGreaterThan(100);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
