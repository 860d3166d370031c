import { setImmediate, setTimeout } from 'node:timers/promises';
import type { OperationInput } from '../../../src/shared/contract/operation.ts';
import { median, percentile, type Result } from '../harness.ts';

/** On a machine that is busy with something else, a measurement ends with fewer calls rather than late. */
export const longestMs = 1_500;

export interface Sample {
  readonly perSecond: number;
  /** Milliseconds of each call. */
  readonly latencies: readonly number[];
}

export type Measure<C extends string> = Readonly<Record<C, () => Sample | Promise<Sample>>>;
export type Samples<C extends string> = ReadonlyMap<C, readonly Sample[]>;

/** In turns, so that a machine that slows down does so for all; the first turn warms up. */
export async function sampleAll<C extends string>(measure: Measure<C>, runs: number): Promise<Map<C, Sample[]>> {
  const samples = new Map<C, Sample[]>();
  for (let round = 0; round <= runs; round += 1) {
    for (const name of Object.keys(measure) as C[]) {
      const sample = await measure[name]();
      if (round > 0) samples.set(name, [...(samples.get(name) ?? []), sample]);
    }
  }
  return samples;
}

/** Runs a call for every operation, so many at once. */
export async function timed(
  operations: readonly OperationInput[],
  atOnce: number,
  call: (operation: OperationInput) => Promise<void>,
): Promise<Sample> {
  const latencies: number[] = [];
  const waiting = operations.values();
  const begin = performance.now();
  const caller = async (): Promise<void> => {
    for (const operation of waiting) {
      const start = performance.now();
      if (start - begin > longestMs) return;
      await call(operation);
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return { perSecond: (latencies.length / (performance.now() - begin)) * 1_000, latencies };
}

/**
 * Calls at random moments, whether or not earlier ones are answered, as callers come who do not know of each other. What a call takes counts
 * from the moment at which it was due, so that a pause of the program is not left out.
 *
 * @param rate calls a second, on average
 */
export async function arriving(
  operations: readonly OperationInput[],
  rate: number,
  call: (operation: OperationInput) => Promise<void>,
): Promise<Sample> {
  const latencies: number[] = [];
  const calls: Promise<void>[] = [];
  const begin = performance.now();
  let due = begin;
  for (const operation of operations) {
    due += (-Math.log(1 - Math.random()) * 1_000) / rate;
    while (performance.now() < due) await (due - performance.now() > 2 ? setTimeout(1) : setImmediate());
    const wanted = due;
    calls.push(call(operation).then(() => void latencies.push(performance.now() - wanted)));
  }
  await Promise.all(calls);
  return { perSecond: (latencies.length / (performance.now() - begin)) * 1_000, latencies };
}

export const fromTimes = (latencies: readonly number[]): Sample => ({
  perSecond: (latencies.length / latencies.reduce((sum, each) => sum + each, 0)) * 1_000,
  latencies,
});

/** Rates with their ratio to the yardstick's, and percentiles of what a call takes. */
export function summarize<C extends string>(samples: Samples<C>, titles: Readonly<Record<C, string>>, yardstick: C) {
  const perSecond = (name: C): number => median((samples.get(name) ?? []).map((sample) => sample.perSecond));
  const latency = (name: C, share: number): number =>
    median((samples.get(name) ?? []).map(({ latencies }) => percentile(latencies, share)));
  const results = (Object.entries(titles) as [C, string][]).flatMap(([name, title]): Result[] => [
    { name: title, value: perSecond(name), unit: '/s', ratio: perSecond(name) / perSecond(yardstick) },
    { name: `${title}, p50`, value: latency(name, 0.5), unit: 'ms' },
    { name: `${title}, p99`, value: latency(name, 0.99), unit: 'ms' },
    { name: `${title}, p99.9`, value: latency(name, 0.999), unit: 'ms' },
  ]);
  return { perSecond, latency, results };
}
