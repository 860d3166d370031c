import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TrailRun } from '../../../src/renderer/console/features/audit/run.ts';

/** What a window keeps for itself. */
function memory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** Work that tells how far it is and ends when the test says so. */
function slow(afterReload: 'again' | 'ask' = 'again') {
  const ends: ((end: string) => void)[] = [];
  const wishes: string[] = [];
  const run = new TrailRun<string, string>('test', afterReload, (wish, _signal, tell) => {
    wishes.push(wish);
    tell(1, 2);
    return new Promise((resolve) => ends.push(resolve));
  });
  return { run, wishes, end: (at: number) => ends[at]?.(`end of ${wishes[at]}`) };
}

describe('work on the whole trail', () => {
  beforeEach(() => vi.stubGlobal('sessionStorage', memory()));
  afterEach(() => vi.unstubAllGlobals());

  it('tells how far it is, and how it ended', async () => {
    const { run, end } = slow();
    run.start('ana', 'all');
    expect(run.standing.get()).toEqual({ kind: 'running', done: 1, total: 2, again: false });
    end(0);
    await expect.poll(() => run.standing.get()).toEqual({ kind: 'ended', end: 'end of all' });
  });

  it('begins anew after a reload, for whoever began it and for nobody else', () => {
    slow().run.start('ana', 'all');
    const colleague = slow();
    colleague.run.resume('ben');
    expect(colleague.run.standing.get().kind).toBe('idle');
    slow().run.start('ana', 'all');
    const reloaded = slow();
    reloaded.run.resume('ana');
    expect(reloaded.wishes).toEqual(['all']);
    expect(reloaded.run.standing.get()).toMatchObject({ kind: 'running', again: true });
  });

  it('asks whoever began it before it begins anew where that leaves a trace, and forgets it when it is let go', () => {
    slow('ask').run.start('ana', 'all');
    const reloaded = slow('ask');
    reloaded.run.resume('ana');
    expect(reloaded.wishes).toEqual([]);
    const interrupted = reloaded.run.standing.get();
    expect(interrupted).toMatchObject({ kind: 'interrupted', done: 1, total: 2 });
    if (interrupted.kind === 'interrupted') interrupted.goOn();
    expect(reloaded.wishes).toEqual(['all']);
    expect(reloaded.run.standing.get()).toMatchObject({ kind: 'running', again: true });
    const again = slow('ask');
    again.run.resume('ana');
    again.run.dismiss();
    const later = slow('ask');
    later.run.resume('ana');
    expect(later.run.standing.get().kind).toBe('idle');
  });

  it('goes on once and not twice while it runs, and not at all after it was stopped or has ended', async () => {
    const { run, wishes, end } = slow();
    run.start('ana', 'all');
    run.resume('ana');
    expect(wishes).toHaveLength(1);
    run.stop();
    expect(run.standing.get()).toEqual({ kind: 'stopped', done: 1 });
    end(0);
    run.resume('ana');
    expect(run.standing.get().kind).toBe('stopped');
    run.start('ana', 'again');
    end(1);
    await expect.poll(() => run.standing.get().kind).toBe('ended');
    run.resume('ana');
    expect(wishes).toHaveLength(2);
  });

  it('shows nothing of it to whoever signs in next', () => {
    const { run } = slow();
    run.start('ana', 'all');
    run.leave();
    expect(run.standing.get().kind).toBe('idle');
  });
});
