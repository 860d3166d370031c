import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BusinessHours, dueAfter } from '../../../src/main/engine/cases/hours.ts';
import { rarity, similarity } from '../../../src/main/engine/cases/neighbours/similarity.ts';
import { sortKey } from '../../../src/main/engine/cases/queue.ts';

const HOUR = 3_600_000;
const berlin: BusinessHours = { zone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: 9 * 60, to: 17 * 60 };

describe('the service level of a case', () => {
  it('CQ-01 counts every hour without business hours', () => {
    expect(dueAfter(1_000, 8 * HOUR, null)).toBe(1_000 + 8 * HOUR);
  });

  it('CQ-01 stops at night and over the weekend', () => {
    // Friday 16:00 in Berlin (winter, UTC+1) and two hours of work: Monday 10:00.
    expect(new Date(dueAfter(Date.UTC(2026, 0, 16, 15), 2 * HOUR, berlin)).toISOString()).toBe('2026-01-19T09:00:00.000Z');
    // A case that comes at night begins in the morning.
    expect(new Date(dueAfter(Date.UTC(2026, 0, 14, 2), HOUR, berlin)).toISOString()).toBe('2026-01-14T09:00:00.000Z');
  });

  it('CQ-01 follows the wall clock over a change to summer time', () => {
    // Friday 27 March 2026, 16:00 UTC+1; the clocks change on Sunday; Monday 10:00 is UTC+2.
    expect(new Date(dueAfter(Date.UTC(2026, 2, 27, 15), 2 * HOUR, berlin)).toISOString()).toBe('2026-03-30T08:00:00.000Z');
  });

  it('CQ-01 is never earlier than by the clock alone, and grows with the time it is given', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Auckland');
    const start = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 });
    fc.assert(
      fc.property(zones, start, days, fc.integer({ min: 1, max: 200 }), (zone, at, workdays, hours) => {
        const plan: BusinessHours = { zone, days: workdays, from: 8 * 60, to: 20 * 60 };
        const due = dueAfter(at, hours * HOUR, plan);
        expect(due).toBeGreaterThanOrEqual(at + hours * HOUR);
        expect(dueAfter(at, hours * HOUR + 60_000, plan)).toBeGreaterThan(due);
      }),
      { numRuns: 60 },
    );
  });

  it('CQ-01 puts priority before time in the order of the inbox, and time among equals', () => {
    expect(sortKey('urgent', 9e12)).toBeLessThan(sortKey('high', 1));
    expect(sortKey('high', 5)).toBeLessThan(sortKey('high', 6));
    expect(Number.isSafeInteger(sortKey('low', 9e12))).toBe(true);
  });
});

describe('similar cases', () => {
  it('are as alike as what they share, the rare counting more, between 0 and 1 and either way round', () => {
    const weight = rarity([['a', 'b'], ['a'], ['a', 'c']]);
    expect(similarity(['b'], ['b'], weight)).toBe(1);
    expect(similarity(['a'], ['z'], weight)).toBe(0);
    expect(similarity(['a', 'b'], ['b'], weight)).toBeGreaterThan(similarity(['a', 'b'], ['a'], weight));
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    fc.assert(
      fc.property(words, words, (left, right) => {
        const score = similarity(left, right, weight);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(similarity(right, left, weight)).toBeCloseTo(score);
      }),
    );
  });
});
