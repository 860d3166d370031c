import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inRollout } from '../../../src/main/engine/risk/buckets.ts';

it('RT-07 takes nobody away when a roll-out grows, and reaches nobody at 0 and everybody at 100 percent', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (id, account, a, b) => {
        expect(inRollout(id, account, 0)).toBe(false);
        expect(inRollout(id, account, 100)).toBe(true);
        if (inRollout(id, account, Math.min(a, b))) expect(inRollout(id, account, Math.max(a, b))).toBe(true);
      },
    ),
  );
});

it('RT-07 reaches about as many accounts as its percentage says, others for another roll-out', () => {
  const accounts = Array.from({ length: 20_000 }, (_, i) => `acc-${i}`);
  const reached = (id: string) => accounts.filter((account) => inRollout(id, account, 10));
  const [one, other] = [reached('drf_1'), reached('drf_2')];
  expect(one.length / accounts.length).toBeCloseTo(0.1, 1);
  expect(Math.abs(one.length - 2_000)).toBeLessThan(200);
  const others = new Set(other);
  const both = one.filter((account) => others.has(account)).length;
  expect(both).toBeLessThan(400);
});
