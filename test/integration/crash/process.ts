import { randomUUID } from 'node:crypto';
import { SystemClock } from '../../../src/main/adapters/system-clock.ts';
import { SystemRandom } from '../../../src/main/adapters/system-random.ts';
import { UlidIds } from '../../../src/main/adapters/ulid-ids.ts';
import { StoreError } from '../../../src/main/store/errors.ts';
import { openStore, type StoreTarget } from '../../../src/main/store/open.ts';
import { createTestEngine, type TestEngine } from '../../support/engine.ts';
import { ManualClock, SeededRandom } from '../../support/ports.ts';

/** The engine of a process that is to be killed. Arguments: the store as JSON, and the engine's time to begin at. */
export function engineOfProcess([target = '', startAt = '']: readonly string[]): Promise<TestEngine> {
  return createTestEngine(() => openStore(JSON.parse(target) as StoreTarget), {
    clock: new ManualClock(Number(startAt)),
    // A test's ids and tokens repeat from process to process, which those of real processes never do.
    random: new SeededRandom(randomUUID()),
    ids: new UlidIds(new SystemClock(), new SystemRandom()),
  });
}

/** Prints what was acknowledged, a line each. */
export const say = (...words: string[]): void => {
  process.stdout.write(`${words.join(' ')}\n`);
};

/** Asks again when the answer was that the store is busy, as a caller does who reads `unavailable`. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError) || (error.code !== 'contention' && error.code !== 'work_too_long')) throw error;
    }
  }
}
