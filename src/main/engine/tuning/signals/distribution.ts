import type { SignalDistribution } from '../../../../shared/contract/console/signals.ts';
import { type Column, missingBool, missingText, missingValue, textsOf, type Values, valuesOf } from '../columns/column.ts';

/** Values that are shown one by one; more of them go into bins or are left out. */
const shownValues = 12;
const bins = 16;
/** Rows by which quantiles are found: enough for a picture, and sorted in a few milliseconds. */
const sampled = 20_000;
/** A text of personal data that fewer rows share than this could be one person's. */
const fewestOfOne = 20;

const masked = (text: string): string => `${text.slice(0, 3)}•••`;

/**
 * What a signal's values were in history, as a picture: how many rows lack it, which values come how often, or how numbers lie.
 * @param personal values can be one person's: those that few rows share are masked
 */
export function distributionOf(column: Column, personal: boolean): SignalDistribution {
  const values = valuesOf(column);
  if (column.type === 'bool') return ofBools(values);
  if (column.type === 'string') return ofTexts(column, values, personal);
  return ofNumbers(column, values);
}

const counted = (rows: number, missing: number) => ({ rows, missing });

function ofBools(values: Values): SignalDistribution {
  const counts = [0, 0, 0];
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  const [no = 0, yes = 0, missing = 0] = [counts[0], counts[1], counts[missingBool]];
  return {
    ...counted(values.length, missing),
    distinct: Number(no > 0) + Number(yes > 0),
    top: [
      { value: 'true', count: yes },
      { value: 'false', count: no },
    ],
    numbers: null,
  };
}

function ofTexts(column: Column, values: Values, personal: boolean): SignalDistribution {
  const texts = column.dictionary === null ? [''] : textsOf(column.dictionary);
  const counts = new Float64Array(texts.length);
  for (const code of values) counts[code] = (counts[code] ?? 0) + 1;
  const missing = counts[missingText] ?? 0;
  const found = [...counts.entries()].filter(([code, count]) => code !== missingText && count > 0).sort((a, b) => b[1] - a[1]);
  const show = (text: string, count: number): string => (personal && count < fewestOfOne ? masked(text) : text);
  return {
    ...counted(values.length, missing),
    distinct: found.length,
    top: found.slice(0, shownValues).map(([code, count]) => ({ value: show(texts[code] ?? '', count), count })),
    numbers: null,
  };
}

function ofNumbers(column: Column, values: Values): SignalDistribution {
  const none = missingValue(column);
  const isMissing = (value: number): boolean => Number.isNaN(value) || (column.layout !== 'f64' && value === none);
  let [missing, least, most] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const few = new Map<number, number>();
  for (const value of values) {
    if (isMissing(value)) {
      missing += 1;
      continue;
    }
    if (value < least) least = value;
    if (value > most) most = value;
    if (few.size <= shownValues) few.set(value, (few.get(value) ?? 0) + 1);
  }
  const rows = values.length;
  if (missing === rows) return { ...counted(rows, missing), distinct: 0, top: [], numbers: null };
  const quantiles = quantilesOf(values, isMissing);
  if (few.size <= shownValues) {
    const top = [...few].sort(([a], [b]) => a - b).map(([value, count]) => ({ value: String(value), count }));
    return { ...counted(rows, missing), distinct: few.size, top, numbers: { least, most, ...quantiles, bins: [] } };
  }
  // The few largest would squeeze all others into one bin: they share the last.
  const until = Math.max(quantiles.p99, least + Number.EPSILON);
  const width = (until - least) / bins || 1;
  const heights = new Array<number>(bins).fill(0);
  for (const value of values) {
    if (isMissing(value)) continue;
    const bin = Math.min(bins - 1, Math.floor((value - least) / width));
    heights[bin] = (heights[bin] ?? 0) + 1;
  }
  return {
    ...counted(rows, missing),
    distinct: null,
    top: [],
    numbers: { least, most, ...quantiles, bins: heights.map((count, index) => ({ from: least + index * width, count })) },
  };
}

function quantilesOf(values: Values, isMissing: (value: number) => boolean) {
  const step = Math.max(1, Math.floor(values.length / sampled));
  const sample: number[] = [];
  for (let i = 0; i < values.length; i += step) {
    const value = values[i];
    if (value !== undefined && !isMissing(value)) sample.push(value);
  }
  sample.sort((a, b) => a - b);
  const at = (share: number): number => sample[Math.min(sample.length - 1, Math.floor(share * sample.length))] ?? 0;
  return { median: at(0.5), p90: at(0.9), p99: at(0.99) };
}
