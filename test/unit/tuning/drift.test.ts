import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DayOfRule, hitsDrift, precisionDrift } from '../../../src/main/engine/tuning/trends/drift.ts';

const day = (hits: number, operations = 1_000): DayOfRule => ({ day: 0, hits, operations, fraud: 0, legitimate: 0 });
const limits = { deviation: 5, least: 20 };
const usual = [48, 52, 50, 47, 55, 51, 49, 50, 53, 46].map((hits) => day(hits));

describe('hits that drift', () => {
  it('RT-08 are too many or too few by what days differ and by chance', () => {
    expect(hitsDrift(day(95), usual, true, limits)).toMatchObject({ direction: 'up', observed: 95, expected: 50 });
    expect(hitsDrift(day(5), usual, true, limits)).toMatchObject({ direction: 'down' });
    expect(hitsDrift(day(70), usual, true, limits)).toBeNull();
  });

  it('RT-08 are measured against the traffic: a busy day alone is no alarm', () => {
    expect(hitsDrift(day(500, 10_000), usual, true, limits)).toBeNull();
    expect(hitsDrift(day(500, 1_000), usual, true, limits)).not.toBeNull();
  });

  it('RT-08 are not moved by one odd day among those before', () => {
    expect(hitsDrift(day(95), [...usual, day(900)], true, limits)).toMatchObject({ direction: 'up', expected: 50 });
  });

  it('RT-08 can be too many on a day that is not over, and not yet too few', () => {
    expect(hitsDrift(day(95), usual, false, limits)).not.toBeNull();
    expect(hitsDrift(day(0), usual, false, limits)).toBeNull();
  });

  it('RT-08 say nothing before a week is known, nor of a handful', () => {
    expect(hitsDrift(day(95), usual.slice(0, 6), true, limits)).toBeNull();
    const rare = Array.from({ length: 10 }, () => day(0));
    expect(hitsDrift(day(19), rare, true, limits)).toBeNull();
    expect(hitsDrift(day(20), rare, true, limits)).not.toBeNull();
  });

  it('RT-08 never alarm where the day is as every day before', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.integer({ min: 2_000, max: 50_000 }), fc.integer({ min: 7, max: 60 }), (hits, operations, days) => {
        const same = day(hits, operations);
        const before = Array.from({ length: days }, () => same);
        expect(hitsDrift(same, before, true, { deviation: 2, least: 1 })).toBeNull();
      }),
    );
  });
});

describe('precision that drifts', () => {
  const many = { deviation: 3, least: 20 };

  it('RT-08 is told where two proportions differ by more than chance', () => {
    expect(precisionDrift([{ fraud: 10, legitimate: 40 }], [{ fraud: 120, legitimate: 80 }], many)).toMatchObject({
      direction: 'down',
      observed: 0.2,
      expected: 0.6,
    });
    expect(precisionDrift([{ fraud: 28, legitimate: 22 }], [{ fraud: 120, legitimate: 80 }], many)).toBeNull();
  });

  it('RT-08 needs enough labels on both sides, and is never told of itself', () => {
    expect(precisionDrift([{ fraud: 0, legitimate: 19 }], [{ fraud: 120, legitimate: 80 }], many)).toBeNull();
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (fraud, legitimate) => {
        expect(precisionDrift([{ fraud, legitimate }], [{ fraud, legitimate }], { deviation: 2, least: 1 })).toBeNull();
      }),
    );
  });
});
