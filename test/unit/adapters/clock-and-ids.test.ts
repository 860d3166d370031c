import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/main/adapters/system-clock.ts';
import { SystemRandom } from '../../../src/main/adapters/system-random.ts';
import { UlidIds } from '../../../src/main/adapters/ulid-ids.ts';
import type { Random } from '../../../src/main/engine/ports.ts';
import { idPrefix, operationIdSchema } from '../../../src/shared/vocabulary/index.ts';
import { ManualClock, SeededRandom, testEpoch } from '../../support/ports.ts';

describe('the system clock', () => {
  it('never goes back, however the machine’s time is set', () => {
    const step = fc.record({ wall: fc.integer({ min: -10_000_000, max: 10_000_000 }), steady: fc.nat({ max: 10_000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        let wall = testEpoch;
        let steady = 5;
        const clock = new SystemClock({ wall: () => wall, steady: () => steady });
        let last = clock.now();
        for (const move of steps) {
          wall += move.wall;
          steady += move.steady;
          const now = clock.now();
          expect(now).toBeGreaterThanOrEqual(last);
          expect(now).toBeGreaterThanOrEqual(wall);
          expect(Number.isSafeInteger(now)).toBe(true);
          last = now;
        }
      }),
    );
  });

  it('counts on at the steady clock’s pace while the wall clock is behind', () => {
    let wall = 1_000_000;
    let steady = 0;
    const clock = new SystemClock({ wall: () => wall, steady: () => steady });
    wall -= 600_000;
    steady += 250;
    expect(clock.now()).toBe(1_000_250);
    wall += 900_000;
    expect(clock.now()).toBe(1_300_000);
  });

  it('is the machine’s own time when nobody touches it', () => {
    const before = Date.now();
    const now = new SystemClock().now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now() + 1);
  });
});

describe('ids', () => {
  it('have their kind’s prefix and 26 lower-case characters of Crockford’s base 32', () => {
    const ids = new UlidIds(new ManualClock(), new SystemRandom());
    for (const kind of Object.keys(idPrefix) as (keyof typeof idPrefix)[]) {
      expect(ids.next(kind)).toMatch(new RegExp(`^${idPrefix[kind]}_[0-9a-hjkmnp-tv-z]{26}$`, 'u'));
    }
    expect(operationIdSchema.safeParse(ids.next('operation')).success).toBe(true);
  });

  it('sort in the order in which they were made, within a millisecond and across', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 200 }), fc.string(), (pauses, seed) => {
        const clock = new ManualClock();
        const ids = new UlidIds(clock, new SeededRandom(seed));
        const made = pauses.map((pause) => {
          clock.advance(pause);
          return ids.next('event');
        });
        expect(made.toSorted()).toEqual(made);
        expect(new Set(made).size).toBe(made.length);
      }),
    );
  });

  it('carry their time in the first ten characters', () => {
    const id = new UlidIds(new ManualClock(1), new SystemRandom()).next('event');
    expect(id.slice(4, 14)).toBe('0000000001');
    const later = new UlidIds(new ManualClock(2 ** 48 - 1), new SystemRandom()).next('event');
    expect(later.slice(4, 14)).toBe('7zzzzzzzzz');
  });

  it('stay in order when the count within a millisecond runs over', () => {
    const full: Random = { bytes: (length) => new Uint8Array(length).fill(255), integer: () => 0 };
    const ids = new UlidIds(new ManualClock(), full);
    const first = ids.next('event');
    expect(first.endsWith('fzzzzzzzzzzzzzzz')).toBe(true);
    expect(ids.next('event') > first).toBe(true);
  });
});

describe('system randomness', () => {
  it('gives as many bytes as asked, and integers below the bound', () => {
    const random = new SystemRandom();
    expect(random.bytes(32)).toHaveLength(32);
    expect(random.bytes(32)).not.toEqual(random.bytes(32));
    for (let i = 0; i < 1_000; i += 1) expect([0, 1, 2]).toContain(random.integer(3));
  });
});
