import type { WriteTx } from '../store/store.ts';
import type { Engine } from './engine.ts';

/** Rows of one transaction: few enough that a decision which waits behind it stays within its time. */
const BATCH = 500;

/**
 * Deletes what is old a few rows at a time, so that nothing waits long behind a day's worth of them.
 * @param some deletes at most so many rows and tells how many @returns how many were deleted in all
 */
export async function forgetInBatches(
  engine: Pick<Engine, 'store'>,
  some: (tx: WriteTx, limit: number) => Promise<number>,
): Promise<number> {
  for (let total = 0; ; ) {
    const gone = await engine.store.write((tx) => some(tx, BATCH));
    total += gone;
    if (gone < BATCH) return total;
  }
}
