import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsEnd, summarize } from '../../../src/main/engine/holds/summary.ts';
import type { Hold } from '../../../src/shared/contract/operation.ts';
import { holdCauses } from '../../../src/shared/vocabulary/index.ts';

const aHold: fc.Arbitrary<Hold> = fc.record({
  id: fc.uuid(),
  cause: fc.constantFrom(...holdCauses),
  startsAt: fc.integer({ min: 0, max: 1_000 }),
  endsAt: fc.option(fc.integer({ min: 1_001, max: 9_000 }), { freq: 5 }),
});
const someHolds = fc.array(aHold, { minLength: 1, maxLength: 12 });

describe('holds that overlap', () => {
  it('WH-02 end together when the last one ends, or when the case closes that one waits for', () => {
    fc.assert(
      fc.property(someHolds, (holds) => {
        const ends = holds.map(({ endsAt }) => endsAt ?? Number.POSITIVE_INFINITY);
        const last = Math.max(...ends);
        expect(summarize(holds)?.endsAt).toBe(Number.isFinite(last) ? last : null);
      }),
    );
  });

  it('WH-02 never shorten one another: one more never brings the end nearer', () => {
    fc.assert(
      fc.property(someHolds, aHold, (holds, more) => {
        const before = holdsEnd(holds) ?? Number.POSITIVE_INFINITY;
        const after = holdsEnd([...holds, more]) ?? Number.POSITIVE_INFINITY;
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('WH-02 name every cause once, the one that ends last first, in words', () => {
    fc.assert(
      fc.property(someHolds, (holds) => {
        const shown = summarize(holds);
        expect([...(shown?.causes ?? [])].sort()).toEqual([...new Set(holds.map(({ cause }) => cause))].sort());
        const ends = holds.map(({ endsAt }) => endsAt ?? Number.POSITIVE_INFINITY);
        const last = Math.max(...ends);
        const lasting = holds.filter(({ endsAt }) => (endsAt ?? Number.POSITIVE_INFINITY) === last).map(({ cause }) => cause);
        expect(lasting).toContain(shown?.causes[0]);
        expect(shown?.reason).toMatch(/^Withdrawals are on hold because /);
      }),
    );
    expect(summarize([])).toBeNull();
  });
});
