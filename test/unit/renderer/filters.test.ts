import { describe, expect, it } from 'vitest';
import { filtersOf, isFiltered, queryOf, readDecisionSearch } from '../../../src/renderer/console/features/decisions/filters.ts';
import { fromLocalField, rangeText, resolveRange, toLocalField } from '../../../src/renderer/ui/time-range.ts';

const NOW = Date.UTC(2026, 5, 1);

describe('the filters of decisions', () => {
  it('are read from an address, whoever wrote it', () => {
    const search = readDecisionSearch({ outcome: 'deny,review,nonsense', account: 12345, evil: '<b>', rule: ['x'] });
    expect(search).toEqual({ outcome: 'deny,review,nonsense', account: '12345' });
    const filters = filtersOf(search);
    expect(filters.outcome).toEqual(['review', 'deny']);
    expect(filters.account).toBe('12345');
  });

  it('ask the engine only for what was chosen', () => {
    expect(queryOf(filtersOf({}), NOW)).toEqual({});
    expect(queryOf(filtersOf({ band: 'high', time: '1h', rule: 'r1' }), NOW)).toEqual({
      band: ['high'],
      ruleId: 'r1',
      from: NOW - 3_600_000,
    });
  });

  it('know whether there are any', () => {
    expect(isFiltered(filtersOf({}))).toBe(false);
    expect(isFiltered(filtersOf({ status: 'held' }))).toBe(true);
  });
});

describe('ranges of time', () => {
  it('reach back from now, or from one moment to another with either end open', () => {
    expect(resolveRange('24h', NOW)).toEqual({ from: NOW - 86_400_000 });
    expect(resolveRange('100..200', NOW)).toEqual({ from: 100, to: 200 });
    expect(resolveRange('..200', NOW)).toEqual({ to: 200 });
    expect(resolveRange('..', NOW)).toBeNull();
    expect(resolveRange('yesterday', NOW)).toBeNull();
  });

  it('are written as they are read', () => {
    expect(rangeText({ from: 100, to: 200 })).toBe('100..200');
    expect(rangeText({})).toBe('');
  });

  it('pass through the fields of a form unchanged, to the minute', () => {
    expect(fromLocalField(toLocalField(NOW))).toBe(NOW);
    expect(fromLocalField('')).toBeUndefined();
  });
});
