import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../src/renderer/console/connection/backoff.ts';
import { EngineClock } from '../../../src/renderer/ui/clock.ts';

describe('backoffMs', () => {
  it('doubles up to fifteen seconds', () => {
    expect([0, 1, 2, 5, 50].map((attempt) => backoffMs(attempt, 1))).toEqual([300, 600, 1200, 9600, 15_000]);
  });

  it('leaves half of the pause to chance', () => {
    expect(backoffMs(2, 0)).toBe(600);
  });
});

describe('EngineClock', () => {
  it('goes by the engine, whatever this machine’s clock says', () => {
    let local = 1_000;
    const clock = new EngineClock(() => local);
    clock.learn(50_050, 1_000, 1_100);
    local = 1_100;
    expect(clock.now()).toBe(50_100);
    local = 61_100;
    expect(clock.now()).toBe(110_100);
  });
});
