import { describe, expect, it } from 'vitest';
import { ratesOf, totalsOf } from '../../../src/renderer/console/features/overview/rates.ts';

const bucket = (at: number, allow: number, deny = 0) => ({ at, allow, step_up: 0, review: 0, hold: 0, deny });
const tenMinutes = 600_000;

describe('rates of decisions', () => {
  it('are per minute, whatever the length of a bucket', () => {
    const rates = ratesOf({ buckets: [bucket(0, 50, 5)], bucketMs: tenMinutes, at: tenMinutes });
    expect(rates).toEqual([{ at: 0, allow: 5, step_up: 0, review: 0, hold: 0, deny: 0.5 }]);
  });

  it('count the last bucket by the time that it has had', () => {
    const rates = ratesOf({ buckets: [bucket(0, 50), bucket(tenMinutes, 25)], bucketMs: tenMinutes, at: 1.5 * tenMinutes });
    expect(rates.map(({ allow }) => allow)).toEqual([5, 5]);
  });

  it('leave a bucket out that has hardly begun', () => {
    const rates = ratesOf({ buckets: [bucket(0, 50), bucket(tenMinutes, 1)], bucketMs: tenMinutes, at: 1.1 * tenMinutes });
    expect(rates).toHaveLength(1);
  });

  it('are summed up by outcome for the figures that lead to the decisions', () => {
    expect(totalsOf({ buckets: [bucket(0, 2, 1), bucket(1, 3)] })).toEqual({ allow: 5, step_up: 0, review: 0, hold: 0, deny: 1 });
  });
});
