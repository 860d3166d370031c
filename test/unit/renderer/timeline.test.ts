import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryKey, joined } from '../../../src/renderer/console/features/customers/timeline.ts';
import type { AuditEntry } from '../../../src/shared/contract/console/index.ts';

const entry = (seq: number, at = seq): AuditEntry => ({ chain: 0, seq, at, action: 'account.created' }) as AuditEntry;

describe('a timeline of its newest entries and of older pages', () => {
  it('holds each entry once, newest first, however the two overlap and however many share a moment', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.integer({ min: 1, max: 5 }), (count, read, sharing) => {
        const all = Array.from({ length: count + 1 }, (_, index) => entry(count - index, Math.floor((count - index) / sharing)));
        const newest = all.slice(0, 10);
        // Pages were read when the last few had not happened yet; they reach further back than the newest do.
        const older = all.slice(Math.min(5, count), Math.max(12, read));
        const shown = joined(newest, older, () => true).map(entryKey);
        expect(new Set(shown).size).toBe(shown.length);
        expect(shown).toEqual([...shown].sort((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1])));
      }),
    );
  });

  it('lets the newest pass the filter that the older ones passed', () => {
    expect(joined([entry(3), entry(2)], [entry(1)], ({ seq }) => seq !== 3).map(({ seq }) => seq)).toEqual([2, 1]);
  });
});
