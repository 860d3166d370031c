import { describe, expect, it, vi } from 'vitest';
import { Worker } from '../../../src/main/compose/worker.ts';
import { RecordedLog } from '../../support/engine.ts';

const clock = { now: () => 0 };

/** A job whose every run waits until the test lets it end. */
function heldJob() {
  const runs: PromiseWithResolvers<number | null>[] = [];
  const run = () => {
    const held = Promise.withResolvers<number | null>();
    runs.push(held);
    return held.promise;
  };
  return { runs, run };
}

describe('a background worker', () => {
  it('never runs twice at a time, and runs again for a wake that came meanwhile', async () => {
    vi.useFakeTimers();
    const { runs, run } = heldJob();
    const worker = new Worker({ name: 'test', run, clock, log: new RecordedLog(), longestMs: 60_000 });
    worker.wake();
    await vi.advanceTimersByTimeAsync(1);
    worker.wake();
    worker.wake();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(runs).toHaveLength(1);
    runs[0]?.resolve(null);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toHaveLength(2);
    runs[1]?.resolve(null);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(runs).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(runs).toHaveLength(3);
    runs[2]?.resolve(null);
    await worker.stop();
    vi.useRealTimers();
  });

  it('runs when it asked to, and does together what came within the gap', async () => {
    vi.useFakeTimers();
    const times: number[] = [];
    const started = Date.now();
    const worker = new Worker({
      name: 'test',
      run: async () => {
        times.push(Date.now() - started);
        return times.length === 1 ? 500 : null;
      },
      clock,
      log: new RecordedLog(),
      longestMs: 60_000,
      gapMs: 100,
    });
    worker.wake();
    await vi.advanceTimersByTimeAsync(1);
    for (let i = 0; i < 50; i += 1) worker.wake();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(times).toHaveLength(2);
    expect(times[1]).toBeGreaterThanOrEqual(100);
    await worker.stop();
    vi.useRealTimers();
  });

  it('tries again with growing pauses after failures, without being hurried by wakes', async () => {
    vi.useFakeTimers();
    const log = new RecordedLog();
    let runs = 0;
    const worker = new Worker({
      name: 'test',
      run: async () => {
        runs += 1;
        if (runs < 4) throw new Error('the database is away');
        return null;
      },
      clock,
      log,
      longestMs: 60_000,
    });
    worker.wake();
    await vi.advanceTimersByTimeAsync(1);
    worker.wake();
    await vi.advanceTimersByTimeAsync(100);
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(runs).toBe(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toBe(3);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(runs).toBe(4);
    expect(log.entries.filter(({ level }) => level === 'error')).toHaveLength(3);
    await worker.stop();
    vi.useRealTimers();
  });

  it('waits for what runs when it is stopped, and starts nothing more', async () => {
    const { runs, run } = heldJob();
    const worker = new Worker({ name: 'test', run, clock, log: new RecordedLog(), longestMs: 60_000 });
    worker.wake();
    await expect.poll(() => runs.length, { interval: 1 }).toBe(1);
    let stopped = false;
    const stopping = worker.stop().then(() => {
      stopped = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(stopped).toBe(false);
    runs[0]?.resolve(0);
    await stopping;
    worker.wake();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(runs).toHaveLength(1);
  });

  it('loses no wake that comes in the very moment in which a run ends', async () => {
    for (let turns = 0; turns < 8; turns += 1) {
      const { runs, run } = heldJob();
      const worker = new Worker({ name: 'test', run, clock, log: new RecordedLog(), longestMs: 60_000 });
      worker.wake();
      await expect.poll(() => runs.length, { interval: 1 }).toBe(1);
      runs[0]?.resolve(null);
      // As when one commit ends the run and brings the next work, some promises apart.
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      worker.wake();
      await expect.poll(() => runs.length, { interval: 1 }).toBe(2);
      runs[1]?.resolve(null);
      await worker.stop();
    }
  });
});
