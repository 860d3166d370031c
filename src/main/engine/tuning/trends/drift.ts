/** Whether a rule does something else than it used to. Pure; what counts as much is a setting. */

/** What a rule did on a day, and how many operations there were. */
export interface DayOfRule {
  readonly day: number;
  readonly hits: number;
  readonly operations: number;
  readonly fraud: number;
  readonly legitimate: number;
}

export interface Drift {
  readonly direction: 'up' | 'down';
  readonly observed: number;
  readonly expected: number;
  /** In standard deviations, signed. */
  readonly deviation: number;
}

/** Days before a day that say little about what is usual. */
const fewestDays = 7;
/** The median absolute deviation of a normal distribution, times this, is its standard deviation. */
const madToDeviation = 1.4826;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/**
 * Compares a day's hits with the days before. What is compared is hits per operation, so that a busy day alone is no alarm; its usual value is
 * the median, which one odd day does not move; its spread the larger of what days differ by (the median absolute deviation) and what chance
 * alone makes of so many hits (Poisson).
 * @param complete false for a day that is not over: too few hits say nothing yet
 * @param limits.deviation standard deviations @param limits.least hits
 * @returns null while nothing is out of the ordinary, or too little is known
 */
export function hitsDrift(
  day: DayOfRule,
  before: readonly DayOfRule[],
  complete: boolean,
  limits: { readonly deviation: number; readonly least: number },
): Drift | null {
  const rates = before.flatMap(({ hits, operations }) => (operations > 0 ? [hits / operations] : []));
  if (rates.length < fewestDays || day.operations === 0) return null;
  const usual = median(rates);
  const expected = usual * day.operations;
  const spread = madToDeviation * median(rates.map((rate) => Math.abs(rate - usual))) * day.operations;
  const deviation = (day.hits - expected) / Math.max(spread, Math.sqrt(expected), 1);
  if (Math.abs(deviation) < limits.deviation || Math.abs(day.hits - expected) < limits.least) return null;
  if (deviation < 0 && !complete) return null;
  return { direction: deviation > 0 ? 'up' : 'down', observed: day.hits, expected, deviation };
}

interface Labelled {
  readonly fraud: number;
  readonly legitimate: number;
}

const total = (days: readonly Labelled[]): Labelled =>
  days.reduce<Labelled>((sum, { fraud, legitimate }) => ({ fraud: sum.fraud + fraud, legitimate: sum.legitimate + legitimate }), {
    fraud: 0,
    legitimate: 0,
  });

/**
 * Compares the precision of some days with the days before by the test for two proportions with pooled variance.
 * @param limits.deviation standard deviations @param limits.least labels on each side
 * @returns null while nothing is out of the ordinary, or too little is known
 */
export function precisionDrift(
  recent: readonly Labelled[],
  before: readonly Labelled[],
  limits: { readonly deviation: number; readonly least: number },
): Drift | null {
  const [now, then] = [total(recent), total(before)];
  const [countNow, countThen] = [now.fraud + now.legitimate, then.fraud + then.legitimate];
  if (countNow < limits.least || countThen < limits.least) return null;
  const [observed, expected] = [now.fraud / countNow, then.fraud / countThen];
  const pooled = (now.fraud + then.fraud) / (countNow + countThen);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / countNow + 1 / countThen));
  if (spread === 0) return null;
  const deviation = (observed - expected) / spread;
  if (Math.abs(deviation) < limits.deviation) return null;
  return { direction: deviation > 0 ? 'up' : 'down', observed, expected, deviation };
}
