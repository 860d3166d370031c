import { setImmediate } from 'node:timers/promises';

/** Longer than this a long work does not keep its thread from decisions, ms. */
const longestMs = 5;
/** Reading the stopwatch is not free either. */
const stepsBetween = 32;

/**
 * Lets everything else that waits for this thread have its turn, every few milliseconds of a long work. Call it at every small step and wait for
 * what it gives, if it gives anything.
 * @param stopwatch in ms
 */
export function breather(stopwatch: () => number): () => Promise<void> | undefined {
  let steps = 0;
  let since = stopwatch();
  return () => {
    steps += 1;
    if (steps % stepsBetween !== 0 || stopwatch() - since < longestMs) return undefined;
    return setImmediate().then(() => {
      since = stopwatch();
    });
  };
}
