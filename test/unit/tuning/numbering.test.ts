import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Numbering } from '../../../src/main/engine/tuning/columns/numbering.ts';

it('numbers each id once, in the order in which they turn up, however many and however large', () => {
  const id = fc.oneof(fc.nat(50), fc.nat(20_000), fc.integer({ min: 2 ** 31, max: 2 ** 34 }), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(id, { maxLength: 400 }), fc.integer({ min: 1, max: 40 }), (ids, times) => {
      const numbers = new Numbering();
      const expected = new Map<number, number>();
      const numberOf = (each: number): number => {
        if (!expected.has(each)) expected.set(each, expected.size);
        return expected.get(each) ?? -1;
      };
      for (let round = 0; round < times; round++) {
        for (const each of ids)
          expect(numbers.numberOf((each + round * 4_099) % Number.MAX_SAFE_INTEGER)).toBe(
            numberOf((each + round * 4_099) % Number.MAX_SAFE_INTEGER),
          );
      }
      expect(numbers.count).toBe(expected.size);
      expect([...numbers.ids.subarray(0, numbers.count)]).toEqual([...expected.keys()]);
    }),
    { numRuns: 60 },
  );
});
