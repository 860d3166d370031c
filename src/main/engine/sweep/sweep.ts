import type { Store } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import type { EpochMs } from '../ports.ts';
import { isStoreInTrouble } from './store.ts';

const SECOND = 1_000;
const FIRST_PAUSE = 5 * SECOND;
const LONGEST_PAUSE = 600 * SECOND;

interface Postponed {
  readonly failures: number;
  readonly until: EpochMs;
}

/** What could not be dealt with, by store and sweep: whoever sweeps may hold another copy of the engine, but never of its store. */
const troubles = new WeakMap<Store, Map<string, Map<string, Postponed>>>();

function postponedOf(engine: Pick<Engine, 'store'>, name: string): Map<string, Postponed> {
  const sweeps = troubles.get(engine.store) ?? new Map<string, Map<string, Postponed>>();
  troubles.set(engine.store, sweeps);
  const known = sweeps.get(name) ?? new Map<string, Postponed>();
  sweeps.set(name, known);
  return known;
}

export interface Sweep {
  /** What it does, for the log. */
  readonly name: string;
  /** How many it deals with at a time. */
  readonly limit: number;
  /** The ids of what is due, at most `limit` of them, whatever was most overdue first. */
  readonly due: (limit: number) => Promise<readonly string[]>;
  /** Deals with one in a transaction of its own. @returns how many it dealt with; 0 where somebody else came first */
  readonly each: (id: string) => Promise<number>;
}

/**
 * Deals with whatever is due, one by one: a row that cannot be dealt with is told to the log, tried again after a growing pause, and keeps no
 * other from its turn, however many there are of its kind.
 * @returns how many were dealt with; call again while it is at least `limit`
 * @throws StoreError when the store itself is in trouble
 */
export async function sweep(engine: Pick<Engine, 'store' | 'clock' | 'log'>, { name, limit, due, each }: Sweep): Promise<number> {
  const postponed = postponedOf(engine, name);
  const found = await due(limit + postponed.size);
  const still = new Set(found);
  for (const id of postponed.keys()) if (!still.has(id)) postponed.delete(id);
  const now = engine.clock.now();
  const turns = found.filter((id) => now >= (postponed.get(id)?.until ?? 0)).slice(0, limit);
  let done = 0;
  for (const id of turns) {
    try {
      done += await each(id);
      postponed.delete(id);
    } catch (error) {
      if (isStoreInTrouble(error)) throw error;
      const failures = (postponed.get(id)?.failures ?? 0) + 1;
      postponed.set(id, { failures, until: now + Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE) });
      // A refusal is what the rules of the field say; anything else is a defect.
      const level = error instanceof PortcullisError ? 'warn' : 'error';
      engine.log[level]({ err: error, sweep: name, id, failures }, 'what is due could not be dealt with and will be tried again');
    }
  }
  return done;
}

/** Runs sweeps one after the other, each of them whatever became of those before it. @throws what the first of them threw, at the end */
export async function eachSweep(sweeps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const run of sweeps) await run().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
