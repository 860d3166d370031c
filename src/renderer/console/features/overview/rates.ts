import type { Overview } from '../../../../shared/contract/console/overview.ts';
import { type Outcome, outcomes } from '../../../../shared/vocabulary/index.ts';

const MINUTE = 60_000;
/** A bucket that has only begun says nothing about a rate yet. */
const LEAST_SHARE = 0.3;

export type Rates = { readonly at: number } & Readonly<Record<Outcome, number>>;

/** Decisions per minute in each bucket. The last bucket counts by the time that it has had, or not at all while that is too short. */
export function ratesOf({ buckets, bucketMs, at }: Pick<Overview, 'buckets' | 'bucketMs' | 'at'>): readonly Rates[] {
  return buckets
    .map((bucket) => ({ bucket, lasted: Math.min(bucketMs, at - bucket.at) }))
    .filter(({ lasted }) => lasted >= bucketMs * LEAST_SHARE)
    .map(({ bucket, lasted }) => {
      const rates = outcomes.map((outcome) => [outcome, round((bucket[outcome] * MINUTE) / lasted)] as const);
      return { at: bucket.at, ...(Object.fromEntries(rates) as Record<Outcome, number>) };
    });
}

export function totalsOf({ buckets }: Pick<Overview, 'buckets'>): Readonly<Record<Outcome, number>> {
  const totals = outcomes.map((outcome) => [outcome, buckets.reduce((sum, bucket) => sum + bucket[outcome], 0)] as const);
  return Object.fromEntries(totals) as Record<Outcome, number>;
}

const round = (rate: number): number => Math.round(rate * 100) / 100;
